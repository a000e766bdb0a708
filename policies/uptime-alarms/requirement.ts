import { shown, type Reading } from "../graph";
import { unknown, type GraphResource, type Report, type StackGraph } from "../rule";
import { metricsByName, type AlarmFacts, type Metric } from "./alarm";

/** On which side of its threshold an alarm must fire, and how lax the threshold may be. */
export type Limit =
    { readonly above: { readonly atMost?: number } } | { readonly below: { readonly atLeast?: number } };

/** One alarm that a resource must have. */
export interface Requirement {
    /** What fails unnoticed without it, e.g. "CPU". */
    readonly signal: string;
    /** Any of these metrics will do, as "namespace name". */
    readonly metrics: readonly string[];
    /** Any of these statistics will do. */
    readonly statistics: readonly string[];
    /** Depends on the alarm where its unit does. */
    readonly limit: Limit | ((alarm: AlarmFacts) => Limit);
    /** The resource that a metric watches. */
    readonly watches: (metric: Metric) => Reading<GraphResource>;
}

/** How well an alarm meets a requirement: with these faults, not certain yet, or not meant for it at all. */
type Verdict = { readonly faults: readonly string[] } | typeof unknown | "other";

interface Judged {
    readonly metric: Metric;
    readonly verdict: Verdict;
}

function describe(limit: Limit): string {
    if ("above" in limit) {
        const { atMost } = limit.above;
        return atMost === undefined ? "above a threshold" : `above ${atMost} or less`;
    }
    const { atLeast } = limit.below;
    return atLeast === undefined ? "below a threshold" : `below ${atLeast} or more`;
}

/** Whether an alarm is there for another reason: another percentile's promise, or the other end of the scale. */
function servesAnotherPurpose(
    { statistic, alarm }: Metric,
    statistics: readonly string[],
    limit: Limit,
): boolean {
    const otherPercentile =
        typeof statistic === "string" && /^p\d/.test(statistic) && !statistics.includes(statistic);
    const side = "above" in limit ? "GreaterThan" : "LessThan";
    return otherPercentile || (typeof alarm.comparison === "string" && !alarm.comparison.startsWith(side));
}

function judge(metric: Metric, { statistics, limit: limitOf }: Requirement): Verdict {
    const { threshold, comparison } = metric.alarm;
    const limit = typeof limitOf === "function" ? limitOf(metric.alarm) : limitOf;
    const { statistic } = metric;
    if (servesAnotherPurpose(metric, statistics, limit)) return "other";
    if (statistic === unknown || threshold === unknown || comparison === unknown) return unknown;
    const faults: string[] = [];
    if (statistic === undefined || !statistics.includes(statistic)) {
        faults.push(`its statistic is ${shown(statistic)}; it must be ${statistics.join(" or ")}`);
    }
    const isAbove = "above" in limit;
    if (comparison === undefined) {
        faults.push(
            `its comparisonOperator is not set; it must be ${isAbove ? "GreaterThanThreshold" : "LessThanThreshold"}`,
        );
    }
    const bound = isAbove ? limit.above.atMost : limit.below.atLeast;
    const isLax =
        threshold !== undefined && bound !== undefined && (isAbove ? threshold > bound : threshold < bound);
    if (threshold === undefined || isLax) {
        const must = bound === undefined ? "set" : `${isAbove ? "at most" : "at least"} ${bound}`;
        faults.push(`its threshold is ${shown(threshold)}; it must be ${must}`);
    }
    return { faults };
}

/** Metrics of the stack's alarms that a requirement may be met by, with what each watches. */
function candidatesOf(stack: StackGraph, { metrics, watches }: Requirement): readonly Candidate[] {
    return metrics
        .flatMap((key) => metricsByName(stack).get(key) ?? [])
        .map((metric) => ({ metric, resource: watches(metric) }));
}

interface Candidate {
    readonly metric: Metric;
    readonly resource: Reading<GraphResource>;
}

/** Metrics that a requirement asks of one resource and that certainly watch it. */
export function metricsWatching(
    stack: StackGraph,
    resource: GraphResource,
    requirement: Requirement,
): readonly Metric[] {
    return candidatesOf(stack, requirement)
        .filter((candidate) => candidate.resource === resource)
        .map(({ metric }) => metric);
}

/** Reports where a resource lacks the alarm that a requirement asks for. */
export function requireAlarm(
    stack: StackGraph,
    resource: GraphResource,
    requirement: Requirement,
    report: Report,
): void {
    const candidates = candidatesOf(stack, requirement);
    const certain = candidates.filter((candidate) => candidate.resource === resource);
    const verdicts = certain.map(({ metric }): Judged => ({ metric, verdict: judge(metric, requirement) }));
    if (verdicts.some(({ verdict }) => typeof verdict === "object" && verdict.faults.length === 0)) return;

    const uncertain = [
        ...verdicts.filter(({ verdict }) => verdict === unknown).map(({ metric }) => metric),
        ...candidates.filter((candidate) => candidate.resource === unknown).map(({ metric }) => metric),
    ];
    const names = requirement.metrics.join(" or ");
    if (uncertain.length > 0) {
        const alarms = [...new Set(uncertain.map(({ alarm }) => alarm.resource.name))].join(", ");
        report.undecided(resource, `whether ${alarms} watches ${names} is not known before the update`);
        return;
    }
    const nearest = verdicts
        .flatMap(({ metric, verdict }) =>
            typeof verdict === "object" ? [{ metric, faults: verdict.faults }] : [],
        )
        .sort((one, other) => one.faults.length - other.faults.length)[0];
    if (nearest === undefined) {
        const limit = typeof requirement.limit === "function" ? "" : `, ${describe(requirement.limit)}`;
        report.violation(
            resource,
            `no alarm watches its ${requirement.signal} (${names}); there must be one on ${requirement.statistics.join(" or ")}${limit}`,
        );
    } else {
        report.violation(
            nearest.metric.alarm.resource,
            `the alarm for the ${requirement.signal} of ${resource.name} is too lax: ${nearest.faults.join("; ")}`,
        );
    }
}
