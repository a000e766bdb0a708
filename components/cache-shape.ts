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

/** What AWS or the promised uptime would refuse; empty when nothing is wrong. */
export function cacheMistakes(shape: CacheShape): readonly string[] {
    const { name, identifier, cache, snapshotRetentionDays } = shape;
    const mistakes: string[] = [];
    const bounded = (
        argument: string,
        value: number,
        { min, max }: { readonly min: number; readonly max: number },
        remedy: string,
    ): void => {
        if (Number.isInteger(value) && value >= min && value <= max) return;
        mistakes.push(`${argument} must be a whole number from ${min} to ${max}, got ${value}; ${remedy}`);
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
    bounded(
        "cache.shards",
        cache.shards,
        cacheLimits.shards,
        "take 1 to start with, more for memory and writes",
    );
    bounded(
        "cache.replicasPerShard",
        cache.replicasPerShard,
        cacheLimits.replicasPerShard,
        "take 1 to have a node to fail over to, more for reads",
    );
    bounded(
        "snapshotRetentionDays",
        snapshotRetentionDays,
        cacheLimits.snapshotRetentionDays,
        "0 keeps none, and longer is a matter for AWS Backup",
    );
    return mistakes;
}
