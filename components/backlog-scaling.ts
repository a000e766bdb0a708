import * as pulumi from "@pulumi/pulumi";
import { backlogPerWorker, serviceLaw } from "../strategy/law";
import { trackingPolicy, type Tracking } from "./target-tracking";
import { taskTarget, type ScaledTasks } from "./task-scaling";

/** What a caller decides about {@link BacklogScaling}. */
export interface BacklogScalingArgs extends ScaledTasks {
    /** Name of the queue that the tasks work off, not its URL or ARN. */
    readonly queueName: pulumi.Input<string>;
}

/**
 * Messages that wait for each running task ("Create a target tracking scaling policy using metric math", Application
 * Auto Scaling user guide, which takes every function of CloudWatch). Nothing is filled in:
 * the latest minute is often not published yet, and a zero in its place would keep the scale-out alarm, which needs
 * three minutes in a row, from ever firing. A queue reports zero for hours before it falls silent, so that tasks have
 * been taken away by then. No running task counts as one: a division by zero has no value, and then none would be added.
 */
export const backlogExpression = "waiting / IF(running > 0, running, 1)";

function backlogPerTask({ queueName, clusterName, serviceName }: BacklogScalingArgs): Tracking {
    const dimension = (
        name: string,
        value: pulumi.Input<string>,
    ): { name: string; value: pulumi.Input<string> } => ({ name, value });
    return {
        targetValue: backlogPerWorker,
        customizedMetricSpecification: {
            metrics: [
                {
                    id: "waiting",
                    metricStat: {
                        metric: {
                            namespace: "AWS/SQS",
                            metricName: "ApproximateNumberOfMessagesVisible",
                            dimensions: [dimension("QueueName", queueName)],
                        },
                        // A count at a moment: added up over a minute it would be more than there is.
                        stat: "Maximum",
                    },
                    returnData: false,
                },
                {
                    id: "running",
                    metricStat: {
                        metric: {
                            namespace: "ECS/ContainerInsights",
                            metricName: "RunningTaskCount",
                            dimensions: [
                                dimension("ClusterName", clusterName),
                                dimension("ServiceName", serviceName),
                            ],
                        },
                        stat: "Average",
                    },
                    returnData: false,
                },
                {
                    id: "backlog",
                    expression: backlogExpression,
                    label: "Messages that wait for each running task",
                    returnData: true,
                },
            ],
        },
    };
}

/**
 * Keeps the number of tasks that work off a queue where each has no more waiting than it gets through in time. CPU
 * and memory are no signals here: a worker takes as much as it can carry, and is at its best when it is busy.
 */
export class BacklogScaling extends pulumi.ComponentResource {
    constructor(name: string, args: BacklogScalingArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:compute:BacklogScaling", name, {}, opts);
        const target = taskTarget(`${name}-target`, args, this);
        trackingPolicy(`${name}-backlog`, target, backlogPerTask(args), serviceLaw, this);
        this.registerOutputs();
    }
}
