import assert from "node:assert/strict";
import { globalLagMilliseconds, secondaryAlarms } from "../../components/secondary-alarms";
import { connectionBudget, type DatabaseCapacity } from "../../strategy/plan";

const provisioned: DatabaseCapacity = { kind: "provisioned", instanceClass: "db.r6g.large" };
const serverless: DatabaseCapacity = { kind: "serverless", minAcu: 8, maxAcu: 32 };
const rules = (capacity: DatabaseCapacity = provisioned) =>
    secondaryAlarms({ clusterIdentifier: "prod-c1-secondary", connections: connectionBudget(50), capacity });

const table = (capacity?: DatabaseCapacity) =>
    rules(capacity).map(({ key, signal, threshold, periodSeconds, periods, whenSilent, severity }) => [
        key,
        "metricName" in signal ? `${signal.metricName} ${signal.statistic}` : "",
        threshold,
        periods * periodSeconds,
        whenSilent,
        severity,
    ]);

describe("the alarms of a secondary", () => {
    const common = [
        [
            "secondary-lag",
            "AuroraGlobalDBReplicationLag Maximum",
            { above: 5_000 },
            300,
            "breaching",
            "ticket",
        ],
        ["secondary-cpu", "CPUUtilization Average", { above: 80 }, 120, "breaching", "ticket"],
        ["secondary-connections", "DatabaseConnections Maximum", { above: 160 }, 300, "breaching", "ticket"],
    ];

    it("watch lag, CPU and connections", () => {
        assert.deepEqual(table(), common);
        assert.equal(globalLagMilliseconds, 5_000);
    });

    it("watch the capacity of a serverless one too", () => {
        assert.deepEqual(table(serverless), [
            ...common,
            ["secondary-acu", "ACUUtilization Maximum", { above: 90 }, 600, "breaching", "ticket"],
        ]);
    });

    it("watch the cluster and no role, which a failover changes", () => {
        for (const { key, signal } of rules(serverless)) {
            assert.ok("dimensions" in signal, key);
            assert.deepEqual(signal.dimensions, { DBClusterIdentifier: "prod-c1-secondary" }, key);
        }
    });

    it("share one runbook", () => {
        for (const { key, runbook } of rules(serverless)) assert.equal(runbook ?? key, "secondary-lag");
    });
});
