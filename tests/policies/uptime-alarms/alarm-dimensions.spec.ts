import assert from "node:assert/strict";
import { alarmHasPublishedDimensions as rule } from "../../../policies/uptime-alarms/alarm-dimensions";
import type { GraphResource } from "../../../policies/rule";
import { appliedTo, clean, doubts, judge, refusals, resource } from "../../support/stack-graph";
import { alarm, elsewhere, loadBalancer, mathAlarm, service } from "./fixture";

const on = (metric: string, dimensions: Readonly<Record<string, unknown>>): GraphResource =>
    alarm("alarm", metric, { on: dimensions, above: 1 });

describe("alarm-has-published-dimensions", () => {
    it("passes every set that AWS publishes, with values unknown", async () => {
        const [alb, api] = [loadBalancer(), service()];
        const alarms = [
            on("AWS/ApplicationELB TargetResponseTime", alb.on),
            on("AWS/ApplicationELB HealthyHostCount", alb.onGroup),
            on("AWS/ECS CPUUtilization", api.on),
            on("ECS/ContainerInsights RunningTaskCount", api.on),
            on("AWS/RDS CPUUtilization", { DBClusterIdentifier: "db", Role: "WRITER" }),
            on("AWS/RDS DatabaseConnections", {
                ProxyName: "p",
                TargetGroup: "default",
                TargetRole: "READ_WRITE",
            }),
            on("AWS/ElastiCache CPUUtilization", { CacheClusterId: "c-0001-001", CacheNodeId: "0001" }),
            on("AWS/ElastiCache EngineCPUUtilization", { ReplicationGroupId: "c", Role: "Primary" }),
            on("AWS/ElastiCache EngineCPUUtilization", { ReplicationGroupId: "c", Role: "Replica" }),
            on("AWS/ElastiCache DatabaseMemoryUsageCountedForEvictPercentage", { ReplicationGroupId: "c" }),
            on("AWS/CloudFront 5xxErrorRate", { DistributionId: "E1", Region: "Global" }),
            on("AWS/SQS ApproximateAgeOfOldestMessage", { QueueName: "jobs" }),
        ];
        for (const each of alarms) assert.deepEqual(await judge(rule, [each]), clean);
    });

    it("passes what a namespace has for other purposes, each for its own metrics alone", async () => {
        for (const each of [
            on("AWS/ECS RequestCount", { DiscoveryName: "orders" }),
            on("AWS/ECS TargetResponseTime", {
                ClusterName: "c",
                ServiceName: "s",
                TargetDiscoveryName: "t",
            }),
            on("ECS/ContainerInsights instance_cpu_utilization", {
                ClusterName: "c",
                ContainerInstanceId: "i",
                InstanceId: "i",
            }),
            on("AWS/RDS CPUUtilization", { DatabaseClass: "db.t3.small" }),
            on("AWS/RDS AuroraGlobalDBRPOLag", { DBClusterIdentifier: "c", SourceRegion: "eu-west-1" }),
            on("AWS/Route53 DNSSECInternalFailure", { HostedZoneId: "Z1" }),
            on("AWS/SNS SMSMonthToDateSpentUSD", {}),
            on("AWS/SNS NumberOfNotificationsFailed", { Application: "app", Platform: "GCM" }),
            on("AWS/ApplicationELB RequestCountPerTarget", { TargetGroup: "targetgroup/web/0123" }),
        ]) {
            assert.deepEqual(await judge(rule, [each]), clean);
        }
        assert.deepEqual(
            await judge(rule, [on("AWS/CertificateManager DaysToExpiry", { DomainName: "app.example.com" })]),
            refusals(
                "alarm: AWS/CertificateManager DaysToExpiry has dimensions DomainName; AWS publishes it under CertificateArn",
            ),
        );
        assert.deepEqual(
            await judge(rule, [on("AWS/SNS NumberOfNotificationsFailed", {})]),
            refusals(
                "alarm: AWS/SNS NumberOfNotificationsFailed has dimensions none; AWS publishes it under TopicName",
            ),
        );
    });

    it("refuses what AWS publishes of a cache's nodes, but not of the whole cache", async () => {
        const sets = "CacheClusterId or CacheClusterId+CacheNodeId or";
        assert.deepEqual(
            await judge(rule, [on("AWS/ElastiCache CPUUtilization", { ReplicationGroupId: "c" })]),
            refusals(
                "alarm: AWS/ElastiCache CPUUtilization has dimensions ReplicationGroupId; " +
                    `AWS publishes it under ${sets} clusterId`,
            ),
        );
        assert.deepEqual(
            await judge(rule, [on("AWS/ElastiCache EngineCPUUtilization", { ReplicationGroupId: "c" })]),
            refusals(
                "alarm: AWS/ElastiCache EngineCPUUtilization has dimensions ReplicationGroupId; " +
                    `AWS publishes it under ${sets} ReplicationGroupId+Role or clusterId`,
            ),
        );
        const node = { CacheClusterId: "c-0001-001", CacheNodeId: "c-0001-001" };
        assert.deepEqual(
            await judge(rule, [on("AWS/ElastiCache CPUUtilization", node)]),
            refusals(
                'alarm: AWS/ElastiCache CPUUtilization: dimension CacheNodeId is "c-0001-001"; it must be the node\'s number, 0001',
            ),
        );
        const role = { ReplicationGroupId: "c", Role: "WRITER" };
        assert.deepEqual(
            await judge(rule, [on("AWS/ElastiCache EngineCPUUtilization", role)]),
            refusals(
                'alarm: AWS/ElastiCache EngineCPUUtilization: dimension Role is "WRITER"; it must be "Primary" or "Replica"',
            ),
        );
    });

    it("refuses the strategy's own samples, which have no dimensions", async () => {
        assert.deepEqual(
            await judge(rule, [on("AWS/ECS CPUUtilization", {})]),
            refusals(
                "alarm: AWS/ECS CPUUtilization has dimensions none; AWS publishes it under ClusterName or ClusterName+ServiceName",
            ),
        );
        const bare = alarm("alarm", "AWS/SQS NumberOfMessagesSent", {
            on: {},
            but: { dimensions: undefined },
        });
        assert.deepEqual(
            await judge(rule, [bare]),
            refusals(
                "alarm: AWS/SQS NumberOfMessagesSent has dimensions none; AWS publishes it under QueueName",
            ),
        );
    });

    it("refuses sets that AWS does not publish", async () => {
        assert.deepEqual(
            await judge(rule, [on("AWS/ECS CPUUtilization", { ServiceName: "api" })]),
            refusals(
                "alarm: AWS/ECS CPUUtilization has dimensions ServiceName; AWS publishes it under ClusterName or ClusterName+ServiceName",
            ),
        );
        assert.deepEqual(
            await judge(rule, [on("AWS/ApplicationELB HealthyHostCount", { LoadBalancer: "app/a/1" })]),
            refusals(
                "alarm: AWS/ApplicationELB HealthyHostCount has dimensions LoadBalancer; AWS publishes it under LoadBalancer+TargetGroup or AvailabilityZone+LoadBalancer+TargetGroup",
            ),
        );
    });

    it("refuses an ARN or a name where a suffix is wanted, inside expressions too", async () => {
        const arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/a/1";
        const message = `dimension LoadBalancer is "${arn}"; it must be arnSuffix, app/<name>/<id>`;
        assert.deepEqual(
            await judge(rule, [on("AWS/ApplicationELB RequestCount", { LoadBalancer: arn })]),
            refusals(`alarm: AWS/ApplicationELB RequestCount: ${message}`),
        );
        const metrics = { all: ["AWS/ApplicationELB RequestCount", { LoadBalancer: arn }, "Sum"] } as const;
        assert.deepEqual(
            await judge(rule, [mathAlarm("math", "all * 2", metrics, 1)]),
            refusals(`math: AWS/ApplicationELB RequestCount: ${message}`),
        );
        for (const [metric, dimensions, wrong] of [
            [
                "AWS/ECS CPUUtilization",
                { ClusterName: "arn:aws:ecs:eu-west-1:1:cluster/c", ServiceName: "s" },
                `dimension ClusterName is "arn:aws:ecs:eu-west-1:1:cluster/c"; it must be the cluster's name`,
            ],
            [
                "AWS/SQS ApproximateAgeOfOldestMessage",
                { QueueName: "https://sqs.eu-west-1.amazonaws.com/1/jobs" },
                `dimension QueueName is "https://sqs.eu-west-1.amazonaws.com/1/jobs"; it must be the queue's name`,
            ],
            [
                "AWS/CloudFront 5xxErrorRate",
                { DistributionId: "E1", Region: "us-east-1" },
                `dimension Region is "us-east-1"; it must be "Global"`,
            ],
            [
                "AWS/ApplicationELB HealthyHostCount",
                { LoadBalancer: "app/a/1", TargetGroup: "api" },
                `dimension TargetGroup is "api"; it must be arnSuffix, targetgroup/<name>/<id>`,
            ],
        ] as const) {
            assert.deepEqual(
                await judge(rule, [on(metric, dimensions)]),
                refusals(`alarm: ${metric}: ${wrong}`),
            );
        }
    });

    it("says nothing about metrics of one's own", async () => {
        assert.deepEqual(await judge(rule, [on("Shop orders", {})]), clean);
        assert.deepEqual(await judge(rule, [resource("aws:sns/topic:Topic", "topic")]), clean);
    });

    it("cannot decide where not even the keys are known", async () => {
        const but = { dimensions: appliedTo(elsewhere) };
        assert.deepEqual(
            await judge(rule, [alarm("alarm", "AWS/ECS CPUUtilization", { on: {}, but })]),
            doubts("alarm: its dimensions are not known before the update"),
        );
        const queries = resource("aws:cloudwatch/metricAlarm:MetricAlarm", "math", {
            metricQueries: appliedTo(elsewhere),
        });
        assert.deepEqual(
            await judge(rule, [queries]),
            doubts("math: its metricQueries are not known before the update"),
        );
    });
});
