import type { Input } from "@pulumi/pulumi";
import { cpuAlarmLaw, eventLaw, kpi } from "../strategy/law";
import type { Bounds } from "../strategy/plan";
import type { AlarmRule } from "./alarm-rule";

/** What the alarms of an event queue watch. */
export interface QueueAlarmArgs {
    /** Name of the queue, not its URL or ARN. */
    readonly queueName: Input<string>;
    readonly deadLetterQueueName: Input<string>;
}

const days = (seconds: number): number => seconds / 86_400;

/** Alarms of a queue. SQS reports nothing about a queue that stays empty, so silence is well. */
export function queueAlarms({ queueName, deadLetterQueueName }: QueueAlarmArgs): readonly AlarmRule[] {
    return [
        {
            key: "queue-age",
            severity: "page",
            meaning:
                `Work has waited in the queue for more than ${eventLaw.maxAgeSeconds} seconds, and scaling has not caught up. ` +
                `Look at the workers first: none run, all fail, or they are at their maximum. ` +
                `After ${days(eventLaw.retentionSeconds)} days SQS throws messages away.`,
            signal: {
                namespace: "AWS/SQS",
                metricName: "ApproximateAgeOfOldestMessage",
                dimensions: { QueueName: queueName },
                statistic: "Maximum",
            },
            threshold: { above: eventLaw.maxAgeSeconds },
            periodSeconds: 60,
            // Longer than the scale-out cooldown and the start of a worker together: scaling had its chance.
            periods: 5,
            whenSilent: "notBreaching",
        },
        {
            key: "queue-dead-letters",
            // They are kept for days, and nothing that a person does at night makes them right.
            severity: "ticket",
            meaning:
                `Messages failed ${eventLaw.maxReceives} times and wait as dead letters: work that somebody asked for is not done. ` +
                `Find the cause in the worker's log, mend it, and move them back. ` +
                `SQS throws them away ${days(eventLaw.deadLetterRetentionSeconds)} days after they were sent.`,
            signal: {
                namespace: "AWS/SQS",
                metricName: "ApproximateNumberOfMessagesVisible",
                dimensions: { QueueName: deadLetterQueueName },
                statistic: "Maximum",
            },
            threshold: { above: 0 },
            periodSeconds: 60,
            // A dead letter does not go away by itself: the first one is as certain as the tenth.
            periods: 1,
            whenSilent: "notBreaching",
        },
    ];
}

/** What the alarms of a {@link QueueWorker} watch. */
export interface WorkerAlarmArgs {
    readonly clusterName: Input<string>;
    readonly serviceName: Input<string>;
    /** What scaling keeps the number of workers between. */
    readonly workers: Bounds;
}

/**
 * Alarms of the workers, all of them tickets: what they leave undone waits in the queue, and wakes a person by its
 * age. Scaling looks at the backlog alone, so that somebody has to look at CPU and memory.
 */
export function workerAlarms({ clusterName, serviceName, workers }: WorkerAlarmArgs): readonly AlarmRule[] {
    const dimensions = { ClusterName: clusterName, ServiceName: serviceName };
    const utilization = (metricName: string): AlarmRule["signal"] => ({
        namespace: "AWS/ECS",
        metricName,
        dimensions,
        statistic: "Average",
    });
    return [
        {
            key: "worker-tasks-below-minimum",
            severity: "ticket",
            meaning:
                `Fewer than ${workers.min} workers run, and ECS does not bring them back. Look at the service's events: ` +
                `a crashing release, an image that cannot be pulled, no Fargate capacity, or no addresses.`,
            signal: {
                namespace: "ECS/ContainerInsights",
                metricName: "RunningTaskCount",
                dimensions,
                // The least within a period: tasks are whole, an average over a restart is not.
                statistic: "Minimum",
            },
            threshold: { below: workers.min },
            periodSeconds: 60,
            // ECS replaces a lost task in about a minute; three in a row is a service that does not recover.
            periods: 3,
            whenSilent: "breaching",
        },
        {
            key: "worker-cpu",
            severity: "ticket",
            meaning:
                `The workers' CPU has been above ${cpuAlarmLaw.thresholdPercent} % for half an hour. Busy is well, but at this length each message ` +
                `takes longer, until some are handed out twice. Take fewer at a time, or look for a slow release.`,
            signal: utilization("CPUUtilization"),
            threshold: { above: cpuAlarmLaw.thresholdPercent },
            // Half an hour without a break: a backlog that is worked off keeps CPUs busy for minutes, and shall.
            periodSeconds: 300,
            periods: 6,
            whenSilent: "breaching",
        },
        {
            key: "worker-memory",
            severity: "ticket",
            meaning:
                `The workers' memory is above ${kpi.memoryPercent.max} %. Suspect a leak in the latest release, or messages that ` +
                `are too large together; a task that reaches 100 % is killed, and its messages are tried again.`,
            signal: utilization("MemoryUtilization"),
            threshold: { above: kpi.memoryPercent.max },
            periodSeconds: 60,
            periods: 5,
            whenSilent: "breaching",
        },
    ];
}
