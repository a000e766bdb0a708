import { Directory } from "../directory";
import { clusterNameOf } from "../ecs";
import { attribute, copiesApart, input, perStack, regionOf, sourcesOf, textOf } from "../graph";
import { unknown, type GraphResource, type Report, type Rule, type StackGraph } from "../rule";
import { alarmsOf, alarmType, type Metric } from "./alarm";
import { loadBalancerType, targetGroupType, watched, watchedResources } from "./watched";

const listenerTypes = ["aws:lb/listener:Listener", "aws:lb/listenerRule:ListenerRule"];

/** Load balancers of a stack by ARN. */
const loadBalancersByArn = perStack(
    (stack) => new Directory(stack.ofType(loadBalancerType), (resource) => attribute(resource, "arn")),
);

/** For each target group, the load balancers whose listeners forward to it. */
const servedBy = perStack((stack) => {
    const served = new Map<GraphResource, Set<GraphResource>>();
    for (const listener of listenerTypes.flatMap((type) => stack.ofType(type))) {
        const owner = ownerOf(stack, listener);
        if (owner === undefined) continue;
        for (const property of ["defaultActions", "actions"]) {
            for (const group of sourcesOf(listener, property, [targetGroupType])) {
                served.set(group, (served.get(group) ?? new Set()).add(owner));
            }
        }
    }
    return served;
});

function ownerOf(stack: StackGraph, listener: GraphResource): GraphResource | undefined {
    const property = listener.type.endsWith("ListenerRule") ? "listenerArn" : "loadBalancerArn";
    const [rule] = property === "listenerArn" ? sourcesOf(listener, property, listenerTypes) : [];
    if (property === "listenerArn") return rule === undefined ? undefined : ownerOf(stack, rule);
    const sources = sourcesOf(listener, property, [loadBalancerType]);
    const owner = loadBalancersByArn(stack).find(textOf(input(listener, property)), sources);
    return owner === unknown ? undefined : owner;
}

/** A target group is published under its own load balancer only. */
function mismatchedGroup(stack: StackGraph, metric: Metric): string | undefined {
    const group = watched(stack, metric, "TargetGroup");
    const loadBalancer = watched(stack, metric, "LoadBalancer");
    if (typeof group !== "object" || typeof loadBalancer !== "object") return undefined;
    const owners = servedBy(stack).get(group);
    if (owners === undefined || owners.has(loadBalancer)) return undefined;
    const names = [...owners].map(({ name }) => name).join(", ");
    return `pairs load balancer ${loadBalancer.name} with target group ${group.name}, which ${names} forwards to; there is no such metric`;
}

/** A service is published under its own cluster only. */
function mismatchedCluster(stack: StackGraph, metric: Metric): string | undefined {
    const service = watched(stack, metric, "ServiceName");
    if (typeof service !== "object" || metric.dimensions === unknown) return undefined;
    const [own, given] = [clusterNameOf(service), metric.dimensions.get("ClusterName")];
    if (typeof own !== "string" || typeof given !== "string" || own === given) return undefined;
    return `names cluster ${given}, but service ${service.name} runs in ${own}; there is no such metric`;
}

function checkMetric(stack: StackGraph, metric: Metric, report: Report): void {
    const { resource } = metric.alarm;
    for (const mismatch of [mismatchedGroup(stack, metric), mismatchedCluster(stack, metric)]) {
        if (mismatch !== undefined) report.violation(resource, mismatch);
    }
    for (const subject of watchedResources(stack, metric)) {
        const apart = copiesApart(resource, subject);
        if (apart !== undefined) {
            const [own, foreign] = apart;
            report.violation(
                resource,
                `belongs to ${own.name} but watches ${subject.name} of ${foreign.name}; it must watch its own`,
            );
        }
        const here = regionOf(resource);
        const there = regionOf(subject);
        const global = subject.type.startsWith("aws:cloudfront/");
        if (!global && here !== unknown && there !== unknown && here !== there) {
            report.violation(
                resource,
                `is in ${here} but watches ${subject.name} in ${there}; CloudWatch alarms see their own region only`,
            );
        }
    }
}

/** An alarm that watches the cell next door is green while its own burns. */
export const alarmWatchesItsOwnResource: Rule = {
    name: "alarm-watches-its-own-resource",
    description:
        "An alarm must watch a resource of its own component and region, and name what belongs together.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        "Take the alarm's dimensions from the resource that was made beside it, all from the same one.",
    subjects: [alarmType],
    check: (stack, report) => {
        for (const { metrics } of alarmsOf(stack)) {
            if (metrics === unknown) continue; // alarm-has-published-dimensions says so
            for (const metric of metrics) checkMetric(stack, metric, report);
        }
    },
};
