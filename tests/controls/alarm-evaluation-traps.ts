import { alarm, metricsOf, single } from "./alarm-metrics";
import {
    listAt,
    statements,
    textsAt,
    withInputs,
    withNode,
    withValues,
    type Control,
    type Graph,
    type Node,
} from "./control";

const topicPolicy = "aws:sns/topicPolicy:TopicPolicy";

const statistics = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"];
/** Share of samples below a value ("PR(:0.2)", CloudWatch user guide, "Statistics definitions"). */
const percentileRank = /^PR\([\d.]*:[\d.]*\)$/;
const percentile = /^p(\d{1,2}(\.\d+)?|100)$/;

/** What an alarm says of its one metric, and may not say beside a list of queries. */
const ownFields = [
    "metricName",
    "namespace",
    "period",
    "statistic",
    "extendedStatistic",
    "dimensions",
    "unit",
];

const isExpression = (node: Node): boolean => !single(node);

/** Periods that PutMetricAlarm takes; those below a minute are for metrics of high resolution. */
const isPeriod = (seconds: number): boolean =>
    [10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0 && seconds <= 86_400);

const day = 86_400;

/** Metrics of something that reports as long as it lives: their silence is the fault itself. */
const heartbeats = new Set([
    ...["CPUUtilization", "MemoryUtilization", "RunningTaskCount", "HealthyHostCount", "HealthCheckStatus"],
    ...["FreeableMemory", "FreeLocalStorage", "DatabaseConnections", "AuroraReplicaLag", "ACUUtilization"],
    ...["EngineCPUUtilization", "DatabaseMemoryUsagePercentage", "AuroraGlobalDBReplicationLag"],
    ...["DatabaseMemoryUsageCountedForEvictPercentage", "NumberOfCopyJobsCompleted", "SuccessPercent"],
]);

/** Whether the cell's cache is autoscaled. */
function isScaledCache(graph: Graph, { stack }: Node): boolean {
    return graph
        .ofType("aws:appautoscaling/target:Target")
        .some((target) => target.stack === stack && target.inputs.serviceNamespace === "elasticache");
}

/** What silence means to an alarm: all is well where only events are counted, or another alarm sees it. */
function silence(node: Node, graph: Graph): string {
    // Autoscaling takes nodes away, and the group's own alarms hear when one is missed.
    const isNode = metricsOf(node).some(({ dimensions }) => dimensions.CacheClusterId !== undefined);
    if (isNode && isScaledCache(graph, node)) return "notBreaching";
    const metrics = metricsOf(node).map(({ metricName }) => metricName);
    const tooMany = String(node.inputs.comparisonOperator).startsWith("GreaterThan");
    if (!single(node) || (tooMany && metrics.includes("RunningTaskCount"))) return "notBreaching";
    return metrics.every((metric) => heartbeats.has(metric)) ? "breaching" : "notBreaching";
}

/** A change of the queries of an alarm. */
function queriesWith(change: (query: Readonly<Record<string, unknown>>) => object): Control["broken"] {
    return (graph, subject) =>
        withValues(graph, subject, { metricQueries: listAt(subject, "metricQueries").map(change) });
}

/** How alarms judge and whom they tell (traps J). */
export const evaluationTraps: readonly Control[] = [
    {
        ids: ["J3"],
        promise: "alarm on one metric has a statistic, or a percentile where percentiles go, and not both",
        type: alarm,
        where: single,
        keeps: ({ inputs }) =>
            inputs.extendedStatistic === undefined
                ? statistics.includes(inputs.statistic as string)
                : inputs.statistic === undefined && percentile.test(inputs.extendedStatistic as string),
        broken: { statistic: "p95", extendedStatistic: undefined },
    },
    {
        ids: ["J3"],
        promise: "alarm on a percentile leaves out periods with too few requests to have one",
        type: alarm,
        where: ({ inputs }) => inputs.extendedStatistic !== undefined,
        keeps: ({ inputs }) => inputs.evaluateLowSampleCountPercentiles === "ignore",
        broken: { evaluateLowSampleCountPercentiles: undefined },
    },
    {
        ids: ["J3", "J4"],
        promise: "alarm on an expression says of each query metric or expression, and which one counts",
        type: alarm,
        where: isExpression,
        keeps: (node) => {
            const queries = listAt(node, "metricQueries");
            return (
                queries.every(
                    ({ metric, expression }) => (metric === undefined) !== (expression === undefined),
                ) &&
                // An anomaly is measured between two values that count: the metric's and the band's.
                queries.filter(({ returnData }) => returnData === true).length ===
                    (node.inputs.thresholdMetricId === undefined ? 1 : 2) &&
                new Set(queries.map(({ id }) => id)).size === queries.length &&
                metricsOf(node).every(
                    ({ statistic }) =>
                        statistics.includes(String(statistic)) ||
                        percentile.test(String(statistic)) ||
                        percentileRank.test(String(statistic)),
                )
            );
        },
        broken: queriesWith((query) => ({ ...query, returnData: true })),
    },
    {
        ids: ["J4"],
        promise: "alarm on an expression has no metric of its own beside it",
        type: alarm,
        where: isExpression,
        keeps: ({ inputs }) => ownFields.every((field) => inputs[field] === undefined),
        broken: { period: 60 },
    },
    {
        ids: ["J5"],
        promise: "alarm looks at whole minutes, over a day at most, or a week by the hour",
        type: alarm,
        keeps: (node) =>
            metricsOf(node).every(({ period }) => {
                const window = period * Number(node.inputs.evaluationPeriods);
                return isPeriod(period) && window <= (period >= 3_600 ? 7 * day : day);
            }) && Number(node.inputs.datapointsToAlarm) <= Number(node.inputs.evaluationPeriods),
        broken: { period: 60, evaluationPeriods: 4_320 },
    },
    {
        ids: ["J14"],
        promise: "alarm keeps within ten metrics, 1,024 characters of expression and five actions of a kind",
        type: alarm,
        keeps: (node) =>
            metricsOf(node).length <= 10 &&
            listAt(node, "metricQueries").every(
                ({ expression }) =>
                    expression === undefined ||
                    (typeof expression === "string" &&
                        expression.length <= 1_024 &&
                        !/\bSEARCH\s*\(/.test(expression)),
            ) &&
            ["alarmActions", "okActions", "insufficientDataActions"].every(
                (actions) => textsAt(node, actions).length <= 5,
            ),
        broken: { okActions: Array.from({ length: 6 }, (_, index) => `arn:${String(index)}`) },
    },
    {
        ids: ["J12"],
        promise: "alarm takes the silence of what always reports for a fault, and no other silence",
        type: alarm,
        keeps: (node, graph) => node.inputs.treatMissingData === silence(node, graph),
        broken: (graph, subject) =>
            withInputs(graph, subject, {
                treatMissingData: silence(subject, graph) === "breaching" ? "notBreaching" : "breaching",
            }),
    },
    {
        // FILL makes a zero of the latest period while it is not published, so that every period is never bad.
        ids: ["J4"],
        promise: "alarm that fills in zeros asks for fewer periods than it looks at",
        type: alarm,
        where: (node) =>
            Number(node.inputs.evaluationPeriods) > 1 &&
            JSON.stringify(node.inputs.metricQueries ?? "").includes("FILL("),
        keeps: ({ inputs }) => Number(inputs.datapointsToAlarm) < Number(inputs.evaluationPeriods),
        broken: { datapointsToAlarm: undefined },
    },
    {
        ids: ["J6"],
        promise: "alarm tells a topic of its own region",
        type: alarm,
        keeps: (node) =>
            ["alarmActions", "okActions", "insufficientDataActions"]
                .flatMap((actions) => textsAt(node, actions))
                .every((arn) => arn.split(":")[3] === node.region),
        broken: (graph, subject) =>
            withValues(graph, subject, {
                okActions: ["arn:aws:sns:sa-east-1:111122223333:edge-alarms-topic"],
            }),
    },
    {
        // A policy replaces the topic's own, which let the account in: CloudWatch must be named again.
        ids: ["J9"],
        promise: "topic has a policy that lets this account's alarms publish",
        type: "aws:sns/topic:Topic",
        keeps: (node, graph) => {
            const policies = graph.usersOf(node, topicPolicy, "arn");
            return (
                policies.length === 1 &&
                policies
                    .flatMap((policy) => statements(policy))
                    .some(
                        ({ effect, principals, actions, condition }) =>
                            effect === "Allow" &&
                            principals.includes("cloudwatch.amazonaws.com") &&
                            actions.includes("sns:Publish") &&
                            condition.StringEquals?.["aws:SourceAccount"] !== undefined,
                    )
            );
        },
        broken: (graph, subject) =>
            graph.usersOf(subject, topicPolicy, "arn").flatMap((policy) =>
                withValues(graph, policy, {
                    policy: String(policy.inputs.policy).replace("cloudwatch.", "budgets."),
                }),
            ),
    },
    {
        // A rule that names an alarm by a literal is saved before the alarm exists, and refused.
        ids: ["J7"],
        promise: "composite alarm takes the name of every alarm in its rule from that alarm",
        type: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
        keeps: (node, graph) => {
            const rule = String(node.inputs.alarmRule);
            const named = new Set([...rule.matchAll(/ALARM\("?([^")]+)"?\)/g)].map(([, name]) => name));
            const sources = [alarm, "aws:cloudwatch/compositeAlarm:CompositeAlarm"].flatMap((type) =>
                graph.sourcesOf(node, type, "alarmRule"),
            );
            return (
                named.size > 0 &&
                named.size === new Set(sources).size &&
                named.size <= 100 &&
                rule.length <= 10_240 &&
                sources.every(({ region }) => region === node.region)
            );
        },
        broken: withNode(({ sources }) => ({ sources: { ...sources, alarmRule: [] } })),
    },
    {
        ids: ["J17"],
        promise: "alarm on an anomaly has a band and no number to be beyond",
        type: alarm,
        where: ({ inputs }) => inputs.thresholdMetricId !== undefined,
        keeps: ({ inputs }) =>
            inputs.threshold === undefined &&
            /^(GreaterThanUpper|LessThanLower|LessThanLowerOrGreaterThanUpper)Threshold$/.test(
                String(inputs.comparisonOperator),
            ) &&
            listAt({ inputs } as Node, "metricQueries").some(({ id }) => id === inputs.thresholdMetricId),
        broken: { threshold: 1 },
    },
];
