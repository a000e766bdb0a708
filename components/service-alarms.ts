import type { Input } from "@pulumi/pulumi";
import { cpuAlarmLaw, kpi } from "../strategy/law";
import type { Bounds, TaskRequest } from "../strategy/plan";
import type { AlarmRule } from "./alarm-rule";

/** What the alarms of a {@link FargateService} watch. */
export interface ServiceAlarmArgs {
    readonly clusterName: Input<string>;
    readonly serviceName: Input<string>;
    /** What scaling keeps the number of tasks between, and hours with a higher minimum. */
    readonly tasks: Bounds & Pick<TaskRequest, "floors">;
}

/** Percent of a cell's maximum at which the next cell is ordered: what is left must last until it serves. */
const capacityNoticePercent = 80;

/**
 * Alarms of a service. CPU and memory are tickets: scaling answers both, and where it cannot, latency, errors
 * and missing tasks wake a person with a reason. Percentages are of what the tasks have together.
 */
export function serviceAlarms({ clusterName, serviceName, tasks }: ServiceAlarmArgs): readonly AlarmRule[] {
    // Container Insights publishes the same two dimensions as ECS itself.
    const dimensions = { ClusterName: clusterName, ServiceName: serviceName };
    const runningTasks = {
        namespace: "ECS/ContainerInsights",
        metricName: "RunningTaskCount",
        dimensions,
        // The least within a period: tasks are whole, an average over a restart is not.
        statistic: "Minimum",
    } as const;
    return [
        {
            key: "service-cpu",
            severity: "ticket",
            meaning:
                `CPU of the service is above ${cpuAlarmLaw.thresholdPercent} % although scaling aims lower. ` +
                `Normal for minutes while tasks are added; if it stays, look for a slow release or tasks at the maximum.`,
            signal: { namespace: "AWS/ECS", metricName: "CPUUtilization", dimensions, statistic: "Average" },
            threshold: { above: cpuAlarmLaw.thresholdPercent },
            periodSeconds: cpuAlarmLaw.periodSeconds,
            periods: cpuAlarmLaw.periods,
            // ECS reports as long as a task runs.
            whenSilent: "breaching",
        },
        {
            key: "service-memory",
            severity: "ticket",
            meaning:
                `Memory of the service is above ${kpi.memoryPercent.max} %, where scaling should have added tasks. ` +
                `Suspect a leak in the latest release; a task that reaches 100 % is killed.`,
            signal: {
                namespace: "AWS/ECS",
                metricName: "MemoryUtilization",
                dimensions,
                statistic: "Average",
            },
            threshold: { above: kpi.memoryPercent.max },
            periodSeconds: 60,
            // Longer than the scale-out cooldown and the start of a task together: scaling had its chance.
            periods: 5,
            whenSilent: "breaching",
        },
        {
            key: "service-tasks-below-minimum",
            severity: "page",
            meaning:
                `Fewer than ${tasks.min} tasks run, and ECS does not bring them back. Look at the service's events: ` +
                `a crashing release, an image that cannot be pulled, no Fargate capacity, or no addresses.`,
            signal: runningTasks,
            threshold: { below: tasks.min },
            periodSeconds: 60,
            // ECS replaces a lost task in about a minute; three in a row is a service that does not recover.
            periods: 3,
            whenSilent: "breaching",
        },
        ...capacityAlarms(tasks, runningTasks),
    ];
}

/**
 * Alarms on what the cell has left. A bound that the minimum already reaches, all day or in the hours of a floor,
 * says nothing, and its alarm would never end: a service of a fixed size has none of them. Silence is the alarm on
 * missing tasks' business.
 */
function capacityAlarms(tasks: ServiceAlarmArgs["tasks"], signal: AlarmRule["signal"]): readonly AlarmRule[] {
    const highestMin = Math.max(tasks.min, ...tasks.floors.map(({ min }) => min));
    const notice = Math.ceil((tasks.max * capacityNoticePercent) / 100);
    const alarms: AlarmRule[] = [];
    if (notice > highestMin && notice < tasks.max) {
        alarms.push({
            key: "service-tasks-near-maximum",
            severity: "ticket",
            meaning:
                `The service has run ${notice} tasks or more of its ${tasks.max} for half an hour: ` +
                `the cell is filling up. Raise its maximum, or add a cell before it is full.`,
            signal,
            threshold: { above: notice - 1 },
            // Half an hour without a break: a daily peak counts, a rollout that doubles the tasks does not.
            periodSeconds: 300,
            periods: 6,
            whenSilent: "notBreaching",
        });
    }
    if (tasks.max > highestMin) {
        alarms.push({
            key: "service-tasks-at-maximum",
            severity: "ticket",
            meaning:
                `The service runs its maximum of ${tasks.max} tasks and scaling can add no more. ` +
                `The next rise shows as latency. Raise the maximum, or move organizations to another cell.`,
            signal,
            threshold: { above: tasks.max - 1 },
            periodSeconds: 60,
            // Longer than a rollout, in which old and new tasks together may pass the maximum.
            periods: 10,
            whenSilent: "notBreaching",
        });
    }
    return alarms;
}
