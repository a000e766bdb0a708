import { clusterNameOf, clusterOf, clustersOf, clusterType } from "../ecs";
import { copiesApart, regionOf, sourcesOf } from "../graph";
import { unknown, type GraphResource, type Report, type Rule, type StackGraph } from "../rule";
import { alarmsOf, alarmType, type Metric } from "./alarm";
import { servedBy } from "./forwarding";
import { watched, watchedResources } from "./watched";

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
    if (given === undefined || own === given) return undefined;
    if (typeof own !== "string" || typeof given !== "string") return mismatchedSource(stack, metric, service);
    return `names cluster ${given}, but service ${service.name} runs in ${own}; there is no such metric`;
}

/** Before the update the clusters that a name comes from tell what the name will not. */
function mismatchedSource(stack: StackGraph, metric: Metric, service: GraphResource): string | undefined {
    const own = clusterOf(service, clustersOf(stack));
    const sources = sourcesOf(metric.alarm.resource, metric.property, [clusterType]);
    const foreign = sources.filter((cluster) => cluster !== own);
    // The queries of an expression may name several services, each in its cluster.
    const isMixed = metric.property === "metricQueries" && foreign.length < sources.length;
    if (own === undefined || own === unknown || foreign.length === 0 || isMixed) return undefined;
    const names = foreign.map(({ name }) => name).join(", ");
    return `takes its cluster from ${names}, but service ${service.name} runs in ${own.name}; there is no such metric`;
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
    frameworks: { wellArchitected: ["REL06-BP01", "REL11-BP01"] },
    subjects: [alarmType],
    check: (stack, report) => {
        for (const { metrics } of alarmsOf(stack)) {
            if (metrics === unknown) continue; // alarm-has-published-dimensions says so
            for (const metric of metrics) checkMetric(stack, metric, report);
        }
    },
};
