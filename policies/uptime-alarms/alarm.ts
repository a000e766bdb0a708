import { field, input, itemsOf, numberOf, perStack, shown, textOf, type Reading } from "../graph";
import { unknown, type GraphResource } from "../rule";

export const alarmType = "aws:cloudwatch/metricAlarm:MetricAlarm";
export const compositeType = "aws:cloudwatch/compositeAlarm:CompositeAlarm";

/** One metric that an alarm reads, by itself or as a part of an expression. */
export interface Metric {
    readonly alarm: AlarmFacts;
    readonly namespace: Reading<string>;
    readonly name: Reading<string>;
    /** "Average", "p95", …; percentiles and plain statistics alike. */
    readonly statistic: Reading<string>;
    /** What AWS refuses about where the statistic stands; undefined where nothing. */
    readonly refusal: string | undefined;
    /** Values by key; {@link unknown} where not even the keys are known. */
    readonly dimensions: ReadonlyMap<string, Reading<string>> | typeof unknown;
    /** The property of the alarm that the dimensions stand in, whose sources are those of the values. */
    readonly property: "dimensions" | "metricQueries";
}

/** What an alarm compares, read once. */
export interface AlarmFacts {
    readonly resource: GraphResource;
    /** Expression whose value is compared; undefined where one metric's is. */
    readonly expression: Reading<string>;
    readonly threshold: Reading<number>;
    readonly comparison: Reading<string>;
}

/** A metric alarm with every metric that it reads. */
export interface Alarm extends AlarmFacts {
    readonly metrics: readonly Metric[] | typeof unknown;
}

function dimensionsOf(value: unknown): Metric["dimensions"] {
    if (value === unknown) return unknown;
    if (typeof value !== "object" || value === null) return new Map();
    return new Map(Object.keys(value).map((key) => [key, textOf(field(value, key))]));
}

function isReturned(query: unknown): boolean {
    const returned = field(query, "returnData");
    return returned === true || returned === "true";
}

function readAlarm(resource: GraphResource): Alarm {
    const queries = itemsOf(input(resource, "metricQueries"));
    const facts: AlarmFacts = {
        resource,
        expression: queries === unknown ? unknown : textOf(field(queries.find(isReturned), "expression")),
        threshold: numberOf(input(resource, "threshold")),
        comparison: textOf(input(resource, "comparisonOperator")),
    };
    if (queries === unknown) return { ...facts, metrics: unknown };
    return { ...facts, metrics: queries.length === 0 ? [ownMetric(facts)] : queriedMetrics(facts, queries) };
}

/** All that `statistic` takes; a percentile goes to `extendedStatistic` (CloudWatch API, PutMetricAlarm). */
const plainStatistics = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"];

function refusalOf(plain: Reading<string>): string | undefined {
    if (typeof plain !== "string" || plainStatistics.includes(plain)) return undefined;
    return `statistic is ${shown(plain)}; it must be ${plainStatistics.join(", ")}, and a percentile belongs in extendedStatistic`;
}

function ownMetric(alarm: AlarmFacts): Metric {
    const { resource } = alarm;
    const plain = textOf(input(resource, "statistic"));
    return {
        alarm,
        namespace: textOf(input(resource, "namespace")),
        name: textOf(input(resource, "metricName")),
        statistic: textOf(input(resource, "extendedStatistic")) ?? plain,
        refusal: refusalOf(plain),
        dimensions: dimensionsOf(input(resource, "dimensions")),
        property: "dimensions",
    };
}

function queriedMetrics(alarm: AlarmFacts, queries: readonly unknown[]): readonly Metric[] {
    return queries
        .map((query) => field(query, "metric"))
        .filter((metric) => metric !== undefined)
        .map((metric) => ({
            alarm,
            namespace: textOf(field(metric, "namespace")),
            name: textOf(field(metric, "metricName")),
            statistic: textOf(field(metric, "stat")),
            refusal: undefined,
            dimensions: dimensionsOf(field(metric, "dimensions")),
            property: "metricQueries",
        }));
}

/** Every metric alarm of a stack. */
export const alarmsOf = perStack((stack) => stack.ofType(alarmType).map(readAlarm));

/** Alarms of a stack of which not even the metrics are known before the update. */
export const blindAlarmsOf = perStack((stack) =>
    alarmsOf(stack).filter(({ metrics }) => metrics === unknown),
);

/** Metrics of a stack's alarms by "namespace metric name". */
export const metricsByName = perStack((stack) => {
    const found = new Map<string, Metric[]>();
    for (const { metrics } of alarmsOf(stack)) {
        if (metrics === unknown) continue;
        for (const metric of metrics) {
            const key = metricKey(metric.namespace, metric.name);
            const namesakes = found.get(key);
            if (namesakes === undefined) found.set(key, [metric]);
            else namesakes.push(metric);
        }
    }
    return found;
});

/** How a metric is looked up and shown: "AWS/ECS CPUUtilization". */
export function metricKey(namespace: Reading<string>, name: Reading<string>): string {
    const part = (text: Reading<string>): string => (typeof text === "string" ? text : "?");
    return `${part(namespace)} ${part(name)}`;
}
