import assert from "node:assert/strict";
import type { AlarmRule } from "../../components/alarm-rule";
import { alarmMistakes } from "../../components/alarm-mistakes";
import { cpu, errors, latency, requests, rule } from "../support/alarm-rules";

describe("alarmMistakes", () => {
    const fine: readonly (readonly [string, Partial<AlarmRule>])[] = [
        ["the shortest periods", { periodSeconds: 10 }],
        ["a period of 20 seconds", { periodSeconds: 20 }],
        ["a period of 30 seconds", { periodSeconds: 30 }],
        ["a day of minutes", { periodSeconds: 60, periods: 1_440 }],
        ["one day in one period", { periodSeconds: 86_400, periods: 1 }],
        ["a week of hours", { periodSeconds: 3_600, periods: 168 }],
        ["as many datapoints as periods", { periods: 5, datapointsToAlarm: 5 }],
        ["a percentile with decimals", { signal: { ...latency, statistic: "p99.9" } }],
        ["metric math", { signal: errors }],
        ["a threshold of nothing", { threshold: { above: 0 } }],
        ["a band of what is usual", { threshold: { belowBand: 0.5 } }],
    ];
    it("takes a metric of our own without dimensions", () => {
        const own = {
            namespace: "medease/edge",
            metricName: "answers",
            dimensions: {},
            statistic: "Sum",
        } as const;
        assert.deepEqual(alarmMistakes([rule({ signal: own })]), []);
    });

    for (const [what, over] of fine) {
        it(`takes ${what}`, () => {
            assert.deepEqual(alarmMistakes([rule(over)]), []);
        });
    }

    const period = "periodSeconds must be 10, 20, 30 or a multiple of 60 up to 86400";
    const dimensions = "has no dimensions; without the set AWS publishes it under, the alarm never has data";
    const refused: readonly (readonly [string, Partial<AlarmRule>, string])[] = [
        ["a period between AWS's steps", { periodSeconds: 90 }, `${period}, got 90`],
        ["no period", { periodSeconds: 0 }, `${period}, got 0`],
        ["a period of less than nothing", { periodSeconds: -60 }, `${period}, got -60`],
        ["a period beyond a day", { periodSeconds: 90_000 }, `${period}, got 90000`],
        ["half a period", { periods: 1.5 }, "periods must be a whole number from 1, got 1.5"],
        [
            "more than a day of minutes",
            { periodSeconds: 60, periods: 1_441 },
            "periodSeconds times periods must be at most 86400 seconds, got 60 x 1441 = 86460; " +
                "take fewer or longer periods",
        ],
        [
            "more than a week of hours",
            { periodSeconds: 3_600, periods: 169 },
            "periodSeconds times periods must be at most 604800 seconds, got 3600 x 169 = 608400; " +
                "take fewer or longer periods",
        ],
        [
            "more datapoints than periods",
            { periods: 2, datapointsToAlarm: 3 },
            "datapointsToAlarm must be a whole number from 1 to periods (2), got 3",
        ],
        [
            "no datapoints",
            { datapointsToAlarm: 0 },
            "datapointsToAlarm must be a whole number from 1 to periods (2), got 0",
        ],
        [
            "a metric without dimensions",
            { signal: { ...cpu, dimensions: {} } },
            `CPUUtilization ${dimensions}`,
        ],
        [
            "metric math over a metric without dimensions",
            { signal: { ...errors, metrics: { ...errors.metrics, bad: { ...requests, dimensions: {} } } } },
            `RequestCount ${dimensions}`,
        ],
        [
            "a percentile beyond a hundred",
            { signal: { ...latency, statistic: "p101" } },
            "statistic must be a percentile from p0 to p100, got p101",
        ],
        [
            "metric math over nothing",
            { signal: { expression: "1", label: "one", metrics: {} } },
            "metrics must be 1 to 10, got 0",
        ],
        [
            "metric math over more than AWS takes",
            {
                signal: {
                    expression: "SUM(METRICS())",
                    label: "sum",
                    metrics: Object.fromEntries([...Array(11).keys()].map((n) => [`m${n}`, requests])),
                },
            },
            "metrics must be 1 to 10, got 11",
        ],
        [
            "an expression beyond AWS's length",
            { signal: { ...errors, expression: `total+bad${"+1".repeat(510)}` } },
            "expression must be at most 1024 characters, got 1029",
        ],
        [
            "an expression over a metric that is not there",
            { signal: { ...errors, expression: "100 * bda / total" } },
            'expression names "bda", which is none of its metrics: bad, total',
        ],
        [
            "a metric id that AWS does not take",
            { signal: { expression: "1", label: "one", metrics: { Bad: requests } } },
            'metric id "Bad" must start with a small letter, hold letters, digits and _ only, and not be "signal"',
        ],
        [
            "a metric under the expression's own id",
            { signal: { expression: "signal", label: "one", metrics: { signal: requests } } },
            'metric id "signal" must start with a small letter, hold letters, digits and _ only, and not be "signal"',
        ],
        [
            "a band without width",
            { threshold: { belowBand: 0 } },
            "belowBand must be a number above 0, got 0",
        ],
        [
            "a band without a number",
            { threshold: { belowBand: NaN } },
            "belowBand must be a number above 0, got NaN",
        ],
        [
            "a band around an expression",
            { signal: errors, threshold: { belowBand: 2 } },
            "belowBand takes a single metric, got an expression",
        ],
        ["no threshold", { threshold: { above: NaN } }, "threshold must be a number, got NaN"],
        [
            "a meaning that AWS would not store",
            { meaning: "x".repeat(980) },
            "meaning must leave the description at 1024 characters, got 1025",
        ],
    ];
    for (const [what, over, message] of refused) {
        it(`refuses ${what}`, () => {
            assert.deepEqual(alarmMistakes([rule(over)]), [`alarm "service-cpu": ${message}`]);
        });
    }

    it("refuses two rules with one key", () => {
        assert.deepEqual(alarmMistakes([rule(), rule({ key: "other" }), rule()]), [
            'alarm "service-cpu": key is taken by another rule; each alarm needs its own',
        ]);
    });

    it("does not take quoted text in an expression for a metric", () => {
        const signal = { ...errors, expression: 'SUM(METRICS("bad")) / total' };

        assert.deepEqual(alarmMistakes([rule({ signal })]), []);
    });
});
