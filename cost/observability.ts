import { amounts, type Amounts } from "../capacity/scenario";
import { tasksOf } from "./compute";
import { always, type Charge, type Priced, type Pricer, type Pricers, type Pricing } from "./pricing";
import { fieldOf, inputAt, listAt, numberAt, textAt } from "../preview/input-reading";
import { runsOf } from "./schedule";

const serviceType = "aws:ecs/service:Service";

/** An anomaly alarm watches the metric and both ends of its band ("Amazon CloudWatch pricing"). */
const metricsOfAnomaly = 3;

/** Seconds below which an alarm is of high resolution. */
const standardPeriod = 60;

/** Metrics that a list of queries reads; a standing expression reads none of its own. */
function metricsIn(queries: readonly unknown[], metricField: string): number {
    return queries.filter((query) => fieldOf(query, metricField) !== undefined).length;
}

const metricAlarm: Pricer = ({ resource }) => {
    const queries = listAt(resource, "metricQueries");
    const isAnomaly = inputAt(resource, "thresholdMetricId") !== undefined || queries.some(isBand);
    const read = queries.length === 0 ? 1 : metricsIn(queries, "metric");
    const period = numberAt(resource, "period") ?? standardPeriod;
    const resolution = period < standardPeriod ? "highResolution" : "standard";
    return [
        {
            service: "Alarms",
            what: isAnomaly ? "anomaly alarms" : "alarms",
            priceKey: `cloudwatch.alarm.${resolution}.month`,
            quantity: always(isAnomaly ? metricsOfAnomaly * Math.max(read, 1) : read),
        },
    ];
};

const isBand = (query: unknown): boolean => {
    const expression = fieldOf(query, "expression");
    return typeof expression === "string" && expression.includes("ANOMALY_DETECTION_BAND");
};

const compositeAlarm: Pricer = () => [
    {
        service: "Alarms",
        what: "composite alarms",
        priceKey: "cloudwatch.alarm.composite.month",
        quantity: always(1),
    },
];

/**
 * Alarms that a target-tracking policy makes by itself: one for out, one for in ("put-scaling-policy", AWS CLI, shows
 * both). One over several metrics is billed for each.
 */
const alarmsPerPolicy = 2;

const scalingPolicy: Pricer = ({ resource }) => {
    const custom = listAt(
        resource,
        "targetTrackingScalingPolicyConfiguration.customizedMetricSpecification.metrics",
    );
    const metrics = custom.length === 0 ? 1 : metricsIn(custom, "metricStat");
    return textAt(resource, "policyType") === "TargetTrackingScaling"
        ? [
              {
                  service: "Alarms",
                  what: "alarms of autoscaling",
                  priceKey: "cloudwatch.alarm.standard.month",
                  quantity: always(alarmsPerPolicy * metrics),
              },
          ]
        : [];
};

const dashboard: Pricer = () => [
    {
        service: "Metrics",
        what: "dashboards",
        priceKey: "cloudwatch.dashboard.month",
        quantity: always(1),
    },
];

const logMetricFilter: Pricer = () => [
    {
        service: "Metrics",
        what: "metrics from logs",
        priceKey: "cloudwatch.metric.custom.month",
        quantity: always(1),
    },
];

/** How many metrics Container Insights makes of a cluster. */
interface InsightMetrics {
    readonly cluster: number;
    readonly service: number;
    /** For the tasks of each definition. */
    readonly family: number;
    readonly task: number;
}

/**
 * Without enhanced observability, on Fargate: ten (CPU, memory and ephemeral storage used and reserved; network and storage
 * both ways) of a cluster, a service and a family, and counts beside them, three and five ("Amazon ECS Container Insights
 * metrics", CloudWatch user guide).
 */
const standardInsights: InsightMetrics = { cluster: 13, service: 15, family: 10, task: 0 };

/**
 * With it, for tasks of one container with a health check: 13 of tasks (those ten and three utilizations) and 11 of
 * containers (CPU and memory with utilization, network, storage, health) for a cluster, a service and a family, with two and
 * five counts; and for each task by its service and by its family ("Amazon ECS Container Insights with enhanced
 * observability metrics", CloudWatch user guide).
 */
const enhancedInsights: InsightMetrics = { cluster: 26, service: 29, family: 24, task: 2 * (13 + 11) };

function insightCount(priced: Priced, pricing: Pricing, metrics: InsightMetrics): Amounts {
    const { resource, inCell } = priced;
    const services = pricing.graph.pointingTo(resource, serviceType);
    const fixed = metrics.cluster + services.length * (metrics.service + metrics.family);
    const tasks = services.flatMap((service) => tasksOf(service, inCell?.plan, pricing) ?? []);
    return amounts((scenario) => tasks.reduce((sum, one) => sum + one[scenario] * metrics.task, fixed));
}

const ecsCluster: Pricer = (priced, pricing) => {
    const setting = listAt(priced.resource, "settings").find(
        (one) => fieldOf(one, "name") === "containerInsights",
    );
    const level = fieldOf(setting, "value");
    const charge = { service: "Metrics", what: "Container Insights" };
    if (level === "enhanced") {
        const quantity = insightCount(priced, pricing, enhancedInsights);
        return [{ ...charge, priceKey: "cloudwatch.containerInsights.enhanced.ecs.metricMonth", quantity }];
    }
    return level === "enabled"
        ? [
              {
                  ...charge,
                  priceKey: "cloudwatch.metric.custom.month",
                  quantity: insightCount(priced, pricing, standardInsights),
              },
          ]
        : [];
};

const mebibytesPerGigabyte = 1024;

/** A canary's run, and the function that runs it; CloudWatch Synthetics takes x86 only. */
const canary: Pricer = ({ resource }, { assumed }) => {
    const runs = runsOf(textAt(resource, "schedule.expression"));
    const memory = numberAt(resource, "runConfig.memoryInMb") ?? 960; // AWS's default
    const of = (each: number): Charge["quantity"] => (runs === undefined ? undefined : always(runs * each));
    return [
        { service: "Canaries", what: "runs", priceKey: "cloudwatch.synthetics.canaryRun", quantity: of(1) },
        {
            service: "Canaries",
            what: "GB-seconds",
            priceKey: "lambda.x86.gbSecond",
            quantity: of((assumed.canarySeconds * memory) / mebibytesPerGigabyte),
        },
        {
            service: "Canaries",
            what: "invocations",
            priceKey: "lambda.requests.perMillion",
            quantity: of(1 / 1e6),
        },
    ];
};

export const observabilityPricers: Pricers = {
    "aws:cloudwatch/metricAlarm:MetricAlarm": metricAlarm,
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": compositeAlarm,
    "aws:appautoscaling/policy:Policy": scalingPolicy,
    "aws:cloudwatch/dashboard:Dashboard": dashboard,
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": logMetricFilter,
    "aws:ecs/cluster:Cluster": ecsCluster,
    "aws:synthetics/canary:Canary": canary,
};
