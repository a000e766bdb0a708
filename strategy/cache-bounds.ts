import { cacheScalingLaw } from "./law";
import type { CachePlan } from "./plan";

/**
 * Families and sizes that ElastiCache scales by itself ("Auto Scaling Valkey and Redis OSS clusters", prerequisites,
 * ElastiCache user guide). Those that keep data on disks too (…gd) are left out: their memory is meant to be full.
 */
const autoscaledType = /^cache\.(r5|r[678]g|m5|m[678]g|c[78]gn)\.(large|xlarge|2xlarge)$/;

/** Whether ElastiCache scales clusters of this node type by itself. */
export function isAutoscaled(nodeType: string): boolean {
    return autoscaledType.test(nodeType);
}

/** Nodes of a cluster: every shard's primary and its standbys. */
export function nodesOf(shards: number, replicasPerShard: number): number {
    return shards * (1 + replicasPerShard);
}

/**
 * A cache with its upper bounds: those that are given, else the law's as far as one cluster may have the nodes.
 * They never lie below the lower ones, which somebody asked for.
 */
export function withCacheBounds(
    cache: Pick<CachePlan, "nodeType" | "shards" | "replicasPerShard">,
    given: {
        readonly maxShards?: number | undefined;
        readonly maxReplicasPerShard?: number | undefined;
    } = {},
): CachePlan {
    const { nodeType, shards, replicasPerShard } = cache;
    const { maxShardsFactor, maxReplicasPerShard: lawReplicas, maxNodes } = cacheScalingLaw;
    if (!isAutoscaled(nodeType)) {
        return {
            ...cache,
            maxShards: given.maxShards ?? shards,
            maxReplicasPerShard: given.maxReplicasPerShard ?? replicasPerShard,
        };
    }
    const replicasThatFit = Math.floor(maxNodes / (given.maxShards ?? shards)) - 1;
    const maxReplicasPerShard =
        given.maxReplicasPerShard ?? Math.max(replicasPerShard, Math.min(lawReplicas, replicasThatFit));
    const shardsThatFit = Math.floor(maxNodes / (1 + maxReplicasPerShard));
    const maxShards = given.maxShards ?? Math.max(shards, Math.min(maxShardsFactor * shards, shardsThatFit));
    return { ...cache, maxShards, maxReplicasPerShard };
}
