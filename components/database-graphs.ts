import type { Input } from "@pulumi/pulumi";
import { cpuAlarmLaw, readerLaw } from "../strategy/law";
import type { CellPlan } from "../strategy/plan";
import type { CellSignals } from "./cell-signals";
import type { Panel } from "./dashboard-body";
import { limit, linesOf, target, type Draw } from "./dashboard-graph";
import { databaseAlarmThresholds, proxyPool } from "./database-alarms";

const line = linesOf("AWS/RDS");

function capacityGraph(draw: Draw, { database }: CellPlan, DBClusterIdentifier: Input<string>): Panel {
    return database.kind === "serverless"
        ? draw({
              title: "Capacity of the largest instance",
              unit: "ACU",
              lines: [line("capacity", "ServerlessDatabaseCapacity", { DBClusterIdentifier }, "Maximum")],
              marks: [target("minimum", database.minAcu), limit("maximum", database.maxAcu)],
          })
        : draw({
              title: "Free memory of the fullest instance",
              unit: "bytes",
              lines: [line("free", "FreeableMemory", { DBClusterIdentifier }, "Minimum")],
          });
}

function poolGraph(draw: Draw, whom: string, pool: Readonly<Record<string, Input<string>>>): Panel {
    return draw({
        title: `Connections of the proxy to ${whom}`,
        unit: "connections",
        lines: [
            line("open", "DatabaseConnections", pool, "Sum"),
            line("allowed", "MaxDatabaseConnectionsAllowed", pool, "Sum"),
        ],
    });
}

/** The database of a cell and its proxy, in two rows. */
export function databaseGraphs(
    draw: Draw,
    plan: CellPlan,
    signals: CellSignals,
): readonly (readonly Panel[])[] {
    const { clusterIdentifier: DBClusterIdentifier, proxyName: ProxyName } = signals;
    const writer = { DBClusterIdentifier, Role: "WRITER" };
    const readers = { DBClusterIdentifier, Role: "READER" };
    const { alarmAt, databaseMax, fromProxy } = plan.connections;
    const { borrowMicroseconds, replicaLagMilliseconds } = databaseAlarmThresholds;
    return [
        [
            draw({
                title: "Connections of an instance",
                unit: "connections",
                lines: [
                    line("writer", "DatabaseConnections", writer, "Maximum"),
                    line("fullest reader", "DatabaseConnections", readers, "Maximum"),
                ],
                marks: [
                    target("the proxy's share", fromProxy),
                    limit("alarm", alarmAt),
                    limit("max_connections", databaseMax),
                ],
            }),
            draw({
                title: "CPU",
                unit: "percent",
                lines: [
                    line("writer", "CPUUtilization", writer, "Average"),
                    line("readers", "CPUUtilization", readers, "Average"),
                ],
                marks: [
                    target("readers are added", readerLaw.cpuTargetPercent),
                    limit("the writer's alarm", cpuAlarmLaw.thresholdPercent),
                ],
            }),
            capacityGraph(draw, plan, DBClusterIdentifier),
        ],
        [
            draw({
                title: "Lag of the slowest reader",
                unit: "milliseconds",
                lines: [line("lag", "AuroraReplicaLag", readers, "Maximum")],
                marks: [limit("alarm", replicaLagMilliseconds)],
            }),
            draw({
                title: "Wait for a connection of the proxy",
                unit: "microseconds",
                lines: [line("wait", "DatabaseConnectionsBorrowLatency", { ProxyName }, "Average")],
                marks: [limit("alarm", borrowMicroseconds)],
            }),
            poolGraph(draw, "the writer", proxyPool(ProxyName, "READ_WRITE")),
            poolGraph(draw, "the readers", proxyPool(ProxyName, "READ_ONLY")),
        ],
    ];
}
