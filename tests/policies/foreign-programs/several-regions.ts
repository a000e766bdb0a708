import * as appautoscaling from "@pulumi/aws/appautoscaling";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ecs from "@pulumi/aws/ecs";
import * as elasticache from "@pulumi/aws/elasticache";
import * as kms from "@pulumi/aws/kms";
import { Provider } from "@pulumi/aws/provider";
import * as rds from "@pulumi/aws/rds";
import * as sns from "@pulumi/aws/sns";
import * as pulumi from "@pulumi/pulumi";
import { AnyResource } from "./any-resource";
import { tlsOnly } from "./policies";
import { globalEdge } from "./regions-edge";

/** What every resource of a region is made with. */
interface Region {
    readonly name: string;
    readonly opts: { readonly provider: Provider };
    readonly key: kms.Key;
    readonly alarm: (name: string, args: Partial<cloudwatch.MetricAlarmArgs>) => void;
}

/** A target with its policies, all by name. */
function scale(
    { name, opts }: Region,
    of: string,
    args: Omit<appautoscaling.TargetArgs, "serviceNamespace"> & { readonly scalableDimension: string },
    policies: Readonly<Record<string, number>>,
    [scaleOutCooldown, scaleInCooldown]: readonly [out: number, into: number],
): void {
    const [serviceNamespace = ""] = args.scalableDimension.split(":");
    const target = new appautoscaling.Target(`${of}-target-${name}`, { serviceNamespace, ...args }, opts);
    for (const [predefinedMetricType, targetValue] of Object.entries(policies)) {
        new appautoscaling.Policy(
            `${of}-${predefinedMetricType}-${name}`,
            {
                policyType: "TargetTrackingScaling",
                serviceNamespace,
                scalableDimension: args.scalableDimension,
                resourceId: target.resourceId,
                targetTrackingScalingPolicyConfiguration: {
                    predefinedMetricSpecification: { predefinedMetricType },
                    targetValue,
                    scaleOutCooldown,
                    scaleInCooldown,
                },
            },
            opts,
        );
    }
}

/** A service that others find by Service Connect, with its scaling and its alarms. */
function service(region: Region, cluster: ecs.Cluster, of: string): void {
    const { name, opts, alarm } = region;
    const definition = new ecs.TaskDefinition(
        `${of}-definition-${name}`,
        { family: of, containerDefinitions: '[{"name":"app"}]' },
        opts,
    );
    const made = new ecs.Service(
        `${of}-${name}`,
        {
            name: of,
            cluster: cluster.id,
            taskDefinition: definition.arn,
            launchType: "FARGATE",
            networkConfiguration: { subnets: [`subnet-of-${name}`] },
            serviceConnectConfiguration: { enabled: true },
        },
        { ...opts, ignoreChanges: ["desiredCount"] },
    );
    scale(
        region,
        of,
        {
            scalableDimension: "ecs:service:DesiredCount",
            resourceId: `service/shop/${of}`,
            minCapacity: 2,
            maxCapacity: 10,
        },
        { ECSServiceAverageCPUUtilization: 65, ECSServiceAverageMemoryUtilization: 75 },
        [60, 300],
    );
    const task = { dimensions: { ClusterName: "shop", ServiceName: made.name }, statistic: "Average" };
    const used = { ...task, namespace: "AWS/ECS", threshold: 80 };
    alarm(`${of}-cpu`, { ...used, metricName: "CPUUtilization" });
    alarm(`${of}-memory`, { ...used, metricName: "MemoryUtilization" });
    alarm(`${of}-tasks`, {
        ...task,
        namespace: "ECS/ContainerInsights",
        metricName: "RunningTaskCount",
        comparisonOperator: "LessThanThreshold",
        threshold: 2,
    });
}

/** A serverless database with the run of its migrations. */
function database({ name, opts, key, alarm }: Region, checksum: string): void {
    const group = new rds.ClusterParameterGroup(
        `parameters-${name}`,
        { family: "aurora-postgresql17", parameters: [{ name: "rds.force_ssl", value: "1" }] },
        opts,
    );
    const cluster = new rds.Cluster(
        `database-${name}`,
        {
            engine: "aurora-postgresql",
            dbClusterParameterGroupName: group.name,
            manageMasterUserPassword: true,
            masterUserSecretKmsKeyId: key.arn,
            storageEncrypted: true,
            kmsKeyId: key.arn,
            backupRetentionPeriod: 7,
            deletionProtection: true,
            skipFinalSnapshot: false,
            serverlessv2ScalingConfiguration: { minCapacity: 0.5, maxCapacity: 16 },
        },
        opts,
    );
    const writer = new rds.ClusterInstance(
        `writer-${name}`,
        { clusterIdentifier: cluster.id, engine: "aurora-postgresql", instanceClass: "db.serverless" },
        opts,
    );
    new AnyResource(
        "command:local:Command",
        `migrate-${name}`,
        { create: "migrate up", environment: { CHECKSUM: checksum } },
        { dependsOn: [writer] },
    );
    const data = {
        namespace: "AWS/RDS",
        statistic: "Average",
        dimensions: { DBClusterIdentifier: cluster.id },
    };
    alarm("db-cpu", { ...data, metricName: "CPUUtilization", threshold: 70 });
    alarm("db-connections", { ...data, metricName: "DatabaseConnections", threshold: 400 });
    alarm("db-capacity", { ...data, metricName: "ACUUtilization", threshold: 90 });
}

/** A cache whose shards are scaled, with alarms on every node that it may come to have. */
function cache(region: Region): void {
    const { name, opts, key, alarm } = region;
    const made = new elasticache.ReplicationGroup(
        `cache-${name}`,
        {
            description: "Sessions",
            numNodeGroups: 2,
            replicasPerNodeGroup: 1,
            atRestEncryptionEnabled: true,
            kmsKeyId: key.arn,
            transitEncryptionEnabled: true,
            snapshotRetentionLimit: 1,
        },
        { ...opts, ignoreChanges: ["numNodeGroups"] },
    );
    const maxCapacity = 3;
    scale(
        region,
        "cache",
        {
            scalableDimension: "elasticache:replication-group:NodeGroups",
            resourceId: pulumi.interpolate`replication-group/${made.replicationGroupId}`,
            minCapacity: 2,
            maxCapacity,
        },
        { ElastiCachePrimaryEngineCPUUtilization: 55 },
        [300, 900],
    );
    const shards = Array.from({ length: maxCapacity }, (_, shard) => `000${String(shard + 1)}`);
    for (const node of shards.flatMap((shard) => [`${shard}-001`, `${shard}-002`])) {
        const data = {
            namespace: "AWS/ElastiCache",
            statistic: "Average",
            dimensions: { CacheClusterId: pulumi.interpolate`${made.replicationGroupId}-${node}` },
        };
        alarm(`cache-cpu-${node}`, { ...data, metricName: "EngineCPUUtilization", threshold: 85 });
        alarm(`cache-memory-${node}`, {
            ...data,
            metricName: "DatabaseMemoryUsagePercentage",
            threshold: 85,
        });
    }
}

/** One region, whole by itself: its provider's default tags say that it is a cell. */
function regional(name: "eu-west-1" | "us-west-2", checksum: string): void {
    const tags = { cell: name, owner: "platform" };
    const opts = { provider: new Provider(name, { region: name, defaultTags: { tags } }) };
    const key = new kms.Key(`key-${name}`, { enableKeyRotation: true }, opts);
    const topic = new sns.Topic(
        `pager-${name}`,
        { kmsMasterKeyId: key.id, policy: tlsOnly("sns:Publish") },
        opts,
    );
    new sns.TopicSubscription(
        `mail-${name}`,
        { topic: topic.arn, protocol: "email", endpoint: "ops@example.com" },
        opts,
    );
    const alarm: Region["alarm"] = (signal, args) => {
        new cloudwatch.MetricAlarm(
            `${signal}-${name}`,
            {
                comparisonOperator: "GreaterThanThreshold",
                evaluationPeriods: 3,
                period: 60,
                treatMissingData: "breaching",
                alarmActions: [topic.arn],
                ...args,
            },
            opts,
        );
    };
    const region = { name, opts, key, alarm };
    const cluster = new ecs.Cluster(`cluster-${name}`, { name: "shop" }, opts);
    for (const of of ["orders", "billing"]) service(region, cluster, of);
    database(region, checksum);
    cache(region);
}

/**
 * Two regions with two services each, and one edge before them, each by a provider of its own.
 *
 * @param checksum of the migrations that it brings its databases to.
 */
export function severalRegions(checksum: string): void {
    globalEdge();
    regional("eu-west-1", checksum);
    regional("us-west-2", checksum);
}
