import assert from "node:assert/strict";
import {
    cacheScalesBeforeItIsFull as pace,
    cacheTargetIsBounded as bounds,
} from "../../../policies/autoscaling-bounds/cache-bounds";
import type { GraphResource } from "../../../policies/rule";
import { appliedTo, clean, doubts, judge, output, refusals, resource } from "../../support/stack-graph";
import { scaledCache, trackingPolicy } from "./fixture";

const cpu = "ElastiCachePrimaryEngineCPUUtilization";

/** A cache with a policy on each target, of which one differs. */
function paced(metric = cpu, percent = 60, tracking: Record<string, unknown> = {}): readonly GraphResource[] {
    const { all, shards, replicas } = scaledCache();
    const pauses = { scaleOutCooldown: 300, scaleInCooldown: 600 };
    return [
        ...all,
        trackingPolicy("shards", shards, metric, percent, { tracking: { ...pauses, ...tracking } }),
        trackingPolicy("replicas", replicas, "ElastiCacheReplicaEngineCPUUtilization", 60, {
            tracking: pauses,
        }),
    ];
}

describe("cache-target-is-bounded", () => {
    it("passes bounds within the law, and caches that nothing scales", async () => {
        assert.deepEqual(await judge(bounds, scaledCache().all), clean);
        assert.deepEqual(await judge(bounds, [scaledCache().cache]), clean);
    });

    it("refuses bounds outside the law, or none", async () => {
        const found = async (target: Record<string, unknown>): Promise<readonly string[]> =>
            (await judge(bounds, scaledCache({ target }).all)).violations;
        assert.deepEqual(await found({ maxCapacity: 40 }), [
            "cache-shards: maxCapacity is 40; it must be from 1 to 2",
            "cache-replicas: maxCapacity is 40; it must be from 1 to 2",
        ]);
        assert.deepEqual(await found({ minCapacity: 0 }), [
            "cache-shards: minCapacity is 0; it must be from 1 to 30",
            "cache-replicas: minCapacity is 0; it must be from 1 to 2",
        ]);
    });

    it("takes other bounds by configuration", async () => {
        const { all } = scaledCache({ target: { maxCapacity: 5 } });
        assert.deepEqual(await judge(bounds, all, { maxReplicas: 5 }), clean);
        assert.deepEqual(
            await judge(bounds, all, { maxReplicas: 5, maxNodes: 24 }),
            refusals("cache-shards: maxCapacity is 5; it must be from 1 to 4"),
        );
    });

    it("refuses two targets of one dimension", async () => {
        const [one, two] = [scaledCache(), scaledCache()];
        const twin = resource("aws:appautoscaling/target:Target", "twin", {
            serviceNamespace: "elasticache",
            scalableDimension: "elasticache:replication-group:NodeGroups",
            resourceId: appliedTo(one.cache),
            minCapacity: 1,
            maxCapacity: 2,
        });
        assert.ok(two.all.length > 0);
        assert.deepEqual((await judge(bounds, [...one.all, twin])).violations, [
            "cache: 2 targets scale its elasticache:replication-group:NodeGroups: cache-shards, twin; it must be one",
        ]);
    });
});

describe("cache-scales-before-it-is-full", () => {
    it("passes what tracks CPU and memory in time", async () => {
        assert.deepEqual(await judge(pace, paced()), clean);
        const memory = "ElastiCacheDatabaseMemoryUsageCountedForEvictPercentage";
        assert.deepEqual(await judge(pace, paced(memory, 70)), clean);
        assert.deepEqual(await judge(pace, [scaledCache().cache]), clean);
    });

    for (const [label, resources, message] of [
        ["a late target", paced(cpu, 70), "targetValue is 70; it must be above 0 and at most 60"],
        [
            "no pause",
            paced(cpu, 60, { scaleInCooldown: undefined }),
            "scaleInCooldown is not set; it must be at least 600 seconds",
        ],
        [
            "a long pause",
            paced(cpu, 60, { scaleOutCooldown: 900 }),
            "scaleOutCooldown is 900; it must be at most 300 seconds",
        ],
        ["another metric", paced("Odd"), 'it tracks "Odd"; it must track the CPU or the memory of the cache'],
    ] as const) {
        it(`refuses ${label}`, async () => {
            assert.deepEqual(await judge(pace, resources), refusals(`shards: ${message}`));
        });
    }

    it("refuses a target that nothing moves", async () => {
        const { all } = scaledCache();
        assert.deepEqual(
            await judge(pace, all),
            refusals(
                "cache-shards: no policy moves it; there must be one on CPU or memory",
                "cache-replicas: no policy moves it; there must be one on CPU or memory",
            ),
        );
    });

    it("takes other numbers by configuration, and cannot decide what is unknown", async () => {
        assert.deepEqual(await judge(pace, paced(cpu, 65), { cpuPercent: 65 }), clean);
        const source = resource("aws:ssm/parameter:Parameter", "setting");
        assert.deepEqual(
            await judge(pace, paced(cpu, 60, { targetValue: output(source, "value") })),
            doubts("shards: targetValue is not known before the update"),
        );
    });
});
