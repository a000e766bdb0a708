import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as rds from "@pulumi/aws/rds";
import { within, type Fault } from "./planting";
import type { programs } from "./programs";

/** Another way to write something that is as sound. */
interface Variation extends Fault {
    readonly in: keyof typeof programs;
    readonly what: string;
}

const cross = {
    comparisonOperator: "GreaterThanThreshold",
    evaluationPeriods: 1,
    treatMissingData: "ignore",
};

/** Ways of others that no rule may take for a fault. */
export const variations: readonly Variation[] = [
    {
        what: "a database of another engine, which these migrations are not for",
        in: "raw-resources",
        set: {
            parameters: { parameters: [{ name: "require_secure_transport", value: "ON" }] },
            database: { engine: "aurora-mysql" },
            writer: { engine: "aurora-mysql" },
        },
        without: ["migrate"],
    },
    {
        what: "numbers and flags as text, as YAML has them",
        in: "raw-resources",
        set: {
            key: { enableKeyRotation: "true" },
            front: { enableDeletionProtection: "true" },
            database: { storageEncrypted: "true", deletionProtection: "true", backupRetentionPeriod: "14" },
            tasks: { minCapacity: "2", maxCapacity: "20" },
            log: { retentionInDays: "400" },
            "task-cpu": { threshold: "80", evaluationPeriods: "2", period: "60" },
        },
    },
    {
        what: "policies as objects",
        in: "raw-resources",
        set: {
            policy: {
                policy: {
                    Version: "2012-10-17",
                    Statement: [{ Effect: "Allow", Action: ["s3:GetObject"], Resource: ["*"] }],
                },
            },
        },
    },
    {
        what: "a weighted forward",
        in: "raw-resources",
        set: {
            https: (_, made) => ({
                defaultActions: [
                    {
                        type: "forward",
                        forward: { targetGroups: [{ arn: made("targets", "arn"), weight: 1 }] },
                    },
                ],
            }),
        },
    },
    {
        what: "logs that are kept for good",
        in: "awsx-services",
        set: { "web-logs": { retentionInDays: 0 }, "worker-logs": { retentionInDays: undefined } },
    },
    {
        what: "a daemon, which has no number of tasks",
        in: "raw-resources",
        set: { web: { schedulingStrategy: "DAEMON", desiredCount: undefined } },
        without: ["tasks", "cpu", "memory", "requests"],
    },
    {
        what: "an alarm that opens an incident besides",
        in: "raw-resources",
        set: {
            "db-cpu": (_, made) => ({
                alarmActions: [
                    "arn:aws:ssm:us-east-1:111122223333:opsitem:1#CATEGORY=Availability",
                    made("pager", "arn"),
                ],
            }),
        },
    },
    {
        what: "alarms on what belongs to no resource of the program",
        in: "raw-resources",
        also: (made) => {
            const alarmActions = [made("pager", "arn")];
            new cloudwatch.MetricAlarm("sms", {
                ...cross,
                alarmActions,
                namespace: "AWS/SNS",
                metricName: "SMSMonthToDateSpentUSD",
                statistic: "Maximum",
                period: 3_600,
                threshold: 40,
            });
            new cloudwatch.MetricAlarm("class", {
                ...cross,
                alarmActions,
                namespace: "AWS/RDS",
                metricName: "CPUUtilization",
                dimensions: { DatabaseClass: "db.r6g.large" },
                statistic: "Average",
                period: 60,
                threshold: 90,
            });
        },
    },
    {
        what: "an alarm on what is unusual",
        in: "raw-resources",
        also: (made) => {
            new cloudwatch.MetricAlarm("unusual", {
                ...cross,
                comparisonOperator: "LessThanLowerOrGreaterThanUpperThreshold",
                thresholdMetricId: "band",
                alarmActions: [made("pager", "arn")],
                metricQueries: [
                    { id: "band", expression: "ANOMALY_DETECTION_BAND(p95, 2)", returnData: true },
                    {
                        id: "p95",
                        returnData: true,
                        metric: {
                            namespace: "AWS/ApplicationELB",
                            metricName: "TargetResponseTime",
                            dimensions: { LoadBalancer: made("front", "arnSuffix") },
                            stat: "p95",
                            period: 300,
                        },
                    },
                ],
            });
        },
    },
    {
        what: "a replica, which takes its group, its key and its password from its source",
        in: "awsx-services",
        also: (made) => {
            new rds.Instance("replica", {
                replicateSourceDb: made("database", "arn"),
                instanceClass: "db.t4g.medium",
                publiclyAccessible: false,
                deletionProtection: true,
                skipFinalSnapshot: false,
            });
        },
    },
    {
        what: "a strategy of one provider instead of a launch type",
        in: "several-regions",
        set: {
            "orders-eu-west-1": {
                launchType: undefined,
                capacityProviderStrategies: [{ capacityProvider: "FARGATE", weight: 1 }],
            },
        },
    },
    {
        what: "a bound below which AWS pauses a serverless database",
        in: "several-regions",
        set: {
            "database-eu-west-1": within("serverlessv2ScalingConfiguration", {
                minCapacity: 0,
                secondsUntilAutoPause: 600,
            }),
        },
    },
];
