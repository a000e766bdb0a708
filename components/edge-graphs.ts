import type { Input } from "@pulumi/pulumi";
import { cdnLaw, kpi } from "../strategy/law";
import { edgeRegion } from "../strategy/regions";
import { edgeAlarmLimits } from "./edge-alarms";
import {
    blockedRequests,
    cachedPercent,
    computeUtilization,
    distributionMetric,
    probeStatus,
    type EdgeTargets,
} from "./edge-signals";
import { graphs, type Row } from "./dashboard-body";
import { graphsIn, limit, linesOf, type Line } from "./dashboard-graph";

/** Everything that the edge publishes is in its region. */
const draw = graphsIn(edgeRegion);

const line = linesOf("AWS/CloudFront");

/** What users see of all cells together, with what no cell sees: the way to them. */
function usersRow({ distributionId }: EdgeTargets): Row {
    const dimensions = { DistributionId: distributionId, Region: "Global" };
    return graphs([
        draw({
            title: "Requests a minute",
            unit: "requests",
            lines: [line("requests", "Requests", dimensions, "Sum")],
        }),
        draw({
            title: "p95 until a cell begins to answer",
            unit: "milliseconds",
            lines: [line("p95", "OriginLatency", dimensions, "p95")],
            marks: [limit("p95 promised", kpi.p95Milliseconds)],
        }),
        draw({
            title: "5XX percent of requests",
            unit: "percent",
            lines: [line("5XX", "5xxErrorRate", dimensions, "Average")],
            marks: [limit("promised", kpi.serverErrorPercent)],
        }),
        draw({
            title: "4XX percent of requests",
            unit: "percent",
            lines: [line("4XX", "4xxErrorRate", dimensions, "Average")],
            marks: [limit("promised", kpi.clientErrorPercent)],
        }),
    ]);
}

/** What the edge's own parts do: caches, web ACL and functions. */
function partsRow(targets: EdgeTargets): Row {
    const { routerName, pathFunctionName } = targets;
    const failures = (label: string, functionName: Input<string>): Line =>
        line(label, "FunctionExecutionErrors", { FunctionName: functionName, Region: "Global" }, "Sum");
    return graphs([
        draw({
            title: "Percent of the site's answers from a cache",
            unit: "percent",
            lines: [{ label: "from a cache", signal: cachedPercent(targets, 1) }],
            marks: [limit("wanted", cdnLaw.cachedPercent)],
        }),
        draw({
            title: "Requests that the web ACL blocks",
            unit: "requests",
            lines: [
                {
                    label: "blocked",
                    signal: {
                        expression: "FILL(blocked, 0)",
                        label: "blocked",
                        metrics: { blocked: blockedRequests(targets) },
                    },
                },
                {
                    label: "all",
                    signal: {
                        expression: "requests",
                        label: "all",
                        metrics: { requests: distributionMetric(targets, "Requests", "Sum") },
                    },
                },
            ],
        }),
        draw({
            title: "Failed runs of the edge's functions",
            unit: "runs",
            lines: [failures("router", routerName), failures("paths", pathFunctionName)],
        }),
        draw({
            title: "What the router needs of a run",
            unit: "percent",
            lines: [{ label: "utilization", signal: computeUtilization(routerName) }],
            marks: [limit("alarm", edgeAlarmLimits.functionUtilization)],
        }),
    ]);
}

/** Which cell answers through the edge: 1, or 0. */
function probesRow({ cellProbes }: EdgeTargets): Row {
    return graphs([
        draw({
            title: "Cells that answer through the edge",
            unit: "1 is yes",
            lines: cellProbes.map(({ cell, healthCheckId }) => ({
                label: cell,
                signal: probeStatus(healthCheckId),
            })),
        }),
    ]);
}

/** The edge, from what users see down to its parts. */
export function edgeRows(targets: EdgeTargets): readonly Row[] {
    return [usersRow(targets), partsRow(targets), probesRow(targets)];
}
