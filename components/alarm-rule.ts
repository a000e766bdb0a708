import type { Input } from "@pulumi/pulumi";

/** "page" wakes a person now; "ticket" waits for working hours. */
export type Severity = "page" | "ticket";

/** What an alarm watches: one metric, or an expression over several. */
export type AlarmSignal =
    | {
          readonly namespace: string;
          readonly metricName: string;
          /** Exact dimension set that AWS publishes for this metric; a missing one means no data, ever. */
          readonly dimensions: Readonly<Record<string, Input<string>>>;
          /** Percentiles ("p95") where the KPI is one, never an average. */
          readonly statistic: "Average" | "Sum" | "Minimum" | "Maximum" | `p${number}`;
      }
    | {
          /** CloudWatch metric math over the ids of `metrics`. */
          readonly expression: string;
          /** What the expression's value is, e.g. "5xx percent of requests". */
          readonly label: string;
          readonly metrics: Readonly<
              Record<
                  string,
                  {
                      readonly namespace: string;
                      readonly metricName: string;
                      readonly dimensions: Readonly<Record<string, Input<string>>>;
                      /** "PR(:0.2)" is the percent of values up to 0.2 ("Statistics definitions", CloudWatch user guide). */
                      readonly statistic:
                          "Average" | "Sum" | "Minimum" | "Maximum" | `p${number}` | `PR(:${number})`;
                  }
              >
          >;
      };

/** Where an alarm fires: beyond a number in the metric's own unit, or below what is usual. */
export type Threshold =
    | { readonly above: number }
    | { readonly below: number }
    | {
          /**
           * Standard deviations below what the metric usually is at that hour and weekday ("Using CloudWatch anomaly
           * detection", CloudWatch user guide). Of a single metric only.
           */
          readonly belowBand: number;
      };

/** One alarm as data: pure functions return them, {@link AlarmSet} makes them, tests read the table. */
export interface AlarmRule {
    /** Stable identity, e.g. "service-cpu"; part of the resource's name, so renaming replaces the alarm. */
    readonly key: string;
    readonly severity: Severity;
    /**
     * Page of docs/runbooks that says what to do, without ".md"; alarms that are met in the same way share one.
     * @default key
     */
    readonly runbook?: string;
    /** For the person woken: what it means and where to look first. */
    readonly meaning: string;
    readonly signal: AlarmSignal;
    /** The alarm fires when the signal is beyond this. */
    readonly threshold: Threshold;
    readonly periodSeconds: number;
    readonly periods: number;
    /** Periods out of `periods` that must be beyond the threshold. @default periods */
    readonly datapointsToAlarm?: number;
    /** What silence means for this metric: a chosen answer for every alarm. */
    readonly whenSilent: "breaching" | "notBreaching";
    /** Whether it tells somebody by itself; if not, a composite alarm that does must name it. @default true */
    readonly notifies?: boolean;
    /** Whether those who were told hear that it is over. @default true */
    readonly tellsWhenOver?: boolean;
}

/** An alarm on the states of others, as data. */
export interface CompositeAlarmRule {
    /** As {@link AlarmRule.key}; also the end of the alarm's name in AWS. */
    readonly key: string;
    readonly severity: Severity;
    /** @default key */
    readonly runbook?: string;
    /** For the person woken: what it means and where to look first. */
    readonly meaning: string;
    /** Keys of alarms, composite ones among them only if they come earlier; it fires while all or any of them do. */
    readonly when: { readonly allOf: readonly string[] } | { readonly anyOf: readonly string[] };
    /** Without it the alarm only shows a state, on a dashboard say. @default true */
    readonly notifies?: boolean;
}
