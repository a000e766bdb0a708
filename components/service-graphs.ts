import { cpuAlarmLaw, kpi, serviceLaw } from "../strategy/law";
import type { Bounds } from "../strategy/plan";
import type { CellSignals } from "./cell-signals";
import type { Panel } from "./dashboard-body";
import { limit, linesOf, target, type Draw, type Line } from "./dashboard-graph";

const balancerLine = linesOf("AWS/ApplicationELB");
const serviceLine = linesOf("AWS/ECS");
const insightLine = linesOf("ECS/ContainerInsights");

/** Tasks that run, within what scaling keeps them between. */
export function runningTasks(
    draw: Draw,
    { clusterName, serviceName }: Pick<CellSignals, "clusterName" | "serviceName">,
    tasks: Bounds,
    more: readonly Line[] = [],
): Panel {
    const dimensions = { ClusterName: clusterName, ServiceName: serviceName };
    return draw({
        title: "Tasks",
        unit: "tasks",
        lines: [insightLine("running", "RunningTaskCount", dimensions, "Minimum"), ...more],
        marks: [limit("minimum", tasks.min), limit("maximum", tasks.max)],
    });
}

/** The service of a cell: how many tasks, and what scaling looks at. */
export function serviceGraphs(draw: Draw, tasks: Bounds, signals: CellSignals): readonly Panel[] {
    const { clusterName, serviceName, loadBalancer, targetGroup } = signals;
    const service = { ClusterName: clusterName, ServiceName: serviceName };
    const healthy = { LoadBalancer: loadBalancer, TargetGroup: targetGroup };
    return [
        runningTasks(draw, signals, tasks, [balancerLine("healthy", "HealthyHostCount", healthy, "Minimum")]),
        draw({
            title: "CPU of all tasks together",
            unit: "percent",
            lines: [serviceLine("CPU", "CPUUtilization", service, "Average")],
            marks: [
                target("scaling's target", serviceLaw.cpuTargetPercent),
                limit("alarm", cpuAlarmLaw.thresholdPercent),
            ],
        }),
        draw({
            title: "Memory of all tasks together",
            unit: "percent",
            lines: [serviceLine("memory", "MemoryUtilization", service, "Average")],
            marks: [
                target("scaling's target", serviceLaw.memoryTargetPercent),
                limit("alarm", kpi.memoryPercent.max),
            ],
        }),
    ];
}
