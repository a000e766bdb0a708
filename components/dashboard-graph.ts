import type { Input } from "@pulumi/pulumi";
import type { Region } from "../strategy/regions";
import type { AlarmSignal } from "./alarm-rule";
import type { MetricEntry, Panel } from "./dashboard-body";

/** A level drawn across a graph: "limit" is a promise or the end of something, "target" is where scaling aims. */
export interface Mark {
    readonly label: string;
    /** In the metric's own unit. */
    readonly value: number;
    readonly kind: "limit" | "target";
}

/** One line of a graph. The metrics of an expression are not drawn themselves. */
export interface Line {
    readonly label: string;
    readonly signal: AlarmSignal;
}

/** A graph over time, from zero upwards. */
export interface Graph {
    readonly title: string;
    /** Where the metrics are; a dashboard itself belongs to no region. */
    readonly region: Region;
    /** What the numbers are, e.g. "seconds". */
    readonly unit: string;
    readonly lines: readonly Line[];
    /** @default none */
    readonly marks?: readonly Mark[];
}

type SingleMetric =
    | Extract<AlarmSignal, { readonly metricName: string }>
    | Extract<AlarmSignal, { readonly metrics: unknown }>["metrics"][string];

/** What a metric that is drawn by itself is shown as. */
type AlarmStatistic = Extract<AlarmSignal, { readonly metricName: string }>["statistic"];

const colours = { limit: "#d13212", target: "#879596" } as const;

/** One minute: the period of the alarms that wake people, so that a graph shows what they saw. */
const periodSeconds = 60;

function entriesOf({ label, signal }: Line): readonly MetricEntry[] {
    const entry = (
        { namespace, metricName, dimensions, statistic }: SingleMetric,
        options: Readonly<Record<string, string | boolean>>,
    ): MetricEntry => [
        namespace,
        metricName,
        ...Object.entries(dimensions).flat(),
        { stat: statistic, ...options },
    ];
    if (!("expression" in signal)) return [entry(signal, { label })];
    return [
        [{ expression: signal.expression, label }],
        ...Object.entries(signal.metrics).map(([id, metric]) => entry(metric, { id, visible: false })),
    ];
}

/** A graph as a panel. */
export function graph({ title, region, unit, lines, marks = [] }: Graph): Panel {
    return {
        type: "metric",
        properties: {
            title,
            region,
            metrics: lines.flatMap(entriesOf),
            view: "timeSeries",
            period: periodSeconds,
            yAxis: { left: { min: 0, label: unit, showUnits: false } },
            ...(marks.length === 0
                ? {}
                : {
                      annotations: {
                          horizontal: marks.map(({ label, value, kind }) => ({
                              label,
                              value,
                              color: colours[kind],
                          })),
                      },
                  }),
        },
    };
}

/** Draws in one region, where everything of a cell is. */
export type Draw = (of: Omit<Graph, "region">) => Panel;

/** Draws graphs of that region's metrics. */
export function graphsIn(region: Region): Draw {
    return (of) => graph({ ...of, region });
}

/** One metric of a namespace as a line. */
export function linesOf(
    namespace: string,
): (
    label: string,
    metricName: string,
    dimensions: Readonly<Record<string, Input<string>>>,
    statistic: AlarmStatistic,
) => Line {
    return (label, metricName, dimensions, statistic) => ({
        label,
        signal: { namespace, metricName, dimensions, statistic },
    });
}

/** A promise, or the end of something. */
export function limit(label: string, value: number): Mark {
    return { label, value, kind: "limit" };
}

/** Where scaling aims. */
export function target(label: string, value: number): Mark {
    return { label, value, kind: "target" };
}
