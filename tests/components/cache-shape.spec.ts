import assert from "node:assert/strict";
import { cacheMistakes, nodeCpus, type CacheShape } from "../../components/cache-shape";
import type { CachePlan } from "../../strategy/plan";

const plan: CachePlan = {
    nodeType: "cache.r6g.large",
    shards: 3,
    replicasPerShard: 1,
    maxShards: 3,
    maxReplicasPerShard: 1,
};

const shape = (over: Partial<CacheShape> = {}): CacheShape => ({
    name: "eu-west-1-c1-cache",
    identifier: "prod-eu-west-1-c1",
    cache: plan,
    snapshotRetentionDays: 15,
    ...over,
});

const cache = (over: Partial<CachePlan>): Partial<CacheShape> => ({ cache: { ...plan, ...over } });

describe("cacheMistakes", () => {
    it("finds nothing wrong with what AWS accepts", () => {
        const fine: readonly Partial<CacheShape>[] = [
            {},
            cache({ shards: 1, maxShards: 1 }),
            cache({ shards: 500, replicasPerShard: 5, maxShards: 500, maxReplicasPerShard: 5 }),
            cache({ nodeType: "cache.t4g.micro" }),
            cache({ maxShards: 30, maxReplicasPerShard: 2 }),
            { snapshotRetentionDays: 0 },
            { snapshotRetentionDays: 35 },
            { name: "ap-southeast-2-c10-cache", identifier: "prod-ap-southeast-2-c10" },
        ];
        for (const over of fine) assert.deepEqual(cacheMistakes(shape(over)), []);
    });

    const refusals: readonly (readonly [string, Partial<CacheShape>, string])[] = [
        [
            "no shard",
            cache({ shards: 0 }),
            "cache.shards must be a whole number from 1 to 500, got 0; take 1 to start with, more for memory and writes",
        ],
        [
            "half a shard",
            cache({ shards: 1.5 }),
            "cache.shards must be a whole number from 1 to 500, got 1.5; take 1 to start with, more for memory and writes",
        ],
        [
            "a shard without a standby",
            cache({ replicasPerShard: 0 }),
            "cache.replicasPerShard must be a whole number from 1 to 5, got 0; take 1 to have a node to fail over to, more for reads",
        ],
        [
            "more standbys than AWS has",
            cache({ replicasPerShard: 6 }),
            "cache.replicasPerShard must be a whole number from 1 to 5, got 6; take 1 to have a node to fail over to, more for reads",
        ],
        [
            "a node type of something else",
            cache({ nodeType: "db.r6g.large" }),
            'cache.nodeType must be a node type of ElastiCache such as cache.r6g.large, got "db.r6g.large"',
        ],
        [
            "fewer shards at most than at least",
            cache({ maxShards: 2 }),
            "cache.maxShards must be a whole number from 3 to 500, got 2; take shards to keep their number",
        ],
        [
            "fewer standbys at most than at least",
            cache({ maxReplicasPerShard: 0 }),
            "cache.maxReplicasPerShard must be a whole number from 1 to 5, got 0; take replicasPerShard to keep their number",
        ],
        [
            "shards that AWS does not add",
            cache({ nodeType: "cache.r6g.4xlarge", maxShards: 4 }),
            "cache.maxShards must be 3 for cache.r6g.4xlarge, got 4; ElastiCache scales large, xlarge and 2xlarge only",
        ],
        [
            "standbys that AWS does not add",
            cache({ nodeType: "cache.t4g.small", maxReplicasPerShard: 2 }),
            "cache.maxReplicasPerShard must be 1 for cache.t4g.small, got 2; ElastiCache scales large, xlarge and 2xlarge only",
        ],
        [
            "more nodes than AWS scales to",
            cache({ maxShards: 31, maxReplicasPerShard: 2 }),
            "cache.maxShards times its nodes must be at most 90, got 93; beyond it AWS refuses to scale",
        ],
        [
            "snapshots for longer than AWS keeps them",
            { snapshotRetentionDays: 36 },
            "snapshotRetentionDays must be a whole number from 0 to 35, got 36; 0 keeps none, and longer is a matter for AWS Backup",
        ],
        [
            "an identifier that AWS does not take",
            { identifier: "prod_c1" },
            'identifier must be lower-case letters, digits and single hyphens, starting with a letter and not ending with a hyphen, got "prod_c1"; AWS takes no other identifier',
        ],
        [
            "an identifier that leaves no room for the user's",
            { identifier: "a".repeat(33) },
            `identifier must be at most 32 characters ("-service" is put behind it), got 33 in "${"a".repeat(33)}"; shorten the name of the environment or of the cell`,
        ],
        [
            "a name that Pulumi could not make an id of",
            { name: "a".repeat(27) },
            `the cache's resource name must be at most 26 characters, got 27 in "${"a".repeat(27)}"; ElastiCache takes 40, of which Pulumi needs 8`,
        ],
    ];
    for (const [what, over, expected] of refusals) {
        it(`refuses ${what}`, () => {
            assert.deepEqual(cacheMistakes(shape(over)), [expected]);
        });
    }

    it("reports every mistake at once", () => {
        const wrong = shape({ ...cache({ shards: 0, replicasPerShard: 0 }), snapshotRetentionDays: -1 });

        assert.equal(cacheMistakes(wrong).length, 3);
    });
});

describe("nodeCpus", () => {
    it("knows the CPUs of ElastiCache's node types", () => {
        const cpus = {
            "cache.t2.micro": 1,
            "cache.t2.medium": 2,
            "cache.t4g.small": 2,
            "cache.m7g.large": 2,
            "cache.r6g.large": 2,
            "cache.r6gd.xlarge": 4,
            "cache.r7g.2xlarge": 8,
            "cache.r6g.16xlarge": 64,
        };
        for (const [nodeType, count] of Object.entries(cpus))
            assert.equal(nodeCpus(nodeType), count, nodeType);
    });

    it("knows nothing about what is no node type", () => {
        for (const text of ["r6g.large", "db.r6g.large", "cache.r6g", "cache.large", "cache.r6g.huge", ""]) {
            assert.equal(nodeCpus(text), undefined, text);
        }
    });
});
