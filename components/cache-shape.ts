import { isAutoscaled, nodesOf } from "../strategy/cache-bounds";
import { cacheScalingLaw } from "../strategy/law";
import type { CachePlan } from "../strategy/plan";
import { identifierLimits, identifierMistake } from "./aws-identifier";

/** What ElastiCache takes ("Quotas for ElastiCache", user guide). */
export const cacheLimits = {
    shards: { min: 1, max: 500 },
    /** AWS takes 0 as well, which leaves nothing to fail over to. */
    replicasPerShard: { min: 1, max: 5 },
    snapshotRetentionDays: { min: 0, max: 35 },
} as const;

/** What Pulumi puts behind a resource's name where it makes up the physical one: a hyphen and 7 characters. */
const autoNameLength = 8;

/** Suffixes of physical identifiers in the cache. */
export const cacheSuffixes = {
    user: "-service",
    userGroup: "-users",
    finalSnapshot: "-cache-final",
} as const;

/** Role of the replication group in its resource name, behind the component's. */
export const replicationGroupRole = "nodes";

/** What of a ValkeyCache can be wrong. */
export interface CacheShape {
    /** Name of the component. */
    readonly name: string;
    readonly identifier: string;
    readonly cache: CachePlan;
    readonly snapshotRetentionDays: number;
}

/** Standing for "cache.r6g.large": family and size behind "cache". */
const nodeTypePattern = /^cache\.([a-z]\d[a-z]*)\.(micro|small|medium|large|(\d*)xlarge)$/;

/** Virtual CPUs of a node ("Supported node types", ElastiCache user guide); undefined when it is no node type. */
export function nodeCpus(nodeType: string): number | undefined {
    const match = nodeTypePattern.exec(nodeType);
    if (match === null) return undefined;
    const [, family = "", size, times] = match;
    if (times !== undefined) return 4 * Number(times === "" ? 1 : times);
    return family === "t2" && (size === "micro" || size === "small") ? 1 : 2;
}

/** The refusal of a node type that {@link nodeCpus} does not know. */
export function nodeTypeMistake(nodeType: string): string {
    return `cache.nodeType must be a node type of ElastiCache such as cache.r6g.large, got "${nodeType}"`;
}

/** What autoscaling owns of a replication group, by dimension. */
export const scaledProperties = { shards: "numNodeGroups", replicas: "replicasPerNodeGroup" } as const;

/** A dimension of a replication group that Application Auto Scaling can move. */
export type CacheDimension = keyof typeof scaledProperties;

/** The dimensions that autoscaling moves: those whose maximum leaves it room. */
export function scaledDimensions(cache: CachePlan): readonly CacheDimension[] {
    const { shards, maxShards, replicasPerShard, maxReplicasPerShard } = cache;
    return [
        ...(maxShards > shards ? (["shards"] as const) : []),
        ...(maxReplicasPerShard > replicasPerShard ? (["replicas"] as const) : []),
    ];
}

/** What ElastiCache's own scaling would refuse; each bound by itself is right. */
function scalingMistakes(cache: CachePlan): readonly string[] {
    const mistakes: string[] = [];
    for (const [argument, most, least] of [
        ["cache.maxShards", cache.maxShards, cache.shards],
        ["cache.maxReplicasPerShard", cache.maxReplicasPerShard, cache.replicasPerShard],
    ] as const) {
        if (most <= least || isAutoscaled(cache.nodeType)) continue;
        mistakes.push(
            `${argument} must be ${least} for ${cache.nodeType}, got ${most}; ElastiCache scales large, xlarge and 2xlarge only`,
        );
    }
    const nodes = nodesOf(cache.maxShards, cache.maxReplicasPerShard);
    if (scaledDimensions(cache).length > 0 && nodes > cacheScalingLaw.maxNodes) {
        mistakes.push(
            `cache.maxShards times its nodes must be at most ${cacheScalingLaw.maxNodes}, got ${nodes}; ` +
                `beyond it AWS refuses to scale`,
        );
    }
    return mistakes;
}

/** What AWS or the promised uptime would refuse; empty when nothing is wrong. */
export function cacheMistakes(shape: CacheShape): readonly string[] {
    const { name, identifier, cache, snapshotRetentionDays } = shape;
    const mistakes: string[] = [];
    const bounded = (
        argument: string,
        value: number,
        { min, max }: { readonly min: number; readonly max: number },
        remedy: string,
    ): boolean => {
        if (Number.isInteger(value) && value >= min && value <= max) return true;
        mistakes.push(`${argument} must be a whole number from ${min} to ${max}, got ${value}; ${remedy}`);
        return false;
    };

    const identifierProblem = identifierMistake({
        argument: "identifier",
        value: identifier,
        suffix: cacheSuffixes.user,
        limit: identifierLimits.elastiCache,
    });
    if (identifierProblem !== undefined) mistakes.push(identifierProblem);
    const longestName = identifierLimits.elastiCache - autoNameLength - replicationGroupRole.length - 1;
    if (name.length > longestName) {
        mistakes.push(
            `the cache's resource name must be at most ${longestName} characters, got ${name.length} in ` +
                `"${name}"; ElastiCache takes ${identifierLimits.elastiCache}, of which Pulumi needs ${autoNameLength}`,
        );
    }
    if (nodeCpus(cache.nodeType) === undefined) mistakes.push(nodeTypeMistake(cache.nodeType));
    const { shards, maxShards, replicasPerShard, maxReplicasPerShard } = cache;
    const { shards: shardLimits, replicasPerShard: replicaLimits } = cacheLimits;
    if (bounded("cache.shards", shards, shardLimits, "take 1 to start with, more for memory and writes")) {
        const limits = { min: shards, max: shardLimits.max };
        bounded("cache.maxShards", maxShards, limits, "take shards to keep their number");
    }
    const fewReplicas = "take 1 to have a node to fail over to, more for reads";
    if (bounded("cache.replicasPerShard", replicasPerShard, replicaLimits, fewReplicas)) {
        const limits = { min: replicasPerShard, max: replicaLimits.max };
        bounded(
            "cache.maxReplicasPerShard",
            maxReplicasPerShard,
            limits,
            "take replicasPerShard to keep their number",
        );
    }
    mistakes.push(...scalingMistakes(cache));
    bounded(
        "snapshotRetentionDays",
        snapshotRetentionDays,
        cacheLimits.snapshotRetentionDays,
        "0 keeps none, and longer is a matter for AWS Backup",
    );
    return mistakes;
}
