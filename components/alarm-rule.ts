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
                      readonly statistic: "Average" | "Sum" | "Minimum" | "Maximum";
                  }
              >
          >;
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
    /** The alarm fires when the signal is beyond this, in the metric's own unit. */
    readonly threshold: { readonly above: number } | { readonly below: number };
    readonly periodSeconds: number;
    readonly periods: number;
    /** Periods out of `periods` that must be beyond the threshold. @default periods */
    readonly datapointsToAlarm?: number;
    /** What silence means for this metric: a chosen answer for every alarm. */
    readonly whenSilent: "breaching" | "notBreaching";
}
