/**
 * Alerting on service level objectives: how fast the error budget may be spent before somebody is told. The method,
 * the rates and the windows are those of "Alerting on SLOs", The Site Reliability Workbook, table 5-8.
 */

import { kpi } from "./law";

const hour = 3_600;
const minute = 60;

/** Decimals are cut where a computer begins to invent them: 14.4 times 0.1 is no round number to it. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

/** Percent of requests that may break a promise. */
export const errorBudgetPercent = {
    /** What 99.9 % leaves: 43 minutes of a month of 30 days, were all requests to fail. */
    availability: rounded(100 - kpi.uptimePercent),
    /** What "p95 below 200 ms" leaves. */
    latency: 100 - 95,
} as const;

/** A speed of spending, and the windows in seconds that must both see it. */
export interface BurnRate {
    readonly name: "fast" | "slow" | "steady";
    readonly severity: "page" | "ticket";
    /** Times the rate that makes the budget last exactly 30 days. */
    readonly rate: number;
    /** Long enough to be no coincidence. */
    readonly longSeconds: number;
    /** A twelfth of the long one: it ends the alarm soon after the trouble ended. */
    readonly shortSeconds: number;
    /** Percent of the month's budget that is gone when the long window is full. */
    readonly budgetSpentPercent: number;
}

/** From the outage that must be met at once to the slow leak. */
export const burnRates: readonly [BurnRate, BurnRate, BurnRate] = [
    {
        name: "fast",
        severity: "page",
        rate: 14.4,
        longSeconds: hour,
        shortSeconds: 5 * minute,
        budgetSpentPercent: 2,
    },
    {
        name: "slow",
        severity: "page",
        rate: 6,
        longSeconds: 6 * hour,
        shortSeconds: 30 * minute,
        budgetSpentPercent: 5,
    },
    {
        name: "steady",
        severity: "ticket",
        rate: 3,
        // A day is the longest period that CloudWatch knows; the workbook's three days at rate 1 are out of reach.
        longSeconds: 24 * hour,
        shortSeconds: 2 * hour,
        budgetSpentPercent: 10,
    },
];

/** Percent of requests that break the promise at this rate of spending. */
export function burnPercent(budgetPercent: number, { rate }: Pick<BurnRate, "rate">): number {
    return rounded(budgetPercent * rate);
}
