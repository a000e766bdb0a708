import assert from "node:assert/strict";
import { CacheScaling } from "../../components/cache-scaling";
import { scaledDimensions } from "../../components/cache-shape";
import type { CachePlan } from "../../strategy/plan";
import { make, type MadeResources } from "../support/recording";

const token = "platform:data:CacheScaling";
const targetType = "aws:appautoscaling/target:Target";
const policyType = "aws:appautoscaling/policy:Policy";

const cache: CachePlan = {
    nodeType: "cache.r6g.large",
    shards: 3,
    replicasPerShard: 1,
    maxShards: 6,
    maxReplicasPerShard: 2,
};

const makeScaling = (over: Partial<CachePlan> = {}, options = {}): Promise<MadeResources> =>
    make(
        (provider) =>
            new CacheScaling(
                "scaling",
                { replicationGroupId: "prod-c1", cache: { ...cache, ...over } },
                { provider },
            ),
        options,
    );

const namesWith = async (over: Partial<CachePlan>): Promise<readonly string[]> =>
    (await makeScaling(over)).all.map(({ type, name }) => `${type} ${name}`).sort();

const shards = [
    `${targetType} scaling-shards`,
    `${policyType} scaling-shards-cpu`,
    `${policyType} scaling-shards-memory`,
];
const replicas = [`${targetType} scaling-replicas`, `${policyType} scaling-replicas-cpu`];

describe("CacheScaling", () => {
    it("makes a target for each dimension that has room, and its policies", async () => {
        assert.deepEqual(await namesWith({}), [...replicas, ...shards, `${token} scaling`].sort());
        assert.deepEqual(await namesWith({ maxReplicasPerShard: 1 }), [...shards, `${token} scaling`].sort());
        assert.deepEqual(await namesWith({ maxShards: 3 }), [...replicas, `${token} scaling`].sort());
    });

    it("owns every child it makes", async () => {
        assert.deepEqual((await makeScaling()).orphansOf(token), []);
    });

    it("makes every child with the given provider", async () => {
        assert.deepEqual((await makeScaling()).onDefaultProvider(), []);
    });

    it("scales the group by its id, from the plan's numbers to its maxima", async () => {
        const made = await makeScaling();
        const common = { serviceNamespace: "elasticache", resourceId: "replication-group/prod-c1" };

        assert.deepEqual(made.named(targetType, "scaling-shards").inputs, {
            ...common,
            scalableDimension: "elasticache:replication-group:NodeGroups",
            minCapacity: 3,
            maxCapacity: 6,
        });
        assert.deepEqual(made.named(targetType, "scaling-replicas").inputs, {
            ...common,
            scalableDimension: "elasticache:replication-group:Replicas",
            minCapacity: 1,
            maxCapacity: 2,
        });
    });

    for (const [role, dimension, predefinedMetricType, targetValue] of [
        ["shards-cpu", "NodeGroups", "ElastiCachePrimaryEngineCPUUtilization", 60],
        ["shards-memory", "NodeGroups", "ElastiCacheDatabaseMemoryUsageCountedForEvictPercentage", 70],
        ["replicas-cpu", "Replicas", "ElastiCacheReplicaEngineCPUUtilization", 60],
    ] as const) {
        it(`aims at ${targetValue} % with ${role}, out after 300 s and in after 600 s`, async () => {
            assert.deepEqual((await makeScaling()).named(policyType, `scaling-${role}`).inputs, {
                policyType: "TargetTrackingScaling",
                serviceNamespace: "elasticache",
                scalableDimension: `elasticache:replication-group:${dimension}`,
                resourceId: "replication-group/prod-c1",
                targetTrackingScalingPolicyConfiguration: {
                    predefinedMetricSpecification: { predefinedMetricType },
                    targetValue,
                    scaleOutCooldown: 300,
                    scaleInCooldown: 600,
                },
            });
        });
    }

    it("puts no policy before its target", async () => {
        const made = await makeScaling();

        for (const { name, propertyDependencies } of made.ofType(policyType)) {
            const target = name.replace(/-(cpu|memory)$/, "");
            for (const property of ["serviceNamespace", "scalableDimension", "resourceId"]) {
                assert.deepEqual(propertyDependencies[property], [made.named(targetType, target).urn], name);
            }
        }
    });

    it("can be previewed before anything exists", async () => {
        assert.equal((await makeScaling({}, { preview: true })).all.length, 6);
    });
});

describe("scaledDimensions", () => {
    it("are those whose maximum leaves room", () => {
        assert.deepEqual(scaledDimensions(cache), ["shards", "replicas"]);
        assert.deepEqual(scaledDimensions({ ...cache, maxShards: 3 }), ["replicas"]);
        assert.deepEqual(scaledDimensions({ ...cache, maxReplicasPerShard: 1 }), ["shards"]);
        assert.deepEqual(scaledDimensions({ ...cache, maxShards: 3, maxReplicasPerShard: 1 }), []);
    });
});
