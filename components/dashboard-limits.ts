import { Output } from "@pulumi/pulumi";
import type { DashboardBody, MetricEntry, Widget } from "./dashboard-body";

/** What CloudWatch accepts ("Dashboard body structure and syntax", API reference; "CloudWatch service quotas"). */
export const dashboardLimits = {
    columns: 24,
    height: 1_000,
    widgets: 500,
    metricsPerWidget: 500,
    metricsPerDashboard: 2_500,
    alarmsPerWidget: 100,
} as const;

const isText = (value: unknown): boolean => Output.isInstance(value) || typeof value === "string";

const isWhole = (value: number, min: number, max: number): boolean =>
    Number.isInteger(value) && value >= min && value <= max;

function placeMistakes({ x, y, width, height }: Widget): readonly string[] {
    const { columns, height: tallest } = dashboardLimits;
    const mistakes: string[] = [];
    if (!isWhole(x, 0, columns - 1) || !isWhole(width, 1, columns) || x + width > columns) {
        mistakes.push(`x and width must lie within ${columns} columns, got ${x} and ${width}`);
    }
    if (!isWhole(y, 0, Infinity) || !isWhole(height, 1, tallest)) {
        mistakes.push(`y must be from 0 and height from 1 to ${tallest}, got ${y} and ${height}`);
    }
    return mistakes;
}

function metricMistakes(metrics: readonly MetricEntry[]): readonly string[] {
    const mistakes: string[] = [];
    const ids = new Set<string>();
    for (const entry of metrics) {
        const options = entry.find((part) => !isText(part)) as Readonly<Record<string, unknown>> | undefined;
        const texts = entry.filter(isText);
        const known = texts.filter((part) => typeof part === "string").slice(0, 2);
        const shown = known.length === 0 ? "an entry" : known.join(" ");
        if (options?.expression === undefined && (texts.length < 2 || texts.length % 2 !== 0)) {
            mistakes.push(`${shown} must be a namespace, a name, and pairs of a dimension and its value`);
        }
        if (options !== undefined && entry.at(-1) !== options) {
            mistakes.push(`${shown} must have its options last`);
        }
        if (typeof options?.id !== "string") continue;
        if (ids.has(options.id)) mistakes.push(`two metrics have the id "${options.id}"; each needs its own`);
        ids.add(options.id);
    }
    if (!isWhole(metrics.length, 1, dashboardLimits.metricsPerWidget)) {
        mistakes.push(`metrics must be 1 to ${dashboardLimits.metricsPerWidget}, got ${metrics.length}`);
    }
    return mistakes;
}

function widgetMistakes(widget: Widget): readonly string[] {
    const mistakes = placeMistakes(widget);
    switch (widget.type) {
        case "text":
            return mistakes;
        case "metric": {
            const { region, metrics } = widget.properties;
            const placeless = region === "" ? ["region must be set: a dashboard has none of its own"] : [];
            return [...mistakes, ...placeless, ...metricMistakes(metrics)];
        }
        case "alarm": {
            const { length } = widget.properties.alarms;
            const { alarmsPerWidget } = dashboardLimits;
            return isWhole(length, 1, alarmsPerWidget)
                ? mistakes
                : [...mistakes, `alarms must be 1 to ${alarmsPerWidget}, got ${length}`];
        }
    }
}

/** What CloudWatch would refuse; empty when nothing is wrong. */
export function dashboardMistakes({ widgets }: DashboardBody): readonly string[] {
    const mistakes = widgets.flatMap((widget) => {
        const title = widget.type === "text" ? widget.properties.markdown : widget.properties.title;
        return widgetMistakes(widget).map((mistake) => `widget "${title}": ${mistake}`);
    });
    const metrics = widgets.reduce(
        (sum, widget) => sum + (widget.type === "metric" ? widget.properties.metrics.length : 0),
        0,
    );
    if (!isWhole(widgets.length, 1, dashboardLimits.widgets)) {
        mistakes.push(`widgets must be 1 to ${dashboardLimits.widgets}, got ${widgets.length}`);
    }
    if (metrics > dashboardLimits.metricsPerDashboard) {
        mistakes.push(
            `metrics must be at most ${dashboardLimits.metricsPerDashboard} on one dashboard, got ${metrics}`,
        );
    }
    return mistakes;
}
