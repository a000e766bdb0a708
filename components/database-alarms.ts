import type { Input } from "@pulumi/pulumi";
import { cpuAlarmLaw, kpi } from "../strategy/law";
import type { ConnectionBudget, DatabaseCapacity } from "../strategy/plan";
import type { AlarmRule } from "./alarm-rule";
import { instanceClassMistake, instanceDiskGiB, instanceMemoryGiB } from "./database-capacity";

/** What the alarms of a database need to know. */
export interface DatabaseAlarmsArgs {
    readonly clusterIdentifier: Input<string>;
    readonly proxyName: Input<string>;
    readonly connections: ConnectionBudget;
    readonly capacity: DatabaseCapacity;
    /** With none, a silent reader is no news. */
    readonly readersMin: number;
}

/** Where the alarms fire. */
export const databaseAlarmThresholds = {
    /** Percent, for ten minutes: above the 75 % at which readers are added, so that scaling wakes nobody. */
    readerCpuPercent: 85,
    /** Milliseconds. A reader is usually within 100; at a second, users miss what they have just saved. */
    replicaLagMilliseconds: 1_000,
    /** Part of the class's memory. Below it PostgreSQL's next large sort may end in a restart. */
    freeMemoryPart: 0.1,
    /**
     * Part of the instance's own disk, which large sorts and index builds fill and which cannot be extended. A fixed size
     * will not do: 5 GiB are a sixth of db.r6g.large's disk, but more than half of db.t4g.medium's.
     */
    freeLocalStoragePart: 0.15,
    /** Percent of the largest capacity, for ten minutes: no room is left to grow into. */
    acuPercent: 90,
    /** Microseconds. Waiting for a connection may cost half of the time in which 95 % of requests are answered. */
    borrowMicroseconds: (kpi.p95Milliseconds * 1000) / 2,
    /** Percent of what the proxy may open to the writer, and of what it may open to the readers. */
    poolPercent: 80,
} as const;

const bytesPerGiB = 2 ** 30;

/** Five minutes: long enough for a failover to pass, short enough to help. */
const fiveMinutes = { periodSeconds: 60, periods: 5 } as const;

/** For what moves slowly, and for what autoscaling is expected to end by itself. */
const tenMinutes = { periodSeconds: 60, periods: 10 } as const;

type Dimensions = Readonly<Record<string, Input<string>>>;

/** A metric of RDS as an alarm's signal or as a part of one. */
const metric = <S extends "Average" | "Minimum" | "Maximum" | "Sum">(
    metricName: string,
    dimensions: Dimensions,
    statistic: S,
): { namespace: string; metricName: string; dimensions: Dimensions; statistic: S } => ({
    namespace: "AWS/RDS",
    metricName,
    dimensions,
    statistic,
});

/** Alarms of the writer and the readers. By role, because a failover changes who is which. */
function instanceAlarms(args: DatabaseAlarmsArgs): readonly AlarmRule[] {
    const { clusterIdentifier: DBClusterIdentifier, connections } = args;
    const writer = { DBClusterIdentifier, Role: "WRITER" };
    const readers = { DBClusterIdentifier, Role: "READER" };
    const readersSilent = args.readersMin > 0 ? "breaching" : "notBreaching";
    return [
        {
            key: "database-writer-cpu",
            severity: "page",
            meaning:
                "The database's writer is short of CPU, and nothing adds a second one. Look at the top statements in Database Insights; move reads to the reader endpoint, or take a larger class.",
            signal: metric("CPUUtilization", writer, "Average"),
            threshold: { above: cpuAlarmLaw.thresholdPercent },
            periodSeconds: cpuAlarmLaw.periodSeconds,
            periods: cpuAlarmLaw.periods,
            whenSilent: "breaching",
        },
        {
            key: "database-reader-cpu",
            severity: "ticket",
            meaning:
                "The database's readers are short of CPU although autoscaling had time to add one. See whether their number is at its maximum; then look at the top statements in Database Insights.",
            signal: metric("CPUUtilization", readers, "Average"),
            threshold: { above: databaseAlarmThresholds.readerCpuPercent },
            ...tenMinutes,
            whenSilent: readersSilent,
        },
        {
            key: "database-writer-connections",
            severity: "page",
            meaning: `The writer has used up 80 % of its ${connections.databaseMax} connections; at the end of them, new ones are refused. Something goes around the proxy, or sessions hang: read pg_stat_activity.`,
            signal: metric("DatabaseConnections", writer, "Maximum"),
            threshold: { above: connections.alarmAt },
            ...fiveMinutes,
            datapointsToAlarm: 3,
            whenSilent: "breaching",
        },
        {
            key: "database-reader-connections",
            severity: "page",
            meaning: `A reader has used up 80 % of its ${connections.databaseMax} connections; at the end of them, new ones are refused. Something goes around the proxy, or sessions hang: read pg_stat_activity.`,
            signal: metric("DatabaseConnections", readers, "Maximum"),
            threshold: { above: connections.alarmAt },
            ...fiveMinutes,
            datapointsToAlarm: 3,
            whenSilent: readersSilent,
        },
        {
            key: "database-replica-lag",
            severity: "ticket",
            meaning:
                "A reader shows data that is more than a second old. The writer writes more than a reader can follow, or a long query holds it back.",
            signal: metric("AuroraReplicaLag", readers, "Maximum"),
            threshold: { above: databaseAlarmThresholds.replicaLagMilliseconds },
            ...fiveMinutes,
            whenSilent: readersSilent,
        },
    ];
}

/** Alarms of what the cluster's capacity is made of, worst instance first. */
function capacityAlarms({ clusterIdentifier, capacity }: DatabaseAlarmsArgs): readonly AlarmRule[] {
    const cluster = { DBClusterIdentifier: clusterIdentifier };
    if (capacity.kind === "serverless") {
        return [
            {
                key: "database-acu",
                severity: "page",
                meaning: `An instance has grown to its ${capacity.maxAcu} capacity units and gets slow. Look at the top statements in Database Insights, then raise the maximum.`,
                // The average of all instances would hide a writer at its limit behind idle readers.
                signal: metric("ACUUtilization", cluster, "Maximum"),
                threshold: { above: databaseAlarmThresholds.acuPercent },
                ...tenMinutes,
                whenSilent: "breaching",
            },
        ];
    }
    const memoryGiB = instanceMemoryGiB(capacity.instanceClass);
    if (memoryGiB === undefined) throw new Error(instanceClassMistake(capacity.instanceClass));
    return [
        {
            key: "database-memory",
            severity: "ticket",
            meaning: `An instance has less than a tenth of its ${memoryGiB} GiB of memory free and may restart. Look for large sorts and for idle sessions; then take a larger class.`,
            signal: metric("FreeableMemory", cluster, "Minimum"),
            threshold: { below: databaseAlarmThresholds.freeMemoryPart * memoryGiB * bytesPerGiB },
            ...tenMinutes,
            whenSilent: "breaching",
        },
        {
            key: "database-local-storage",
            severity: "ticket",
            meaning:
                "An instance's own disk is nearly full; sorts and index builds that need it will fail. The data itself lies elsewhere and is safe. End the query that fills it, or take a larger class.",
            signal: metric("FreeLocalStorage", cluster, "Minimum"),
            threshold: {
                below:
                    databaseAlarmThresholds.freeLocalStoragePart * instanceDiskGiB(memoryGiB) * bytesPerGiB,
            },
            ...tenMinutes,
            whenSilent: "breaching",
        },
    ];
}

/**
 * Alarms of the proxy, under the dimension sets that AWS documents for each metric ("Monitoring RDS Proxy
 * metrics", Aurora user guide). A proxy without clients reports nothing, and that is no alarm of its own.
 */
function proxyAlarms({ proxyName: ProxyName }: DatabaseAlarmsArgs): readonly AlarmRule[] {
    return [
        {
            key: "database-proxy-borrow",
            severity: "page",
            meaning:
                "Requests wait for a database connection before they even begin. The pool is used up: look for long transactions and for pinned connections (SET, advisory locks) in the proxy's metrics.",
            signal: metric("DatabaseConnectionsBorrowLatency", { ProxyName }, "Average"),
            threshold: { above: databaseAlarmThresholds.borrowMicroseconds },
            ...fiveMinutes,
            whenSilent: "notBreaching",
        },
        poolAlarm("database-proxy-pool", "the writer", proxyPool(ProxyName, "READ_WRITE")),
        poolAlarm("database-proxy-reader-pool", "the readers", proxyPool(ProxyName, "READ_ONLY")),
    ];
}

/** Dimensions of the connections that a proxy keeps to the writer or to the readers. */
export function proxyPool(ProxyName: Input<string>, TargetRole: "READ_WRITE" | "READ_ONLY"): Dimensions {
    return { ProxyName, TargetGroup: "default", TargetRole };
}

function poolAlarm(key: string, whom: string, pool: Dimensions): AlarmRule {
    return {
        key,
        runbook: "database-proxy-pool",
        severity: "ticket",
        meaning: `The proxy has opened most of the connections to ${whom} that it may; beyond them requests wait. Look for long transactions; if there are none, the cell needs more than its share.`,
        signal: {
            expression: "100 * opened / allowed",
            label: `Percent of the proxy's connections to ${whom}`,
            // Sums, because each of the proxy's own hosts reports its share.
            metrics: {
                opened: metric("DatabaseConnections", pool, "Sum"),
                allowed: metric("MaxDatabaseConnectionsAllowed", pool, "Sum"),
            },
        },
        threshold: { above: databaseAlarmThresholds.poolPercent },
        ...fiveMinutes,
        whenSilent: "notBreaching",
    };
}

/**
 * Alarms of a database and its proxy.
 *
 * @throws Error for an instance class that Aurora does not have.
 */
export function databaseAlarms(args: DatabaseAlarmsArgs): readonly AlarmRule[] {
    return [...instanceAlarms(args), ...capacityAlarms(args), ...proxyAlarms(args)];
}
