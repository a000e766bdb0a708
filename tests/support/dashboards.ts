import type { DashboardBody, Panel, Widget } from "../../components/dashboard-body";

/** A widget with graphs. */
export type GraphWidget = Extract<Widget, { readonly type: "metric" }>;

/** The graphs of a dashboard, in its order. */
export function graphsOf({ widgets }: DashboardBody): readonly GraphWidget[] {
    return widgets.filter((widget): widget is GraphWidget => widget.type === "metric");
}

/** What a widget is headed by, without the marks of a heading. */
export function titleOf({ type, properties }: Panel): string {
    return type === "text" ? properties.markdown.replace(/^#+ /, "") : properties.title;
}

/** A metric as it stands in a body: namespace, name, dimensions and options. */
export interface ShownMetric {
    readonly namespace: string;
    readonly metricName: string;
    readonly dimensions: Readonly<Record<string, string>>;
    readonly options: Readonly<Record<string, unknown>>;
}

/** The metrics of a graph, read back from their arrays; expressions are left out. */
export function metricsOf({ properties }: GraphWidget): readonly ShownMetric[] {
    return properties.metrics.flatMap((entry) => {
        const options = entry.at(-1) as Readonly<Record<string, unknown>>;
        if (options.expression !== undefined) return [];
        const [namespace, metricName, ...pairs] = entry.slice(0, -1) as readonly string[];
        const dimensions: Record<string, string> = {};
        for (let i = 0; i < pairs.length; i += 2) dimensions[pairs[i] ?? ""] = pairs[i + 1] ?? "";
        return [{ namespace: namespace ?? "", metricName: metricName ?? "", dimensions, options }];
    });
}

/** Levels drawn across a graph, "label value". */
export function marksOf({ properties }: GraphWidget): readonly string[] {
    return (properties.annotations?.horizontal ?? []).map(
        ({ label, value }) => `${String(label)} ${String(value)}`,
    );
}
