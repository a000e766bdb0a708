import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ecs from "@pulumi/aws/ecs";
import * as lb from "@pulumi/aws/lb";
import { Provider } from "@pulumi/aws/provider";
import * as sns from "@pulumi/aws/sns";
import assert from "node:assert/strict";
import { rules } from "../../../policies/uptime-alarms/rules";
import { policyResources } from "../../../preview/judge";
import { record } from "../../../preview/recorder";
import { judge } from "../../support/stack-graph";

const inSeconds = (percentile: string, threshold: number): Partial<cloudwatch.MetricAlarmArgs> => ({
    extendedStatistic: percentile,
    threshold,
});

/** What everybody writes: plain resources and alarms, no component of ours. */
function program(p95: Partial<cloudwatch.MetricAlarmArgs>): void {
    const options = { provider: new Provider("ireland", { region: "eu-west-1" }) };
    const alb = new lb.LoadBalancer("front", { internal: true }, options);
    const group = new lb.TargetGroup("tasks", { port: 80, protocol: "HTTP", targetType: "ip" }, options);
    new lb.Listener(
        "https",
        { loadBalancerArn: alb.arn, defaultActions: [{ type: "forward", targetGroupArn: group.arn }] },
        options,
    );
    const cluster = new ecs.Cluster("main", {}, options);
    const service = new ecs.Service("web", { cluster: cluster.id, taskDefinition: "web:1" }, options);
    const topic = new sns.Topic("pager", {}, options);
    new sns.TopicSubscription(
        "mail",
        { topic: topic.arn, protocol: "email", endpoint: "ops@example.com" },
        options,
    );

    const alarm = (name: string, args: Partial<cloudwatch.MetricAlarmArgs>): void => {
        new cloudwatch.MetricAlarm(
            name,
            {
                comparisonOperator: "GreaterThanOrEqualToThreshold",
                evaluationPeriods: 2,
                treatMissingData: "notBreaching",
                alarmActions: [topic.arn],
                ...args,
            },
            options,
        );
    };
    const balancer = { namespace: "AWS/ApplicationELB", period: 60 };
    const whole = { ...balancer, dimensions: { LoadBalancer: alb.arnSuffix } };
    const task = { period: 60, dimensions: { ClusterName: cluster.name, ServiceName: service.name } };
    alarm("p95", { ...whole, metricName: "TargetResponseTime", ...p95 });
    alarm("p99", { ...whole, metricName: "TargetResponseTime", ...inSeconds("p99", 0.5) });
    for (const maker of ["Target", "ELB"]) {
        const metricName = `HTTPCode_${maker}_5XX_Count`;
        alarm(`errors-${maker}`, { ...whole, metricName, statistic: "Sum", threshold: 10 });
    }
    alarm("hosts", {
        ...balancer,
        metricName: "HealthyHostCount",
        dimensions: { LoadBalancer: alb.arnSuffix, TargetGroup: group.arnSuffix },
        statistic: "Minimum",
        comparisonOperator: "LessThanThreshold",
        threshold: 1,
    });
    alarm("cpu", {
        ...task,
        namespace: "AWS/ECS",
        metricName: "CPUUtilization",
        statistic: "Average",
        threshold: 80,
    });
    alarm("memory", {
        ...task,
        namespace: "AWS/ECS",
        metricName: "MemoryUtilization",
        statistic: "Average",
        threshold: 85,
    });
    alarm("tasks", {
        ...task,
        namespace: "ECS/ContainerInsights",
        metricName: "RunningTaskCount",
        statistic: "Minimum",
        comparisonOperator: "LessThanThreshold",
        threshold: 1,
    });
}

async function findings(
    preview: boolean,
    p95: Partial<cloudwatch.MetricAlarmArgs> = inSeconds("p95", 0.2),
): Promise<readonly string[]> {
    const { resources } = await record(
        () => {
            program(p95);
            return Promise.resolve({});
        },
        { project: "shop", stack: "live", preview },
    );
    const graph = policyResources(resources);
    const verdicts = await Promise.all(rules.map((rule) => judge(rule, graph)));
    return verdicts.flatMap(({ violations, undecided }) => [...violations, ...undecided]);
}

describe("uptime-alarms over a program that is not ours", () => {
    it("decides everything before the first update, and passes what is right", async () => {
        assert.deepEqual(await findings(true), []);
    });

    it("passes it with every output known", async () => {
        assert.deepEqual(await findings(false), []);
    });

    it("finds the average that stands in for a percentile before the first update", async () => {
        assert.deepEqual(await findings(true, { statistic: "Average", threshold: 0.5 }), [
            'p95: the alarm for the p95 latency of front is too lax: its statistic is "Average"; it must be p95; its threshold is 0.5; it must be at most 0.2',
            'p95: the statistic of AWS/ApplicationELB TargetResponseTime is "Average"; it must be a percentile such as p95, or a percentile rank such as PR(:0.2)',
        ]);
    });
});
