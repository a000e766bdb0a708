import { cpuAlarmLaw, kpi } from "../../strategy/law";
import { percent, whole, type SettingsOf } from "../config";
import { serviceType } from "../ecs";
import { sourcesOf } from "../graph";
import { unknown, type GraphResource, type Report, type Rule, type StackGraph } from "../rule";
import type { Metric } from "./alarm";
import { requireAlarm, type Requirement } from "./requirement";
import { targetGroupTypes, watched } from "./watched";

const settings = {
    properties: {
        cpuPercent: percent(cpuAlarmLaw.thresholdPercent, "Percent of CPU that an alarm may wait for."),
        memoryPercent: percent(kpi.memoryPercent.max, "Percent of memory that an alarm may wait for."),
        leastTasks: whole(1, [1, 5_000], "Tasks below which an alarm must fire, at least."),
    },
};

type Settings = SettingsOf<typeof settings>;

const utilization = (stack: StackGraph, signal: string, metric: string, most: number): Requirement => ({
    signal,
    metrics: [`AWS/ECS ${metric}`],
    statistics: ["Average", "Maximum"],
    limit: { above: { atMost: most } },
    watches: (watching) => watched(stack, watching, "ServiceName"),
});

/** Tasks that run, counted by Container Insights or by the target group's health checks. */
function tasks(stack: StackGraph, service: GraphResource, leastTasks: number): Requirement {
    const groups = sourcesOf(service, "loadBalancers", targetGroupTypes);
    return {
        signal: "number of tasks",
        metrics: ["ECS/ContainerInsights RunningTaskCount", "AWS/ApplicationELB HealthyHostCount"],
        statistics: ["Minimum", "Average"],
        limit: { below: { atLeast: leastTasks } },
        watches: (metric: Metric) => {
            if (metric.name !== "HealthyHostCount") return watched(stack, metric, "ServiceName");
            const group = watched(stack, metric, "TargetGroup");
            if (group === unknown || group === undefined) return group;
            return groups.includes(group) ? service : undefined;
        },
    };
}

function check(stack: StackGraph, report: Report, { cpuPercent, memoryPercent, leastTasks }: Settings): void {
    for (const service of stack.ofType(serviceType)) {
        for (const requirement of [
            utilization(stack, "CPU", "CPUUtilization", cpuPercent),
            utilization(stack, "memory", "MemoryUtilization", memoryPercent),
            tasks(stack, service, leastTasks),
        ]) {
            requireAlarm(stack, service, requirement, report);
        }
    }
}

/** A service that starves or dies without anybody being told is found by its users. */
export const serviceHasItsAlarms: Rule<Settings> = {
    name: "service-has-its-alarms",
    description: `Every ECS service must have alarms on CPU (at ${cpuAlarmLaw.thresholdPercent} % or less), on memory (at ${kpi.memoryPercent.max} % or less) and on its running or healthy tasks.`,
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        "Add a metric alarm on AWS/ECS CPUUtilization, one on MemoryUtilization and one on RunningTaskCount, with ClusterName and ServiceName of this service.",
    frameworks: { wellArchitected: ["REL06-BP01", "REL11-BP01"] },
    subjects: [serviceType],
    configSchema: settings,
    check,
};
