import type { Input } from "@pulumi/pulumi";
import { cpuAlarmLaw } from "../strategy/law";
import type { ConnectionBudget, DatabaseCapacity } from "../strategy/plan";
import type { AlarmRule } from "./alarm-rule";
import { databaseAlarmThresholds } from "./database-alarms";

/** What the alarms of a database's secondary need to know. */
export interface SecondaryAlarmsArgs {
    /** Of the secondary. */
    readonly clusterIdentifier: Input<string>;
    readonly connections: ConnectionBudget;
    readonly capacity: DatabaseCapacity;
}

/**
 * Milliseconds behind the primary. Usual is less than a second ("Using Amazon Aurora Global Database", Aurora user guide);
 * five is data that a loss of the region would cost and a failover that takes longer.
 */
export const globalLagMilliseconds = 5_000;

/**
 * Alarms of a secondary, in its own region, where alone its metrics are. By cluster and not by role: after a failover its
 * one instance is the writer. None wakes anybody, for the cell serves without it.
 */
export function secondaryAlarms(args: SecondaryAlarmsArgs): readonly AlarmRule[] {
    const { connections, capacity } = args;
    const of = (
        metricName: string,
    ): Pick<
        Extract<AlarmRule["signal"], { namespace: string }>,
        "namespace" | "metricName" | "dimensions"
    > => ({
        namespace: "AWS/RDS",
        metricName,
        dimensions: { DBClusterIdentifier: args.clusterIdentifier },
    });
    const fiveMinutes = { periodSeconds: 60, periods: 5, whenSilent: "breaching" } as const;
    return [
        {
            key: "secondary-lag",
            severity: "ticket",
            meaning:
                "The database's secondary in the other region is seconds behind, or says nothing. A loss of the cell's region would now cost more than a second of data. After a failover it is silent here until the roles are exchanged again.",
            signal: { ...of("AuroraGlobalDBReplicationLag"), statistic: "Maximum" },
            threshold: { above: globalLagMilliseconds },
            ...fiveMinutes,
        },
        {
            key: "secondary-cpu",
            runbook: "secondary-lag",
            severity: "ticket",
            meaning:
                "The database's secondary is short of CPU and will fall behind. Before a failover only replication and whoever was let in use it; after one it is the writer and needs readers beside it.",
            signal: { ...of("CPUUtilization"), statistic: "Average" },
            threshold: { above: cpuAlarmLaw.thresholdPercent },
            periodSeconds: cpuAlarmLaw.periodSeconds,
            periods: cpuAlarmLaw.periods,
            whenSilent: "breaching",
        },
        {
            key: "secondary-connections",
            runbook: "secondary-lag",
            severity: "ticket",
            meaning: `The database's secondary has used up 80 % of its ${connections.databaseMax} connections. Before a failover nobody should be connected: see who was let in.`,
            signal: { ...of("DatabaseConnections"), statistic: "Maximum" },
            threshold: { above: connections.alarmAt },
            ...fiveMinutes,
        },
        ...(capacity.kind === "serverless" ? [ofCapacity(of("ACUUtilization"), capacity.maxAcu)] : []),
    ];
}

function ofCapacity(
    metric: { namespace: string; metricName: string; dimensions: Readonly<Record<string, Input<string>>> },
    maxAcu: number,
): AlarmRule {
    return {
        key: "secondary-acu",
        runbook: "secondary-lag",
        severity: "ticket",
        meaning: `The database's secondary has grown to its ${maxAcu} capacity units. Before a failover only replication uses it: see who was let in, then raise the maximum.`,
        signal: { ...metric, statistic: "Maximum" },
        threshold: { above: databaseAlarmThresholds.acuPercent },
        periodSeconds: 60,
        periods: 10,
        whenSilent: "breaching",
    };
}
