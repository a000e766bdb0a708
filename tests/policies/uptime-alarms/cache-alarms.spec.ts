import assert from "node:assert/strict";
import type { GraphResource } from "../../../policies/rule";
import { cacheHasItsAlarms as rule } from "../../../policies/uptime-alarms/cache-alarms";
import { clean, doubts, joined, judge, output, refusals, resource } from "../../support/stack-graph";
import { scaledCache } from "../autoscaling-bounds/fixture";
import { alarm, elsewhere } from "./fixture";

type Properties = Readonly<Record<string, unknown>>;

const cache = (properties: Properties): GraphResource =>
    resource("aws:elasticache/replicationGroup:ReplicationGroup", "cache", properties);

/** Both alarms of each node. */
function nodeAlarms(
    group: GraphResource,
    nodes: readonly string[],
    thresholds: { readonly cpu?: unknown; readonly memory?: unknown } = {},
): readonly GraphResource[] {
    return nodes.flatMap((node) => {
        const on = {
            CacheClusterId: joined(output(group, "replicationGroupId"), "-", node),
            CacheNodeId: "0001",
        };
        return [
            alarm(`cpu-${node}`, "AWS/ElastiCache EngineCPUUtilization", { on, above: thresholds.cpu ?? 90 }),
            alarm(`memory-${node}`, "AWS/ElastiCache DatabaseMemoryUsagePercentage", {
                on,
                above: thresholds.memory ?? 80,
                statistic: "Maximum",
            }),
        ];
    });
}

const shape = { numNodeGroups: 2, replicasPerNodeGroup: 1 };
const everyNode = ["0001-001", "0001-002", "0002-001", "0002-002"];

describe("cache-has-its-alarms", () => {
    it("passes alarms on every node, their ids known or not", async () => {
        for (const properties of [shape, { ...shape, replicationGroupId: "prod" }]) {
            const group = cache(properties);
            assert.deepEqual(await judge(rule, [group, ...nodeAlarms(group, everyNode)]), clean);
        }
    });

    it("passes a group without shards", async () => {
        const group = cache({ numCacheClusters: 2, replicationGroupId: "prod" });
        assert.deepEqual(await judge(rule, [group, ...nodeAlarms(group, ["001", "002"])]), clean);
    });

    it("refuses a group without alarms", async () => {
        assert.deepEqual(
            await judge(rule, [cache(shape)]),
            refusals(
                "cache: no alarm watches its CPU (AWS/ElastiCache EngineCPUUtilization or AWS/ElastiCache CPUUtilization); there must be one on Average or Maximum, above 90 or less",
                "cache: no alarm watches its memory (AWS/ElastiCache DatabaseMemoryUsagePercentage); there must be one on Average or Maximum, above 85 or less",
            ),
        );
    });

    it("refuses alarms on a representative, their ids known or not", async () => {
        for (const properties of [shape, { ...shape, replicationGroupId: "prod" }]) {
            const group = cache(properties);
            assert.deepEqual(
                await judge(rule, [group, ...nodeAlarms(group, everyNode.slice(0, 3))]),
                refusals(
                    "cache: alarms on CPU cover 3 of its 4 nodes; every node must have one",
                    "cache: alarms on memory cover 3 of its 4 nodes; every node must have one",
                ),
            );
        }
    });

    it("counts a node that two alarms watch once", async () => {
        const group = cache({ ...shape, replicationGroupId: "prod" });
        const nodes = ["0001-001", "0001-001", "0002-001", "0002-002"];
        assert.deepEqual(
            await judge(rule, [group, ...nodeAlarms(group, nodes)]),
            refusals(
                "cache: alarms on CPU cover 3 of its 4 nodes; every node must have one",
                "cache: alarms on memory cover 3 of its 4 nodes; every node must have one",
            ),
        );
    });

    it("wants an alarm on every node that autoscaling may add", async () => {
        const { cache: group, all } = scaledCache();
        const upTo = (shards: number, nodes: number): readonly string[] =>
            Array.from(
                { length: shards * nodes },
                (_, i) => `000${1 + Math.floor(i / nodes)}-00${1 + (i % nodes)}`,
            );
        assert.deepEqual(await judge(rule, [...all, ...nodeAlarms(group, upTo(4, 3))]), clean);
        assert.deepEqual(
            await judge(rule, [...all, ...nodeAlarms(group, upTo(2, 2))]),
            refusals(
                "cache: alarms on CPU cover 4 of its 12 nodes; every node must have one",
                "cache: alarms on memory cover 4 of its 12 nodes; every node must have one",
            ),
        );
    });

    it("does not take an alarm on the whole group for one on each node", async () => {
        const group = cache(shape);
        const of = { ReplicationGroupId: output(group, "replicationGroupId"), Role: "Primary" };
        const whole = alarm("primaries", "AWS/ElastiCache EngineCPUUtilization", {
            on: of,
            above: 90,
            statistic: "Maximum",
        });
        assert.deepEqual(
            await judge(rule, [group, whole, ...nodeAlarms(group, everyNode.slice(0, 3))]),
            refusals(
                "cache: alarms on CPU cover 3 of its 4 nodes; every node must have one",
                "cache: alarms on memory cover 3 of its 4 nodes; every node must have one",
            ),
        );
    });

    it("cannot decide where the maximum of a target is unknown", async () => {
        const { cache: group, all } = scaledCache({ target: { maxCapacity: output(elsewhere, "value") } });
        assert.deepEqual(
            await judge(rule, [...all, ...nodeAlarms(group, everyNode)]),
            doubts(
                "cache: its number of nodes is not known before the update",
                "cache: its number of nodes is not known before the update",
            ),
        );
    });

    it("refuses thresholds that a full node never reaches", async () => {
        const group = cache({ numNodeGroups: 1, replicationGroupId: "prod" });
        assert.deepEqual(
            await judge(rule, [group, ...nodeAlarms(group, ["0001-001"], { cpu: 99, memory: 95 })]),
            refusals(
                "cpu-0001-001: the alarm for the CPU of cache is too lax: its threshold is 99; it must be at most 90",
                "memory-0001-001: the alarm for the memory of cache is too lax: its threshold is 95; it must be at most 85",
            ),
        );
    });

    it("says nothing about a stack without a replication group", async () => {
        assert.deepEqual(await judge(rule, [elsewhere]), clean);
    });

    it("cannot decide where the shape or a threshold is unknown", async () => {
        const value = output(elsewhere, "value");
        const shapeless = cache({ numNodeGroups: value });
        assert.deepEqual(
            await judge(rule, [shapeless, ...nodeAlarms(shapeless, everyNode)]),
            doubts(
                "cache: its number of nodes is not known before the update",
                "cache: its number of nodes is not known before the update",
            ),
        );
        const group = cache({ numNodeGroups: 1 });
        assert.deepEqual(
            await judge(rule, [group, ...nodeAlarms(group, ["0001-001"], { cpu: value })]),
            doubts(
                "cache: whether cpu-0001-001 watches AWS/ElastiCache EngineCPUUtilization or AWS/ElastiCache CPUUtilization is not known before the update",
            ),
        );
    });
});
