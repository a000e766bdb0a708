import type * as pulumi from "@pulumi/pulumi";
import type { CellPlan } from "../strategy/plan";
import type { AlarmRule } from "./alarm-rule";
import type { EventSignals } from "./cell-signals";
import type { CellTasks } from "./cell-tasks";
import { EventQueue } from "./event-queue";
import { queueAlarms, workerAlarms } from "./queue-alarms";
import { QueueWorker } from "./queue-worker";
import type { FargateService } from "./service";

/** A cell's queue, where its plan has workers for one. */
export function makeEventQueue(
    name: string,
    args: {
        readonly plan: Pick<CellPlan, "region" | "workers">;
        readonly kmsKeyArn: pulumi.Input<string>;
        readonly deletionProtected: boolean;
    },
    opts: pulumi.ComponentResourceOptions,
): EventQueue | undefined {
    const { plan, kmsKeyArn, deletionProtected } = args;
    if (plan.workers === undefined) return undefined;
    return new EventQueue(`${name}-events`, { region: plan.region, kmsKeyArn, deletionProtected }, opts);
}

/** What a cell's telemetry is told of its queue and its workers; of neither where it has none. */
export interface CellEvents {
    readonly rules: readonly AlarmRule[];
    readonly signals?: EventSignals;
}

/** The workers of a cell's queue, beside its service; returns what watches both. */
export function makeWorkers(
    name: string,
    args: {
        readonly workers: CellPlan["workers"];
        readonly queue: EventQueue | undefined;
        readonly service: Pick<FargateService, "clusterArn" | "clusterName">;
        /** What the workers share with the service, its access to database and cache included. */
        readonly tasks: CellTasks;
    },
    opts: pulumi.ComponentResourceOptions,
): CellEvents {
    const { workers, queue, service, tasks } = args;
    if (workers === undefined || queue === undefined) return { rules: [] };
    const { queueName, deadLetterQueueName } = queue;
    const { clusterName } = service;
    const { serviceName } = new QueueWorker(
        `${name}-worker`,
        {
            ...tasks,
            taskPolicies: { ...tasks.taskPolicies, events: queue.workPolicy },
            cluster: { arn: service.clusterArn, name: clusterName },
            queueName,
            workers,
        },
        opts,
    );
    return {
        rules: [
            ...queueAlarms({ queueName, deadLetterQueueName }),
            ...workerAlarms({ clusterName, serviceName, workers }),
        ],
        signals: { queueName, deadLetterQueueName, workerName: serviceName },
    };
}
