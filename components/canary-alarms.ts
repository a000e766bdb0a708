import type { Input } from "@pulumi/pulumi";
import type { AlarmRule } from "./alarm-rule";
import { canarySchedule } from "./canary-schedule";

/**
 * Alarms of a canary, as Synthetics publishes what came of its runs ("CloudWatch metrics published by canaries",
 * CloudWatch user guide).
 */
export function canaryAlarms({ canaryName }: { readonly canaryName: Input<string> }): readonly AlarmRule[] {
    return [
        {
            key: "canary-failing",
            severity: "page",
            meaning:
                "For a quarter of an hour no request of the canary through the cell's own door was answered well and in " +
                "time, or the canary did not run. If other pages are on, start there; if not, users may be few, or the " +
                "fault is the canary's. In a new cell it fires until the first run.",
            signal: {
                namespace: "CloudWatchSynthetics",
                metricName: "SuccessPercent",
                dimensions: { CanaryName: canaryName },
                statistic: "Average",
            },
            threshold: { below: 100 },
            periodSeconds: canarySchedule.minutes * 60,
            // One answer of a hundred may be slow by the promise itself: two in a row would wake somebody once a month in
            // each cell, three once in ten years. A run that slips into the next period leaves one gap, never three.
            periods: 3,
            // A canary that is stopped, or cannot tell CloudWatch, sees nothing.
            whenSilent: "breaching",
        },
    ];
}
