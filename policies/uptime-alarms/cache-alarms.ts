import { kpi } from "../../strategy/law";
import { scalingOf, shardCount, standbyCount, type Dimension } from "../autoscaling-bounds/scaling";
import { percent, type SettingsOf } from "../config";
import { cacheType } from "../elasticache";
import { input, numberOf, type Reading } from "../graph";
import { unknown, type GraphResource, type Report, type Rule, type StackGraph } from "../rule";
import { metricKey, type Metric } from "./alarm";
import { requireAlarm, watchOf, type Requirement } from "./requirement";
import { watched } from "./watched";

/** Percent. The engine is one thread: above this it queues (ElastiCache user guide, "Which metrics should I monitor?"). */
const engineCpuPercent = 90;

const settings = {
    properties: {
        cpuPercent: percent(engineCpuPercent, "Percent of CPU that an alarm may wait for."),
        memoryPercent: percent(kpi.memoryPercent.max, "Percent of memory that an alarm may wait for."),
    },
};

type Settings = SettingsOf<typeof settings>;

function requirements(stack: StackGraph, { cpuPercent, memoryPercent }: Settings): readonly Requirement[] {
    const watches: Requirement["watches"] = (metric) => watched(stack, metric, "CacheClusterId");
    return [
        {
            signal: "CPU",
            metrics: ["AWS/ElastiCache EngineCPUUtilization", "AWS/ElastiCache CPUUtilization"],
            statistics: ["Average", "Maximum"],
            limit: { above: { atMost: cpuPercent } },
            watches,
        },
        {
            signal: "memory",
            metrics: ["AWS/ElastiCache DatabaseMemoryUsagePercentage"],
            statistics: ["Average", "Maximum"],
            limit: { above: { atMost: memoryPercent } },
            watches,
        },
    ];
}

/** The number that a dimension of the group may reach: its own, or the maximum of a target that moves it. */
function mostOf(
    stack: StackGraph,
    group: GraphResource,
    own: Reading<number>,
    dimension: Dimension,
): number | typeof unknown {
    const { certain, possible } = scalingOf(stack).targetsOf(group, dimension);
    if (possible.length > 0) return unknown;
    const numbers: readonly Reading<number>[] = [own, ...certain.map(({ max }) => max)];
    return numbers.reduce<number | typeof unknown>(
        (most, number) => (most === unknown || number === unknown ? unknown : Math.max(most, number ?? 0)),
        0,
    );
}

/** Nodes that the group has or may come to have, each with metrics of its own; unknown where the shape is. */
function nodesOf(stack: StackGraph, group: GraphResource): number | typeof unknown {
    const flat = numberOf(input(group, "numCacheClusters"));
    if (flat !== undefined) return flat;
    const shards = mostOf(stack, group, numberOf(input(group, "numNodeGroups")) ?? 1, shardCount);
    const replicas = mostOf(stack, group, numberOf(input(group, "replicasPerNodeGroup")), standbyCount);
    return shards === unknown || replicas === unknown ? unknown : shards * (1 + replicas);
}

/** ElastiCache reports per node only: an alarm on one node is silent about the others. */
function requireEveryNode(
    stack: StackGraph,
    group: GraphResource,
    requirement: Requirement,
    report: Report,
): void {
    const nodes = nodesOf(stack, group);
    const { satisfying, uncertain } = watchOf(stack, group, requirement);
    if (satisfying.length === 0) return; // requireAlarm has said so
    const [fewest, most] = nodesCovered(satisfying);
    if (nodes === unknown) report.undecided(group, "its number of nodes is not known before the update");
    else if (fewest >= nodes) return;
    else if (most + uncertain.length >= nodes) {
        report.undecided(
            group,
            `whether alarms on ${requirement.signal} cover all of its ${nodes} nodes is not known before the update`,
        );
    } else {
        report.violation(
            group,
            `alarms on ${requirement.signal} cover ${fewest} of its ${nodes} nodes; every node must have one`,
        );
    }
}

/**
 * How many nodes metrics watch, at least and at most. Ids that are not known yet differ between metrics that
 * are alike, because they are made from the node's number; metrics that are not alike may share a node.
 */
function nodesCovered(metrics: readonly Metric[]): readonly [number, number] {
    const known = new Set<string>();
    const alike = new Map<string, number>();
    for (const { alarm, namespace, name, statistic, dimensions } of metrics) {
        const id = dimensions === unknown ? unknown : dimensions.get("CacheClusterId");
        if (typeof id === "string") known.add(id);
        if (id !== unknown) continue;
        const likeness = [metricKey(namespace, name), statistic, alarm.comparison, alarm.threshold].join();
        alike.set(likeness, (alike.get(likeness) ?? 0) + 1);
    }
    const counts = [...alike.values()];
    const all = counts.reduce((sum, count) => sum + count, 0);
    return [known.size + Math.max(0, ...counts), known.size + all];
}

function check(stack: StackGraph, report: Report, limits: Settings): void {
    const needed = requirements(stack, limits);
    for (const group of stack.ofType(cacheType)) {
        for (const requirement of needed) {
            requireAlarm(stack, group, requirement, report);
            requireEveryNode(stack, group, requirement, report);
        }
    }
}

/** A full or saturated node evicts sessions and sends its share of the load to the database. */
export const cacheHasItsAlarms: Rule<Settings> = {
    name: "cache-has-its-alarms",
    description: `Every node that a replication group has, or may get from autoscaling, must have alarms on CPU (${engineCpuPercent} % or less) and on memory (${kpi.memoryPercent.max} % or less).`,
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        "Add alarms on EngineCPUUtilization (CPUUtilization on nodes of two cores or less) and DatabaseMemoryUsagePercentage for each CacheClusterId of the group, up to the maximum that scales it.",
    frameworks: { wellArchitected: ["REL06-BP01", "REL11-BP01"] },
    subjects: [cacheType],
    configSchema: settings,
    check,
};
