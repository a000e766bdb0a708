import type { Input } from "@pulumi/pulumi";
import { dashboardLimits } from "./dashboard-limits";

/** Namespace, name, and pairs of a dimension and its value; then options, or an expression alone. */
export type MetricEntry = readonly (Input<string> | Readonly<Record<string, string | boolean>>)[];

/** A part of a dashboard that has no place yet. */
export type Panel =
    | {
          readonly type: "metric";
          readonly properties: {
              readonly title: string;
              readonly region: string;
              readonly metrics: readonly MetricEntry[];
              readonly view: "timeSeries";
              /** Seconds. */
              readonly period: number;
              readonly yAxis: { readonly left: Readonly<Record<string, string | number | boolean>> };
              readonly annotations?: {
                  readonly horizontal: readonly Readonly<Record<string, string | number>>[];
              };
          };
      }
    | { readonly type: "text"; readonly properties: { readonly markdown: string } }
    | {
          readonly type: "alarm";
          readonly properties: {
              readonly title: string;
              readonly alarms: readonly Input<string>[];
              readonly sortBy: "stateUpdatedTimestamp";
          };
      };

/** A panel in its place, in units of the grid. */
export type Widget = Panel & {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
};

/** What `dashboardBody` holds as JSON. */
export interface DashboardBody {
    readonly start: string;
    readonly periodOverride: "inherit";
    readonly widgets: readonly Widget[];
}

/** Panels side by side, all of one width. */
export interface Row {
    /** In units of the grid, about 50 pixels each. */
    readonly height: number;
    readonly panels: readonly Panel[];
}

/** Words over the rows below, as Markdown. */
export function heading(markdown: string): Row {
    return { height: 1, panels: [{ type: "text", properties: { markdown } }] };
}

/** Graphs side by side, tall enough to read a level off beside the lines. */
export function graphs(panels: readonly Panel[]): Row {
    return { height: 6, panels };
}

/** The state of alarms, those that ring first; as many panels as their number needs. */
export function alarmStates(title: string, alarmArns: readonly Input<string>[]): readonly Panel[] {
    const size = dashboardLimits.alarmsPerWidget;
    return Array.from({ length: Math.ceil(alarmArns.length / size) }, (_, index) => ({
        type: "alarm",
        properties: {
            title,
            alarms: alarmArns.slice(index * size, (index + 1) * size),
            sortBy: "stateUpdatedTimestamp",
        },
    }));
}

/** Puts rows below each other. */
export function layOut(rows: readonly Row[]): DashboardBody {
    let y = 0;
    const widgets = rows.flatMap(({ height, panels }) => {
        const width = Math.floor(dashboardLimits.columns / Math.max(panels.length, 1));
        const placed = panels.map((panel, index) => ({ ...panel, x: index * width, y, width, height }));
        y += height;
        return placed;
    });
    // Three hours hold an incident and what was normal before it; periods stay as the titles say when one zooms.
    return { start: "-PT3H", periodOverride: "inherit", widgets };
}
