import { clusterOfInstance, databasesOf, databaseType, instanceType } from "../aurora";
import { Directory } from "../directory";
import { servicesOf, serviceType } from "../ecs";
import { cachesOf, cacheType } from "../elasticache";
import { attribute, ofTypes, perStack, sourcesOf, type Reading } from "../graph";
import { unknown, type GraphResource, type StackGraph } from "../rule";
import type { Metric } from "./alarm";
import { queuesByName, queueType } from "./dead-letters";

/** The provider has each resource of a load balancer under two modules; they are the same resource. */
const inBothModules = (token: string): readonly string[] => [`aws:lb/${token}`, `aws:alb/${token}`];

export const loadBalancerTypes = inBothModules("loadBalancer:LoadBalancer");
export const targetGroupTypes = inBothModules("targetGroup:TargetGroup");
export const listenerTypes = inBothModules("listener:Listener");
export const listenerRuleTypes = inBothModules("listenerRule:ListenerRule");
export const distributionType = "aws:cloudfront/distribution:Distribution";

const byAttribute = (types: readonly string[], name: string): ((stack: StackGraph) => Directory) =>
    perStack((stack) => new Directory(ofTypes(stack, types), (resource) => attribute(resource, name)));

/** A distribution's id is no property of it, but the end of its ARN. */
const distributionsOf = perStack(
    (stack) =>
        new Directory(stack.ofType(distributionType), (resource) => {
            const arn = attribute(resource, "arn");
            return arn === unknown ? unknown : arn.slice(arn.lastIndexOf("/") + 1);
        }),
);

/** Dimensions whose value names a resource: the types that it names, and the stack's resources by that name. */
const dimensionKinds: Readonly<
    Record<
        string,
        { readonly types: readonly string[]; readonly directory: (stack: StackGraph) => Directory }
    >
> = {
    LoadBalancer: { types: loadBalancerTypes, directory: byAttribute(loadBalancerTypes, "arnSuffix") },
    TargetGroup: { types: targetGroupTypes, directory: byAttribute(targetGroupTypes, "arnSuffix") },
    ServiceName: { types: [serviceType], directory: servicesOf },
    DBClusterIdentifier: { types: [databaseType], directory: databasesOf },
    DBInstanceIdentifier: { types: [instanceType], directory: byAttribute([instanceType], "identifier") },
    CacheClusterId: { types: [cacheType], directory: cachesOf },
    ReplicationGroupId: { types: [cacheType], directory: cachesOf },
    QueueName: { types: [queueType], directory: queuesByName },
    DistributionId: { types: [distributionType], directory: distributionsOf },
};

const watchableTypes = new Set(Object.values(dimensionKinds).flatMap(({ types }) => types));

/** Whether a dimension may name this resource. */
export function isWatchable({ type }: GraphResource): boolean {
    return watchableTypes.has(type);
}

/** `<replication group>-0001-001`, a shard's node; `<replication group>-001` where there are no shards. */
const nodeSuffix = /(-\d{4})?-\d{3}$/;

/**
 * The resource that a dimension of a metric names; undefined where it names none of this stack's,
 * {@link unknown} where that cannot be told before the update.
 */
export function watched(stack: StackGraph, metric: Metric, dimension: string): Reading<GraphResource> {
    const kind = dimensionKinds[dimension];
    if (kind === undefined) return undefined;
    if (metric.dimensions === unknown) return unknown;
    const value = metric.dimensions.get(dimension);
    const text =
        dimension === "CacheClusterId" && typeof value === "string" ? value.replace(nodeSuffix, "") : value;
    return kind.directory(stack).find(text, sourcesOf(metric.alarm.resource, metric.property, kind.types));
}

/** Every resource that a metric's dimensions name for certain. */
export function watchedResources(stack: StackGraph, metric: Metric): readonly GraphResource[] {
    return Object.keys(dimensionKinds)
        .filter((key) => metric.dimensions !== unknown && metric.dimensions.has(key))
        .map((key) => watched(stack, metric, key))
        .filter((resource) => resource !== undefined && resource !== unknown);
}

/** The database cluster that a metric watches, by itself or through one of its instances. */
export function watchedDatabase(stack: StackGraph, metric: Metric): Reading<GraphResource> {
    const cluster = watched(stack, metric, "DBClusterIdentifier");
    if (cluster !== undefined) return cluster;
    const instance = watched(stack, metric, "DBInstanceIdentifier");
    return instance === undefined || instance === unknown ? instance : clusterOfInstance(stack).get(instance);
}
