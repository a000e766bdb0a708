import type { AlarmRule, AlarmSignal, CompositeAlarmRule } from "../../components/alarm-rule";

/** One metric by its average. */
export const cpu = {
    namespace: "AWS/ECS",
    metricName: "CPUUtilization",
    dimensions: { ClusterName: "cluster", ServiceName: "service" },
    statistic: "Average",
} as const satisfies AlarmSignal;

/** One metric by a percentile. */
export const latency = {
    namespace: "AWS/ApplicationELB",
    metricName: "TargetResponseTime",
    dimensions: { LoadBalancer: "app/cell/50dc6c495c0c9188" },
    statistic: "p95",
} as const satisfies AlarmSignal;

/** A metric that expressions are made of. */
export const requests = {
    namespace: "AWS/ApplicationELB",
    metricName: "RequestCount",
    dimensions: { LoadBalancer: "app/cell/50dc6c495c0c9188" },
    statistic: "Sum",
} as const;

/** Metric math over two metrics. */
export const errors = {
    expression: "100 * FILL(bad, 0) / total",
    label: "5xx percent of requests",
    metrics: { bad: { ...requests, metricName: "HTTPCode_Target_5XX_Count" }, total: requests },
} as const satisfies AlarmSignal;

/** A rule without a mistake, with what a test is about laid over it. */
export const rule = (over: Partial<AlarmRule> = {}): AlarmRule => ({
    key: "service-cpu",
    severity: "page",
    meaning: "Tasks are out of CPU; look at the scaling activity first.",
    signal: cpu,
    threshold: { above: 80 },
    periodSeconds: 60,
    periods: 2,
    whenSilent: "breaching",
    ...over,
});

/** A composite alarm over that rule, with what a test is about laid over it. */
export const composite = (over: Partial<CompositeAlarmRule> = {}): CompositeAlarmRule => ({
    key: "health",
    severity: "page",
    meaning: "The budget goes; take the last release back first.",
    when: { anyOf: ["service-cpu"] },
    ...over,
});
