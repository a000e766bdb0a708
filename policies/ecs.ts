import { Directory } from "./directory";
import { attribute, input, perStack, sourcesOf, textOf, type Reading } from "./graph";
import { unknown, type GraphResource } from "./rule";

export const serviceType = "aws:ecs/service:Service";
export const clusterType = "aws:ecs/cluster:Cluster";

/** Cluster of a service that names none (ECS API, CreateService). */
const defaultCluster = "default";

/** Name of the cluster that a service runs in; the service may give it as a name, an ARN or an output. */
export function clusterNameOf(service: GraphResource): string | typeof unknown {
    const cluster = textOf(input(service, "cluster"));
    if (cluster === undefined) return defaultCluster;
    const [source, ambiguous] = sourcesOf(service, "cluster", [clusterType]);
    const name = source === undefined || ambiguous !== undefined ? unknown : attribute(source, "name");
    if (name !== unknown || cluster === unknown) return name;
    return cluster.slice(cluster.lastIndexOf("/") + 1);
}

/** The cluster that a service runs in; undefined where it is none of this stack's. */
export function clusterOf(service: GraphResource, clusters: Directory): Reading<GraphResource> {
    const sources = sourcesOf(service, "cluster", [clusterType]);
    return sources.length === 1 ? sources[0] : clusters.find(clusterNameOf(service), sources);
}

/** Services of a stack by name. */
export const servicesOf = perStack((stack) => new Directory(stack.ofType(serviceType), byName));

/** ECS clusters of a stack by name. */
export const clustersOf = perStack((stack) => new Directory(stack.ofType(clusterType), byName));

function byName(resource: GraphResource): string | typeof unknown {
    return attribute(resource, "name");
}

/** Whether a service may be the one that `cluster` and a region point to; says no only where both are known. */
export function runsIn(
    service: GraphResource,
    cluster: Reading<string>,
    region: Reading<string>,
    regionOfService: Reading<string>,
): boolean {
    const own = clusterNameOf(service);
    const same = (left: Reading<string>, right: Reading<string>): boolean =>
        typeof left !== "string" || typeof right !== "string" || left === right;
    return same(own, cluster) && same(regionOfService, region);
}
