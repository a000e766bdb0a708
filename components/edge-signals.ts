import type { Input } from "@pulumi/pulumi";
import type { AlarmSignal } from "./alarm-rule";
import type { CellProbe } from "./cell-probes";
import type { EdgeAccessLog } from "./edge-access-log";
import type { SiteReplication } from "./site-replica";

/** What the edge's alarms watch, and its dashboard shows. */
export interface EdgeTargets {
    readonly distributionId: Input<string>;
    /** Name of the function that answers the application's paths. */
    readonly pathFunctionName: Input<string>;
    /** Name of the function that sends requests to cells. */
    readonly routerName: Input<string>;
    /** The ACL's metric name, which need not be its name. */
    readonly webAclMetricName: Input<string>;
    readonly certificateArn: Input<string>;
    /** The probe that asks for the site from outside. */
    readonly healthCheckId: Input<string>;
    /** What the access log counts of the site's answers. */
    readonly siteAnswers: EdgeAccessLog["siteAnswers"];
    /** Dimensions of the metrics of the site's copying. @default none: the site has no copy */
    readonly siteReplication?: SiteReplication;
    /** The probe of each cell, which asks through the whole of the edge. */
    readonly cellProbes: readonly CellProbe[];
}

/** Metrics of an expression, by their ids in it. */
type Metrics = Extract<AlarmSignal, { readonly expression: string }>["metrics"];

/** CloudFront's metrics exist in us-east-1 only, always with `Region` "Global". */
export function distributionMetric(
    targets: EdgeTargets,
    metricName: string,
    statistic: "Average" | "Sum",
): Metrics[string] {
    return {
        namespace: "AWS/CloudFront",
        metricName,
        dimensions: { DistributionId: targets.distributionId, Region: "Global" },
        statistic,
    };
}

/** Runs of a function that failed, of whatever kind; each kind is silent while there is none. */
export function failedRuns(functionName: Input<string>, label: string): AlarmSignal {
    const metric = (metricName: string): Metrics[string] => ({
        namespace: "AWS/CloudFront",
        metricName,
        dimensions: { FunctionName: functionName, Region: "Global" },
        statistic: "Sum",
    });
    return {
        expression: "FILL(execution, 0) + FILL(validation, 0) + FILL(throttled, 0)",
        label,
        metrics: {
            execution: metric("FunctionExecutionErrors"),
            validation: metric("FunctionValidationErrors"),
            throttled: metric("FunctionThrottles"),
        },
    };
}

/** Percent of what CloudFront lets a function do in a run; a run beyond 100 fails ("Function metrics", CloudFront guide). */
export function computeUtilization(
    functionName: Input<string>,
): Extract<AlarmSignal, { metricName: string }> {
    return {
        namespace: "AWS/CloudFront",
        metricName: "FunctionComputeUtilization",
        dimensions: { FunctionName: functionName, Region: "Global" },
        statistic: "Average",
    };
}

/** Percent of the site's answers that a cache gave; 100 while there are fewer than `atLeast`. */
export function cachedPercent({ siteAnswers: { hits, all } }: EdgeTargets, atLeast: number): AlarmSignal {
    return {
        expression: `IF(all >= ${atLeast}, 100 * FILL(hits, 0) / all, 100)`,
        label: "percent of the site's answers from a cache",
        metrics: {
            hits: { ...hits, dimensions: {}, statistic: "Sum" },
            all: { ...all, dimensions: {}, statistic: "Sum" },
        },
    };
}

/** Requests that the web ACL blocks. No Region: an ACL of scope CLOUDFRONT publishes without it. */
export function blockedRequests({ webAclMetricName }: EdgeTargets): Metrics[string] {
    return {
        namespace: "AWS/WAFV2",
        metricName: "BlockedRequests",
        dimensions: { WebACL: webAclMetricName, Rule: "ALL" },
        statistic: "Sum",
    };
}

/** 1 while a probe of Route 53 gets an answer, 0 while it does not. */
export function probeStatus(healthCheckId: Input<string>): Extract<AlarmSignal, { metricName: string }> {
    return {
        namespace: "AWS/Route53",
        metricName: "HealthCheckStatus",
        dimensions: { HealthCheckId: healthCheckId },
        statistic: "Minimum",
    };
}
