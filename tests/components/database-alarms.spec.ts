import assert from "node:assert/strict";
import type { AlarmRule } from "../../components/alarm-rule";
import { alarmMistakes } from "../../components/alarm-mistakes";
import {
    databaseAlarms,
    databaseAlarmThresholds,
    type DatabaseAlarmsArgs,
} from "../../components/database-alarms";
import { kpi, readerLaw } from "../../strategy/law";
import { connectionBudget } from "../../strategy/plan";

const args = (over: Partial<DatabaseAlarmsArgs> = {}): DatabaseAlarmsArgs => ({
    clusterIdentifier: "prod-c1-database",
    proxyName: "prod-c1-proxy",
    connections: connectionBudget(50),
    capacity: { kind: "provisioned", instanceClass: "db.r6g.2xlarge" },
    readersMin: 2,
    ...over,
});

const serverless: Partial<DatabaseAlarmsArgs> = { capacity: { kind: "serverless", minAcu: 2, maxAcu: 32 } };

/** What is watched, under which dimensions, from when on, after how many of how many periods, and how loudly. */
const line = ({ key, severity, signal, threshold, whenSilent, ...when }: AlarmRule): string => {
    assert.ok(!("expression" in signal), key);
    assert.equal(signal.namespace, "AWS/RDS", key);
    const dimensions = Object.entries(signal.dimensions).map(
        ([name, value]) => `${name}=${typeof value === "string" ? value : "an output"}`,
    );
    assert.ok(!("belowBand" in threshold), key);
    const limit = "above" in threshold ? `> ${String(threshold.above)}` : `< ${String(threshold.below)}`;
    const points = `${String(when.datapointsToAlarm ?? when.periods)}/${String(when.periods)}`;
    return [
        `${signal.metricName} {${dimensions.join()}} ${signal.statistic} ${limit}`,
        `${points} x ${String(when.periodSeconds)} s`,
        severity,
        whenSilent,
    ].join(" | ");
};

const named = (rules: readonly AlarmRule[], key: string): AlarmRule => {
    const found = rules.find((rule) => rule.key === key);
    assert.ok(found, `no alarm ${key}`);
    return found;
};

const keys = (over: Partial<DatabaseAlarmsArgs> = {}): readonly string[] =>
    databaseAlarms(args(over)).map(({ key }) => key);

const GiB = 2 ** 30;

describe("databaseAlarms", () => {
    it("watches a provisioned database by this table", () => {
        const single = databaseAlarms(args()).filter(({ signal }) => !("expression" in signal));
        const writer = "{DBClusterIdentifier=prod-c1-database,Role=WRITER}";
        const readers = "{DBClusterIdentifier=prod-c1-database,Role=READER}";
        const all = "{DBClusterIdentifier=prod-c1-database}";
        const proxy = "{ProxyName=prod-c1-proxy}";

        assert.deepEqual(Object.fromEntries(single.map((rule) => [rule.key, line(rule)])), {
            "database-writer-cpu": `CPUUtilization ${writer} Average > 80 | 2/2 x 60 s | page | breaching`,
            "database-reader-cpu": `CPUUtilization ${readers} Average > 85 | 10/10 x 60 s | ticket | breaching`,
            "database-writer-connections": `DatabaseConnections ${writer} Maximum > 160 | 3/5 x 60 s | page | breaching`,
            "database-reader-connections": `DatabaseConnections ${readers} Maximum > 160 | 3/5 x 60 s | page | breaching`,
            "database-replica-lag": `AuroraReplicaLag ${readers} Maximum > 1000 | 5/5 x 60 s | ticket | breaching`,
            "database-memory": `FreeableMemory ${all} Minimum < ${String(6.4 * GiB)} | 10/10 x 60 s | ticket | breaching`,
            "database-local-storage": `FreeLocalStorage ${all} Minimum < ${String(0.15 * 128 * GiB)} | 10/10 x 60 s | ticket | breaching`,
            "database-proxy-borrow": `DatabaseConnectionsBorrowLatency ${proxy} Average > 100000 | 5/5 x 60 s | page | notBreaching`,
        });
        assert.equal(databaseAlarms(args()).length, single.length + 2);
    });

    for (const [key, whom, TargetRole] of [
        ["database-proxy-pool", "the writer", "READ_WRITE"],
        ["database-proxy-reader-pool", "the readers", "READ_ONLY"],
    ] as const) {
        it(`watches the share of the pool to ${whom}, under the set that both metrics have`, () => {
            const { signal, threshold, severity, whenSilent, runbook } = named(databaseAlarms(args()), key);
            const pool = {
                namespace: "AWS/RDS",
                dimensions: { ProxyName: "prod-c1-proxy", TargetGroup: "default", TargetRole },
                statistic: "Sum",
            };

            assert.deepEqual(signal, {
                expression: "100 * opened / allowed",
                label: `Percent of the proxy's connections to ${whom}`,
                metrics: {
                    opened: { ...pool, metricName: "DatabaseConnections" },
                    allowed: { ...pool, metricName: "MaxDatabaseConnectionsAllowed" },
                },
            });
            assert.deepEqual(
                { threshold, severity, whenSilent, runbook },
                {
                    threshold: { above: 80 },
                    severity: "ticket",
                    whenSilent: "notBreaching",
                    runbook: "database-proxy-pool",
                },
            );
        });
    }

    it("watches the capacity of a serverless database instead of memory and disk", () => {
        const rule = named(databaseAlarms(args(serverless)), "database-acu");

        assert.equal(
            line(rule),
            "ACUUtilization {DBClusterIdentifier=prod-c1-database} Maximum > 90 | 10/10 x 60 s | page | breaching",
        );
        assert.ok(!keys(serverless).includes("database-memory"));
        assert.ok(!keys(serverless).includes("database-local-storage"));
        assert.ok(!keys().includes("database-acu"));
    });

    it("leaves every class most of its own disk before it speaks of it", () => {
        for (const [instanceClass, diskGiB] of [
            ["db.t4g.medium", 8.13],
            ["db.r6g.large", 32],
            ["db.r6g.2xlarge", 126],
        ] as const) {
            const rules = databaseAlarms(args({ capacity: { kind: "provisioned", instanceClass } }));
            const { threshold } = named(rules, "database-local-storage");
            assert.ok("below" in threshold);
            const part = threshold.below / (diskGiB * GiB);
            assert.ok(part > 0.13 && part < 0.17, `${instanceClass}: ${part}`);
        }
    });

    it("fires at the connections that the budget says", () => {
        const connections = { ...connectionBudget(50), alarmAt: 321 };
        const rules = databaseAlarms(args({ connections }));

        for (const key of ["database-writer-connections", "database-reader-connections"]) {
            assert.deepEqual(named(rules, key).threshold, { above: 321 }, key);
        }
    });

    it("takes silent readers for an outage only where there must be some", () => {
        const readers = ["database-reader-cpu", "database-reader-connections", "database-replica-lag"];

        for (const key of readers) {
            const silent = (readersMin: number): string =>
                named(databaseAlarms(args({ readersMin })), key).whenSilent;
            assert.equal(silent(1), "breaching", key);
            assert.equal(silent(0), "notBreaching", key);
        }
    });

    it("leaves room for autoscaling before it speaks of the readers' CPU", () => {
        const [threshold, target]: readonly number[] = [
            databaseAlarmThresholds.readerCpuPercent,
            readerLaw.cpuTargetPercent,
        ];

        assert.ok(Number(threshold) > Number(target));
    });

    it("lets a connection cost half of the promised response time", () => {
        assert.equal(databaseAlarmThresholds.borrowMicroseconds, (kpi.p95Milliseconds / 2) * 1000);
    });

    it("says what an alarm means in numbers of this database", () => {
        assert.match(named(databaseAlarms(args()), "database-memory").meaning, /64 GiB/);
        assert.match(named(databaseAlarms(args()), "database-writer-connections").meaning, /200 connections/);
        assert.match(named(databaseAlarms(args(serverless)), "database-acu").meaning, /32 capacity units/);
    });

    it("refuses a class whose memory nobody knows, rather than never fire", () => {
        assert.throws(
            () => databaseAlarms(args({ capacity: { kind: "provisioned", instanceClass: "db.m5.large" } })),
            /capacity\.instanceClass must be a class of Aurora such as db\.r6g\.large, got "db\.m5\.large"/,
        );
    });

    it("is what CloudWatch accepts", () => {
        assert.deepEqual(alarmMistakes(databaseAlarms(args())), []);
        assert.deepEqual(alarmMistakes(databaseAlarms(args(serverless))), []);
    });
});
