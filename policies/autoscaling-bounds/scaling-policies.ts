import { input, shown, sourcesOf, textOf } from "../graph";
import { unknown, type Rule } from "../rule";
import { policyType, scalingOf, targetType, type ScalableTarget, type ScalingPolicy } from "./scaling";

/** AWS refuses a policy that arrives before its target, and keeps one for a target that nobody made. */
export const scalingPolicyFollowsATarget: Rule = {
    name: "scaling-policy-follows-a-target",
    description: "Every scaling policy must take its resource id from the target that it moves.",
    enforcementLevel: "mandatory",
    severity: "medium",
    remediation: "Set resourceId: target.resourceId, scalableDimension and serviceNamespace likewise.",
    frameworks: { wellArchitected: ["REL07-BP01", "PERF02-BP04"] },
    subjects: [policyType],
    check: (stack, report) => {
        for (const { resource, target } of scalingOf(stack).policies) {
            const id = shown(textOf(input(resource, "resourceId")));
            if (target === unknown) {
                report.undecided(
                    resource,
                    `which target resourceId points to is not known before the update`,
                );
            } else if (target === undefined) {
                report.violation(resource, `resourceId is ${id}, which no target has; it must be a target's`);
            } else if (!isFedBy(resource, target)) {
                report.violation(
                    resource,
                    `resourceId does not come from ${target.resource.name}; it must, or AWS may see the policy first`,
                );
            }
        }
    },
};

function isFedBy(policy: ScalingPolicy["resource"], { resource }: ScalableTarget): boolean {
    return (
        policy.dependencies.includes(resource) ||
        ["resourceId", "scalableDimension", "serviceNamespace"].some((property) =>
            sourcesOf(policy, property, [targetType]).includes(resource),
        )
    );
}

/** A service that only grows stays at the peak of its worst day, and is billed for it. */
export const scalingPolicyScalesIn: Rule = {
    name: "scaling-policy-scales-in",
    description: "A scaling policy must not disable scaling in.",
    enforcementLevel: "mandatory",
    severity: "medium",
    remediation: "Remove disableScaleIn, or set it to false.",
    frameworks: { wellArchitected: ["REL07-BP01", "PERF02-BP04"] },
    subjects: [policyType],
    check: (stack, report) => {
        for (const { resource, scaleInDisabled } of scalingOf(stack).policies) {
            if (scaleInDisabled === unknown)
                report.undecided(resource, `disableScaleIn is ${shown(unknown)}`);
            else if (scaleInDisabled === "true") {
                report.violation(resource, "disableScaleIn is true; it must be false");
            }
        }
    },
};

/** Two policies on one metric pull against each other; for a predefined metric AWS refuses the second. */
export const scalingPolicyIsAloneOnItsMetric: Rule = {
    name: "scaling-policy-is-alone-on-its-metric",
    description: "No two policies of a target may track the same metric.",
    enforcementLevel: "mandatory",
    severity: "medium",
    remediation: "Keep one policy for each metric of a target.",
    frameworks: { wellArchitected: ["REL07-BP01", "PERF02-BP04"] },
    subjects: [policyType],
    check: (stack, report) => {
        const scaling = scalingOf(stack);
        for (const target of scaling.targets) {
            const first = new Map<string, ScalingPolicy>();
            const policies = scaling.policiesOf(target).certain;
            for (const policy of policies) {
                if (policy.metric === unknown && policies.length > 1) {
                    report.undecided(
                        policy.resource,
                        "the metric that it tracks is not known before the update",
                    );
                }
                if (policy.metric === unknown || policy.metric === undefined) continue;
                const other = first.get(policy.metric);
                if (other === undefined) first.set(policy.metric, policy);
                else {
                    report.violation(
                        policy.resource,
                        `it tracks ${policy.metric}, as ${other.resource.name} does; a metric must have one policy`,
                    );
                }
            }
        }
    },
};
