import { kpi } from "../../strategy/law";
import { percent, whole, type SettingsOf } from "../config";
import { input, ofTypes, textOf } from "../graph";
import { unknown, type GraphResource, type Report, type Rule, type StackGraph } from "../rule";
import type { AlarmFacts } from "./alarm";
import { servedBy, usedGroupsOf } from "./forwarding";
import { once, requireAlarm, type Limit, type Requirement } from "./requirement";
import { loadBalancerTypes, watched } from "./watched";

const namespace = "AWS/ApplicationELB";

/** An hour in milliseconds: no load balancer waits that long. */
const latencies = [1, 3_600_000] as const;

const settings = {
    properties: {
        p95Milliseconds: whole(
            kpi.p95Milliseconds,
            latencies,
            "Latency that an alarm on the slowest 5 % of requests may wait for.",
        ),
        p99Milliseconds: whole(
            kpi.p99Milliseconds,
            latencies,
            "Latency that an alarm on the slowest 1 % of requests may wait for.",
        ),
        serverErrorPercent: percent(
            kpi.serverErrorPercent,
            "Percent of 5xx errors that an alarm on their ratio may wait for.",
        ),
        leastTargets: whole(1, [1, 1_000], "Healthy targets below which an alarm must fire, at least."),
    },
};

type Settings = SettingsOf<typeof settings>;

/** A ratio's unit shows in its expression; a bare count has no common measure with a ratio. */
const serverErrorLimit =
    (most: number) =>
    ({ expression }: AlarmFacts): Limit => {
        if (typeof expression !== "string") return { above: {} };
        const inPercent = /\b100\b/.test(expression);
        return { above: { atMost: inPercent ? most : most / 100 } };
    };

function requirements(
    stack: StackGraph,
    { p95Milliseconds, p99Milliseconds, serverErrorPercent }: Settings,
): readonly Requirement[] {
    const watches: Requirement["watches"] = (metric) => watched(stack, metric, "LoadBalancer");
    const latency = (percentile: string, milliseconds: number): Requirement => ({
        signal: `${percentile} latency`,
        metrics: [`${namespace} TargetResponseTime`],
        statistics: [percentile],
        limit: { above: { atMost: milliseconds / 1000 } },
        watches,
    });
    const serverErrors = (maker: string, metric: string): Requirement => ({
        signal: `${maker} 5xx errors`,
        metrics: [`${namespace} ${metric}`],
        statistics: ["Sum"],
        limit: serverErrorLimit(serverErrorPercent),
        watches,
    });
    return [
        latency("p95", p95Milliseconds),
        latency("p99", p99Milliseconds),
        // Neither contains the other: a crash behind every request shows in the first, missing tasks in the second.
        serverErrors("target-made", "HTTPCode_Target_5XX_Count"),
        serverErrors("load-balancer-made", "HTTPCode_ELB_5XX_Count"),
    ];
}

function healthyTargets(
    stack: StackGraph,
    dimension: "LoadBalancer" | "TargetGroup",
    atLeast: number,
): Requirement {
    return {
        signal: "healthy targets",
        metrics: [`${namespace} HealthyHostCount`],
        statistics: ["Minimum", "Average"],
        limit: { below: { atLeast } },
        watches: (metric) => watched(stack, metric, dimension),
    };
}

function typeOf(loadBalancer: GraphResource): string | typeof unknown {
    return textOf(input(loadBalancer, "loadBalancerType")) ?? "application";
}

/** Target groups that a service uses behind application load balancers, or behind what the stack does not show. */
function usedGroups(stack: StackGraph): readonly GraphResource[] {
    return [...usedGroupsOf(stack)].filter((group) => {
        const owners = [...(servedBy(stack).get(group) ?? [])];
        return owners.length === 0 || owners.some((owner) => typeOf(owner) === "application");
    });
}

function check(stack: StackGraph, report: Report, limits: Settings): void {
    const needed = requirements(stack, limits);
    const healthy = (dimension: "LoadBalancer" | "TargetGroup"): Requirement =>
        healthyTargets(stack, dimension, limits.leastTargets);
    const groups = usedGroups(stack);
    for (const group of groups) requireAlarm(stack, group, healthy("TargetGroup"), report);
    for (const loadBalancer of ofTypes(stack, loadBalancerTypes)) {
        const type = typeOf(loadBalancer);
        if (type === unknown)
            report.undecided(loadBalancer, "loadBalancerType is not known before the update");
        else if (type === "application") {
            const found = once(report);
            for (const requirement of needed) requireAlarm(stack, loadBalancer, requirement, found);
            // Where services use its target groups, each group answers for itself.
            if (groups.some((group) => servedBy(stack).get(group)?.has(loadBalancer) === true)) continue;
            requireAlarm(stack, loadBalancer, healthy("LoadBalancer"), report);
        }
    }
}

/** Latency and errors at the load balancer are what users feel; without alarms they report it instead. */
export const loadBalancerHasItsAlarms: Rule<Settings> = {
    name: "load-balancer-has-its-alarms",
    description: `Every application load balancer must have alarms on p95 latency (${kpi.p95Milliseconds} ms), p99 latency (${kpi.p99Milliseconds} ms), 5xx errors (${kpi.serverErrorPercent} %), those that targets make and those that it makes itself, and the healthy targets of each group that a service uses.`,
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        "Add alarms on TargetResponseTime with extendedStatistic p95 and p99 (in seconds), on the ratio of 5xx to requests (HTTPCode_Target_5XX_Count and HTTPCode_ELB_5XX_Count, in one expression or two alarms), and on HealthyHostCount of each target group, with this load balancer's arnSuffix.",
    frameworks: { wellArchitected: ["REL06-BP01", "REL11-BP01"] },
    subjects: loadBalancerTypes,
    configSchema: settings,
    check,
};
