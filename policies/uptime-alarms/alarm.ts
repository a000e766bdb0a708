import { field, input, itemsOf, numberOf, perStack, textOf, type Reading } from "../graph";
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

function ownMetric(alarm: AlarmFacts): Metric {
    const { resource } = alarm;
    return {
        alarm,
        namespace: textOf(input(resource, "namespace")),
        name: textOf(input(resource, "metricName")),
        statistic: textOf(input(resource, "extendedStatistic")) ?? textOf(input(resource, "statistic")),
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
            dimensions: dimensionsOf(field(metric, "dimensions")),
            property: "metricQueries",
        }));
}

/** Every metric alarm of a stack. */
export const alarmsOf = perStack((stack) => stack.ofType(alarmType).map(readAlarm));

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
