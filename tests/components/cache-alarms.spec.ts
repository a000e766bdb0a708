import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { alarmMistakes } from "../../components/alarm-mistakes";
import { cacheAlarms, nodeNumbers } from "../../components/cache-alarms";
import type { AlarmRule } from "../../components/alarm-rule";
import type { CachePlan } from "../../strategy/plan";

/** A cache whose numbers nothing scales, unless its maxima say otherwise. */
const plan = (over: Partial<CachePlan> = {}): CachePlan => {
    const { shards = 3, replicasPerShard = 1 } = over;
    return {
        nodeType: "cache.r6g.large",
        shards,
        replicasPerShard,
        maxShards: shards,
        maxReplicasPerShard: replicasPerShard,
        ...over,
    };
};

const alarms = (over: Partial<CachePlan> = {}): readonly AlarmRule[] =>
    cacheAlarms({ replicationGroupId: "prod-c1", cache: plan(over) });

/** The output's value; dimensions are outputs where the group's id is one. */
const valueOf = <T>(input: pulumi.Input<T>): Promise<unknown> =>
    new Promise((resolve) => {
        pulumi.output(input).apply(resolve);
    });

describe("cacheAlarms", () => {
    it("watches every node of every shard", () => {
        assert.deepEqual(
            alarms({ shards: 2, replicasPerShard: 1 }).map(({ key }) => key),
            [
                ...["0001-001", "0001-002", "0002-001", "0002-002"].flatMap((node) => [
                    `cache-${node}-cpu`,
                    `cache-${node}-memory`,
                    `cache-${node}-evictions`,
                ]),
                "cache-0001-lag",
                "cache-0002-lag",
            ],
        );
    });

    it("watches a node by this table", async () => {
        const rows = alarms({ shards: 1 })
            .slice(0, 3)
            .map(async ({ signal, threshold, periodSeconds, periods, severity, whenSilent }) => {
                assert.ok(!("expression" in signal));
                assert.equal(signal.namespace, "AWS/ElastiCache");
                assert.deepEqual(await valueOf(signal.dimensions), {
                    CacheClusterId: "prod-c1-0001-001",
                    CacheNodeId: "0001",
                });
                const when = `${String(periods)} x ${String(periodSeconds)} s`;
                return [signal.metricName, signal.statistic, threshold, when, severity, whenSilent];
            });

        assert.deepEqual(await Promise.all(rows), [
            ["CPUUtilization", "Average", { above: 45 }, "5 x 60 s", "page", "breaching"],
            ["DatabaseMemoryUsagePercentage", "Maximum", { above: 80 }, "5 x 60 s", "ticket", "breaching"],
            ["Evictions", "Sum", { above: 0 }, "3 x 300 s", "ticket", "notBreaching"],
        ]);
    });

    it("watches every node that autoscaling may add, and the whole group besides", () => {
        const scaled = alarms({ shards: 1, maxShards: 2, maxReplicasPerShard: 2 });
        assert.deepEqual(
            scaled.map(({ key }) => key),
            [
                ...["0001-001", "0001-002", "0001-003", "0002-001", "0002-002", "0002-003"].flatMap(
                    (node) => [`cache-${node}-cpu`, `cache-${node}-memory`, `cache-${node}-evictions`],
                ),
                "cache-0001-lag",
                "cache-0002-lag",
                "cache-primaries-cpu",
                "cache-replicas-cpu",
                "cache-memory",
            ],
        );
    });

    it("takes the silence of a node for its absence where AWS may have removed it, and of the group never", () => {
        for (const over of [{ maxShards: 4 }, { maxReplicasPerShard: 2 }]) {
            for (const { key, whenSilent } of alarms(over)) {
                assert.equal(whenSilent, /-\d{3,4}-/.test(key) ? "notBreaching" : "breaching", key);
            }
        }
    });

    it("watches the slowest standby of a shard, whichever of its nodes that is", async () => {
        const lag = alarms({ replicasPerShard: 2 }).find(({ key }) => key === "cache-0002-lag");
        assert.ok(lag !== undefined && "expression" in lag.signal);
        const { signal, threshold, periods, periodSeconds, datapointsToAlarm, severity, runbook } = lag;

        assert.equal(signal.expression, "MAX([FILL(n001, 0), FILL(n002, 0), FILL(n003, 0)])");
        assert.deepEqual(
            await valueOf(signal.metrics),
            Object.fromEntries(
                ["001", "002", "003"].map((node) => [
                    `n${node}`,
                    {
                        namespace: "AWS/ElastiCache",
                        metricName: "ReplicationLag",
                        dimensions: { CacheClusterId: `prod-c1-0002-${node}`, CacheNodeId: "0001" },
                        statistic: "Maximum",
                    },
                ]),
            ),
        );
        assert.deepEqual(
            { threshold, periods, periodSeconds, datapointsToAlarm, severity, runbook },
            {
                threshold: { above: 1 },
                periods: 5,
                periodSeconds: 60,
                datapointsToAlarm: 3,
                severity: "ticket",
                runbook: "cache-lag",
            },
        );
    });

    it("watches no lag where there is no standby", () => {
        assert.ok(!alarms({ replicasPerShard: 0 }).some(({ key }) => key.endsWith("-lag")));
    });

    it("watches a scaled group by this table", async () => {
        const rows = alarms({ maxShards: 4 })
            .slice(-3)
            .map(async ({ signal, threshold, periodSeconds, periods, severity }) => {
                assert.ok(!("expression" in signal));
                const when = `${String(periods)} x ${String(periodSeconds)} s`;
                const dimensions = await valueOf(signal.dimensions);
                return [signal.metricName, dimensions, signal.statistic, threshold, when, severity];
            });
        const of = { ReplicationGroupId: "prod-c1" };

        assert.deepEqual(await Promise.all(rows), [
            [
                "EngineCPUUtilization",
                { ...of, Role: "Primary" },
                "Maximum",
                { above: 90 },
                "5 x 60 s",
                "page",
            ],
            [
                "EngineCPUUtilization",
                { ...of, Role: "Replica" },
                "Maximum",
                { above: 90 },
                "5 x 60 s",
                "page",
            ],
            [
                "DatabaseMemoryUsageCountedForEvictPercentage",
                of,
                "Maximum",
                { above: 80 },
                "5 x 60 s",
                "ticket",
            ],
        ]);
    });

    it("takes the id of a group that is still to be made", async () => {
        const [rule] = cacheAlarms({ replicationGroupId: pulumi.output("later"), cache: plan() });
        assert.ok(rule !== undefined && !("expression" in rule.signal));

        assert.deepEqual(await valueOf(rule.signal.dimensions), {
            CacheClusterId: "later-0001-001",
            CacheNodeId: "0001",
        });
    });

    it("watches the engine where it has a CPU of its own, and the host where it has not", () => {
        const cpu = (nodeType: string): readonly unknown[] => {
            const [rule] = alarms({ nodeType });
            assert.ok(rule !== undefined && !("expression" in rule.signal));
            return [rule.signal.metricName, rule.threshold];
        };

        assert.deepEqual(cpu("cache.r6g.large"), ["CPUUtilization", { above: 45 }]);
        assert.deepEqual(cpu("cache.t4g.micro"), ["CPUUtilization", { above: 45 }]);
        assert.deepEqual(cpu("cache.t2.small"), ["CPUUtilization", { above: 90 }]);
        assert.deepEqual(cpu("cache.r6g.xlarge"), ["EngineCPUUtilization", { above: 90 }]);
        assert.deepEqual(cpu("cache.r7g.4xlarge"), ["EngineCPUUtilization", { above: 90 }]);
    });

    it("refuses a node type whose CPUs nobody knows, rather than watch the wrong metric", () => {
        assert.throws(() => alarms({ nodeType: "r6g.large" }), /cache\.nodeType must be .*got "r6g\.large"/);
    });

    it("is what CloudWatch accepts", () => {
        assert.deepEqual(alarmMistakes(alarms()), []);
        assert.deepEqual(alarmMistakes(alarms({ maxShards: 10, maxReplicasPerShard: 2 })), []);
    });
});

describe("nodeNumbers", () => {
    it("counts as ElastiCache does", () => {
        assert.deepEqual(nodeNumbers({ maxShards: 1, maxReplicasPerShard: 0 }), ["0001-001"]);
        assert.equal(nodeNumbers({ maxShards: 12, maxReplicasPerShard: 5 }).at(-1), "0012-006");
    });
});
