import { output, type Input } from "@pulumi/pulumi";
import { kpi } from "../strategy/law";
import type { Bounds } from "../strategy/plan";
import { edgeRegion, type Region } from "../strategy/regions";
import { graphs, heading, layOut, type DashboardBody, type Row } from "./dashboard-body";
import { graphsIn, limit, linesOf } from "./dashboard-graph";
import { runningTasks } from "./service-graphs";
import { userGraphs } from "./user-graphs";

/** What the dashboard over all cells knows of one. */
export interface ShownCell {
    readonly name: string;
    readonly region: Region;
    readonly tasks: Bounds;
    /** The cell's own dashboard, which its heading leads to. */
    readonly dashboardName: string;
    readonly loadBalancerArn: Input<string>;
    readonly clusterName: Input<string>;
    readonly serviceName: Input<string>;
}

/** What the dashboard over all cells shows. */
export interface PlatformDashboardArgs {
    readonly distributionId: Input<string>;
    readonly cells: readonly ShownCell[];
}

/** "app/name/id", the name that CloudWatch knows a load balancer by, out of its ARN. */
export function loadBalancerSuffix(arn: string): string {
    return arn.replace(/^.*:loadbalancer\//, "");
}

const line = linesOf("AWS/CloudFront");

/** What users see of all cells together, with what no cell sees: the way to them. */
function edgeRow(distributionId: Input<string>): Row {
    const draw = graphsIn(edgeRegion);
    // CloudFront publishes in us-east-1 only, always with this region.
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

function cellRows(cell: ShownCell): readonly Row[] {
    const draw = graphsIn(cell.region);
    const users = userGraphs(draw, output(cell.loadBalancerArn).apply(loadBalancerSuffix));
    return [
        heading(`## Cell [${cell.name}](#dashboards:name=${cell.dashboardName})`),
        graphs([users.requests, users.p95, users.serverErrors, runningTasks(draw, cell, cell.tasks)]),
    ];
}

/** The edge, then a row for each cell: which one is unwell, and the way to its own dashboard. */
export function platformDashboard({ distributionId, cells }: PlatformDashboardArgs): DashboardBody {
    return layOut([
        heading("## Edge: what users see of all cells together"),
        edgeRow(distributionId),
        ...cells.flatMap(cellRows),
    ]);
}
