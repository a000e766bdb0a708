import * as appautoscaling from "@pulumi/aws/appautoscaling";
import type * as input from "@pulumi/aws/types/input";
import type * as pulumi from "@pulumi/pulumi";

/** What a policy tracks, and where it keeps it. */
export type Tracking = Pick<
    input.appautoscaling.PolicyTargetTrackingScalingPolicyConfiguration,
    "predefinedMetricSpecification" | "customizedMetricSpecification" | "targetValue"
>;

/** How soon after one step the next may follow. */
export interface Pace {
    readonly scaleOutCooldownSeconds: number;
    readonly scaleInCooldownSeconds: number;
}

/** Makes a policy that moves a target, whatever is scaled. */
export function trackingPolicy(
    name: string,
    target: appautoscaling.Target,
    tracking: Tracking,
    pace: Pace,
    component: pulumi.ComponentResource,
): void {
    new appautoscaling.Policy(
        name,
        {
            // AWS's default is step scaling, which would not take what follows.
            policyType: "TargetTrackingScaling",
            // From the target's outputs: a policy that is put before its target is refused.
            serviceNamespace: target.serviceNamespace,
            scalableDimension: target.scalableDimension,
            resourceId: target.resourceId,
            targetTrackingScalingPolicyConfiguration: {
                ...tracking,
                scaleOutCooldown: pace.scaleOutCooldownSeconds,
                scaleInCooldown: pace.scaleInCooldownSeconds,
            },
        },
        { parent: component },
    );
}
