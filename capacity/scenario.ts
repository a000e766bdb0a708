import type { CellPlan } from "../strategy/plan";
import type { Assumptions } from "./assumptions";

/**
 * Three months that a bill is computed for. Floor: everything at its minimum and nobody there. Expected: the
 * configured users for the busy part of the month, the floor for the rest. Ceiling: every autoscaled number at its
 * maximum, all month, with the users that it carries.
 */
export const scenarios = ["floor", "expected", "ceiling"] as const;

/** One of the three. */
export type Scenario = (typeof scenarios)[number];

/** A number for each of the three. */
export type Amounts = Readonly<Record<Scenario, number>>;

/** Who is there in a month. */
export interface Presence {
    /** Concurrent users while they are there; their data is there always. */
    readonly users: number;
    /** Part of the month in which they are there, 0 to 1. */
    readonly share: number;
}

/** Who is in a cell. */
export function presenceIn(
    { users, capacityUsers }: Pick<CellPlan, "users" | "capacityUsers">,
    { busyPercent }: Assumptions,
): Readonly<Record<Scenario, Presence>> {
    return {
        floor: { users, share: 0 },
        expected: { users, share: busyPercent / 100 },
        ceiling: { users: Math.max(users, capacityUsers), share: 1 },
    };
}

/** How many of something there are on average, of what its bounds and the configured users make of it. */
export function averageOf(
    { min, expected, max }: { readonly min: number; readonly expected: number; readonly max: number },
    { busyPercent }: Assumptions,
): Amounts {
    const busy = busyPercent / 100;
    return { floor: min, expected: busy * expected + (1 - busy) * min, ceiling: max };
}

/** The same computation for each of the three. */
export function amounts<T>(of: (scenario: Scenario) => T): Readonly<Record<Scenario, T>> {
    return { floor: of("floor"), expected: of("expected"), ceiling: of("ceiling") };
}
