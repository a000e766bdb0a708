import * as ecs from "@pulumi/aws/ecs";
import * as pulumi from "@pulumi/pulumi";
import type { Bounds } from "../strategy/plan";
import { BacklogScaling } from "./backlog-scaling";
import {
    makeFargateTask,
    rolloutArgs,
    rolloutOptions,
    type FargateTaskArgs,
    type PlacementArgs,
} from "./fargate-task";
import { environmentMistakes } from "./task-definition";
import { taskBoundsMistakes } from "./task-scaling";

/** What a caller decides about a {@link QueueWorker}. */
export interface QueueWorkerArgs extends FargateTaskArgs, PlacementArgs {
    /** Cluster of the cell's service, with Fargate and Fargate Spot as its capacity providers. */
    readonly cluster: { readonly arn: pulumi.Input<string>; readonly name: pulumi.Input<string> };
    /** Name of the queue, which decides how many workers there are. */
    readonly queueName: pulumi.Input<string>;
    /** Bounds of the number of workers. */
    readonly workers: Bounds;
}

/** What the image is started with to work off the queue instead of serving; docs/service-contract.md. */
export const workerCommand = ["worker"] as const;

/**
 * Parts of the tasks above the minimum. The strategy asks for Spot, and a queue is where it costs no user anything:
 * the messages of a reclaimed task are handed out again. One task in five stays on demand, so that a backlog still
 * gets workers while a zone has no Spot capacity; ECS does not fall back by itself.
 */
const share = { onDemand: 1, spot: 4 } as const;

/** What is wrong with a worker's arguments; empty when nothing is. */
export function workerMistakes({
    workers,
    environmentVariables,
}: Pick<QueueWorkerArgs, "workers" | "environmentVariables">): readonly string[] {
    return [
        ...taskBoundsMistakes(workers, "workers"),
        ...environmentMistakes(Object.keys(environmentVariables)),
    ];
}

/**
 * The tasks that work off a cell's queue: the image of the service, started as a worker, in the service's cluster.
 * Nobody reaches them, so no load balancer tells whether they are well: the age of the oldest message does.
 */
export class QueueWorker extends pulumi.ComponentResource {
    /** Known once the workers run steadily. */
    public readonly serviceName: pulumi.Output<string>;

    constructor(name: string, args: QueueWorkerArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:compute:QueueWorker", name, {}, opts);
        const mistakes = workerMistakes(args);
        if (mistakes.length > 0) throw new pulumi.ResourceError(mistakes.join("\n"), this, true);
        const { cluster, workers } = args;

        const task = makeFargateTask(name, { ...args, command: workerCommand }, this);
        const service = new ecs.Service(
            `${name}-tasks`,
            {
                ...rolloutArgs(args),
                cluster: cluster.arn,
                taskDefinition: task.definitionArn,
                desiredCount: workers.min,
                capacityProviderStrategies: [
                    { capacityProvider: "FARGATE", base: workers.min, weight: share.onDemand },
                    { capacityProvider: "FARGATE_SPOT", weight: share.spot },
                ],
            },
            // On destroy, the policies outlive the tasks that use them.
            { parent: this, ...rolloutOptions, dependsOn: [task.roles, ...(args.startsAfter ?? [])] },
        );
        new BacklogScaling(
            `${name}-scaling`,
            {
                clusterName: cluster.name,
                serviceName: service.name,
                queueName: args.queueName,
                tasks: workers,
            },
            { parent: this },
        );

        this.serviceName = service.name;
        this.registerOutputs({ serviceName: this.serviceName });
    }
}
