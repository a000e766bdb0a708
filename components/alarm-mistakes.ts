import { describeAlarm } from "./alarm-description";
import { childrenMistakes, unheardAmong } from "./composite-mistakes";
import type { AlarmRule, AlarmSignal, CompositeAlarmRule } from "./alarm-rule";

/** What CloudWatch accepts (API reference, PutMetricAlarm and MetricDataQuery). */
export const alarmLimits = {
    /** Seconds; every period is one of these or a multiple of a minute. */
    shortPeriods: [10, 20, 30],
    /** Seconds. */
    longestPeriod: 86_400,
    /** Seconds that all periods together may span when one is an hour or longer; a day when it is shorter. */
    window: { fromPeriod: 3_600, long: 604_800, short: 86_400 },
    descriptionLength: 1_024,
    expressionLength: 1_024,
    metricsPerExpression: 10,
} as const;

/** Id that an expression's own value goes by among its metrics. */
export const expressionId = "signal";

function periodMistakes({ periodSeconds, periods, datapointsToAlarm }: AlarmRule): readonly string[] {
    const mistakes: string[] = [];
    const { shortPeriods, longestPeriod, window } = alarmLimits;
    const isMinutes = periodSeconds > 0 && periodSeconds % 60 === 0 && periodSeconds <= longestPeriod;
    if (!isMinutes && !shortPeriods.some((short) => short === periodSeconds)) {
        mistakes.push(
            `periodSeconds must be ${shortPeriods.join(", ")} or a multiple of 60 up to ${longestPeriod}, got ${periodSeconds}`,
        );
    }
    if (!Number.isInteger(periods) || periods < 1) {
        mistakes.push(`periods must be a whole number from 1, got ${periods}`);
    }
    const longest = periodSeconds >= window.fromPeriod ? window.long : window.short;
    if (periodSeconds * periods > longest) {
        mistakes.push(
            `periodSeconds times periods must be at most ${longest} seconds, ` +
                `got ${periodSeconds} x ${periods} = ${periodSeconds * periods}; take fewer or longer periods`,
        );
    }
    if (
        datapointsToAlarm !== undefined &&
        (!Number.isInteger(datapointsToAlarm) || datapointsToAlarm < 1 || datapointsToAlarm > periods)
    ) {
        mistakes.push(
            `datapointsToAlarm must be a whole number from 1 to periods (${periods}), got ${datapointsToAlarm}`,
        );
    }
    return mistakes;
}

/** Namespaces that AWS publishes into. */
const isOfAws = /^(AWS\/|ECS\/|CloudWatchSynthetics$)/;

/**
 * No dimensions is a different metric, and for most of AWS's one that nobody publishes. What a log is counted into
 * has none unless somebody asks for them.
 */
function dimensionsMistake({
    namespace,
    metricName,
    dimensions,
}: {
    readonly namespace: string;
    readonly metricName: string;
    readonly dimensions: Readonly<Record<string, unknown>>;
}): readonly string[] {
    if (Object.keys(dimensions).length > 0 || !isOfAws.test(namespace)) return [];
    return [
        `${metricName} has no dimensions; without the set AWS publishes it under, the alarm never has data`,
    ];
}

function signalMistakes(signal: AlarmSignal): readonly string[] {
    if (!("expression" in signal)) {
        const { statistic } = signal;
        const percentile = /^p(.*)$/.exec(statistic)?.[1];
        return [
            ...dimensionsMistake(signal),
            ...(percentile === undefined || /^(\d{1,2}(\.\d{1,10})?|100)$/.test(percentile)
                ? []
                : [`statistic must be a percentile from p0 to p100, got ${statistic}`]),
        ];
    }
    const { expression, metrics } = signal;
    const ids = Object.keys(metrics);
    const mistakes = Object.values(metrics).flatMap(dimensionsMistake);
    if (ids.length < 1 || ids.length > alarmLimits.metricsPerExpression) {
        mistakes.push(`metrics must be 1 to ${alarmLimits.metricsPerExpression}, got ${ids.length}`);
    }
    if (expression.length > alarmLimits.expressionLength) {
        mistakes.push(
            `expression must be at most ${alarmLimits.expressionLength} characters, got ${expression.length}`,
        );
    }
    for (const id of ids) {
        if (!/^[a-z][A-Za-z0-9_]*$/.test(id) || id === expressionId) {
            mistakes.push(
                `metric id "${id}" must start with a small letter, hold letters, digits and _ only, and not be "${expressionId}"`,
            );
        }
    }
    // CloudWatch's functions are in capitals, so a word that starts small is the id of a metric.
    const words = expression.replace(/"[^"]*"/g, "").match(/\b[a-z][A-Za-z0-9_]*\b/g);
    for (const word of new Set(words)) {
        if (!ids.includes(word)) {
            mistakes.push(`expression names "${word}", which is none of its metrics: ${ids.join(", ")}`);
        }
    }
    return mistakes;
}

function thresholdMistakes({ threshold, signal }: AlarmRule): readonly string[] {
    if ("belowBand" in threshold) {
        const { belowBand } = threshold;
        return [
            ...(Number.isFinite(belowBand) && belowBand > 0
                ? []
                : [`belowBand must be a number above 0, got ${belowBand}`]),
            ...("expression" in signal ? ["belowBand takes a single metric, got an expression"] : []),
        ];
    }
    const limit = "above" in threshold ? threshold.above : threshold.below;
    return Number.isFinite(limit) ? [] : [`threshold must be a number, got ${limit}`];
}

function descriptionMistake(rule: AlarmRule | CompositeAlarmRule, runbookUrl?: string): readonly string[] {
    const { length } = describeAlarm(rule, runbookUrl);
    if (length <= alarmLimits.descriptionLength) return [];
    return [
        `meaning must leave the description at ${alarmLimits.descriptionLength} characters, got ${length}`,
    ];
}

/** What CloudWatch would refuse, or take and never fire; empty when nothing is wrong. */
export function alarmMistakes(
    rules: readonly AlarmRule[],
    runbookUrl?: string,
    composites: readonly CompositeAlarmRule[] = [],
): readonly string[] {
    const seen = new Set<string>();
    const keyMistake = ({ key }: AlarmRule | CompositeAlarmRule): readonly string[] => {
        if (seen.has(key)) return ["key is taken by another rule; each alarm needs its own"];
        seen.add(key);
        return [];
    };
    const unheard = unheardAmong(composites);
    const named = (rule: AlarmRule | CompositeAlarmRule, mistakes: readonly string[]): readonly string[] =>
        [...mistakes, ...descriptionMistake(rule, runbookUrl)].map(
            (mistake) => `alarm "${rule.key}": ${mistake}`,
        );
    return [
        ...rules.flatMap((rule) => {
            return named(rule, [
                ...periodMistakes(rule),
                ...signalMistakes(rule.signal),
                ...keyMistake(rule),
                ...thresholdMistakes(rule),
                ...unheard(rule),
            ]);
        }),
        ...composites.flatMap((rule) => named(rule, [...childrenMistakes(rule, seen), ...keyMistake(rule)])),
    ];
}
