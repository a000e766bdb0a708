import { readerLaw } from "./law";

/**
 * Aurora capacity units that the writer needs for each 10,000 users: the strategy runs 10,000 on
 * db.t4g.large ("Cost Breakdown"), which has 8 GiB, and a unit is about 2 GiB.
 */
const acuPerTenThousandUsers = 4;

/** GiB of memory of one capacity unit, about ("Aurora serverless capacity", Aurora user guide). */
export const gibPerAcu = 2;

/** Share of the need that is always there; see {@link acuBounds}. */
const floorShare = 1 / 4;

/** Aurora capacity units that AWS takes ("Aurora serverless capacity", Aurora user guide). */
export const acuLimits = {
    step: 0.5,
    /** AWS takes 0 as well, at which an idle database pauses. */
    min: 0.5,
    /** The least maximum: AWS refuses 0.5 for both. */
    leastMax: 1,
    max: 256,
} as const;

/** Least capacity that this project presets, whatever the users. */
const smallest = {
    /** Performance Insights asks for 2 (same guide, "Choosing the minimum"). */
    min: 2,
    /** 8 GiB, the memory of the strategy's smallest priced database. */
    max: acuPerTenThousandUsers,
} as const;

/** Aurora capacity units that the writer needs for this many users, before any bound. */
export function acuNeed(users: number): number {
    return (users / 10_000) * acuPerTenThousandUsers;
}

const upToStep = (acu: number): number => Math.ceil(acu / acuLimits.step) * acuLimits.step;

/**
 * Capacity bounds of a cell's serverless database for this many users.
 *
 * The maximum leaves the head-room that the law leaves a reader: at the users planned for, an instance works at
 * 75 % of it. The minimum is a quarter of the need: a floor close to the need scales out faster and keeps its cache warm,
 * but list prices put the break-even there (0.12 $ per unit and hour against 1.038 $ for the 32 units of
 * db.r6g.2xlarge: 27 %), and above it a provisioned instance is the cheaper answer.
 *
 * Never falls when users rise.
 */
export function acuBounds(users: number): { readonly minAcu: number; readonly maxAcu: number } {
    const need = acuNeed(users);
    const max = upToStep((need * 100) / readerLaw.cpuTargetPercent);
    const maxAcu = Math.min(Math.max(max, smallest.max), acuLimits.max);
    const minAcu = Math.min(Math.max(upToStep(need * floorShare), smallest.min), maxAcu);
    return { minAcu, maxAcu };
}
