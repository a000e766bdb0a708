import type { Input } from "@pulumi/pulumi";
import { kpi } from "../strategy/law";
import { burnPercent, burnRates, errorBudgetPercent, type BurnRate } from "../strategy/slo";
import type { AlarmRule, AlarmSignal, CompositeAlarmRule } from "./alarm-rule";
import { errorShare, slowShare } from "./request-shares";

/** What the alarms on a cell's error budgets watch. */
export interface BurnRateAlarmArgs {
    /** ARN suffix of the load balancer, "app/name/id". */
    readonly loadBalancer: Input<string>;
}

/** For each budget and speed one alarm that tells, and the two windows that it is made of and that do not. */
export interface BurnRateAlarms {
    readonly windows: readonly AlarmRule[];
    readonly composites: readonly CompositeAlarmRule[];
}

/**
 * Requests that must have broken the promise within the long window. Fewer are nobody's outage, whatever their
 * share: one error of fifty at night is 2 %. It counts bad requests and not all of them, so that an outage in a
 * quiet hour still shows. The short window only says that it goes on, for which one is enough.
 */
const leastBad = { long: 10, short: 1 } as const;

/** A promise whose budget can be spent. */
interface Objective {
    readonly name: "availability" | "latency";
    readonly budgetPercent: number;
    /** What happens to the requests that break it. */
    readonly broken: string;
    readonly advice: string;
    /** Percent of requests that break it; zero while fewer than `least` do. */
    readonly signal: (least: number) => AlarmSignal;
}

function objectives({ loadBalancer }: BurnRateAlarmArgs): readonly Objective[] {
    const dimensions = { LoadBalancer: loadBalancer };
    return [
        {
            name: "availability",
            budgetPercent: errorBudgetPercent.availability,
            broken: "fail",
            advice: `If a release went out since it began, take it back first.`,
            signal: (least) => errorShare(dimensions, "5XX", least),
        },
        {
            name: "latency",
            budgetPercent: errorBudgetPercent.latency,
            broken: `take longer than ${kpi.p95Milliseconds} ms`,
            advice: `Look at database and cache first, then at CPU and the number of tasks.`,
            signal: (least) => slowShare(dimensions, least),
        },
    ];
}

/** "5 minutes", "6 hours". */
function duration(seconds: number): string {
    return seconds < 7_200 ? `${seconds / 60} minutes` : `${seconds / 3_600} hours`;
}

function windowRule(objective: Objective, burn: BurnRate, window: keyof typeof leastBad): AlarmRule {
    const runbook = `load-balancer-${objective.name}-burn`;
    const seconds = window === "long" ? burn.longSeconds : burn.shortSeconds;
    const percent = burnPercent(objective.budgetPercent, burn);
    return {
        key: `${runbook}-${burn.name}-${window}`,
        severity: burn.severity,
        runbook,
        meaning:
            `Within ${duration(seconds)} more than ${percent} % of requests ${objective.broken}. ` +
            `A part of ${runbook}-${burn.name}, which tells.`,
        signal: objective.signal(leastBad[window]),
        threshold: { above: percent },
        // One period is the whole window, and CloudWatch looks at the latest one every minute.
        periodSeconds: seconds,
        periods: 1,
        // No requests spend no budget.
        whenSilent: "notBreaching",
        notifies: false,
    };
}

function compositeRule(objective: Objective, burn: BurnRate): CompositeAlarmRule {
    const runbook = `load-balancer-${objective.name}-burn`;
    const key = `${runbook}-${burn.name}`;
    return {
        key,
        severity: burn.severity,
        runbook,
        meaning:
            `More than ${burnPercent(objective.budgetPercent, burn)} % of requests ${objective.broken}, over ` +
            `${duration(burn.longSeconds)} and still: ${burn.rate} times what the month can bear; ` +
            `${burn.budgetSpentPercent} % of its budget goes in that time. ${objective.advice}`,
        when: { allOf: [`${key}-long`, `${key}-short`] },
    };
}

/**
 * Alarms on how fast a cell spends the month's error budgets, of availability and of latency. They fire when a long
 * and a short window both see the spending: the long one alone would ring for hours after the trouble is over, the
 * short one alone at every hiccup.
 */
export function burnRateAlarms(args: BurnRateAlarmArgs): BurnRateAlarms {
    const all = objectives(args).flatMap((objective) => burnRates.map((burn) => ({ objective, burn })));
    return {
        windows: all.flatMap(({ objective, burn }) => [
            windowRule(objective, burn, "long"),
            windowRule(objective, burn, "short"),
        ]),
        composites: all.map(({ objective, burn }) => compositeRule(objective, burn)),
    };
}
