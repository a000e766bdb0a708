import assert from "node:assert/strict";
import type { GraphResource } from "../../../policies/rule";
import { databaseHasItsAlarms as rule } from "../../../policies/uptime-alarms/database-alarms";
import { clean, doubts, judge, output, refusals, resource } from "../../support/stack-graph";
import { alarm, elsewhere, type AlarmSketch } from "./fixture";

type Properties = Readonly<Record<string, unknown>>;

/** A cluster with some instances. */
function database(
    instances: number,
    properties: Properties = {},
    instanceClass = "db.r6g.large",
): {
    readonly on: Properties;
    readonly nodes: readonly GraphResource[];
    readonly resources: readonly GraphResource[];
} {
    const it = resource("aws:rds/cluster:Cluster", "db", { engine: "aurora-postgresql", ...properties });
    const nodes = Array.from({ length: instances }, (_, index) =>
        resource("aws:rds/clusterInstance:ClusterInstance", `db-${index + 1}`, {
            clusterIdentifier: output(it, "clusterIdentifier"),
            instanceClass,
        }),
    );
    return {
        on: { DBClusterIdentifier: output(it, "clusterIdentifier"), Role: "WRITER" },
        nodes,
        resources: [it, ...nodes],
    };
}

const cpu = (on: AlarmSketch["on"], above: unknown = 80): GraphResource =>
    alarm("cpu", "AWS/RDS CPUUtilization", { on, above });
const connections = (on: AlarmSketch["on"], above: unknown = 160): GraphResource =>
    alarm("connections", "AWS/RDS DatabaseConnections", { on, above, statistic: "Maximum" });
const lag = (on: AlarmSketch["on"]): GraphResource =>
    alarm("lag", "AWS/RDS AuroraReplicaLag", { on, above: 1000, statistic: "Maximum" });
const capacity = (on: AlarmSketch["on"], above = 90): GraphResource =>
    alarm("capacity", "AWS/RDS ACUUtilization", { on, above, statistic: "Maximum" });

describe("database-has-its-alarms", () => {
    it("passes a cluster with readers and its three alarms", async () => {
        const { on, resources } = database(2);
        assert.deepEqual(await judge(rule, [...resources, cpu(on), connections(on), lag(on)]), clean);
    });

    it("asks for no capacity where only the bounds of a serverless past are left", async () => {
        const bounds = { serverlessv2ScalingConfiguration: { minCapacity: 2, maxCapacity: 32 } };
        const { on, resources } = database(1, bounds);
        assert.deepEqual(await judge(rule, [...resources, cpu(on), connections(on)]), clean);
    });

    it("asks for no lag of a single instance, and for capacity of a serverless cluster", async () => {
        const single = database(1);
        const { on } = single;
        assert.deepEqual(await judge(rule, [...single.resources, cpu(on), connections(on)]), clean);

        const bounds = { serverlessv2ScalingConfiguration: { minCapacity: 2, maxCapacity: 32 } };
        const serverless = database(1, bounds, "db.serverless");
        const alarms = [cpu(serverless.on), connections(serverless.on)];
        assert.deepEqual(
            await judge(rule, [...serverless.resources, ...alarms]),
            refusals(
                "db: no alarm watches its capacity (AWS/RDS ACUUtilization); there must be one on Average or Maximum, above 95 or less",
            ),
        );
        assert.deepEqual(
            await judge(rule, [...serverless.resources, ...alarms, capacity(serverless.on)]),
            clean,
        );
        assert.deepEqual(
            await judge(rule, [...serverless.resources, ...alarms, capacity(serverless.on, 100)]),
            refusals(
                "capacity: the alarm for the capacity of db is too lax: its threshold is 100; it must be at most 95",
            ),
        );
    });

    it("takes an alarm on an instance for one on its cluster", async () => {
        const { nodes, resources, on } = database(1);
        const instance = { DBInstanceIdentifier: output(nodes[0] ?? elsewhere, "identifier") };
        assert.deepEqual(await judge(rule, [...resources, cpu(instance), connections(on)]), clean);
    });

    it("refuses a cluster without alarms, one message for each", async () => {
        assert.deepEqual(
            await judge(rule, database(2).resources),
            refusals(
                "db: no alarm watches its CPU (AWS/RDS CPUUtilization); there must be one on Average or Maximum, above 80 or less",
                "db: no alarm watches its connections (AWS/RDS DatabaseConnections); there must be one on Average or Maximum, above a threshold",
                "db: no alarm watches its replica lag (AWS/RDS AuroraReplicaLag or AWS/RDS AuroraReplicaLagMaximum); there must be one on Average or Maximum, above a threshold",
            ),
        );
    });

    it("refuses CPU above the law", async () => {
        const { on, resources } = database(1);
        assert.deepEqual(
            await judge(rule, [...resources, cpu(on, 90), connections(on)]),
            refusals(
                "cpu: the alarm for the CPU of db is too lax: its threshold is 90; it must be at most 80",
            ),
        );
    });

    it("holds connections to 80 % of a stated maximum, and only to presence of an unstated one", async () => {
        const group = resource("aws:rds/clusterParameterGroup:ClusterParameterGroup", "parameters", {
            parameters: [
                { name: "rds.force_ssl", value: "1" },
                { name: "max_connections", value: "200", applyMethod: "pending-reboot" },
            ],
        });
        const stated = database(1, { dbClusterParameterGroupName: output(group, "name") });
        const all = [group, ...stated.resources, cpu(stated.on)];
        assert.deepEqual(await judge(rule, [...all, connections(stated.on, 160)]), clean);
        assert.deepEqual(
            await judge(rule, [...all, connections(stated.on, 180)]),
            refusals(
                "connections: the alarm for the connections of db is too lax: its threshold is 180; it must be at most 160",
            ),
        );
        const unstated = database(1);
        const lax = connections(unstated.on, 4000);
        assert.deepEqual(await judge(rule, [...unstated.resources, cpu(unstated.on), lax]), clean);
    });

    it("does not count the alarms of a proxy", async () => {
        const { on, resources } = database(1);
        const proxy = connections({ ProxyName: "proxy" });
        const { violations } = await judge(rule, [...resources, cpu(on), proxy]);
        assert.equal(violations.length, 1);
    });

    it("says nothing about other engines", async () => {
        assert.deepEqual(await judge(rule, database(1, { engine: "mysql" }).resources), clean);
    });

    it("cannot decide where a threshold or a watched cluster is unknown", async () => {
        const { on, resources } = database(1);
        const value = output(elsewhere, "value");
        assert.deepEqual(
            await judge(rule, [...resources, cpu(on, value), connections({ DBClusterIdentifier: value })]),
            doubts(
                "db: whether cpu watches AWS/RDS CPUUtilization is not known before the update",
                "db: whether connections watches AWS/RDS DatabaseConnections is not known before the update",
            ),
        );
    });
});
