import type { Input } from "@pulumi/pulumi";
import { drainLaw } from "../strategy/drain";

/** What the image is held to beside its port; docs/service-contract.md is written for those who build it. */
export const serviceContract = {
    /** Uid and gid; not root, and known, so that the image can give it `/tmp`. */
    user: "10001:10001",
    /** The one place that can be written to; it ends with the task. */
    writablePath: "/tmp",
    /** Seconds that a new task may fail its health checks. The law's scale-out cooldown counts on a minute, too. */
    startSeconds: 60,
} as const;

/** The service's container: the load balancer finds it by this name. Changing it replaces no task by itself. */
export const containerName = "app";

/** Task-level volume behind {@link serviceContract.writablePath}. */
export const scratchVolume = "tmp";

/** Log text that may wait for CloudWatch; beyond it lines are lost rather than requests delayed. */
const logBuffer = "25m";

/** What a caller decides about the service's container. */
export interface ContainerArgs {
    readonly image: Input<string>;
    /** What the image is started with, behind its entry point. @default the image's own command */
    readonly command?: readonly string[];
    /** Port that the container listens on. @default it listens to nobody */
    readonly taskPort?: number;
    /** Settings that are no secrets: anyone who may describe the task reads them. */
    readonly environmentVariables: Readonly<Record<string, Input<string>>>;
    readonly logGroup: Input<string>;
    readonly region: string;
}

/** Fargate sets its own; a name that promises a secret would put one where it can be read. */
const secretName = /PASSWORD|PASSWD|SECRET|TOKEN|CREDENTIAL|PRIVATE_KEY|API_?KEY|ACCESS_KEY/;

/** What is wrong with a container's environment; empty when nothing is. No value is ever repeated. */
export function environmentMistakes(names: readonly string[]): readonly string[] {
    return names.flatMap((name) => {
        if (!/^[A-Z][A-Z0-9_]*$/.test(name)) {
            return [`environmentVariables must be named in upper case with underscores, got "${name}"`];
        }
        if (name === "PORT") {
            return [`environmentVariables.PORT is set from taskPort; leave it out`];
        }
        if (secretName.test(name)) {
            return [
                `environmentVariables.${name} is named like a secret, and plain variables can be read by anyone ` +
                    `who may describe the task; use IAM authentication, or a Secrets Manager reference`,
            ];
        }
        return [];
    });
}

/** The container as ECS wants it: no root, no writable root file system, no capabilities, logs that never block. */
export function containerDefinition(args: ContainerArgs): Readonly<Record<string, unknown>> {
    const { command, taskPort } = args;
    const variables: Readonly<Record<string, Input<string>>> = {
        ...args.environmentVariables,
        ...(taskPort === undefined ? {} : { PORT: String(taskPort) }),
    };
    return {
        name: containerName,
        image: args.image,
        ...(command === undefined ? {} : { command }),
        essential: true,
        user: serviceContract.user,
        privileged: false,
        readonlyRootFilesystem: true,
        // An init process reaps orphans and passes SIGTERM on, so that a stop is a drain.
        linuxParameters: { initProcessEnabled: true, capabilities: { drop: ["ALL"] } },
        mountPoints: [
            {
                sourceVolume: scratchVolume,
                containerPath: serviceContract.writablePath,
                readOnly: false,
            },
        ],
        // In awsvpc mode the host's port is the container's; ECS fills it in, and a diff would show otherwise.
        ...(taskPort === undefined
            ? {}
            : { portMappings: [{ containerPort: taskPort, hostPort: taskPort, protocol: "tcp" }] }),
        // Sorted, so that the order in which a program collects them never makes a new revision.
        environment: Object.entries(variables)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, value]) => ({ name, value })),
        stopTimeout: drainLaw.stopTimeoutSeconds,
        logConfiguration: {
            logDriver: "awslogs",
            options: {
                "awslogs-group": args.logGroup,
                "awslogs-region": args.region,
                "awslogs-stream-prefix": containerName,
                // With the driver's other mode, an outage of CloudWatch Logs stops every request that logs.
                mode: "non-blocking",
                "max-buffer-size": logBuffer,
            },
        },
    };
}
