import assert from "node:assert/strict";
import fc from "fast-check";
import { isAutoscaled, nodesOf, withCacheBounds } from "../../strategy/cache-bounds";
import { cacheReplicasPerShard, phases } from "../../strategy/law";

describe("isAutoscaled", () => {
    it("takes the node types that ElastiCache scales", () => {
        for (const nodeType of [
            "cache.r6g.large",
            "cache.r6g.xlarge",
            "cache.r7g.2xlarge",
            "cache.r8g.large",
            "cache.r5.large",
            "cache.m5.xlarge",
            "cache.m7g.large",
            "cache.c7gn.large",
        ]) {
            assert.ok(isAutoscaled(nodeType), nodeType);
        }
    });

    it("takes no others", () => {
        for (const nodeType of [
            "cache.t4g.small",
            "cache.t4g.medium",
            "cache.r6g.4xlarge",
            "cache.r6gd.xlarge",
            "cache.r4.large",
            "cache.m4.large",
            "cache.r6g.12xlarge",
        ]) {
            assert.ok(!isAutoscaled(nodeType), nodeType);
        }
    });
});

describe("withCacheBounds", () => {
    for (const [phase, maxShards, maxReplicasPerShard] of [
        [1, 1, 1],
        [2, 6, 2],
        [3, 10, 2],
        [4, 10, 2],
    ] as const) {
        it(`ends at ${maxShards} shards of ${1 + maxReplicasPerShard} nodes in phase ${phase}`, () => {
            const { cacheNodeType: nodeType, cacheShards: shards } = phases[phase];
            const least = { nodeType, shards, replicasPerShard: cacheReplicasPerShard };
            assert.deepEqual(withCacheBounds(least), { ...least, maxShards, maxReplicasPerShard });
        });
    }

    it("stays within one cluster, whatever it starts with, and never below that", () => {
        const least = fc
            .record({
                shards: fc.integer({ min: 1, max: 45 }),
                replicasPerShard: fc.integer({ min: 1, max: 5 }),
            })
            .filter(({ shards, replicasPerShard }) => nodesOf(shards, replicasPerShard) <= 90);
        fc.assert(
            fc.property(least, (given) => {
                const cache = withCacheBounds({ nodeType: "cache.r6g.large", ...given });
                assert.ok(nodesOf(cache.maxShards, cache.maxReplicasPerShard) <= 90);
                assert.ok(cache.maxShards >= given.shards && cache.maxShards <= 2 * given.shards);
                assert.ok(cache.maxReplicasPerShard >= given.replicasPerShard);
            }),
        );
    });

    it("makes room for the shards that somebody asks for", () => {
        const least = { nodeType: "cache.r6g.large", shards: 5, replicasPerShard: 1 };
        assert.deepEqual(withCacheBounds(least, { maxShards: 45 }), {
            ...least,
            maxShards: 45,
            maxReplicasPerShard: 1,
        });
    });

    it("keeps what was given for a node type that scales nothing, for the checks to refuse", () => {
        const least = { nodeType: "cache.t4g.small", shards: 1, replicasPerShard: 1 };
        assert.equal(withCacheBounds(least, { maxShards: 4 }).maxShards, 4);
    });
});
