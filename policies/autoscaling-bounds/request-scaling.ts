import { requestsPerTaskMinute } from "../../strategy/law";
import { whole, type SettingsOf } from "../config";
import { serviceType } from "../ecs";
import { desiredCount, policyType, requestMetric, scalingOf, type ScalingPolicy } from "./scaling";
import { field, input, shown, sourcesOf, textOf } from "../graph";
import { unknown, type GraphResource, type Report, type Rule } from "../rule";
import { checkTracking } from "./service-policies";

const balancerTypes = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"];
const targetGroupTypes = ["aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup"];
const tracking = "targetTrackingScalingPolicyConfiguration";

/** Form of the label (Application Auto Scaling API, PredefinedMetricSpecification). */
const label = {
    form: /^app\/[\w-]+\/[0-9a-f]+\/targetgroup\/[\w-]+\/[0-9a-f]+$/,
    example: "app/<load balancer>/<id>/targetgroup/<target group>/<id>",
};

function checkLabel(policy: GraphResource, report: Report): void {
    const specification = field(input(policy, tracking), "predefinedMetricSpecification");
    const text = textOf(field(specification, "resourceLabel"));
    if (text === unknown) {
        const sources = (types: readonly string[]): boolean => sourcesOf(policy, tracking, types).length > 0;
        if (sources(balancerTypes) && sources(targetGroupTypes)) return;
        report.undecided(
            policy,
            `resourceLabel is ${shown(text)} and does not come from a load balancer and a target group`,
        );
    } else if (text === undefined || !label.form.test(text)) {
        report.violation(policy, `resourceLabel is ${shown(text)}; it must be ${label.example}`);
    }
}

/** The label's target group must be one that the service's tasks are in; a label of plain text names none. */
function checkGroup({ resource, target }: ScalingPolicy, report: Report): void {
    if (typeof target !== "object" || typeof target.scales !== "object") return;
    const counted = sourcesOf(resource, tracking, targetGroupTypes);
    const own = sourcesOf(target.scales, "loadBalancers", targetGroupTypes);
    const [first] = counted;
    if (first === undefined || own.length === 0 || counted.some((group) => own.includes(group))) return;
    report.violation(
        resource,
        `it counts the requests to ${first.name}; it must count those to ${own.map(({ name }) => name).join(" or ")}, ` +
            `which the service's tasks answer`,
    );
}

/** AWS refuses a label of another form, and follows the label of another service without a word. */
export const requestScalingCountsOwnRequests: Rule = {
    name: "request-scaling-counts-own-requests",
    description:
        "A policy on requests per target must name the load balancer and the target group of the service that it scales.",
    enforcementLevel: "mandatory",
    severity: "medium",
    remediation:
        "Join resourceLabel from the arnSuffix of the load balancer, a slash, and the arnSuffix of the service's target group.",
    frameworks: { wellArchitected: ["REL07-BP01", "PERF02-BP04"] },
    subjects: [policyType],
    check: (stack, report) => {
        for (const policy of scalingOf(stack).policies) {
            if (policy.metric !== requestMetric) continue;
            checkLabel(policy.resource, report);
            const { target } = policy;
            if (typeof target === "object" && target.dimension === desiredCount.name)
                checkGroup(policy, report);
        }
    },
};

const requests = {
    properties: {
        requestsPerTaskMinute: whole(
            requestsPerTaskMinute,
            // A million a minute is more than any task of Fargate answers.
            [1, 1_000_000],
            "Requests a minute and task at which tasks are added, at most.",
        ),
    },
};

/** A target that no task reaches never adds one: the policy is there and does nothing in a rush. */
export const requestScalingComesInTime: Rule<SettingsOf<typeof requests>> = {
    name: "request-scaling-comes-in-time",
    description: `A policy on requests per target must add tasks to an ECS service at ${requestsPerTaskMinute} requests a minute or fewer.`,
    enforcementLevel: "mandatory",
    severity: "medium",
    remediation:
        "Set targetValue to what a task serves at its CPU target, and requestsPerTaskMinute in the rule's configuration where a task serves more.",
    frameworks: { wellArchitected: ["REL07-BP01", "PERF02-BP04"] },
    subjects: [serviceType],
    configSchema: requests,
    check: (stack, report, { requestsPerTaskMinute: most }) => {
        for (const policy of scalingOf(stack).policies) {
            const { target, metric } = policy;
            const isOfService = typeof target === "object" && target.dimension === desiredCount.name;
            if (metric === requestMetric && isOfService) checkTracking(policy, most, report);
        }
    },
};
