import * as appautoscaling from "@pulumi/aws/appautoscaling";
import * as pulumi from "@pulumi/pulumi";
import { serviceLaw } from "../strategy/law";
import { lawBounds, type Bounds } from "../strategy/plan";

/** What a caller decides about {@link ServiceScaling}. */
export interface ServiceScalingArgs {
    readonly clusterName: pulumi.Input<string>;
    readonly serviceName: pulumi.Input<string>;
    /** Tasks that scaling keeps between, within the law's 2 to 50. */
    readonly tasks: Bounds;
}

/** What is wrong with the bounds of a service's tasks; empty when nothing is. */
export function taskBoundsMistakes(tasks: Bounds): readonly string[] {
    const { min: least, max: most } = lawBounds.tasks;
    const mistakes = (["min", "max"] as const).flatMap((bound) => {
        const value = tasks[bound];
        if (Number.isInteger(value) && value >= least && value <= most) return [];
        const remedy =
            value > most
                ? `a cell ends at ${most}, so add a cell`
                : `with fewer than ${least} the loss of one task is an outage`;
        return [`tasks.${bound} must be a whole number from ${least} to ${most}, got ${value}; ${remedy}`];
    });
    if (tasks.min > tasks.max) {
        mistakes.push(
            `tasks.min must not be above tasks.max, got ${tasks.min} above ${tasks.max}; lower min or raise max`,
        );
    }
    return mistakes;
}

/** What the two policies watch, by role. */
const signals = {
    cpu: {
        predefinedMetricType: "ECSServiceAverageCPUUtilization",
        targetValue: serviceLaw.cpuTargetPercent,
    },
    memory: {
        predefinedMetricType: "ECSServiceAverageMemoryUtilization",
        targetValue: serviceLaw.memoryTargetPercent,
    },
} as const;

/**
 * Keeps a service's number of tasks where CPU and memory are on target: the one that asks for more tasks wins.
 * From its creation on it owns `desiredCount`, which the service must therefore ignore.
 */
export class ServiceScaling extends pulumi.ComponentResource {
    constructor(name: string, args: ServiceScalingArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:compute:ServiceScaling", name, {}, opts);
        const mistakes = taskBoundsMistakes(args.tasks);
        if (mistakes.length > 0) throw new pulumi.ResourceError(mistakes.join("\n"), this, true);

        const target = new appautoscaling.Target(
            `${name}-target`,
            {
                serviceNamespace: "ecs",
                scalableDimension: "ecs:service:DesiredCount",
                resourceId: pulumi.interpolate`service/${args.clusterName}/${args.serviceName}`,
                minCapacity: args.tasks.min,
                maxCapacity: args.tasks.max,
            },
            { parent: this },
        );
        for (const [role, { predefinedMetricType, targetValue }] of Object.entries(signals)) {
            new appautoscaling.Policy(
                `${name}-${role}`,
                {
                    // AWS's default is step scaling, which would not take what follows.
                    policyType: "TargetTrackingScaling",
                    // From the target's outputs: a policy that is put before its target is refused.
                    serviceNamespace: target.serviceNamespace,
                    scalableDimension: target.scalableDimension,
                    resourceId: target.resourceId,
                    targetTrackingScalingPolicyConfiguration: {
                        predefinedMetricSpecification: { predefinedMetricType },
                        targetValue,
                        scaleOutCooldown: serviceLaw.scaleOutCooldownSeconds,
                        scaleInCooldown: serviceLaw.scaleInCooldownSeconds,
                    },
                },
                { parent: this },
            );
        }

        this.registerOutputs();
    }
}
