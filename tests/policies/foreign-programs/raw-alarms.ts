import type * as cloudfront from "@pulumi/aws/cloudfront";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as ecs from "@pulumi/aws/ecs";
import type * as kms from "@pulumi/aws/kms";
import type * as lb from "@pulumi/aws/lb";
import type * as rds from "@pulumi/aws/rds";
import * as sns from "@pulumi/aws/sns";
import { tlsOnly } from "./policies";

/** What the program of raw resources watches. */
interface Watched {
    readonly alb: lb.LoadBalancer;
    readonly group: lb.TargetGroup;
    readonly cluster: ecs.Cluster;
    readonly web: ecs.Service;
    readonly db: rds.Cluster;
    readonly cdn: cloudfront.Distribution;
    readonly key: kms.Key;
}

type Args = Partial<cloudwatch.MetricAlarmArgs>;

/** A topic with somebody who listens. */
function pager(name: string, args: sns.TopicArgs): sns.Topic {
    const topic = new sns.Topic(name, { policy: tlsOnly("sns:Publish"), ...args });
    new sns.TopicSubscription(`${name}-mail`, {
        topic: topic.arn,
        protocol: "email",
        endpoint: "ops@example.com",
        ...(args.region === undefined ? {} : { region: args.region }),
    });
    return topic;
}

const fewerThanOne: Args = {
    statistic: "Minimum",
    comparisonOperator: "LessThanThreshold",
    threshold: 1,
    treatMissingData: "breaching",
};

/** The alarms, each written out. */
export function watchByHand({ alb, group, cluster, web, db, cdn, key }: Watched): void {
    const topic = pager("pager", { kmsMasterKeyId: key.id });
    const alarm = (name: string, args: Args): void => {
        new cloudwatch.MetricAlarm(name, {
            comparisonOperator: "GreaterThanOrEqualToThreshold",
            evaluationPeriods: 2,
            treatMissingData: "notBreaching",
            alarmActions: [topic.arn],
            period: 60,
            ...args,
        });
    };
    const balancer = { namespace: "AWS/ApplicationELB", dimensions: { LoadBalancer: alb.arnSuffix } };
    const latency = { ...balancer, metricName: "TargetResponseTime" };
    alarm("p95", { ...latency, extendedStatistic: "p95", threshold: 0.2 });
    alarm("p99", { ...latency, extendedStatistic: "p99", threshold: 0.5 });
    for (const maker of ["Target", "ELB"]) {
        const metricName = `HTTPCode_${maker}_5XX_Count`;
        alarm(`errors-${maker}`, { ...balancer, metricName, statistic: "Sum", threshold: 10 });
    }
    alarm("hosts", {
        ...fewerThanOne,
        namespace: "AWS/ApplicationELB",
        metricName: "HealthyHostCount",
        dimensions: { LoadBalancer: alb.arnSuffix, TargetGroup: group.arnSuffix },
    });
    const task = { dimensions: { ClusterName: cluster.name, ServiceName: web.name } };
    const used = { namespace: "AWS/ECS", statistic: "Average" };
    alarm("task-cpu", { ...task, ...used, metricName: "CPUUtilization", threshold: 80 });
    alarm("task-memory", { ...task, ...used, metricName: "MemoryUtilization", threshold: 85 });
    alarm("task-count", {
        ...task,
        ...fewerThanOne,
        namespace: "ECS/ContainerInsights",
        metricName: "RunningTaskCount",
    });
    const data = {
        namespace: "AWS/RDS",
        statistic: "Maximum",
        dimensions: { DBClusterIdentifier: db.clusterIdentifier },
    };
    alarm("db-cpu", { ...data, metricName: "CPUUtilization", threshold: 80 });
    alarm("db-connections", { ...data, metricName: "DatabaseConnections", threshold: 800 });
    alarm("db-lag", { ...data, metricName: "AuroraReplicaLag", threshold: 1_000 });

    // CloudFront reports to us-east-1, where an alarm notifies topics of that region only.
    const edgePager = pager("edge-pager", { region: "us-east-1", kmsMasterKeyId: "alias/edge" });
    alarm("cdn-errors", {
        region: "us-east-1",
        namespace: "AWS/CloudFront",
        metricName: "5xxErrorRate",
        dimensions: { DistributionId: cdn.id, Region: "Global" },
        statistic: "Average",
        threshold: 0.1,
        alarmActions: [edgePager.arn],
    });
}
