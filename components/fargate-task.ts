import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ecs from "@pulumi/aws/ecs";
import * as pulumi from "@pulumi/pulumi";
import { taskLaw } from "../strategy/law";
import type { Region } from "../strategy/regions";
import { ServiceRoles } from "./service-roles";
import { containerDefinition, scratchVolume } from "./task-definition";

/** What a caller decides about tasks on Fargate, whatever they do. */
export interface FargateTaskArgs {
    /** Part of the task definition's family, which AWS shares between whatever uses the same name in an account. */
    readonly environment: string;
    /** Region of the cell: part of the log driver's options and of who may take the roles. */
    readonly region: Region;
    /** Container image for arm64, pinned; docs/service-contract.md says what it must do. */
    readonly image: pulumi.Input<string>;
    /** Key of the logs; its policy must admit CloudWatch Logs of the region. */
    readonly kmsKeyArn: pulumi.Input<string>;
    /** One of the numbers of days that CloudWatch Logs knows. */
    readonly logRetentionDays: pulumi.Input<number>;
    /** Settings that are no secrets, by upper-case name. `PORT` is added where the container listens. */
    readonly environmentVariables: Readonly<Record<string, pulumi.Input<string>>>;
    /** What the tasks may do: policy documents (JSON) by a word for their purpose. */
    readonly taskPolicies: Readonly<Record<string, pulumi.Input<string>>>;
    /** Keeps the log through a mistaken `pulumi destroy`. */
    readonly deletionProtected: boolean;
}

/** Where tasks run. */
export interface PlacementArgs {
    /** Private subnets, one per zone. */
    readonly subnetIds: readonly pulumi.Input<string>[];
    readonly securityGroupId: pulumi.Input<string>;
    /** What must have ended before tasks of a new revision start: they would meet an older schema. @default nothing */
    readonly startsAfter?: readonly pulumi.Resource[];
}

/** What a service needs to run tasks. */
export interface FargateTask {
    readonly definitionArn: pulumi.Output<string>;
    readonly roles: ServiceRoles;
}

/** A rollout of 50 tasks takes minutes, and so does the circuit breaker that gives one up; after this it is stuck. */
const rolloutTimeout = "30m";

/** Makes the log, the roles and the definition of a component's tasks, as children of the component. */
export function makeFargateTask(
    name: string,
    args: FargateTaskArgs & { readonly command?: readonly string[]; readonly taskPort?: number },
    component: pulumi.ComponentResource,
): FargateTask {
    const parent = { parent: component };
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
    const { arn } = new ecs.TaskDefinition(
        `${name}-task`,
        {
            family: `${args.environment}-${name}`,
            requiresCompatibilities: ["FARGATE"],
            networkMode: "awsvpc",
            cpu: String(taskLaw.cpuUnits),
            memory: String(taskLaw.memoryMiB),
            runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "ARM64" },
            executionRoleArn: roles.executionRoleArn,
            taskRoleArn: roles.taskRoleArn,
            volumes: [{ name: scratchVolume }],
            containerDefinitions: pulumi.jsonStringify([
                containerDefinition({ ...args, logGroup: logs.name }),
            ]),
        },
        parent,
    );
    return { definitionArn: arn, roles };
}

/**
 * How every service of the platform is rolled out: privately, the new tasks beside the old, watched until they run
 * steadily, and back by itself when they do not.
 */
export function rolloutArgs({ subnetIds, securityGroupId }: PlacementArgs): ecs.ServiceArgs {
    return {
        // Without it the provider refuses to change the strategy, and so the minimum, of a running service.
        forceNewDeployment: true,
        networkConfiguration: {
            subnets: [...subnetIds],
            securityGroups: [securityGroupId],
            assignPublicIp: false,
        },
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

/** Options of every service: time for a rollout, and a number of tasks that scaling owns. */
export const rolloutOptions = {
    customTimeouts: { create: rolloutTimeout, update: rolloutTimeout, delete: rolloutTimeout },
    ignoreChanges: ["desiredCount"],
} satisfies pulumi.CustomResourceOptions;
