import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type { PlantedFault } from "./fault";

const raw = "raw-resources";
const awsx = "awsx-services";
const regions = "several-regions";

/** One fault or more for each rule of the pack. */
export const alarmFaults: readonly PlantedFault[] = [
    {
        what: "an alarm on CPU that waits too long",
        in: raw,
        rules: ["service-has-its-alarms"],
        set: { "task-cpu": { threshold: 95 } },
    },
    {
        what: "a service whose tasks nobody counts",
        in: regions,
        rules: ["service-has-its-alarms"],
        without: ["billing-tasks-us-west-2"],
    },
    {
        what: "a latency that nobody waits for",
        in: raw,
        rules: ["load-balancer-has-its-alarms"],
        set: { p95: { threshold: 2 } },
    },
    {
        what: "a target group whose tasks nobody counts",
        in: awsx,
        rules: ["load-balancer-has-its-alarms"],
        without: ["hosts"],
    },
    {
        what: "an average that stands in for a percentile",
        in: raw,
        rules: ["latency-alarm-is-a-percentile", "load-balancer-has-its-alarms"],
        set: { p95: { extendedStatistic: undefined, statistic: "Average", threshold: 0.5 } },
        says: [
            'the alarm for the p95 latency of front is too lax: its statistic is "Average"; it must be p95; its threshold is 0.5; it must be at most 0.2 [p95]',
            'the statistic of AWS/ApplicationELB TargetResponseTime is "Average"; it must be a percentile such as p95, or a percentile rank such as PR(:0.2) [p95]',
        ],
    },
    {
        what: "an average beside the percentiles",
        in: awsx,
        rules: ["latency-alarm-is-a-percentile"],
        also: (made) => {
            new cloudwatch.MetricAlarm("average", {
                namespace: "AWS/ApplicationELB",
                metricName: "TargetResponseTime",
                dimensions: { LoadBalancer: made("front-alb", "arnSuffix") },
                statistic: "Average",
                threshold: 0.2,
                comparisonOperator: "GreaterThanThreshold",
                evaluationPeriods: 1,
                period: 60,
                treatMissingData: "ignore",
                alarmActions: [made("pager", "arn")],
            });
        },
    },
    {
        what: "a database whose readers may lag unseen",
        in: raw,
        rules: ["database-has-its-alarms"],
        without: ["db-lag"],
    },
    {
        what: "a serverless database that may reach its end unseen",
        in: regions,
        rules: ["database-has-its-alarms"],
        set: { "db-capacity-eu-west-1": { threshold: 100 } },
    },
    {
        what: "a node of a cache that nobody watches",
        in: awsx,
        rules: ["cache-has-its-alarms"],
        without: ["cache-memory-002"],
    },
    {
        what: "a distribution that nobody watches",
        in: raw,
        rules: ["distribution-has-its-alarms"],
        without: ["cdn-errors"],
    },
    {
        what: "a queue that may wait for an hour",
        in: awsx,
        rules: ["queue-has-an-age-alarm"],
        set: { age: { threshold: 3_600 } },
    },
    {
        what: "dead letters that nobody is told of",
        in: awsx,
        rules: ["dead-letter-queue-has-an-alarm"],
        without: ["letters"],
    },
    {
        what: "dimensions that AWS does not publish",
        in: raw,
        rules: ["alarm-has-published-dimensions"],
        set: {
            "task-memory": (_, made) => ({ dimensions: { ServiceName: made("web", "name") } }),
        },
    },
    {
        what: "a target group where the load balancer belongs",
        in: raw,
        rules: ["alarm-has-published-dimensions"],
        // Whose the value is shows with the update.
        undecided: ["load-balancer-has-its-alarms"],
        set: {
            p99: (_, made) => ({ dimensions: { LoadBalancer: made("targets", "arnSuffix") } }),
        },
    },
    {
        what: "a service's alarm on the service beside it",
        in: awsx,
        rules: ["alarm-watches-its-own-resource", "service-has-its-alarms"],
        set: {
            "worker-CPUUtilization": (_, made) => ({
                dimensions: {
                    ClusterName: made("cluster", "name"),
                    ServiceName: made("web-service", "name"),
                },
            }),
        },
    },
    {
        what: "an alarm on the other region's database",
        in: regions,
        rules: ["alarm-watches-its-own-resource", "cell-refers-to-no-other", "database-has-its-alarms"],
        set: {
            "db-cpu-us-west-2": (_, made) => ({
                dimensions: { DBClusterIdentifier: made("database-eu-west-1", "id") },
            }),
        },
    },
    {
        what: "an alarm that is switched off",
        in: raw,
        rules: ["alarm-notifies"],
        set: { "db-cpu": { actionsEnabled: false } },
    },
    {
        what: "alarms that nobody listens to",
        in: awsx,
        rules: ["alarm-notifies"],
        without: ["on-call"],
    },
    {
        what: "an alarm on CloudFront that is silent about silence",
        in: raw,
        rules: ["alarm-states-silence"],
        set: { "cdn-errors": { treatMissingData: undefined } },
    },
    {
        what: "an alarm that takes an hour",
        in: regions,
        rules: ["alarm-decides-in-time"],
        set: { "orders-cpu-eu-west-1": { evaluationPeriods: 60 } },
    },
    {
        what: "a budget's long window or its short one",
        in: awsx,
        rules: ["burn-rate-pair-is-complete"],
        set: { budget: { alarmRule: 'ALARM("budget-long") OR ALARM("budget-short")' } },
    },
    {
        what: "a budget's long window alone",
        in: awsx,
        rules: ["alarm-notifies", "burn-rate-pair-is-complete"],
        set: { budget: { alarmRule: 'ALARM("budget-long")' } },
    },
    {
        what: "an alarm on CloudFront in another region",
        in: regions,
        rules: ["global-metric-is-watched-in-us-east-1"],
        set: {
            "site-errors": { region: "eu-west-1" },
            "edge-pager": { region: "eu-west-1" },
        },
    },
];
