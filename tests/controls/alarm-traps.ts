import { alarm, metricsOf, reads, single, type Metric } from "./alarm-metrics";
import { at, listAt, movedTo, withInputs, withValues, type Breakage, type Control } from "./control";

/** Sets of dimensions under which AWS publishes, by namespace; any other has no data, for ever. */
const published: Readonly<Record<string, readonly string[]>> = {
    "AWS/Backup": ["BackupVaultName"],
    "AWS/ApplicationELB": ["LoadBalancer", "LoadBalancer,TargetGroup"],
    "AWS/CertificateManager": ["CertificateArn"],
    "AWS/CloudFront": ["DistributionId,Region", "FunctionName,Region"],
    "AWS/ECS": ["ClusterName", "ClusterName,ServiceName"],
    "AWS/ElastiCache": [
        "CacheClusterId",
        "CacheClusterId,CacheNodeId",
        // The group's own, which autoscaling follows (Application Auto Scaling user guide).
        "ReplicationGroupId",
        "ReplicationGroupId,Role",
    ],
    "AWS/Lambda": ["FunctionName", "FunctionName,Resource"],
    "AWS/NATGateway": ["NatGatewayId"],
    "AWS/RDS": [
        "DBInstanceIdentifier",
        "DBClusterIdentifier",
        "DBClusterIdentifier,Role",
        "ProxyName",
        "EndpointName,ProxyName",
        "ProxyName,Target,TargetGroup",
        "ProxyName,TargetGroup,TargetRole",
    ],
    "AWS/Route53": ["HealthCheckId"],
    "AWS/S3": ["DestinationBucket,RuleId,SourceBucket"],
    "AWS/SNS": ["TopicName"],
    "AWS/SQS": ["QueueName"],
    "AWS/WAFV2": ["Rule,WebACL", "Region,Rule,WebACL"],
    // What the edge's access log is counted into.
    "medease/edge": [""],
    CloudWatchSynthetics: ["CanaryName", "CanaryName,StepName"],
    "ECS/ContainerInsights": ["ClusterName", "ClusterName,ServiceName", "ClusterName,TaskDefinitionFamily"],
};

/** Whether AWS publishes a metric under the dimensions that an alarm asks for. */
function isPublished({ namespace, metricName, dimensions }: Metric): boolean {
    const names = Object.keys(dimensions).sort();
    if (!(published[namespace] ?? []).includes(names.join())) return false;
    if (/^(Un)?HealthyHostCount$/.test(metricName)) return names.includes("TargetGroup");
    if (metricName.startsWith("HTTPCode_ELB_")) return !names.includes("TargetGroup");
    return namespace !== "AWS/CloudFront" || dimensions.Region === "Global";
}

/** A change of the dimensions of an alarm on one metric. */
function dimensionsWith(changes: Readonly<Record<string, string | undefined>>): Breakage {
    return (graph, subject) => {
        const dimensions = Object.entries({ ...(at(subject, "dimensions") as object), ...changes });
        return withValues(graph, subject, {
            dimensions: Object.fromEntries(dimensions.filter(([, value]) => value !== undefined)),
        });
    };
}

/** What an alarm watches (traps J; the sets of dimensions are those of AWS's metric references). */
export const metricTraps: readonly Control[] = [
    {
        ids: ["J1"],
        promise: "alarm reads metrics under dimensions that AWS publishes them with",
        type: alarm,
        keeps: (node) => {
            const metrics = metricsOf(node);
            return metrics.length > 0 && metrics.every(isPublished);
        },
        broken: { dimensions: undefined },
    },
    {
        ids: ["J1"],
        promise: "alarm of healthy hosts names the target group too",
        type: alarm,
        where: reads("AWS/ApplicationELB", "HealthyHostCount"),
        keeps: (node) => metricsOf(node).every(isPublished),
        broken: dimensionsWith({ TargetGroup: undefined }),
    },
    {
        ids: ["J1"],
        promise: "alarm of CloudFront says that the region is Global",
        type: alarm,
        where: (node) => single(node) && reads("AWS/CloudFront")(node),
        keeps: (node) => metricsOf(node).every(isPublished),
        broken: dimensionsWith({ Region: "us-east-1" }),
    },
    {
        ids: ["J2"],
        promise: "alarm names load balancer and target group by the end of their ARNs",
        type: alarm,
        where: (node) => single(node) && reads("AWS/ApplicationELB")(node),
        keeps: (node) =>
            metricsOf(node).every(
                ({ dimensions: { LoadBalancer = "", TargetGroup } }) =>
                    /^app\/[^/]+\/[0-9a-f]{16}$/.test(LoadBalancer) &&
                    (TargetGroup === undefined || /^targetgroup\/[^/]+\/[0-9a-f]{16}$/.test(TargetGroup)),
            ),
        broken: dimensionsWith({ LoadBalancer: "us-east-1-c1-alb" }),
    },
    {
        // Readers come and go by autoscaling: an alarm on one of them watches what is no longer there.
        ids: ["J13"],
        promise: "alarm of the database watches the cluster or the proxy, and no single instance",
        type: alarm,
        where: (node) => single(node) && reads("AWS/RDS")(node),
        keeps: (node) =>
            metricsOf(node).every(({ dimensions }) => dimensions.DBInstanceIdentifier === undefined),
        broken: dimensionsWith({ DBInstanceIdentifier: "prod-us-east-1-c1-database-reader-1" }),
    },
    {
        ids: ["J15"],
        promise: "alarm of Container Insights is of a cluster that has them on",
        type: alarm,
        where: reads("ECS/ContainerInsights"),
        keeps: (node, graph) => {
            const clusters = graph.sourcesOf(node, "aws:ecs/cluster:Cluster", "dimensions");
            return (
                clusters.length === 1 &&
                clusters.every((cluster) =>
                    listAt(cluster, "settings").some(
                        ({ name, value }) =>
                            name === "containerInsights" && ["enabled", "enhanced"].includes(String(value)),
                    ),
                )
            );
        },
        broken: (graph, subject) =>
            graph
                .sourcesOf(subject, "aws:ecs/cluster:Cluster", "dimensions")
                .flatMap((cluster) => withInputs(graph, cluster, { settings: [] })),
    },
    {
        ids: ["J15"],
        promise: "alarm of the way to the origin is of a distribution that publishes it",
        type: alarm,
        where: reads("AWS/CloudFront", "OriginLatency"),
        keeps: (node, graph) => {
            const path =
                "monitoringSubscription.realtimeMetricsSubscriptionConfig.realtimeMetricsSubscriptionStatus";
            return graph
                .sourcesOf(node, "aws:cloudfront/distribution:Distribution", "dimensions")
                .flatMap((one) =>
                    graph.usersOf(one, "aws:cloudfront/monitoringSubscription:MonitoringSubscription"),
                )
                .some((subscription) => at(subscription, path) === "Enabled");
        },
        broken: ({ nodes }) => nodes.filter(({ type }) => !type.includes("monitoringSubscription")),
    },
    {
        // An alarm in another region reads nothing and, told that silence is fine, is OK for ever.
        ids: ["G34"],
        promise: "alarm of CloudFront, its web ACL, DNS or the bill is in us-east-1",
        type: alarm,
        where: (node) =>
            metricsOf(node).some(
                ({ namespace, dimensions }) =>
                    ["AWS/CloudFront", "AWS/Route53", "AWS/Billing"].includes(namespace) ||
                    (namespace === "AWS/WAFV2" && dimensions.Region === undefined),
            ),
        keeps: ({ region }) => region === "us-east-1",
        broken: movedTo("eu-west-1"),
    },
];
