import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ecs from "@pulumi/aws/ecs";
import * as pulumi from "@pulumi/pulumi";
import { taskLaw } from "../strategy/law";
import type { CellPlan } from "../strategy/plan";
import type { Region } from "../strategy/regions";
import { ServiceRoles } from "./service-roles";
import { ServiceScaling, taskBoundsMistakes } from "./service-scaling";
import {
    containerDefinition,
    containerName,
    environmentMistakes,
    scratchVolume,
    serviceContract,
} from "./task-definition";

/** What a caller decides about a {@link FargateService}. */
export interface FargateServiceArgs {
    /** Part of the task definition's family, which AWS shares between whatever uses the same name in an account. */
    readonly environment: string;
    /** Region of the cell: part of the log driver's options and of who may take the roles. */
    readonly region: Region;
    /** Container image for arm64, pinned; docs/service-contract.md says what it must do. */
    readonly image: pulumi.Input<string>;
    /** Port the container speaks TLS on, the same as the target group's. */
    readonly taskPort: number;
    /** Bounds of the number of tasks, and where it starts; afterwards scaling owns it. */
    readonly tasks: CellPlan["tasks"];
    /** Private subnets, one per zone. */
    readonly subnetIds: readonly pulumi.Input<string>[];
    readonly securityGroupId: pulumi.Input<string>;
    readonly targetGroupArn: pulumi.Input<string>;
    /** Forwards to the target group; AWS refuses a service that is made before it. */
    readonly listener: pulumi.Resource;
    /** Key of the logs; its policy must admit CloudWatch Logs of the region. */
    readonly kmsKeyArn: pulumi.Input<string>;
    /** One of the numbers of days that CloudWatch Logs knows. */
    readonly logRetentionDays: pulumi.Input<number>;
    /** Settings that are no secrets, by upper-case name. `PORT` is added. */
    readonly environmentVariables: Readonly<Record<string, pulumi.Input<string>>>;
    /** What the service may do: policy documents (JSON) by a word for their purpose. */
    readonly taskPolicies: Readonly<Record<string, pulumi.Input<string>>>;
    /** Keeps the log through a mistaken `pulumi destroy`. */
    readonly deletionProtected: boolean;
}

/** A rollout of 50 tasks takes minutes, and so does the circuit breaker that gives one up; after this it is stuck. */
const rolloutTimeout = "30m";

/** What is wrong with a service's arguments; empty when nothing is. */
export function serviceMistakes({
    tasks,
    environmentVariables,
}: Pick<FargateServiceArgs, "tasks" | "environmentVariables">): readonly string[] {
    const mistakes = [...taskBoundsMistakes(tasks)];
    const { min, max, expected } = tasks;
    if (!Number.isInteger(expected) || expected < min || expected > max) {
        mistakes.push(
            `tasks.expected must be a whole number from tasks.min ${min} to tasks.max ${max}, got ${expected}; ` +
                `scaling would move the service at once`,
        );
    }
    return [...mistakes, ...environmentMistakes(Object.keys(environmentVariables))];
}

/**
 * The service of a cell: its own cluster, one task definition, tasks on Fargate behind a target group, and the
 * scaling that owns their number. A rollout starts the new tasks first, waits for them, and goes back by
 * itself when they do not come up.
 */
export class FargateService extends pulumi.ComponentResource {
    public readonly clusterName: pulumi.Output<string>;
    /** Known once the service runs steadily. */
    public readonly serviceName: pulumi.Output<string>;
    public readonly taskRoleArn: pulumi.Output<string>;

    constructor(name: string, args: FargateServiceArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:compute:FargateService", name, {}, opts);
        const mistakes = serviceMistakes(args);
        if (mistakes.length > 0) throw new pulumi.ResourceError(mistakes.join("\n"), this, true);
        const parent = { parent: this };

        const logs = new cloudwatch.LogGroup(
            `${name}-logs`,
            { kmsKeyId: args.kmsKeyArn, retentionInDays: args.logRetentionDays },
            { ...parent, protect: args.deletionProtected },
        );
        const roles = new ServiceRoles(
            `${name}-roles`,
            {
                region: args.region,
                image: args.image,
                logGroupArn: logs.arn,
                taskPolicies: args.taskPolicies,
            },
            parent,
        );
        const cluster = new ecs.Cluster(
            `${name}-cluster`,
            // "enhanced" adds metrics per task and container; without either, the alarms on running tasks are blind.
            { settings: [{ name: "containerInsights", value: "enhanced" }] },
            parent,
        );
        const providers = new ecs.ClusterCapacityProviders(
            `${name}-capacity`,
            { clusterName: cluster.name, capacityProviders: ["FARGATE", "FARGATE_SPOT"] },
            parent,
        );
        const task = new ecs.TaskDefinition(
            `${name}-task`,
            taskDefinitionArgs(`${args.environment}-${name}`, args, roles, logs.name),
            parent,
        );
        const service = new ecs.Service(`${name}-tasks`, serviceArgs(args, cluster.arn, task.arn), {
            ...parent,
            // A component stands for what it made: on destroy, the policies outlive the tasks that use them.
            dependsOn: [args.listener, providers, roles],
            customTimeouts: { create: rolloutTimeout, update: rolloutTimeout, delete: rolloutTimeout },
            ignoreChanges: ["desiredCount"],
        });
        new ServiceScaling(
            `${name}-scaling`,
            { clusterName: cluster.name, serviceName: service.name, tasks: args.tasks },
            parent,
        );

        this.clusterName = cluster.name;
        this.serviceName = service.name;
        this.taskRoleArn = roles.taskRoleArn;
        this.registerOutputs({ clusterName: this.clusterName, serviceName: this.serviceName });
    }
}

function taskDefinitionArgs(
    family: string,
    args: FargateServiceArgs,
    roles: ServiceRoles,
    logGroup: pulumi.Input<string>,
): ecs.TaskDefinitionArgs {
    return {
        family,
        requiresCompatibilities: ["FARGATE"],
        networkMode: "awsvpc",
        cpu: String(taskLaw.cpuUnits),
        memory: String(taskLaw.memoryMiB),
        runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "ARM64" },
        executionRoleArn: roles.executionRoleArn,
        taskRoleArn: roles.taskRoleArn,
        volumes: [{ name: scratchVolume }],
        containerDefinitions: pulumi.jsonStringify([containerDefinition({ ...args, logGroup })]),
    };
}

function serviceArgs(
    args: FargateServiceArgs,
    cluster: pulumi.Input<string>,
    taskDefinition: pulumi.Input<string>,
): ecs.ServiceArgs {
    return {
        cluster,
        taskDefinition,
        desiredCount: args.tasks.expected,
        // Spot tasks end two minutes after AWS wants them back, several at once, which the uptime promise does
        // not allow for yet. The base is there for the day they join: it keeps the minimum on demand.
        capacityProviderStrategies: [{ capacityProvider: "FARGATE", base: args.tasks.min, weight: 1 }],
        // Without it the provider refuses to change the strategy, and so the minimum, of a running service.
        forceNewDeployment: true,
        networkConfiguration: {
            subnets: [...args.subnetIds],
            securityGroups: [args.securityGroupId],
            assignPublicIp: false,
        },
        loadBalancers: [{ targetGroupArn: args.targetGroupArn, containerName, containerPort: args.taskPort }],
        healthCheckGracePeriodSeconds: serviceContract.startSeconds,
        deploymentMinimumHealthyPercent: 100,
        deploymentMaximumPercent: 200,
        deploymentCircuitBreaker: { enable: true, rollback: true },
        availabilityZoneRebalancing: "ENABLED",
        // Otherwise an update ends well while its tasks crash.
        waitForSteadyState: true,
        enableExecuteCommand: false,
        enableEcsManagedTags: true,
        propagateTags: "SERVICE",
    };
}
