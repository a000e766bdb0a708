import { shown, type Reading } from "../graph";
import { unknown, type GraphResource, type Report, type StackGraph } from "../rule";
import { blindAlarmsOf, metricsByName, type AlarmFacts, type Metric } from "./alarm";
import { isWatchable } from "./watched";

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

function describe(limit: Limit): string {
    if ("above" in limit) {
        const { atMost } = limit.above;
        return atMost === undefined ? "above a threshold" : `above ${atMost} or less`;
    }
    const { atLeast } = limit.below;
    return atLeast === undefined ? "below a threshold" : `below ${atLeast} or more`;
}

/** Whether an alarm is there for another reason: another percentile's promise or a percentile rank, or the other end of the scale. */
function servesAnotherPurpose(
    { statistic, alarm }: Metric,
    statistics: readonly string[],
    limit: Limit,
): boolean {
    const otherPercentile =
        typeof statistic === "string" && /^(p\d|PR\()/.test(statistic) && !statistics.includes(statistic);
    const side = "above" in limit ? "GreaterThan" : "LessThan";
    return otherPercentile || (typeof alarm.comparison === "string" && !alarm.comparison.startsWith(side));
}

function judge(metric: Metric, { statistics, limit: limitOf }: Requirement): Verdict {
    const { threshold, comparison } = metric.alarm;
    const limit = typeof limitOf === "function" ? limitOf(metric.alarm) : limitOf;
    const { statistic, refusal } = metric;
    if (servesAnotherPurpose(metric, statistics, limit)) return "other";
    if (statistic === unknown || threshold === unknown || comparison === unknown) return unknown;
    const faults: string[] = [];
    if (refusal !== undefined) faults.push(`its ${refusal}`);
    else if (statistic === undefined || !statistics.includes(statistic)) {
        faults.push(`its statistic is ${shown(statistic)}; it must be ${statistics.join(" or ")}`);
    }
    const isAbove = "above" in limit;
    if (comparison === undefined) {
        faults.push(
            `its comparisonOperator is not set; it must be ${isAbove ? "GreaterThanThreshold" : "LessThanThreshold"}`,
        );
    }
    const bound = isAbove ? limit.above.atMost : limit.below.atLeast;
    // What is watched from below is counted in whole numbers: "0 or fewer" says the same as "fewer than 1".
    const counted =
        threshold !== undefined && comparison === "LessThanOrEqualToThreshold" ? threshold + 1 : threshold;
    const isLax =
        threshold !== undefined &&
        counted !== undefined &&
        bound !== undefined &&
        (isAbove ? threshold > bound : counted < bound);
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

/** Metrics of one resource by how well they meet a requirement. */
export interface Watch {
    /** They certainly watch it, and well enough. */
    readonly satisfying: readonly Metric[];
    /** They certainly watch it, and have these faults; fewest first. */
    readonly faulty: readonly { readonly metric: Metric; readonly faults: readonly string[] }[];
    /** Alarms that may watch it well enough. */
    readonly uncertain: readonly AlarmFacts[];
}

/** What the stack's alarms do for one resource and one requirement. */
export function watchOf(stack: StackGraph, resource: GraphResource, requirement: Requirement): Watch {
    const candidates = candidatesOf(stack, requirement);
    const judged = candidates
        .filter((candidate) => candidate.resource === resource)
        .map(({ metric }) => ({ metric, verdict: judge(metric, requirement) }));
    const faulty = judged
        .flatMap(({ metric, verdict }) =>
            typeof verdict === "object" ? [{ metric, faults: verdict.faults }] : [],
        )
        .sort((one, other) => one.faults.length - other.faults.length);
    return {
        satisfying: faulty.filter(({ faults }) => faults.length === 0).map(({ metric }) => metric),
        faulty: faulty.filter(({ faults }) => faults.length > 0),
        uncertain: [
            ...judged.filter(({ verdict }) => verdict === unknown).map(({ metric }) => metric.alarm),
            ...candidates
                .filter((candidate) => candidate.resource === unknown)
                .map(({ metric }) => metric.alarm),
            ...blindAlarmsOf(stack).filter((alarm) => mayWatch(alarm, resource)),
        ],
    };
}

/** Whether an alarm whose metrics are unknown may watch a resource: it or a relative feeds them, or nothing watchable does. */
function mayWatch({ resource: alarm }: AlarmFacts, resource: GraphResource): boolean {
    const sources = alarm.propertyDependencies.metricQueries ?? [];
    return (
        !sources.some(isWatchable) ||
        sources.some(
            (source) =>
                source === resource ||
                source.dependencies.includes(resource) ||
                resource.dependencies.includes(source),
        )
    );
}

/** Reports where a resource lacks the alarm that a requirement asks for. */
export function requireAlarm(
    stack: StackGraph,
    resource: GraphResource,
    requirement: Requirement,
    report: Report,
): void {
    const { satisfying, faulty, uncertain } = watchOf(stack, resource, requirement);
    if (satisfying.length > 0) return;
    const names = requirement.metrics.join(" or ");
    if (uncertain.length > 0) {
        const alarms = [...new Set(uncertain.map((alarm) => alarm.resource.name))].join(", ");
        report.undecided(resource, `whether ${alarms} watches ${names} is not known before the update`);
        return;
    }
    const [nearest] = faulty;
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

/** Passes findings on, each once: two requirements on one alarm may find the same. */
export function once(report: Report): Report {
    const said = new Set<string>();
    const isNew = (resource: GraphResource, message: string): boolean => {
        const finding = `${resource.urn} ${message}`;
        if (said.has(finding)) return false;
        said.add(finding);
        return true;
    };
    return {
        violation: (resource, message) => {
            if (isNew(resource, message)) report.violation(resource, message);
        },
        undecided: (resource, message) => {
            if (isNew(resource, message)) report.undecided(resource, message);
        },
    };
}
