import { field, input, itemsOf, numberOf, textOf } from "../graph";
import { unknown, type GraphResource, type Rule } from "../rule";
import { alarmsOf, compositeType, metricKey, type Alarm } from "./alarm";
import { membersOf } from "./composites";

/** Seconds from which on a window is a long one: it would ring that long after the trouble is over ("The Site Reliability Workbook", Alerting on SLOs). */
const longSeconds = 3_600;

/** The longest period of what an alarm reads, times its periods; undefined where nobody can tell. */
function windowOf({ resource }: Alarm): number | undefined {
    const periods = numberOf(input(resource, "evaluationPeriods"));
    const queries = itemsOf(input(resource, "metricQueries"));
    if (queries === unknown || typeof periods !== "number") return undefined;
    const given = [
        input(resource, "period"),
        ...queries.flatMap((query) => [field(query, "period"), field(field(query, "metric"), "period")]),
    ].map(numberOf);
    const seconds = given.filter((value) => typeof value === "number");
    return given.includes(unknown) || seconds.length === 0 ? undefined : Math.max(...seconds) * periods;
}

/**
 * What an alarm measures, whatever its window and its numbers; undefined where it is no share of requests, which alone
 * spends a budget.
 */
function shareOf({ resource, metrics, expression }: Alarm): string | undefined {
    if (metrics === unknown || typeof expression !== "string" || !expression.includes("/")) return undefined;
    const sources = (resource.propertyDependencies.metricQueries ?? []).map(({ urn }) => urn);
    const read = metrics.map(({ namespace, name, dimensions }) => {
        const values = dimensions === unknown ? [] : [...dimensions].filter(([, value]) => value !== unknown);
        return `${metricKey(namespace, name)} ${JSON.stringify(values)}`;
    });
    return JSON.stringify([expression.replace(/[\d\s.]+/g, ""), read.sort(), sources.sort()]);
}

/** An alarm on a share of requests over a window of known length. */
interface Window {
    readonly alarm: GraphResource;
    readonly share: string;
    readonly seconds: number;
}

function windowsOf(alarms: readonly Alarm[]): ReadonlyMap<GraphResource, Window> {
    return new Map(
        alarms.flatMap((alarm) => {
            const [share, seconds] = [shareOf(alarm), windowOf(alarm)];
            if (share === undefined || seconds === undefined) return [];
            return [[alarm.resource, { alarm: alarm.resource, share, seconds }] as const];
        }),
    );
}

/** What is wrong with the windows of one share that a composite follows; undefined where they are a pair. */
function lackOf(own: readonly Window[], all: readonly Window[]): string | undefined {
    const [first] = own;
    if (first === undefined) return undefined;
    const seconds = own.map((window) => window.seconds);
    const [shortest, longest] = [Math.min(...seconds), Math.max(...seconds)];
    if (shortest < longest) return undefined;
    if (longest >= longSeconds) {
        return `follows ${first.alarm.name} over ${String(longest)} s alone; a short window of the same must be there too, or it rings long after the end`;
    }
    const longer = all.find((window) => window.share === first.share && window.seconds >= longSeconds);
    return longer === undefined
        ? undefined
        : `follows ${first.alarm.name} over ${String(shortest)} s alone; the long window of ${longer.alarm.name} must be there too, or every hiccup rings`;
}

/** A long window alone rings for hours after the trouble; a short one alone at every hiccup, and soon nobody listens. */
export const burnRatePairIsComplete: Rule = {
    name: "burn-rate-pair-is-complete",
    description:
        "A composite alarm on how fast an error budget is spent must follow a long and a short window of the same share of requests, both at once.",
    enforcementLevel: "mandatory",
    severity: "medium",
    remediation: "Write alarmRule as ALARM(long) AND ALARM(short), both windows over the same metrics.",
    frameworks: { wellArchitected: ["OPS08-BP04", "REL06-BP03"] },
    subjects: [compositeType],
    check: (stack, report) => {
        const windows = windowsOf(alarmsOf(stack));
        for (const composite of stack.ofType(compositeType)) {
            const members = [...membersOf(stack, composite)];
            const own = members.flatMap((member) => windows.get(member) ?? []);
            const shares = [...new Set(own.map(({ share }) => share))];
            const rule = textOf(input(composite, "alarmRule"));
            if (members.length === 0 && rule === unknown) {
                report.undecided(composite, "alarmRule is not known before the update");
                continue;
            }
            for (const share of shares) {
                const ofShare = own.filter((window) => window.share === share);
                const lack = lackOf(ofShare, [...windows.values()]);
                if (lack !== undefined) report.violation(composite, lack);
                else if (
                    shares.length === 1 &&
                    ofShare.length > 1 &&
                    ofShare.some(({ seconds }) => seconds >= longSeconds) &&
                    typeof rule === "string" &&
                    !/\bAND\b/.test(rule)
                ) {
                    report.violation(
                        composite,
                        `alarmRule is ${JSON.stringify(rule)}; it must join the two windows by AND`,
                    );
                }
            }
        }
    },
};
