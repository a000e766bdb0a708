import { shown, sourcesOf } from "../graph";
import { unknown, type Rule } from "../rule";
import { alarmsOf, alarmType, metricKey, type Metric } from "./alarm";
import { loadBalancerTypes, targetGroupTypes } from "./watched";

/**
 * Dimension sets that AWS publishes a namespace's metrics under; any other set has no data, ever. Namespaces
 * that are not listed are not judged. Sources: the metrics reference of each service's user guide.
 */
export const publishedSets: Readonly<Record<string, readonly (readonly string[])[]>> = {
    "AWS/ApplicationELB": [
        ["LoadBalancer"],
        ["LoadBalancer", "TargetGroup"],
        ["AvailabilityZone", "LoadBalancer"],
        ["AvailabilityZone", "LoadBalancer", "TargetGroup"],
    ],
    "AWS/ECS": [["ClusterName"], ["ClusterName", "ServiceName"]],
    "ECS/ContainerInsights": [
        ["ClusterName"],
        ["ClusterName", "ServiceName"],
        ["ClusterName", "TaskDefinitionFamily"],
    ],
    "AWS/RDS": [
        ["DBInstanceIdentifier"],
        ["DBClusterIdentifier"],
        ["DBClusterIdentifier", "Role"],
        ["ProxyName"],
        ["EndpointName", "ProxyName"],
        ["ProxyName", "Target", "TargetGroup"],
        ["ProxyName", "TargetGroup", "TargetRole"],
    ],
    "AWS/ElastiCache": [
        ["CacheClusterId"],
        ["CacheClusterId", "CacheNodeId"],
        ["ReplicationGroupId"],
        ["ReplicationGroupId", "Role"],
        ["clusterId"],
    ],
    "AWS/SQS": [["QueueName"]],
    "AWS/SNS": [["TopicName"]],
    "AWS/CloudFront": [
        ["DistributionId", "Region"],
        ["FunctionName", "Region"],
    ],
    "AWS/Route53": [["HealthCheckId"]],
    "AWS/CertificateManager": [["CertificateArn"]],
};

/**
 * Sets that have data too, of whatever else a namespace is for; no finding proposes them. Sources: "Amazon ECS Service
 * Connect metrics" and "Container Insights metrics", ECS developer guide; "CloudWatch dimensions for Amazon RDS", RDS
 * user guide; "Monitoring hosted zones using CloudWatch", Route 53 developer guide; "Monitoring topics", SNS guide.
 */
const rarerSets: Readonly<Record<string, readonly (readonly string[])[]>> = {
    "AWS/ECS": [
        ["DiscoveryName"],
        ["ClusterName", "DiscoveryName", "ServiceName"],
        ["TargetDiscoveryName"],
        ["ClusterName", "ServiceName", "TargetDiscoveryName"],
    ],
    "ECS/ContainerInsights": [["ClusterName", "ContainerInstanceId", "InstanceId"]],
    "AWS/RDS": [
        ["DatabaseClass"],
        ["EngineName"],
        ["SourceRegion"],
        // The lag of a Global Database.
        ["DBClusterIdentifier", "SourceRegion"],
    ],
    "AWS/Route53": [["HostedZoneId"]],
    "AWS/SNS": [
        ["Application"],
        ["Application", "Platform"],
        ["Platform"],
        ["Country"],
        ["SMSType"],
        ["Country", "SMSType"],
        ["PhoneNumber"],
    ],
};

/** Sets of one metric of a namespace: what the account spends on SMS has none, and requests per target need no load balancer. */
const setsOfMetric: Readonly<Record<string, readonly (readonly string[])[]>> = {
    "AWS/SNS SMSMonthToDateSpentUSD": [[]],
    "AWS/SNS SMSSuccessRate": [[]],
    "AWS/ApplicationELB RequestCountPerTarget": [["TargetGroup"]],
};

/** Metrics of a load balancer that are published with the target group only, and by the load balancer only. */
const withTargetGroup = new Set(["HealthyHostCount", "UnHealthyHostCount"]);

/** Metrics that ElastiCache publishes of a whole group; all others exist per node only ("Scalable targets" of ElastiCache, Application Auto Scaling user guide). */
const ofReplicationGroup: Readonly<Record<string, readonly string[]>> = {
    ReplicationGroupId: [
        "DatabaseMemoryUsageCountedForEvictPercentage",
        "DatabaseCapacityUsageCountedForEvictPercentage",
    ],
    "ReplicationGroupId,Role": ["EngineCPUUtilization"],
};

/** What the load balancer answers by itself belongs to no target group. */
function isPublishedUnder(set: readonly string[], name: Metric["name"]): boolean {
    if (typeof name !== "string") return true;
    const ofGroup = ofReplicationGroup[set.join()];
    if (ofGroup !== undefined) return ofGroup.includes(name);
    const hasGroup = set.includes("TargetGroup");
    return withTargetGroup.has(name) ? hasGroup : !(hasGroup && name.startsWith("HTTPCode_ELB_"));
}

function faultOf(metric: Metric): string | typeof unknown | undefined {
    const { namespace, name, dimensions } = metric;
    const sets = typeof namespace === "string" ? publishedSets[namespace] : undefined;
    if (sets === undefined) return undefined;
    if (dimensions === unknown) return unknown;
    const keys = [...dimensions.keys()].sort();
    const allowed = sets.filter((set) => isPublishedUnder(set, name));
    const rarer = [
        ...(rarerSets[String(namespace)] ?? []),
        ...(setsOfMetric[metricKey(namespace, name)] ?? []),
    ];
    if (![...allowed, ...rarer].some((set) => set.join() === keys.join())) {
        const sought = allowed.map((set) => set.join("+")).join(" or ");
        return `${metricKey(namespace, name)} has dimensions ${keys.join("+") || "none"}; AWS publishes it under ${sought}`;
    }
    const wrong = wrongValue(dimensions) ?? wrongSource(metric, dimensions);
    return wrong === undefined ? undefined : `${metricKey(namespace, name)}: ${wrong}`;
}

/** What a known value must look like; an ARN or a name where the suffix is wanted has no data either. */
const shapes: Readonly<Record<string, { readonly form: RegExp; readonly like: string }>> = {
    LoadBalancer: { form: /^(app|net|gwy)\/[^/]+\/[^/]+$/, like: "arnSuffix, app/<name>/<id>" },
    TargetGroup: {
        form: /^(targetgroup\/[^/]+\/[^/]+|default)$/,
        like: "arnSuffix, targetgroup/<name>/<id>",
    },
    ServiceName: { form: /^[^:/]+$/, like: "the service's name" },
    ClusterName: { form: /^[^:/]+$/, like: "the cluster's name" },
    DBClusterIdentifier: { form: /^[^:]+$/, like: "the cluster's identifier" },
    // Nodes are numbered within their cluster, from 0001.
    CacheNodeId: { form: /^\d{4}$/, like: "the node's number, 0001" },
    QueueName: { form: /^[^:/]+$/, like: "the queue's name" },
    TopicName: { form: /^[^:/]+$/, like: "the topic's name" },
};

function wrongValue(dimensions: ReadonlyMap<string, unknown>): string | undefined {
    for (const [key, value] of dimensions) {
        const shape = shapes[key];
        if (
            value === undefined ||
            (typeof value === "string" && shape !== undefined && !shape.form.test(value))
        ) {
            return `dimension ${key} is ${shown(value)}; it must be ${shape?.like ?? "set"}`;
        }
        const roles = dimensions.has("ReplicationGroupId") ? ["Primary", "Replica"] : ["WRITER", "READER"];
        if (key === "Role" && typeof value === "string" && !roles.includes(value)) {
            return `dimension Role is ${shown(value)}; it must be ${roles.map((role) => shown(role)).join(" or ")}`;
        }
        if (
            key === "Region" &&
            dimensions.has("DistributionId") &&
            typeof value === "string" &&
            value !== "Global"
        ) {
            return `dimension Region is ${shown(value)}; it must be "Global"`;
        }
    }
    return undefined;
}

/** Each dimension that is known to be confused with the other, with the types that its value comes from. */
const counterparts = [
    { key: "LoadBalancer", own: loadBalancerTypes, other: targetGroupTypes },
    { key: "TargetGroup", own: targetGroupTypes, other: loadBalancerTypes },
];

/** Before the update, where a value comes from tells what it cannot be. */
function wrongSource(
    { alarm, property }: Metric,
    dimensions: ReadonlyMap<string, unknown>,
): string | undefined {
    const sources = alarm.resource.propertyDependencies[property] ?? [];
    for (const { key, own, other } of counterparts) {
        const confused = sourcesOf(alarm.resource, property, other);
        if (dimensions.get(key) !== unknown || confused.length === 0) continue;
        if (confused.length < sources.length) continue;
        const names = confused.map(({ name }) => name).join(", ");
        return `dimension ${key} comes from ${names}, of type ${other[0] ?? ""}; it must be the arnSuffix of a resource of type ${own[0] ?? ""}`;
    }
    return undefined;
}

/** An alarm under dimensions that AWS does not publish never has data: green, and blind. */
export const alarmHasPublishedDimensions: Rule = {
    name: "alarm-has-published-dimensions",
    description:
        "An alarm's dimensions must be a set that AWS publishes the metric under, in the form AWS publishes it.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        "Use exactly the dimensions of the service's metrics reference, with names or ARN suffixes, never ARNs.",
    frameworks: { wellArchitected: ["REL06-BP01", "REL11-BP01"] },
    subjects: [alarmType],
    check: (stack, report) => {
        for (const { resource, metrics } of alarmsOf(stack)) {
            if (metrics === unknown) {
                report.undecided(resource, "its metricQueries are not known before the update");
                continue;
            }
            for (const fault of metrics.map(faultOf)) {
                if (fault === unknown)
                    report.undecided(resource, "its dimensions are not known before the update");
                else if (fault !== undefined) report.violation(resource, fault);
            }
        }
    },
};
