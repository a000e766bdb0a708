import * as pulumi from "@pulumi/pulumi";
import type { CachePlan } from "../strategy/plan";
import type { AlarmRule } from "./alarm-rule";
import { nodeCpus, nodeTypeMistake, scaledDimensions } from "./cache-shape";

/** What the alarms of a cache need to know. */
export interface CacheAlarmsArgs {
    readonly replicationGroupId: pulumi.Input<string>;
    readonly cache: CachePlan;
}

/** Where the alarms fire. */
export const cacheAlarmThresholds = {
    /** Percent of the one CPU that the engine runs on ("Which metrics should I monitor?", ElastiCache user guide). */
    engineCpuPercent: 90,
    /** Percent of the node's memory; at 100 keys are evicted, and users with their sessions among them. */
    memoryPercent: 80,
    /** Keys. Nothing should have to go before its time. */
    evictions: 0,
    /** Seconds that a standby is behind its primary; usual are milliseconds. */
    lagSeconds: 1,
} as const;

/** Virtual CPUs from which the engine's own CPU is what counts; on smaller nodes the host's other work does too. */
const largeNodeCpus = 4;

/** Shards and nodes that a replication group may come to have, as ElastiCache numbers them: "0001-001" and so on. */
export function nodeNumbers({
    maxShards,
    maxReplicasPerShard,
}: Pick<CachePlan, "maxShards" | "maxReplicasPerShard">): readonly string[] {
    return upTo(maxShards, 4).flatMap((shard) =>
        upTo(1 + maxReplicasPerShard, 3).map((node) => `${shard}-${node}`),
    );
}

const upTo = (count: number, digits: number): string[] =>
    Array.from({ length: count }, (_, index) => String(index + 1).padStart(digits, "0"));

/** The CPU metric that tells the truth on this type of node, and where it is too much. */
export function cpuOf(nodeType: string): { readonly metricName: string; readonly above: number } {
    const cpus = nodeCpus(nodeType);
    if (cpus === undefined) throw new Error(nodeTypeMistake(nodeType));
    return cpus >= largeNodeCpus
        ? { metricName: "EngineCPUUtilization", above: cacheAlarmThresholds.engineCpuPercent }
        : { metricName: "CPUUtilization", above: cacheAlarmThresholds.engineCpuPercent / cpus };
}

/**
 * Alarms of a cache, for each node: an average over nodes would hide the one that a popular key overloads, and
 * any replica may be the next primary. Where autoscaling adds and removes nodes, there are alarms for all that it
 * may add, a silent one counts as not there, and alarms on the whole group hear the silence and watch what else it
 * may number (docs/adr/0010).
 *
 * @throws Error for a node type that ElastiCache does not have.
 */
export function cacheAlarms({ replicationGroupId, cache }: CacheAlarmsArgs): readonly AlarmRule[] {
    const cpu = cpuOf(cache.nodeType);
    const isScaled = scaledDimensions(cache).length > 0;
    const nodes = nodeNumbers(cache).flatMap((node) =>
        nodeAlarms(node, pulumi.interpolate`${replicationGroupId}-${node}`, cpu, isScaled),
    );
    return [
        ...nodes,
        ...(cache.maxReplicasPerShard === 0
            ? []
            : upTo(cache.maxShards, 4).map((shard) => lagAlarm(shard, replicationGroupId, cache))),
        ...(isScaled ? groupAlarms(replicationGroupId) : []),
    ];
}

/**
 * One for each shard, whose worst standby counts: any of its nodes may be one, and a primary reports no lag ("Metrics for
 * Valkey and Redis OSS", ElastiCache user guide).
 */
function lagAlarm(
    shard: string,
    replicationGroupId: pulumi.Input<string>,
    { maxReplicasPerShard }: CachePlan,
): AlarmRule {
    const nodes = upTo(1 + maxReplicasPerShard, 3).map((node) => ({ id: `n${node}`, node }));
    return {
        key: `cache-${shard}-lag`,
        runbook: "cache-lag",
        severity: "ticket",
        meaning: `A standby of cache shard ${shard} is more than a second behind its primary. What is read from it is old, and a failover would lose the newest entries, sessions among them. Look at what is written, and how large it is.`,
        signal: {
            expression: `MAX([${nodes.map(({ id }) => `FILL(${id}, 0)`).join(", ")}])`,
            label: "seconds that the slowest standby is behind",
            metrics: Object.fromEntries(
                nodes.map(({ id, node }) => [
                    id,
                    {
                        namespace: "AWS/ElastiCache",
                        metricName: "ReplicationLag",
                        dimensions: {
                            CacheClusterId: pulumi.interpolate`${replicationGroupId}-${shard}-${node}`,
                            CacheNodeId: "0001",
                        },
                        statistic: "Maximum" as const,
                    },
                ]),
            ),
        },
        threshold: { above: cacheAlarmThresholds.lagSeconds },
        periodSeconds: 60,
        periods: 5,
        datapointsToAlarm: 3, // the latest period is often not published yet, and FILL makes it a zero
        whenSilent: "notBreaching", // that nodes are there at all is what the other alarms ask
    };
}

function nodeAlarms(
    node: string,
    cacheClusterId: pulumi.Input<string>,
    cpu: ReturnType<typeof cpuOf>,
    isScaled: boolean,
): readonly AlarmRule[] {
    // AWS chooses which nodes leave, so that of a scaled group none must be there.
    const whenSilent = isScaled ? "notBreaching" : "breaching";
    const signal = (metricName: string, statistic: "Average" | "Maximum" | "Sum"): AlarmRule["signal"] => ({
        namespace: "AWS/ElastiCache",
        metricName,
        dimensions: { CacheClusterId: cacheClusterId, CacheNodeId: "0001" },
        statistic,
    });
    return [
        {
            key: `cache-${node}-cpu`,
            runbook: "cache-cpu",
            severity: "page",
            meaning: `Cache node ${node} is out of CPU, and everything that asks it waits. If one shard alone is hot, look for a key that everybody reads; if all are, add a shard.`,
            signal: signal(cpu.metricName, "Average"),
            threshold: { above: cpu.above },
            periodSeconds: 60,
            periods: 5,
            whenSilent,
        },
        {
            key: `cache-${node}-memory`,
            runbook: "cache-memory",
            severity: "ticket",
            meaning: `Cache node ${node} is filling up and will soon give up keys before their time. Add a shard, or look for keys without a lifetime.`,
            signal: signal("DatabaseMemoryUsagePercentage", "Maximum"),
            threshold: { above: cacheAlarmThresholds.memoryPercent },
            periodSeconds: 60,
            periods: 5,
            whenSilent,
        },
        {
            key: `cache-${node}-evictions`,
            runbook: "cache-evictions",
            severity: "ticket",
            meaning: `Cache node ${node} is full and gives up keys before their time, cached answers first and sessions last. Add a shard, or look for keys without a lifetime.`,
            signal: signal("Evictions", "Sum"),
            threshold: { above: cacheAlarmThresholds.evictions },
            periodSeconds: 300,
            periods: 3,
            whenSilent: "notBreaching",
        },
    ];
}

/**
 * The group's own metrics, which autoscaling follows, whatever its nodes are called ("Amazon CloudWatch metrics for
 * monitoring resource usage", Application Auto Scaling user guide). A group always has primaries and standbys:
 * when they are silent, it is gone.
 */
function groupAlarms(replicationGroupId: pulumi.Input<string>): readonly AlarmRule[] {
    const cpuOfAll = (role: "Primary" | "Replica", key: string, remedy: string): AlarmRule => ({
        key,
        runbook: "cache-cpu",
        severity: "page",
        meaning: `The cache's nodes of role ${role} are out of CPU or report nothing, and everything that asks them waits. ${remedy}`,
        signal: {
            namespace: "AWS/ElastiCache",
            metricName: "EngineCPUUtilization",
            dimensions: { ReplicationGroupId: replicationGroupId, Role: role },
            statistic: "Maximum",
        },
        threshold: { above: cacheAlarmThresholds.engineCpuPercent },
        periodSeconds: 60,
        periods: 5,
        whenSilent: "breaching",
    });
    const look =
        "Look at the scaling activity first: is it at its maximum, or does a moving shard hold it up?";
    return [
        cpuOfAll("Primary", "cache-primaries-cpu", look),
        cpuOfAll("Replica", "cache-replicas-cpu", look),
        {
            key: "cache-memory",
            severity: "ticket",
            meaning: `The cache is filling up, or reports nothing. ${look}`,
            signal: {
                namespace: "AWS/ElastiCache",
                metricName: "DatabaseMemoryUsageCountedForEvictPercentage",
                dimensions: { ReplicationGroupId: replicationGroupId },
                statistic: "Maximum",
            },
            threshold: { above: cacheAlarmThresholds.memoryPercent },
            periodSeconds: 60,
            periods: 5,
            whenSilent: "breaching",
        },
    ];
}
