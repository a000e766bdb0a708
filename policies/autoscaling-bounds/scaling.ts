import { databasesOf, databaseType } from "../aurora";
import { clusterType, runsIn, servicesOf, serviceType } from "../ecs";
import { cachesOf, cacheType } from "../elasticache";
import {
    field,
    input,
    itemsOf,
    numberOf,
    perStack,
    regionOf,
    sourcesOf,
    textOf,
    type Reading,
} from "../graph";
import { unknown, type GraphResource, type StackGraph } from "../rule";

export const targetType = "aws:appautoscaling/target:Target";
export const policyType = "aws:appautoscaling/policy:Policy";

/** Requests a minute to each target of a group: the one predefined metric of a service that needs a label. */
export const requestMetric = "ALBRequestCountPerTarget";

/** A dimension that Application Auto Scaling moves, and how a target names what it moves. */
export interface Dimension {
    readonly name: string;
    readonly namespace: string;
    /** Form of the resource id (Application Auto Scaling API, RegisterScalableTarget). */
    readonly resourceId: RegExp;
    readonly example: string;
    /** What a resource id is made of; the scaled resource comes first. */
    readonly types: readonly string[];
}

export const desiredCount: Dimension = {
    name: "ecs:service:DesiredCount",
    namespace: "ecs",
    resourceId: /^service\/([\w-]+)\/([\w-]+)$/,
    example: "service/<cluster name>/<service name>",
    types: [serviceType, clusterType],
};

export const readReplicaCount: Dimension = {
    name: "rds:cluster:ReadReplicaCount",
    namespace: "rds",
    resourceId: /^cluster:([\w-]+)$/,
    example: "cluster:<cluster identifier>",
    types: [databaseType],
};

const ofReplicationGroup = {
    namespace: "elasticache",
    resourceId: /^replication-group\/([\w-]+)$/,
    example: "replication-group/<replication group id>",
    types: [cacheType],
} as const;

export const shardCount: Dimension = {
    name: "elasticache:replication-group:NodeGroups",
    ...ofReplicationGroup,
};

export const standbyCount: Dimension = {
    name: "elasticache:replication-group:Replicas",
    ...ofReplicationGroup,
};

/** Dimensions that the rules know. */
export const dimensions = [desiredCount, readReplicaCount, shardCount, standbyCount] as const;

/** A scalable target. */
export interface ScalableTarget {
    readonly resource: GraphResource;
    readonly dimension: Reading<string>;
    readonly min: Reading<number>;
    readonly max: Reading<number>;
    /** What it scales; undefined where that is nothing of this stack, {@link unknown} where it cannot be told. */
    readonly scales: Reading<GraphResource>;
}

/** A scaling policy. */
export interface ScalingPolicy {
    readonly resource: GraphResource;
    /** The target that it moves; undefined where there is none in this stack. */
    readonly target: Reading<ScalableTarget>;
    readonly type: Reading<string>;
    /** What it tracks, as AWS names the predefined metric. */
    readonly metric: Reading<string>;
    /** Whether what it tracks counts the messages that wait in a queue. */
    readonly followsQueue: boolean | typeof unknown;
    readonly targetValue: Reading<number>;
    readonly scaleInCooldown: Reading<number>;
    readonly scaleOutCooldown: Reading<number>;
    readonly scaleInDisabled: Reading<string>;
}

/** Those that certainly belong to something, and those that might. */
export interface Matches<T> {
    readonly certain: readonly T[];
    readonly possible: readonly T[];
}

/** The service, cluster or cache that a target or a policy names by its resource id. */
function scaledResource(
    stack: StackGraph,
    resource: GraphResource,
    dimension: Reading<string>,
): Reading<GraphResource> {
    const id = textOf(input(resource, "resourceId"));
    const sources = (type: string): readonly GraphResource[] => sourcesOf(resource, "resourceId", [type]);
    if (dimension === readReplicaCount.name) {
        const identifier = typeof id === "string" ? readReplicaCount.resourceId.exec(id)?.[1] : id;
        return databasesOf(stack).find(identifier, sources(databaseType), (cluster) =>
            sameRegion(cluster, resource),
        );
    }
    if (dimension === shardCount.name || dimension === standbyCount.name) {
        const group = typeof id === "string" ? shardCount.resourceId.exec(id)?.[1] : id;
        return cachesOf(stack).find(group, sources(cacheType), (cache) => sameRegion(cache, resource));
    }
    if (dimension !== desiredCount.name) return dimension === unknown ? unknown : undefined;
    const [, cluster, name] = (typeof id === "string" ? desiredCount.resourceId.exec(id) : undefined) ?? [];
    return servicesOf(stack).find(typeof id === "string" ? name : id, sources(serviceType), (service) =>
        runsIn(service, cluster, regionOf(resource), regionOf(service)),
    );
}

function sameRegion(one: GraphResource, other: GraphResource): boolean {
    const [left, right] = [regionOf(one), regionOf(other)];
    return left === unknown || right === unknown || left === right;
}

function readTarget(stack: StackGraph, resource: GraphResource): ScalableTarget {
    const dimension = textOf(input(resource, "scalableDimension"));
    return {
        resource,
        dimension,
        min: numberOf(input(resource, "minCapacity")),
        max: numberOf(input(resource, "maxCapacity")),
        scales: scaledResource(stack, resource, dimension),
    };
}

/** Metrics of the services' own namespaces under the name of the predefined metric that says the same. */
const predefined: Readonly<Record<string, string>> = {
    "AWS/ECS CPUUtilization": "ECSServiceAverageCPUUtilization",
    "AWS/ECS MemoryUtilization": "ECSServiceAverageMemoryUtilization",
};

function metricOf(tracking: unknown): Reading<string> {
    const own = field(field(tracking, "predefinedMetricSpecification"), "predefinedMetricType");
    if (own !== undefined) return textOf(own);
    const custom = field(tracking, "customizedMetricSpecification");
    const namespace = textOf(field(custom, "namespace"));
    const name = textOf(field(custom, "metricName"));
    if (namespace === unknown || name === unknown || field(custom, "metrics") === unknown) return unknown;
    if (name === undefined) return undefined;
    const metric = `${namespace ?? ""} ${name}`;
    const averaged = textOf(field(custom, "statistic")) === "Average";
    return averaged ? (predefined[metric] ?? metric) : metric;
}

/** Tracked by itself or as a part of an expression (Application Auto Scaling API, CustomizedMetricSpecification). */
function followsQueue(tracking: unknown): boolean | typeof unknown {
    const custom = field(tracking, "customizedMetricSpecification");
    const queries = itemsOf(field(custom, "metrics"));
    if (queries === unknown) return unknown;
    const metrics = [custom, ...queries.map((query) => field(field(query, "metricStat"), "metric"))];
    const counts = metrics.map((metric) => {
        const [namespace, name] = [textOf(field(metric, "namespace")), textOf(field(metric, "metricName"))];
        if (namespace === unknown || name === unknown) return unknown;
        return namespace === "AWS/SQS" && name === "ApproximateNumberOfMessagesVisible";
    });
    return counts.includes(true) || (counts.includes(unknown) ? unknown : false);
}

function readPolicy(
    stack: StackGraph,
    resource: GraphResource,
    targets: ReadonlyMap<GraphResource, ScalableTarget>,
): ScalingPolicy {
    const tracking = input(resource, "targetTrackingScalingPolicyConfiguration");
    return {
        resource,
        target: targetOf(stack, resource, targets),
        type: textOf(input(resource, "policyType")),
        metric: metricOf(tracking),
        followsQueue: followsQueue(tracking),
        targetValue: numberOf(field(tracking, "targetValue")),
        scaleInCooldown: numberOf(field(tracking, "scaleInCooldown")),
        scaleOutCooldown: numberOf(field(tracking, "scaleOutCooldown")),
        scaleInDisabled: textOf(field(tracking, "disableScaleIn")),
    };
}

/** By the target that feeds it; else by scaling the same thing; else by the same known id. */
function targetOf(
    stack: StackGraph,
    policy: GraphResource,
    targets: ReadonlyMap<GraphResource, ScalableTarget>,
): Reading<ScalableTarget> {
    const [source, ambiguous] = sourcesOf(policy, "resourceId", [targetType]);
    if (source !== undefined && ambiguous === undefined) return targets.get(source);
    const id = textOf(input(policy, "resourceId"));
    const dimension = textOf(input(policy, "scalableDimension"));
    const alike = [...targets.values()].filter(
        (target) => dimension === unknown || target.dimension === dimension,
    );
    const scaled = scaledResource(stack, policy, dimension);
    const same = alike.filter(
        (target) =>
            (typeof scaled === "object" && target.scales === scaled) ||
            (typeof id === "string" && id === textOf(input(target.resource, "resourceId"))),
    );
    if (same.length > 0) return same.length === 1 ? same[0] : unknown;
    const undecided = scaled === unknown || id === unknown || alike.some(({ scales }) => scales === unknown);
    return undecided && alike.length > 0 ? unknown : undefined;
}

/** Every target and policy of a stack, and who they belong to. */
export class Scaling {
    readonly targets: readonly ScalableTarget[];
    readonly policies: readonly ScalingPolicy[];
    private readonly byResource = new Map<GraphResource, ScalableTarget[]>();
    private readonly byTarget = new Map<ScalableTarget, ScalingPolicy[]>();

    constructor(stack: StackGraph) {
        const targets = new Map(
            stack.ofType(targetType).map((resource) => [resource, readTarget(stack, resource)] as const),
        );
        this.targets = [...targets.values()];
        this.policies = stack.ofType(policyType).map((resource) => readPolicy(stack, resource, targets));
        for (const target of this.targets) append(this.byResource, target.scales, target);
        for (const policy of this.policies) append(this.byTarget, policy.target, policy);
    }

    /** Targets that move that dimension of a resource. */
    targetsOf(resource: GraphResource, dimension: Dimension): Matches<ScalableTarget> {
        return {
            certain: (this.byResource.get(resource) ?? []).filter(
                (target) => target.dimension === dimension.name,
            ),
            possible: this.targets.filter(
                ({ scales, dimension: own }) =>
                    scales === unknown && (own === unknown || own === dimension.name),
            ),
        };
    }

    /** Policies that move a target. */
    policiesOf(target: ScalableTarget): Matches<ScalingPolicy> {
        return {
            certain: this.byTarget.get(target) ?? [],
            possible: this.policies.filter((policy) => policy.target === unknown),
        };
    }
}

function append<K extends object, V>(index: Map<K, V[]>, key: Reading<K>, value: V): void {
    if (key === undefined || key === unknown) return;
    const values = index.get(key);
    if (values === undefined) index.set(key, [value]);
    else values.push(value);
}

/** Everything that scales in a stack. */
export const scalingOf = perStack((stack) => new Scaling(stack));
