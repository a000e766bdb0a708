import { serviceLaw } from "./law";

/**
 * Fargate Spot: the same tasks for up to 70 % less, which AWS takes back with two minutes' notice, all of them at
 * once when it is short ("Fargate Spot", AWS Fargate pricing; Amazon ECS developer guide). Never below a cell's
 * minimum: that is on demand (docs/adr/0011-spot-above-the-minimum.md).
 */
export const spotLaw = {
    /**
     * Percent of the tasks above the minimum that are Spot, unless the cell says otherwise. Losing them all at
     * once takes the others from the law's 70 % CPU to 87.5 %: every request is still answered, with an eighth
     * in reserve until others have started. And where no Spot comes back, a cell with 46 tasks' work of its 50
     * ends at about 80 %, the upper end of the KPI.
     */
    defaultPercent: 20,
    /** More would leave so few that the loss is an outage at any hour. Above 30 it already is one at full load. */
    maxPercent: 70,
} as const;

/** How a service's tasks are placed. */
export interface TaskPlacement {
    /** Tasks that always run on demand. */
    readonly min: number;
    /** Percent of the tasks above the minimum that are Spot. */
    readonly spotPercent: number;
}

/** Spot tasks among so many at the most: ECS places whole tasks and may round the share up. */
export function spotTasksAmong(tasks: number, { min, spotPercent }: TaskPlacement): number {
    return Math.ceil((Math.max(tasks - min, 0) * spotPercent) / 100);
}

/** Percent of CPU on the tasks that are left when so many at the CPU target lose all their Spot tasks at once. */
export function cpuAfterSpotLoss(tasks: number, placement: TaskPlacement): number {
    return (serviceLaw.cpuTargetPercent * tasks) / (tasks - spotTasksAmong(tasks, placement));
}
