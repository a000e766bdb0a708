import { listAt, type Node } from "./control";

/** Type of the alarms that read metrics. */
export const alarm = "aws:cloudwatch/metricAlarm:MetricAlarm";

/** One metric that an alarm reads, alone or inside an expression. */
export interface Metric {
    readonly namespace: string;
    readonly metricName: string;
    readonly dimensions: Readonly<Record<string, string>>;
    /** A percentile as well as one of CloudWatch's five. */
    readonly statistic: unknown;
    readonly period: number;
}

/** All metrics that an alarm reads. */
export function metricsOf(node: Node): readonly Metric[] {
    const queries = listAt(node, "metricQueries");
    const parts = queries.length === 0 ? [node.inputs] : queries.map(({ metric }) => metric);
    return (parts as readonly (Readonly<Record<string, unknown>> | undefined)[])
        .filter((part) => part !== undefined)
        .map((part) => ({
            namespace: String(part.namespace),
            metricName: String(part.metricName),
            dimensions: (part.dimensions ?? {}) as Metric["dimensions"],
            statistic: part.stat ?? part.statistic ?? part.extendedStatistic,
            period: Number(part.period),
        }));
}

/** Whether an alarm reads a metric, or any of a namespace. */
export const reads =
    (namespace: string, metricName?: string) =>
    (node: Node): boolean =>
        metricsOf(node).some(
            (metric) =>
                metric.namespace === namespace && (metricName ?? metric.metricName) === metric.metricName,
        );

/** Whether an alarm reads one metric and no expression. */
export const single = ({ inputs }: Node): boolean => inputs.metricQueries === undefined;
