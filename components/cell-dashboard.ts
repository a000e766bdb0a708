import * as pulumi from "@pulumi/pulumi";
import type { CachePlan, CellPlan } from "../strategy/plan";
import type { Severity } from "./alarm-rule";
import { cacheAlarmThresholds, cpuOf, nodeNumbers } from "./cache-alarms";
import { scaledDimensions } from "./cache-shape";
import type { CellSignals } from "./cell-signals";
import {
    alarmStates,
    graphs,
    heading,
    layOut,
    type DashboardBody,
    type Panel,
    type Row,
} from "./dashboard-body";
import { graphsIn, limit, linesOf, type Draw, type Line } from "./dashboard-graph";
import { databaseGraphs } from "./database-graphs";
import { eventGraphs } from "./event-graphs";
import { serviceGraphs } from "./service-graphs";
import { userGraphs } from "./user-graphs";

/** What the dashboard of a cell shows. */
export interface CellDashboardArgs {
    readonly plan: CellPlan;
    readonly signals: CellSignals;
    readonly alarmArns: Readonly<Record<Severity, readonly pulumi.Input<string>[]>>;
}

/** Two lines of alarms, each a box with its name; the panel scrolls. */
const alarmHeight = 4;

const line = linesOf("AWS/ElastiCache");

/** What autoscaling follows: the whole cache, whatever its nodes are called. */
function groupGraph(draw: Draw, ReplicationGroupId: pulumi.Input<string>): Panel {
    const cpuOfRole = (Role: string): Line =>
        line(`CPU of ${Role}`, "EngineCPUUtilization", { ReplicationGroupId, Role }, "Maximum");
    return draw({
        title: "The cache as a whole",
        unit: "percent",
        lines: [
            cpuOfRole("Primary"),
            cpuOfRole("Replica"),
            line("memory", "DatabaseMemoryUsageCountedForEvictPercentage", { ReplicationGroupId }, "Maximum"),
        ],
        marks: [limit("alarm", cacheAlarmThresholds.memoryPercent)],
    });
}

function cacheGraphs(draw: Draw, cache: CachePlan, { replicationGroupId }: CellSignals): readonly Panel[] {
    const cpu = cpuOf(cache.nodeType);
    const perNode = (metricName: string, statistic: "Average" | "Maximum" | "Sum"): readonly Line[] =>
        nodeNumbers(cache).map((node) =>
            line(
                node,
                metricName,
                {
                    CacheClusterId: pulumi.interpolate`${replicationGroupId}-${node}`,
                    CacheNodeId: "0001",
                },
                statistic,
            ),
        );
    return [
        draw({
            title: "CPU of each node",
            unit: "percent",
            lines: perNode(cpu.metricName, "Average"),
            marks: [limit("alarm", cpu.above)],
        }),
        draw({
            title: "Memory of each node",
            unit: "percent",
            lines: perNode("DatabaseMemoryUsagePercentage", "Maximum"),
            marks: [limit("alarm", cacheAlarmThresholds.memoryPercent)],
        }),
        draw({
            title: "Keys given up before their time",
            unit: "keys a minute",
            lines: perNode("Evictions", "Sum"),
        }),
        ...(cache.maxReplicasPerShard === 0
            ? []
            : [
                  draw({
                      title: "Lag of each standby",
                      unit: "seconds",
                      lines: perNode("ReplicationLag", "Maximum"),
                      marks: [limit("alarm", cacheAlarmThresholds.lagSeconds)],
                  }),
              ]),
        ...(scaledDimensions(cache).length === 0 ? [] : [groupGraph(draw, replicationGroupId)]),
    ];
}

/** The queue and its workers, where the cell has them. */
function eventRows(draw: Draw, { workers }: CellPlan, signals: CellSignals): readonly Row[] {
    if (workers === undefined || signals.events === undefined) return [];
    return [
        heading("## Events: work for later"),
        ...eventGraphs(draw, workers, signals, signals.events).map(graphs),
    ];
}

/**
 * A cell in the order in which one looks during an incident: what users notice, the service that answers them,
 * and what it waits for. The levels are those of the alarms and of the strategy.
 */
export function cellDashboard({ plan, signals, alarmArns }: CellDashboardArgs): DashboardBody {
    const draw = graphsIn(plan.region);
    const { requests, latency, serverErrors, clientErrors } = userGraphs(draw, signals.loadBalancer);
    return layOut([
        heading(`## Users of ${plan.name}: what was promised to them`),
        graphs([requests, latency, serverErrors, clientErrors]),
        heading("## Service: tasks that answer"),
        graphs(serviceGraphs(draw, plan.tasks, signals)),
        heading("## Database: what tasks wait for"),
        ...databaseGraphs(draw, plan, signals).map(graphs),
        heading("## Cache: sessions and cached answers"),
        graphs(cacheGraphs(draw, plan.cache, signals)),

        ...eventRows(draw, plan, signals),
        heading("## Alarms: what has rung, the latest first"),
        ...[...alarmStates("Pages", alarmArns.page), ...alarmStates("Tickets", alarmArns.ticket)].map(
            (panel): Row => ({ height: alarmHeight, panels: [panel] }),
        ),
    ]);
}
