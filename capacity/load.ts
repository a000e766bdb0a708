import { requestsPerTaskMinute, type loadTests } from "../strategy/law";
import type { CellPlan } from "../strategy/plan";
import type { Assumptions } from "./assumptions";

/** A load that the strategy tests: its name, and how many times the normal one it is ("Test Scenarios"). */
export const loadFactors = { normal: 1, peak: 5, stress: 10 } as const satisfies Record<
    keyof typeof loadTests,
    number
>;

/** A tested load. */
export type LoadName = keyof typeof loadFactors;

/** Requests a second that so many concurrent users send. */
export function requestsPerSecond(users: number, { requestsPerThousandUsers }: Assumptions): number {
    return (users * requestsPerThousandUsers) / 1_000;
}

/** What a cell has to do under a load, and what of it its maximum carries. */
export interface CellLoad {
    readonly load: LoadName;
    readonly requestsPerSecond: number;
    /** Tasks that it takes at the law's CPU target, before any bound. */
    readonly tasksNeeded: number;
    /** Percent of the requests that the maximum of tasks answers at the CPU target; at most 100. */
    readonly carriedPercent: number;
}

/** The cell under a load: its users times the load's factor. */
export function cellLoad(cell: CellPlan, load: LoadName, assumed: Assumptions): CellLoad {
    const requests = requestsPerSecond(cell.users * loadFactors[load], assumed);
    const tasksNeeded = Math.ceil((requests * 60) / requestsPerTaskMinute);
    return {
        load,
        requestsPerSecond: requests,
        tasksNeeded,
        carriedPercent: tasksNeeded === 0 ? 100 : Math.min(100, (100 * cell.tasks.max) / tasksNeeded),
    };
}
