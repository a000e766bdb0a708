import { cacheScalingLaw } from "../../strategy/law";
import { percent, whole, type SettingsOf } from "../config";
import { cacheType } from "../elasticache";
import { input, numberOf, shown } from "../graph";
import { unknown, type GraphResource, type Report, type Rule, type StackGraph } from "../rule";
import { checkBounds, namesOf } from "./bounds";
import { scalingOf, shardCount, standbyCount, type Dimension, type ScalableTarget } from "./scaling";
import { checkCooldowns, checkTracking } from "./service-policies";

const bounds = {
    properties: {
        // Five replicas are all that a shard takes (ElastiCache API, CreateReplicationGroup).
        maxReplicas: whole(
            cacheScalingLaw.maxReplicasPerShard,
            [1, 5],
            "Replicas of a shard that a target may not go above.",
        ),
        maxNodes: whole(
            cacheScalingLaw.maxNodes,
            [1, 500],
            "Nodes of a cache, shards times the nodes of each, that its targets may not go above.",
        ),
    },
};

/** Replicas that a shard may come to have. */
function mostReplicas(stack: StackGraph, cache: GraphResource): number {
    const own = numberOf(input(cache, "replicasPerNodeGroup"));
    const maxima = scalingOf(stack)
        .targetsOf(cache, standbyCount)
        .certain.map(({ max }) => max);
    return Math.max(0, ...[own, ...maxima].filter((number) => typeof number === "number"));
}

function checkDimension(
    stack: StackGraph,
    cache: GraphResource,
    [dimension, max]: readonly [Dimension, number],
    report: Report,
): void {
    const { certain } = scalingOf(stack).targetsOf(cache, dimension);
    for (const target of certain) checkBounds(target, { min: 1, max }, report);
    if (certain.length > 1) {
        report.violation(
            cache,
            `${certain.length} targets scale its ${dimension.name}: ${namesOf(certain)}; it must be one`,
        );
    }
}

/** A cache that grows without end bills without end, and AWS stops it at a number that nobody chose. */
export const cacheTargetIsBounded: Rule<SettingsOf<typeof bounds>> = {
    name: "cache-target-is-bounded",
    description: `A target that scales a cache must be the only one of its dimension, keep ${bounds.properties.maxReplicas.default} replicas a shard at most, and ${bounds.properties.maxNodes.default} nodes at most.`,
    enforcementLevel: "mandatory",
    severity: "medium",
    remediation:
        "Set minCapacity to 1 or more, and maxCapacity so that all shards and replicas stay within the limit.",
    frameworks: { wellArchitected: ["REL07-BP01", "PERF02-BP04"] },
    subjects: [cacheType],
    configSchema: bounds,
    check: (stack, report, { maxReplicas, maxNodes }) => {
        for (const cache of stack.ofType(cacheType)) {
            const maxShards = Math.floor(maxNodes / (1 + mostReplicas(stack, cache)));
            checkDimension(stack, cache, [shardCount, maxShards], report);
            checkDimension(stack, cache, [standbyCount, maxReplicas], report);
        }
    },
};

/** A day: longer than anybody waits for the next node. */
const pauses = [0, 86_400] as const;

const pace = {
    properties: {
        cpuPercent: percent(
            cacheScalingLaw.cpuTargetPercent,
            "Percent of CPU at which nodes are added, at most.",
        ),
        memoryPercent: percent(
            cacheScalingLaw.memoryTargetPercent,
            "Percent of memory at which shards are added, at most.",
        ),
        scaleOutSeconds: whole(
            cacheScalingLaw.scaleOutCooldownSeconds,
            pauses,
            "Seconds after which nodes are added again, at most.",
        ),
        scaleInSeconds: whole(
            cacheScalingLaw.scaleInCooldownSeconds,
            pauses,
            "Seconds before nodes are taken away again, at least.",
        ),
    },
};

/** What a cache's nodes are scaled by ("Target tracking scaling policies", ElastiCache user guide). */
const metrics: ReadonlyMap<unknown, "cpuPercent" | "memoryPercent"> = new Map([
    ["ElastiCachePrimaryEngineCPUUtilization", "cpuPercent"],
    ["ElastiCacheReplicaEngineCPUUtilization", "cpuPercent"],
    ["ElastiCacheDatabaseMemoryUsageCountedForEvictPercentage", "memoryPercent"],
    ["ElastiCacheDatabaseCapacityUsageCountedForEvictPercentage", "memoryPercent"],
]);

function checkPolicies(
    stack: StackGraph,
    target: ScalableTarget,
    limits: SettingsOf<typeof pace>,
    report: Report,
): void {
    const { certain, possible } = scalingOf(stack).policiesOf(target);
    for (const policy of certain) {
        const setting = metrics.get(policy.metric);
        if (policy.metric === unknown) {
            report.undecided(policy.resource, "the metric that it tracks is not known before the update");
        } else if (setting === undefined) {
            report.violation(
                policy.resource,
                `it tracks ${shown(policy.metric)}; it must track the CPU or the memory of the cache`,
            );
        } else checkTracking(policy, limits[setting], report);
        checkCooldowns(policy, limits, report);
    }
    if (certain.length > 0) return;
    if (possible.length > 0) {
        report.undecided(target.resource, "whether a policy moves it is not known before the update");
    } else report.violation(target.resource, "no policy moves it; there must be one on CPU or memory");
}

/** Moving slots takes minutes and CPU of its own: a cache that starts late is busy twice. */
export const cacheScalesBeforeItIsFull: Rule<SettingsOf<typeof pace>> = {
    name: "cache-scales-before-it-is-full",
    description: `A scaled cache must add nodes at ${cacheScalingLaw.cpuTargetPercent} % of CPU or ${cacheScalingLaw.memoryTargetPercent} % of memory, again within ${cacheScalingLaw.scaleOutCooldownSeconds} s, and take them away no sooner than after ${cacheScalingLaw.scaleInCooldownSeconds} s.`,
    enforcementLevel: "mandatory",
    severity: "medium",
    remediation:
        "Give each target a TargetTrackingScaling policy on a predefined metric of ElastiCache, with both cooldowns.",
    frameworks: { wellArchitected: ["REL07-BP01", "PERF02-BP04"] },
    subjects: [cacheType],
    configSchema: pace,
    check: (stack, report, limits) => {
        for (const cache of stack.ofType(cacheType)) {
            for (const dimension of [shardCount, standbyCount]) {
                for (const target of scalingOf(stack).targetsOf(cache, dimension).certain) {
                    checkPolicies(stack, target, limits, report);
                }
            }
        }
    },
};
