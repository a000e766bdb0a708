import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ecs from "@pulumi/aws/ecs";
import type { input } from "@pulumi/aws/types";
import * as pulumi from "@pulumi/pulumi";
import type { CellPlan } from "../strategy/plan";
import { spotLaw, type TaskPlacement } from "../strategy/spot";
import {
    makeFargateTask,
    rolloutArgs,
    rolloutOptions,
    type FargateTaskArgs,
    type PlacementArgs,
} from "./fargate-task";
import { ServiceScaling, serviceScalingMistakes } from "./service-scaling";
import { containerName, environmentMistakes, serviceContract } from "./task-definition";

/** What a caller decides about a {@link FargateService}. */
export interface FargateServiceArgs extends FargateTaskArgs, PlacementArgs {
    /** Port the container speaks TLS on, the same as the target group's. */
    readonly taskPort: number;
    /** Bounds of the number of tasks, how much of it is Spot, and where it starts; afterwards scaling owns it. */
    readonly tasks: CellPlan["tasks"];
    readonly targetGroupArn: pulumi.Input<string>;
    /** Target group and load balancer as scaling names them; known once a listener joins the two. */
    readonly requestLabel: pulumi.Input<string>;
    /**
     * Names of alarms that take a rollout back. They must not watch the service itself, which is made after them.
     */
    readonly rollbackAlarmNames: readonly pulumi.Input<string>[];
    /** Forwards to the target group; AWS refuses a service that is made before it. */
    readonly listener: pulumi.Resource;
}

/** The minimum on demand; of what is above it, the given share on Spot. ECS takes one base and relative weights. */
export function placement({
    min,
    spotPercent,
}: TaskPlacement): readonly input.ecs.ServiceCapacityProviderStrategy[] {
    const onDemand = { capacityProvider: "FARGATE", base: min, weight: 100 - spotPercent };
    return spotPercent === 0
        ? [onDemand]
        : [onDemand, { capacityProvider: "FARGATE_SPOT", weight: spotPercent }];
}

/** What is wrong with a service's arguments; empty when nothing is. */
export function serviceMistakes({
    tasks,
    rollbackAlarmNames,
    environmentVariables,
}: Pick<FargateServiceArgs, "tasks" | "rollbackAlarmNames" | "environmentVariables">): readonly string[] {
    const mistakes = [...serviceScalingMistakes(tasks)];
    const { min, max, expected, spotPercent } = tasks;
    if (!Number.isInteger(expected) || expected < min || expected > max) {
        mistakes.push(
            `tasks.expected must be a whole number from tasks.min ${min} to tasks.max ${max}, got ${expected}; ` +
                `scaling would move the service at once`,
        );
    }
    if (!Number.isInteger(spotPercent) || spotPercent < 0 || spotPercent > spotLaw.maxPercent) {
        mistakes.push(
            `tasks.spotPercent must be a whole number from 0 to ${spotLaw.maxPercent}, got ${spotPercent}; ` +
                `AWS may take all Spot tasks back at once`,
        );
    }
    if (rollbackAlarmNames.length === 0) {
        mistakes.push(
            `rollbackAlarmNames must name at least one alarm, got none; ` +
                `a release that starts and then fails its users would stay`,
        );
    }
    return [...mistakes, ...environmentMistakes(Object.keys(environmentVariables))];
}

/**
 * The service of a cell: its own cluster, one task definition, tasks on Fargate behind a target group, and the
 * scaling that owns their number. A rollout starts the new tasks first, waits for them, and goes back by
 * itself when they do not come up, or come up and fail the users.
 */
export class FargateService extends pulumi.ComponentResource {
    /** For other services of the cell; known once tasks can be placed in the cluster. */
    public readonly clusterArn: pulumi.Output<string>;
    public readonly clusterName: pulumi.Output<string>;
    /** Known once the service runs steadily. */
    public readonly serviceName: pulumi.Output<string>;
    public readonly taskRoleArn: pulumi.Output<string>;

    constructor(name: string, args: FargateServiceArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:compute:FargateService", name, {}, opts);
        const mistakes = serviceMistakes(args);
        if (mistakes.length > 0) throw new pulumi.ResourceError(mistakes.join("\n"), this, true);
        const parent = { parent: this };

        const { definitionArn, roles } = makeFargateTask(name, args, this);
        const cluster = new ecs.Cluster(
            `${name}-cluster`,
            // "enhanced" adds metrics per task and container; without either, the alarms on running tasks are blind.
            { settings: [{ name: "containerInsights", value: "enhanced" }] },
            parent,
        );
        // Container Insights would make the group itself at the first task, unencrypted and for ever; the name is the one that
        // it writes to. The cluster's own name is AWS's and known only now.
        const insights = new cloudwatch.LogGroup(
            `${name}-insights`,
            {
                name: pulumi.interpolate`/aws/ecs/containerinsights/${cluster.name}/performance`,
                kmsKeyId: args.kmsKeyArn,
                retentionInDays: args.logRetentionDays,
            },
            parent,
        );
        const providers = new ecs.ClusterCapacityProviders(
            `${name}-capacity`,
            { clusterName: cluster.name, capacityProviders: ["FARGATE", "FARGATE_SPOT"] },
            // Every service of the cluster, the workers' too, waits for the providers, and so for the group.
            { ...parent, dependsOn: [insights] },
        );
        const service = new ecs.Service(`${name}-tasks`, serviceArgs(args, cluster.arn, definitionArn), {
            ...parent,
            ...rolloutOptions,
            // A component stands for what it made: on destroy, the policies outlive the tasks that use them.
            dependsOn: [args.listener, providers, roles, ...(args.startsAfter ?? [])],
        });
        new ServiceScaling(
            `${name}-scaling`,
            {
                clusterName: cluster.name,
                serviceName: service.name,
                tasks: args.tasks,
                requestLabel: args.requestLabel,
            },
            parent,
        );

        this.clusterArn = pulumi.all([cluster.arn, providers.id]).apply(([arn]) => arn);
        this.clusterName = cluster.name;
        this.serviceName = service.name;
        this.taskRoleArn = roles.taskRoleArn;
        this.registerOutputs({ clusterName: this.clusterName, serviceName: this.serviceName });
    }
}

function serviceArgs(
    args: FargateServiceArgs,
    cluster: pulumi.Input<string>,
    taskDefinition: pulumi.Input<string>,
): ecs.ServiceArgs {
    return {
        ...rolloutArgs(args),
        cluster,
        taskDefinition,
        desiredCount: args.tasks.expected,
        capacityProviderStrategies: [...placement(args.tasks)],
        loadBalancers: [{ targetGroupArn: args.targetGroupArn, containerName, containerPort: args.taskPort }],
        healthCheckGracePeriodSeconds: serviceContract.startSeconds,
        // Where one fires when a rollout starts, ECS does not watch them for that rollout: a repair goes out. How
        // long it watches follows from the alarms; bakeTimeInMinutes is for blue/green (ECS developer guide).
        alarms: { alarmNames: [...args.rollbackAlarmNames], enable: true, rollback: true },
    };
}
