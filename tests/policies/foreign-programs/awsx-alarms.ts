import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as ecs from "@pulumi/aws/ecs";
import type * as elasticache from "@pulumi/aws/elasticache";
import type * as kms from "@pulumi/aws/kms";
import type * as lb from "@pulumi/aws/lb";
import * as sns from "@pulumi/aws/sns";
import type * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import { tlsOnly } from "./policies";

interface Fargate {
    readonly service: ecs.Service;
    readonly component: pulumi.ComponentResource;
}

/** What the program of awsx's services watches. */
export interface Watch {
    readonly key: kms.Key;
    readonly cluster: ecs.Cluster;
    readonly alb: lb.LoadBalancer;
    readonly group: lb.TargetGroup;
    readonly work: sqs.Queue;
    readonly dead: sqs.Queue;
    readonly cache: elasticache.ReplicationGroup;
    readonly web: Fargate;
    readonly worker: Fargate;
}

type Args = Partial<cloudwatch.MetricAlarmArgs>;
type Alarm = (name: string, args: Args, opts?: pulumi.CustomResourceOptions) => void;

const fewerThanOne: Args = {
    statistic: "Minimum",
    comparisonOperator: "LessThanThreshold",
    threshold: 1,
    treatMissingData: "breaching",
};

/** Alarms of one service, below its component. */
function watchService(
    name: string,
    cluster: ecs.Cluster,
    { service, component }: Fargate,
    alarm: Alarm,
): void {
    const below = { parent: component };
    const task = {
        dimensions: { ClusterName: cluster.name, ServiceName: service.name },
        statistic: "Average",
    };
    for (const [metricName, threshold] of [
        ["CPUUtilization", 75],
        ["MemoryUtilization", 80],
    ] as const) {
        alarm(`${name}-${metricName}`, { ...task, namespace: "AWS/ECS", metricName, threshold }, below);
    }
    const running = { namespace: "ECS/ContainerInsights", metricName: "RunningTaskCount" };
    alarm(`${name}-tasks`, { ...task, ...fewerThanOne, ...running }, below);
}

/** How fast the load balancer's error budget is spent: a long and a short window, and the pair that rings. */
function watchBudget(alb: lb.LoadBalancer, topic: sns.Topic): void {
    const windows = { long: 3_600, short: 300 };
    const of = (metricName: string, period: number): object => ({
        metric: {
            namespace: "AWS/ApplicationELB",
            metricName,
            dimensions: { LoadBalancer: alb.arnSuffix },
            stat: "Sum",
            period,
        },
    });
    const names = Object.entries(windows).map(([window, period]) => {
        const name = `budget-${window}`;
        new cloudwatch.MetricAlarm(name, {
            name,
            comparisonOperator: "GreaterThanThreshold",
            evaluationPeriods: 1,
            threshold: 0.0144,
            treatMissingData: "notBreaching",
            metricQueries: [
                { id: "share", expression: "errors / requests", returnData: true },
                { id: "errors", ...of("HTTPCode_Target_5XX_Count", period) },
                { id: "requests", ...of("RequestCount", period) },
            ],
        });
        return name;
    });
    new cloudwatch.CompositeAlarm("budget", {
        alarmName: "budget",
        alarmRule: names.map((name) => `ALARM("${name}")`).join(" AND "),
        alarmActions: [topic.arn],
    });
}

/** The alarms: those of a service below its component, the others beside what they watch. */
export function watchServices({ key, cluster, alb, group, work, dead, cache, web, worker }: Watch): void {
    const topic = new sns.Topic("pager", { kmsMasterKeyId: key.id });
    new sns.TopicPolicy("pager-tls", { arn: topic.arn, policy: tlsOnly("sns:Publish") });
    new sns.TopicSubscription("on-call", {
        topic: topic.arn,
        protocol: "https",
        endpoint: "https://pager.example.com",
    });
    const alarm: Alarm = (name, args, opts) => {
        new cloudwatch.MetricAlarm(
            name,
            {
                comparisonOperator: "GreaterThanThreshold",
                evaluationPeriods: 5,
                datapointsToAlarm: 3,
                period: 60,
                treatMissingData: "notBreaching",
                alarmActions: [topic.arn],
                ...args,
            },
            opts,
        );
    };
    watchService("web", cluster, web, alarm);
    watchService("worker", cluster, worker, alarm);

    const balancer = { namespace: "AWS/ApplicationELB", dimensions: { LoadBalancer: alb.arnSuffix } };
    const latency = { ...balancer, metricName: "TargetResponseTime" };
    alarm("p95", { ...latency, extendedStatistic: "p95", threshold: 0.15 });
    alarm("p99", { ...latency, extendedStatistic: "p99", threshold: 0.4 });
    const errors = { ...balancer, statistic: "Sum", threshold: 5 };
    alarm("target-errors", { ...errors, metricName: "HTTPCode_Target_5XX_Count" });
    alarm("balancer-errors", { ...errors, metricName: "HTTPCode_ELB_5XX_Count" });
    alarm("hosts", {
        ...fewerThanOne,
        namespace: "AWS/ApplicationELB",
        metricName: "HealthyHostCount",
        dimensions: { LoadBalancer: alb.arnSuffix, TargetGroup: group.arnSuffix },
    });
    watchBudget(alb, topic);

    const queue = { namespace: "AWS/SQS", statistic: "Maximum" };
    alarm("age", {
        ...queue,
        metricName: "ApproximateAgeOfOldestMessage",
        dimensions: { QueueName: work.name },
        threshold: 240,
    });
    alarm("letters", {
        ...queue,
        metricName: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: dead.name },
        threshold: 0,
    });

    for (const node of ["001", "002"]) {
        const data = {
            namespace: "AWS/ElastiCache",
            statistic: "Maximum",
            dimensions: { CacheClusterId: pulumi.interpolate`${cache.replicationGroupId}-${node}` },
        };
        alarm(`cache-cpu-${node}`, { ...data, metricName: "EngineCPUUtilization", threshold: 90 });
        alarm(`cache-memory-${node}`, {
            ...data,
            metricName: "DatabaseMemoryUsagePercentage",
            threshold: 80,
        });
    }
}
