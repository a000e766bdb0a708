import { cpuAlarmLaw, eventLaw, kpi } from "../strategy/law";
import type { Bounds } from "../strategy/plan";
import type { CellSignals, EventSignals } from "./cell-signals";
import type { Panel } from "./dashboard-body";
import { limit, linesOf, type Draw, type Line } from "./dashboard-graph";

const queueLine = linesOf("AWS/SQS");
const serviceLine = linesOf("AWS/ECS");
const insightLine = linesOf("ECS/ContainerInsights");

/** The queue of a cell and its workers, a row each: what waits, and who works it off. */
export function eventGraphs(
    draw: Draw,
    workers: Bounds,
    { clusterName }: Pick<CellSignals, "clusterName">,
    { queueName, deadLetterQueueName, workerName }: EventSignals,
): readonly (readonly Panel[])[] {
    const queue = { QueueName: queueName };
    const service = { ClusterName: clusterName, ServiceName: workerName };
    const utilization = (label: string, metricName: string, alarm: number): Panel =>
        draw({
            title: `${label} of all workers together`,
            unit: "percent",
            lines: [serviceLine(label, metricName, service, "Average")],
            marks: [limit("alarm", alarm)],
        });
    const messages = (label: string, metricName: string, dimensions = queue): Line =>
        queueLine(label, metricName, dimensions, "Maximum");
    return [
        [
            draw({
                title: "Backlog",
                unit: "messages",
                lines: [
                    messages("waiting", "ApproximateNumberOfMessagesVisible"),
                    messages("in work", "ApproximateNumberOfMessagesNotVisible"),
                ],
            }),
            draw({
                title: "Age of the oldest message",
                unit: "seconds",
                lines: [messages("age", "ApproximateAgeOfOldestMessage")],
                marks: [limit("alarm", eventLaw.maxAgeSeconds)],
            }),
            draw({
                title: "Dead letters",
                unit: "messages",
                lines: [
                    messages("dead", "ApproximateNumberOfMessagesVisible", {
                        QueueName: deadLetterQueueName,
                    }),
                ],
            }),
        ],
        [
            draw({
                title: "Workers",
                unit: "tasks",
                lines: [insightLine("running", "RunningTaskCount", service, "Minimum")],
                marks: [limit("minimum", workers.min), limit("maximum", workers.max)],
            }),
            utilization("CPU", "CPUUtilization", cpuAlarmLaw.thresholdPercent),
            utilization("memory", "MemoryUtilization", kpi.memoryPercent.max),
        ],
    ];
}
