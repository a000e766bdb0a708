import { kpi } from "../../strategy/law";
import { input, textOf } from "../graph";
import { unknown, type Report, type Rule, type StackGraph } from "../rule";
import type { AlarmFacts } from "./alarm";
import { requireAlarm, type Limit, type Requirement } from "./requirement";
import { loadBalancerType, watched } from "./watched";

const namespace = "AWS/ApplicationELB";

/** A ratio's unit shows in its expression; a bare count has no common measure with a ratio. */
function serverErrorLimit({ expression }: AlarmFacts): Limit {
    if (typeof expression !== "string") return { above: {} };
    const inPercent = /\b100\b/.test(expression);
    return { above: { atMost: inPercent ? kpi.serverErrorPercent : kpi.serverErrorPercent / 100 } };
}

function requirements(stack: StackGraph): readonly Requirement[] {
    const watches: Requirement["watches"] = (metric) => watched(stack, metric, "LoadBalancer");
    const latency = (percentile: string, milliseconds: number): Requirement => ({
        signal: `${percentile} latency`,
        metrics: [`${namespace} TargetResponseTime`],
        statistics: [percentile],
        limit: { above: { atMost: milliseconds / 1000 } },
        watches,
    });
    return [
        latency("p95", kpi.p95Milliseconds),
        latency("p99", kpi.p99Milliseconds),
        {
            signal: "5xx errors",
            metrics: [`${namespace} HTTPCode_Target_5XX_Count`, `${namespace} HTTPCode_ELB_5XX_Count`],
            statistics: ["Sum"],
            limit: serverErrorLimit,
            watches,
        },
        {
            signal: "healthy targets",
            metrics: [`${namespace} HealthyHostCount`],
            statistics: ["Minimum", "Average"],
            limit: { below: { atLeast: 1 } },
            watches,
        },
    ];
}

function check(stack: StackGraph, report: Report): void {
    const needed = requirements(stack);
    for (const loadBalancer of stack.ofType(loadBalancerType)) {
        const type = textOf(input(loadBalancer, "loadBalancerType")) ?? "application";
        if (type === unknown)
            report.undecided(loadBalancer, "loadBalancerType is not known before the update");
        else if (type === "application") {
            for (const requirement of needed) requireAlarm(stack, loadBalancer, requirement, report);
        }
    }
}

/** Latency and errors at the load balancer are what users feel; without alarms they report it instead. */
export const loadBalancerHasItsAlarms: Rule = {
    name: "load-balancer-has-its-alarms",
    description: `Every application load balancer must have alarms on p95 latency (${kpi.p95Milliseconds} ms), p99 latency (${kpi.p99Milliseconds} ms), 5xx errors (${kpi.serverErrorPercent} %) and healthy targets.`,
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        "Add alarms on TargetResponseTime with extendedStatistic p95 and p99 (in seconds), on the ratio of 5xx to requests, and on HealthyHostCount, with this load balancer's arnSuffix.",
    subjects: [loadBalancerType],
    check,
};
