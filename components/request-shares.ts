import type { Input } from "@pulumi/pulumi";
import { kpi } from "../strategy/law";
import type { AlarmSignal } from "./alarm-rule";

const namespace = "AWS/ApplicationELB";

/** What names a load balancer to CloudWatch. */
type Dimensions = Readonly<Record<string, Input<string>>>;

/** An expression over metrics. */
type ExpressionSignal = Extract<AlarmSignal, { readonly expression: string }>;

/** Whose fault an error is: the client's or the service's. */
export type ErrorCode = "4XX" | "5XX";

/**
 * What an error rate is made of, as metric math. `RequestCount` knows only requests that reached a task, so what
 * the load balancer answered by itself is added on both sides; every metric but the first is silent at zero.
 */
export function requestErrors(
    dimensions: Dimensions,
    code: ErrorCode,
): { readonly errors: string; readonly all: string; readonly metrics: ExpressionSignal["metrics"] } {
    const sum = (metricName: string) => ({ namespace, metricName, dimensions, statistic: "Sum" }) as const;
    return {
        errors: "(FILL(target,0)+FILL(balancer,0))",
        all: "(FILL(requests,0)+FILL(balancer,0))",
        metrics: {
            requests: sum("RequestCount"),
            target: sum(`HTTPCode_Target_${code}_Count`),
            balancer: sum(`HTTPCode_ELB_${code}_Count`),
        },
    };
}

/** Percent of requests that end in an error, zero where fewer than `least` do. */
export function errorShare(dimensions: Dimensions, code: ErrorCode, least: number): ExpressionSignal {
    const { errors, all, metrics } = requestErrors(dimensions, code);
    return {
        expression: `IF(${errors}>=${least},100*${errors}/${all},0)`,
        label: `${code} percent of requests`,
        metrics,
    };
}

/**
 * Which requests are slower than the p95 promise, as metric math. "PR(:0.2)" is the percent of values up to 0.2
 * seconds ("Statistics definitions", CloudWatch user guide; PutMetricAlarm takes it). Without requests neither metric
 * has a value, and no expression over them has.
 */
function slowRequests(dimensions: Dimensions): {
    readonly percent: string;
    readonly count: string;
    readonly metrics: ExpressionSignal["metrics"];
} {
    const seconds = kpi.p95Milliseconds / 1000;
    return {
        percent: "100-fast",
        count: "(100-fast)*requests/100",
        metrics: {
            fast: { namespace, metricName: "TargetResponseTime", dimensions, statistic: `PR(:${seconds})` },
            requests: { namespace, metricName: "RequestCount", dimensions, statistic: "Sum" },
        },
    };
}

/**
 * Percent of requests that are slower than promised, zero while fewer than `least` are. A percentile says how slow the
 * twentieth request is, not how many are too slow, and only the latter spends a budget.
 */
export function slowShare(dimensions: Dimensions, least: number): ExpressionSignal {
    const { percent, count, metrics } = slowRequests(dimensions);
    return {
        expression: `IF(${count}>=${least},${percent},0)`,
        label: `percent of requests slower than ${kpi.p95Milliseconds} ms`,
        metrics,
    };
}

/**
 * p95 latency in seconds, zero while fewer than `least` requests are slower than it may be: above the promise exactly
 * where {@link slowShare} is above 5 %. Of an alarm on the percentile itself CloudWatch lets one choose only to judge
 * too few requests by one user's bad luck, or to stay in its state until there are more: all night, say.
 */
export function countedP95(dimensions: Dimensions, least: number): ExpressionSignal {
    const { count, metrics } = slowRequests(dimensions);
    return {
        expression: `IF(${count}>=${least},latency,0)`,
        label: `p95 latency, where ${least} requests or more were too slow`,
        metrics: {
            latency: { namespace, metricName: "TargetResponseTime", dimensions, statistic: "p95" },
            ...metrics,
        },
    };
}
