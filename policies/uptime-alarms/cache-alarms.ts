import { kpi } from "../../strategy/law";
import { input, numberOf } from "../graph";
import { unknown, type GraphResource, type Report, type Rule, type StackGraph } from "../rule";
import { metricsWatching, requireAlarm, type Requirement } from "./requirement";
import { cacheType, watched } from "./watched";

/** Percent. The engine is one thread: above this it queues (ElastiCache user guide, "Which metrics should I monitor?"). */
const engineCpuPercent = 90;

function requirements(stack: StackGraph): readonly Requirement[] {
    const watches: Requirement["watches"] = (metric) => watched(stack, metric, "CacheClusterId");
    return [
        {
            signal: "CPU",
            metrics: ["AWS/ElastiCache EngineCPUUtilization", "AWS/ElastiCache CPUUtilization"],
            statistics: ["Average", "Maximum"],
            limit: { above: { atMost: engineCpuPercent } },
            watches,
        },
        {
            signal: "memory",
            metrics: ["AWS/ElastiCache DatabaseMemoryUsagePercentage"],
            statistics: ["Average", "Maximum"],
            limit: { above: { atMost: kpi.memoryPercent.max } },
            watches,
        },
    ];
}

/** Nodes of the group, each of which has metrics of its own; unknown where the shape is. */
function nodesOf(group: GraphResource): number | typeof unknown {
    const flat = numberOf(input(group, "numCacheClusters"));
    if (flat !== undefined) return flat;
    const shards = numberOf(input(group, "numNodeGroups")) ?? 1;
    const replicas = numberOf(input(group, "replicasPerNodeGroup")) ?? 0;
    return shards === unknown || replicas === unknown ? unknown : shards * (1 + replicas);
}

/** ElastiCache reports per node only: an alarm on one node is silent about the others. */
function requireEveryNode(
    stack: StackGraph,
    group: GraphResource,
    requirement: Requirement,
    report: Report,
): void {
    const nodes = nodesOf(group);
    const watching = metricsWatching(stack, group, requirement);
    if (watching.length === 0) return;
    const ids = watching.map(({ dimensions }) =>
        dimensions === unknown ? unknown : dimensions.get("CacheClusterId"),
    );
    const known = new Set(ids.filter((id) => typeof id === "string"));
    // Ids that are not known yet are counted as different: they are made from the node's number.
    const covered = known.size + ids.filter((id) => id === unknown).length;
    if (nodes === unknown) report.undecided(group, "its number of nodes is not known before the update");
    else if (covered < nodes) {
        report.violation(
            group,
            `alarms on ${requirement.signal} cover ${covered} of its ${nodes} nodes; every node must have one`,
        );
    }
}

function check(stack: StackGraph, report: Report): void {
    const needed = requirements(stack);
    for (const group of stack.ofType(cacheType)) {
        for (const requirement of needed) {
            requireAlarm(stack, group, requirement, report);
            requireEveryNode(stack, group, requirement, report);
        }
    }
}

/** A full or saturated node evicts sessions and sends its share of the load to the database. */
export const cacheHasItsAlarms: Rule = {
    name: "cache-has-its-alarms",
    description: `Every node of a replication group must have alarms on CPU (${engineCpuPercent} % or less) and on memory (${kpi.memoryPercent.max} % or less).`,
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        "Add alarms on EngineCPUUtilization (CPUUtilization on nodes of two cores or less) and DatabaseMemoryUsagePercentage for each CacheClusterId of the group.",
    subjects: [cacheType],
    check,
};
