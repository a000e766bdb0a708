import { whole, type SettingsOf } from "../config";
import { field, input, itemsOf, numberOf, shown, type Reading } from "../graph";
import { unknown, type GraphResource, type Report, type Rule } from "../rule";
import { alarmsOf, alarmType } from "./alarm";

/** Periods below a minute that CloudWatch takes (CloudWatch API, PutMetricAlarm). */
const shortPeriods = [10, 20, 30];

const settings = {
    properties: {
        maxMinutes: whole(
            30,
            [1, 1_440],
            "Minutes within which an alarm must decide, but for two periods where these are longer.",
        ),
    },
};

/** Seconds that an alarm counts in: its own period, or the longest of its queries'. */
function periodOf(alarm: GraphResource): Reading<number> {
    const queries = itemsOf(input(alarm, "metricQueries"));
    if (queries === unknown) return unknown;
    if (queries.length === 0) return numberOf(input(alarm, "period"));
    const periods = queries
        .flatMap((query) => [field(field(query, "metric"), "period"), field(query, "period")])
        .map(numberOf)
        .filter((period) => period !== undefined);
    if (periods.includes(unknown)) return unknown;
    const known = periods.filter((period) => typeof period === "number");
    return known.length === 0 ? undefined : Math.max(...known);
}

const isPeriod = (seconds: number): boolean =>
    shortPeriods.includes(seconds) || (seconds >= 60 && seconds % 60 === 0 && seconds <= 86_400);

function check(alarm: GraphResource, maxMinutes: number, report: Report): void {
    const period = periodOf(alarm);
    const periods = numberOf(input(alarm, "evaluationPeriods"));
    const datapoints = numberOf(input(alarm, "datapointsToAlarm")) ?? periods;
    for (const [property, value] of Object.entries({
        period,
        evaluationPeriods: periods,
        datapointsToAlarm: datapoints,
    })) {
        if (value === unknown) report.undecided(alarm, `${property} is not known before the update`);
    }
    if (period === undefined || (typeof period === "number" && !isPeriod(period))) {
        report.violation(
            alarm,
            `period is ${shown(period)}; it must be 10, 20, 30 or a multiple of 60 seconds, at most a day`,
        );
    }
    if (periods === undefined || (typeof periods === "number" && periods < 1)) {
        report.violation(alarm, `evaluationPeriods is ${shown(periods)}; it must be at least 1`);
    } else if (
        typeof periods === "number" &&
        typeof datapoints === "number" &&
        (datapoints < 1 || datapoints > periods)
    ) {
        report.violation(
            alarm,
            `datapointsToAlarm is ${datapoints}; it must be from 1 to evaluationPeriods, ${periods}`,
        );
    }
    if (typeof period !== "number" || typeof datapoints !== "number") return;
    const most = Math.max(maxMinutes * 60, 2 * period);
    if (period * datapoints > most) {
        report.violation(
            alarm,
            `it decides after ${datapoints} times ${period} seconds; it must within ${most} seconds`,
        );
    }
}

/** An alarm that takes hours to decide is told by users first; one that asks for more datapoints than it has never fires. */
export const alarmDecidesInTime: Rule<SettingsOf<typeof settings>> = {
    name: "alarm-decides-in-time",
    description: `An alarm must decide within ${settings.properties.maxMinutes.default} minutes, or within two of its periods where these are longer, on as many datapoints as it looks at.`,
    enforcementLevel: "mandatory",
    severity: "medium",
    remediation:
        "Set evaluationPeriods and datapointsToAlarm so that period times datapoints stays within the limit.",
    frameworks: { wellArchitected: ["REL06-BP01", "REL11-BP01"] },
    subjects: [alarmType],
    configSchema: settings,
    check: (stack, report, { maxMinutes }) => {
        for (const { resource } of alarmsOf(stack)) check(resource, maxMinutes, report);
    },
};
