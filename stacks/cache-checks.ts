import { isAutoscaled, nodesOf } from "../strategy/cache-bounds";
import type { Phase } from "../strategy/law";
import type { PlacedCell } from "./cell-checks";
import type { Finding } from "./finding";
import { cacheOf } from "./settings-defaults";
import { cacheLimits } from "./settings-schema";

/** A maximum that says nothing, or something that ElastiCache does not do. */
function upperBounds({ at, cell }: PlacedCell, phase: Phase): readonly Finding[] {
    const cache = cacheOf(cell, phase);
    const pairs = [
        { upper: "maxShards", lower: "shards" },
        { upper: "maxReplicasPerShard", lower: "replicasPerShard" },
    ] as const;
    const presets = (key: "nodeType" | "shards" | "replicasPerShard"): string =>
        cell.cache?.[key] === undefined ? `, which phase ${phase} presets` : "";
    return pairs.flatMap(({ upper, lower }) => {
        const [most, least] = [cache[upper], cache[lower]];
        if (most === least) return [];
        const place = [...at, "cache", upper];
        if (most < least) {
            return [
                {
                    at: place,
                    got: String(most),
                    expected: `at least ${least}, its ${lower}${presets(lower)}`,
                    remedy: `raise it to ${least}, or remove it for the plan's own`,
                },
            ];
        }
        if (isAutoscaled(cache.nodeType)) return [];
        return [
            {
                at: place,
                got: `${most} above ${least} ${lower} with nodeType ${cache.nodeType}${presets("nodeType")}`,
                expected:
                    "a node type that ElastiCache scales: large, xlarge or 2xlarge of its r, m and c families",
                remedy: "remove it, or set a node type such as cache.r6g.large",
            },
        ];
    });
}

/** More nodes than a cluster may have, at the start or once autoscaling has added all that it may. */
function tooManyNodes({ at, cell }: PlacedCell, phase: Phase): readonly Finding[] {
    const { shards, replicasPerShard, maxShards, maxReplicasPerShard } = cacheOf(cell, phase);
    const shardsThatFit = (replicas: number): number => Math.floor(cacheLimits.nodes / (1 + replicas));
    const finding = (count: number, replicas: number, when: string, remedy: string): Finding => ({
        at: [...at, "cache"],
        got: `${count} shards of ${1 + replicas} nodes, ${nodesOf(count, replicas)} in all${when}`,
        expected: `at most ${cacheLimits.nodes} nodes, where ElastiCache ends a cluster`,
        remedy,
    });
    if (nodesOf(shards, replicasPerShard) > cacheLimits.nodes) {
        return [finding(shards, replicasPerShard, "", `lower shards to ${shardsThatFit(replicasPerShard)}`)];
    }
    if (nodesOf(maxShards, maxReplicasPerShard) <= cacheLimits.nodes) return [];
    const fitting = shardsThatFit(maxReplicasPerShard);
    const remedy =
        fitting >= shards
            ? `lower maxShards to ${fitting}, or maxReplicasPerShard`
            : `lower maxReplicasPerShard to ${Math.floor(cacheLimits.nodes / maxShards) - 1}`;
    return [finding(maxShards, maxReplicasPerShard, " at most", remedy)];
}

/** Whatever is wrong in a cell's cache though each value by itself is right. */
export function cacheMistakes(placed: PlacedCell, phase: Phase): readonly Finding[] {
    const bounds = upperBounds(placed, phase);
    return bounds.length > 0 ? bounds : tooManyNodes(placed, phase);
}
