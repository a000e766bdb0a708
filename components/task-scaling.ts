import * as appautoscaling from "@pulumi/aws/appautoscaling";
import * as pulumi from "@pulumi/pulumi";
import { lawBounds, type Bounds } from "../strategy/plan";

/** What is wrong with the bounds of a service's tasks; empty when nothing is. */
export function taskBoundsMistakes(tasks: Bounds, argument = "tasks"): readonly string[] {
    const { min: least, max: most } = lawBounds.tasks;
    const mistakes = (["min", "max"] as const).flatMap((bound) => {
        const value = tasks[bound];
        if (Number.isInteger(value) && value >= least && value <= most) return [];
        const remedy =
            value > most
                ? `a cell ends at ${most}, so add a cell`
                : `with fewer than ${least} the loss of one task is an outage`;
        return [
            `${argument}.${bound} must be a whole number from ${least} to ${most}, got ${value}; ${remedy}`,
        ];
    });
    if (tasks.min > tasks.max) {
        mistakes.push(
            `${argument}.min must not be above ${argument}.max, got ${tasks.min} above ${tasks.max}; lower min or raise max`,
        );
    }
    return mistakes;
}

/** A service whose number of tasks is scaled. */
export interface ScaledTasks {
    readonly clusterName: pulumi.Input<string>;
    readonly serviceName: pulumi.Input<string>;
    /** Tasks that scaling keeps between, within the law's 2 to 50. */
    readonly tasks: Bounds;
}

/** Makes what scaling moves: from its creation on it owns `desiredCount`, which the service must therefore ignore. */
export function taskTarget(
    name: string,
    { clusterName, serviceName, tasks }: ScaledTasks,
    component: pulumi.ComponentResource,
    options: Pick<pulumi.CustomResourceOptions, "ignoreChanges"> = {},
): appautoscaling.Target {
    return new appautoscaling.Target(
        name,
        {
            serviceNamespace: "ecs",
            scalableDimension: "ecs:service:DesiredCount",
            resourceId: pulumi.interpolate`service/${clusterName}/${serviceName}`,
            minCapacity: tasks.min,
            maxCapacity: tasks.max,
        },
        { ...options, parent: component },
    );
}
