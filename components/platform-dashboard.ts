import { output, type Input } from "@pulumi/pulumi";
import type { Bounds } from "../strategy/plan";
import type { Region } from "../strategy/regions";
import { graphs, heading, layOut, type DashboardBody, type Row } from "./dashboard-body";
import { graphsIn } from "./dashboard-graph";
import { edgeRows } from "./edge-graphs";
import type { EdgeTargets } from "./edge-signals";
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
    readonly edge: EdgeTargets;
    readonly cells: readonly ShownCell[];
}

/** "app/name/id", the name that CloudWatch knows a load balancer by, out of its ARN. */
export function loadBalancerSuffix(arn: string): string {
    return arn.replace(/^.*:loadbalancer\//, "");
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
export function platformDashboard({ edge, cells }: PlatformDashboardArgs): DashboardBody {
    return layOut([
        heading("## Edge: what users see of all cells together"),
        ...edgeRows(edge),
        ...cells.flatMap(cellRows),
    ]);
}
