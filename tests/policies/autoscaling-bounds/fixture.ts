import type { GraphResource } from "../../../policies/rule";
import { joined, output, resource, type Sketch } from "../../support/stack-graph";

type Properties = Readonly<Record<string, unknown>>;

/** What differs from a service that keeps every rule; an explicit undefined removes a property. */
export interface ServiceVariant {
    readonly name?: string;
    readonly cluster?: Properties;
    readonly service?: Properties;
    readonly serviceOptions?: Sketch;
    readonly target?: Properties;
    readonly targetOptions?: Sketch;
    readonly cpu?: PolicyVariant;
    readonly memory?: PolicyVariant;
}

/** What differs from a policy that keeps every rule. */
export interface PolicyVariant {
    readonly policy?: Properties;
    readonly tracking?: Properties;
}

const given = (properties: Properties): Properties =>
    Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));

/** A policy on a target, by the target's outputs. */
export function trackingPolicy(
    name: string,
    target: GraphResource,
    metric: string,
    targetValue: number,
    { policy = {}, tracking = {} }: PolicyVariant = {},
): GraphResource {
    return resource(
        "aws:appautoscaling/policy:Policy",
        name,
        given({
            policyType: "TargetTrackingScaling",
            resourceId: output(target, "resourceId"),
            scalableDimension: output(target, "scalableDimension"),
            serviceNamespace: output(target, "serviceNamespace"),
            targetTrackingScalingPolicyConfiguration: given({
                predefinedMetricSpecification: { predefinedMetricType: metric },
                targetValue,
                scaleOutCooldown: 60,
                scaleInCooldown: 300,
                ...tracking,
            }),
            ...policy,
        }),
    );
}

/** A cluster, a service in it, its target and its two policies; every name is unknown, as on a first preview. */
export function scaledService(variant: ServiceVariant = {}): {
    readonly cluster: GraphResource;
    readonly service: GraphResource;
    readonly target: GraphResource;
    readonly all: readonly GraphResource[];
} {
    const { name = "api" } = variant;
    const cluster = resource("aws:ecs/cluster:Cluster", `${name}-cluster`, given({ ...variant.cluster }));
    const service = resource(
        "aws:ecs/service:Service",
        name,
        given({ cluster: output(cluster, "arn"), desiredCount: 5, ...variant.service }),
        { ignoreChanges: ["desiredCount"], ...variant.serviceOptions },
    );
    const target = resource(
        "aws:appautoscaling/target:Target",
        `${name}-target`,
        given({
            serviceNamespace: "ecs",
            scalableDimension: "ecs:service:DesiredCount",
            resourceId: joined("service/", output(cluster, "name"), "/", output(service, "name")),
            minCapacity: 2,
            maxCapacity: 50,
            ...variant.target,
        }),
        variant.targetOptions,
    );
    return {
        cluster,
        service,
        target,
        all: [
            cluster,
            service,
            target,
            trackingPolicy(`${name}-cpu`, target, "ECSServiceAverageCPUUtilization", 70, variant.cpu),
            trackingPolicy(
                `${name}-memory`,
                target,
                "ECSServiceAverageMemoryUtilization",
                80,
                variant.memory,
            ),
        ],
    };
}

/** What differs from a database that keeps every rule. */
export interface DatabaseVariant {
    readonly name?: string;
    readonly cluster?: Properties;
    readonly writer?: Properties;
    readonly target?: Properties;
    readonly readers?: PolicyVariant;
}

/** A provisioned Aurora cluster with a writer, a reader target and its policy. */
export function scaledDatabase(variant: DatabaseVariant = {}): {
    readonly cluster: GraphResource;
    readonly writer: GraphResource;
    readonly target: GraphResource;
    readonly policy: GraphResource;
    readonly all: readonly GraphResource[];
} {
    const { name = "db" } = variant;
    const cluster = resource(
        "aws:rds/cluster:Cluster",
        name,
        given({ engine: "aurora-postgresql", masterUsername: "medease", ...variant.cluster }),
    );
    const writer = resource(
        "aws:rds/clusterInstance:ClusterInstance",
        `${name}-writer`,
        given({
            clusterIdentifier: output(cluster, "clusterIdentifier"),
            instanceClass: "db.r6g.large",
            ...variant.writer,
        }),
    );
    const target = resource(
        "aws:appautoscaling/target:Target",
        `${name}-readers`,
        given({
            serviceNamespace: "rds",
            scalableDimension: "rds:cluster:ReadReplicaCount",
            resourceId: joined("cluster:", output(cluster, "clusterIdentifier")),
            minCapacity: 1,
            maxCapacity: 5,
            ...variant.target,
        }),
    );
    const policy = trackingPolicy(
        `${name}-reader-cpu`,
        target,
        "RDSReaderAverageCPUUtilization",
        75,
        variant.readers,
    );
    return { cluster, writer, target, policy, all: [cluster, writer, target, policy] };
}

/** What differs from a scaled cache that keeps every rule. */
export interface CacheVariant {
    readonly cache?: Properties;
    readonly cacheOptions?: Sketch;
    /** Both targets. */
    readonly target?: Properties;
}

/** A cache with a target for its shards and one for its replicas. */
export function scaledCache(variant: CacheVariant = {}): {
    readonly cache: GraphResource;
    readonly shards: GraphResource;
    readonly replicas: GraphResource;
    readonly all: readonly GraphResource[];
} {
    const cache = resource(
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "cache",
        given({ numNodeGroups: 2, replicasPerNodeGroup: 1, ...variant.cache }),
        { ignoreChanges: ["numNodeGroups", "replicasPerNodeGroup"], ...variant.cacheOptions },
    );
    const target = (name: string, dimension: string, max: number): GraphResource =>
        resource(
            "aws:appautoscaling/target:Target",
            `cache-${name}`,
            given({
                serviceNamespace: "elasticache",
                scalableDimension: `elasticache:replication-group:${dimension}`,
                resourceId: joined("replication-group/", output(cache, "replicationGroupId")),
                minCapacity: 1,
                maxCapacity: max,
                ...variant.target,
            }),
        );
    const shards = target("shards", "NodeGroups", 4);
    const replicas = target("replicas", "Replicas", 2);
    return { cache, shards, replicas, all: [cache, shards, replicas] };
}
