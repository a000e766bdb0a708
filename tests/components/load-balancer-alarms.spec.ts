import assert from "node:assert/strict";
import type { AlarmRule } from "../../components/alarm-rule";
import { alarmArgs } from "../../components/alarm-set";
import {
    loadBalancerAlarms,
    rollbackAlarms,
    type LoadBalancerAlarmArgs,
} from "../../components/load-balancer-alarms";
import { evaluate } from "../support/metric-math";

const alarms = (over: Partial<LoadBalancerAlarmArgs> = {}): readonly AlarmRule[] =>
    loadBalancerAlarms({
        loadBalancer: "app/alb/1",
        targetGroup: "targetgroup/tasks/2",
        minTasks: 3,
        ...over,
    });

const namespace = "AWS/ApplicationELB";
const dimensions = { LoadBalancer: "app/alb/1" };

/** An alarm without its words, which the table below does not repeat. */
function numbers({ meaning, ...rule }: AlarmRule): Omit<AlarmRule, "meaning"> {
    assert.ok(meaning.length > 40, rule.key);
    return rule;
}

const latency = (statistic: string): object => ({
    namespace,
    metricName: "TargetResponseTime",
    dimensions,
    statistic,
});

const errors = (code: string, least: number): object => {
    const sum = (metricName: string): object => ({ namespace, metricName, dimensions, statistic: "Sum" });
    return {
        expression:
            `IF((FILL(target,0)+FILL(balancer,0))>=${least},` +
            "100*(FILL(target,0)+FILL(balancer,0))/(FILL(requests,0)+FILL(balancer,0)),0)",
        label: `${code} percent of requests`,
        metrics: {
            requests: sum("RequestCount"),
            target: sum(`HTTPCode_Target_${code}_Count`),
            balancer: sum(`HTTPCode_ELB_${code}_Count`),
        },
    };
};

describe("loadBalancerAlarms", () => {
    it("are exactly these", () => {
        assert.deepEqual(alarms().map(numbers), [
            {
                key: "load-balancer-latency-p50",
                severity: "ticket",
                signal: latency("p50"),
                threshold: { above: 0.1 },
                periodSeconds: 300,
                periods: 3,
                whenSilent: "notBreaching",
            },
            {
                key: "load-balancer-latency-p95",
                severity: "page",
                signal: {
                    expression: "IF((100-fast)*requests/100>=10,latency,0)",
                    label: "p95 latency, where 10 requests or more were too slow",
                    metrics: {
                        latency: latency("p95"),
                        fast: latency("PR(:0.2)"),
                        requests: { namespace, metricName: "RequestCount", dimensions, statistic: "Sum" },
                    },
                },
                threshold: { above: 0.2 },
                periodSeconds: 60,
                periods: 5,
                datapointsToAlarm: 3,
                whenSilent: "notBreaching",
            },
            {
                key: "load-balancer-latency-p99",
                severity: "ticket",
                signal: latency("p99"),
                threshold: { above: 0.5 },
                periodSeconds: 60,
                periods: 5,
                datapointsToAlarm: 3,
                whenSilent: "notBreaching",
            },
            {
                key: "load-balancer-server-errors",
                severity: "page",
                signal: errors("5XX", 10),
                threshold: { above: 0.1 },
                periodSeconds: 300,
                periods: 4,
                datapointsToAlarm: 3,
                whenSilent: "notBreaching",
            },
            {
                key: "load-balancer-server-error-surge",
                severity: "page",
                signal: errors("5XX", 10),
                threshold: { above: 1.44 },
                periodSeconds: 60,
                periods: 6,
                datapointsToAlarm: 4,
                whenSilent: "notBreaching",
            },
            {
                key: "load-balancer-client-errors",
                severity: "ticket",
                signal: errors("4XX", 50),
                threshold: { above: 1 },
                periodSeconds: 300,
                periods: 4,
                datapointsToAlarm: 3,
                whenSilent: "notBreaching",
            },
            {
                key: "load-balancer-healthy-hosts",
                severity: "page",
                signal: {
                    namespace,
                    metricName: "HealthyHostCount",
                    dimensions: { LoadBalancer: "app/alb/1", TargetGroup: "targetgroup/tasks/2" },
                    statistic: "Minimum",
                },
                threshold: { below: 3 },
                periodSeconds: 60,
                periods: 3,
                whenSilent: "breaching",
            },
            {
                key: "load-balancer-traffic-drop",
                severity: "ticket",
                signal: { namespace, metricName: "RequestCount", dimensions, statistic: "Sum" },
                threshold: { belowBand: 3 },
                periodSeconds: 300,
                periods: 4,
                datapointsToAlarm: 3,
                whenSilent: "notBreaching",
            },
        ]);
    });

    it("never need every period of a window that is filled in", () => {
        for (const rule of alarms().filter(
            ({ signal }) => "expression" in signal && signal.expression.includes("FILL"),
        )) {
            assert.ok(
                rule.datapointsToAlarm !== undefined && rule.datapointsToAlarm < rule.periods,
                rule.key,
            );
        }
    });

    describe("the share of errors", () => {
        const share = (values: Readonly<Record<string, number>>): unknown => {
            const signal = alarms().find(({ key }) => key === "load-balancer-server-errors")?.signal;
            assert.ok(signal !== undefined && "expression" in signal);
            return evaluate(signal, values);
        };

        for (const [what, values, percent] of [
            ["counts the service's own errors", { requests: 1000, target: 20 }, 2],
            ["counts what the load balancer answered itself", { requests: 90, balancer: 10 }, 10],
            ["is whole in an outage without one healthy task", { balancer: 10 }, 100],
            ["is nothing for one error of ten in a quiet hour", { requests: 10, target: 1 }, 0],
            ["is nothing without requests", {}, 0],
        ] as const) {
            it(what, () => {
                assert.equal(share(values), percent);
            });
        }
    });

    it("have keys of their own", () => {
        const keys = alarms().map(({ key }) => key);

        assert.equal(new Set(keys).size, keys.length);
    });
});

describe("rollbackAlarms", () => {
    const rules = rollbackAlarms.map((key) => alarms().find((rule) => rule.key === key));

    it("are the surge of 5xx and the p95 latency, which wake a person", () => {
        assert.deepEqual(
            rules.map((rule) => [rule?.key, rule?.severity]),
            [
                ["load-balancer-server-error-surge", "page"],
                ["load-balancer-latency-p95", "page"],
            ],
        );
    });

    it("fire within five minutes, and hold up no rollout by more than six", () => {
        for (const rule of rules) {
            assert.ok(rule !== undefined);
            assert.ok((rule.datapointsToAlarm ?? rule.periods) * rule.periodSeconds <= 5 * 60, rule.key);
            assert.ok(rule.periods * rule.periodSeconds <= 6 * 60, rule.key);
        }
    });

    describe("the p95 latency", () => {
        const p95 = (values: Readonly<Record<string, number>>): unknown => {
            const signal = rules[1]?.signal;
            assert.ok(signal !== undefined && "expression" in signal);
            return evaluate(signal, values);
        };

        for (const [what, values, seconds] of [
            [
                "is the percentile where ten requests were too slow",
                { latency: 0.3, fast: 90, requests: 100 },
                0.3,
            ],
            ["shows a slow release in a quiet hour", { latency: 2, fast: 0, requests: 10 }, 2],
            ["is nothing for the bad luck of a few", { latency: 0.9, fast: 40, requests: 15 }, 0],
            [
                "is below the promise where no more than one of twenty is slow",
                { latency: 0.2, fast: 95, requests: 9000 },
                0.2,
            ],
        ] as const) {
            it(what, () => {
                assert.equal(p95(values), seconds);
            });
        }

        it("ends with the requests: nothing in it stays as it was while there are few or none", () => {
            assert.ok(rules[1] !== undefined);
            const made = alarmArgs(rules[1], "arn:aws:sns:eu-west-1:111122223333:t");
            assert.equal(made.evaluateLowSampleCountPercentiles, undefined);
            assert.equal(made.treatMissingData, "notBreaching");
            assert.ok("expression" in rules[1].signal);
            assert.doesNotMatch(rules[1].signal.expression, /FILL/);
        });
    });

    it("do not fire where no requests come, as before the first rollout", () => {
        assert.deepEqual(
            rules.map((rule) => rule?.whenSilent),
            ["notBreaching", "notBreaching"],
        );
    });
});
