import assert from "node:assert/strict";
import { alarmMistakes } from "../../components/alarm-mistakes";
import type { AlarmRule } from "../../components/alarm-rule";
import { burnRateAlarms } from "../../components/burn-rate-alarms";
import { evaluate } from "../support/metric-math";

const { windows, composites } = burnRateAlarms({ loadBalancer: "app/alb/1" });

function expressionOf(key: string): Extract<AlarmRule["signal"], { readonly expression: string }> {
    const signal = windows.find((rule) => rule.key === key)?.signal;
    assert.ok(signal !== undefined && "expression" in signal, key);
    return signal;
}

describe("burnRateAlarms", () => {
    it("have nothing that CloudWatch would refuse, and nobody's silence is unheard", () => {
        assert.deepEqual(alarmMistakes(windows, undefined, composites), []);
    });

    it("are made of these windows, none of which tells by itself", () => {
        assert.deepEqual(
            windows.map(({ key, severity, threshold, periodSeconds, periods, whenSilent, notifies }) => {
                assert.deepEqual([periods, whenSilent, notifies], [1, "notBreaching", false]);
                return [key, severity, threshold, periodSeconds];
            }),
            [
                ["load-balancer-availability-burn-fast-long", "page", { above: 1.44 }, 3_600],
                ["load-balancer-availability-burn-fast-short", "page", { above: 1.44 }, 300],
                ["load-balancer-availability-burn-slow-long", "page", { above: 0.6 }, 21_600],
                ["load-balancer-availability-burn-slow-short", "page", { above: 0.6 }, 1_800],
                ["load-balancer-availability-burn-steady-long", "ticket", { above: 0.3 }, 86_400],
                ["load-balancer-availability-burn-steady-short", "ticket", { above: 0.3 }, 7_200],
                ["load-balancer-latency-burn-fast-long", "page", { above: 72 }, 3_600],
                ["load-balancer-latency-burn-fast-short", "page", { above: 72 }, 300],
                ["load-balancer-latency-burn-slow-long", "page", { above: 30 }, 21_600],
                ["load-balancer-latency-burn-slow-short", "page", { above: 30 }, 1_800],
                ["load-balancer-latency-burn-steady-long", "ticket", { above: 15 }, 86_400],
                ["load-balancer-latency-burn-steady-short", "ticket", { above: 15 }, 7_200],
            ],
        );
    });

    it("tell when both of their windows see the spending", () => {
        assert.deepEqual(
            composites.map(({ key, severity, runbook, when, notifies }) => [
                key,
                severity,
                runbook,
                when,
                notifies,
            ]),
            ["availability", "latency"].flatMap((promise) =>
                [
                    ["fast", "page"],
                    ["slow", "page"],
                    ["steady", "ticket"],
                ].map(([name, severity]) => {
                    const key = `load-balancer-${promise}-burn-${name ?? ""}`;
                    const allOf = [`${key}-long`, `${key}-short`];
                    return [key, severity, `load-balancer-${promise}-burn`, { allOf }, undefined];
                }),
            ),
        );
    });

    it("say to whoever is woken what goes how fast", () => {
        assert.equal(
            composites[0]?.meaning,
            "More than 1.44 % of requests fail, over 60 minutes and still: 14.4 times what the month can bear; " +
                "2 % of its budget goes in that time. If a release went out since it began, take it back first.",
        );
        assert.equal(
            windows[6]?.meaning,
            "Within 60 minutes more than 72 % of requests take longer than 200 ms. " +
                "A part of load-balancer-latency-burn-fast, which tells.",
        );
    });

    describe("availability", () => {
        const long = expressionOf("load-balancer-availability-burn-fast-long");
        const short = expressionOf("load-balancer-availability-burn-fast-short");

        it("counts errors of the tasks and of the load balancer", () => {
            assert.equal(evaluate(long, { requests: 980, target: 10, balancer: 20 }), 3);
        });

        it("takes a few errors of a quiet hour for nothing, and an outage in it for what it is", () => {
            assert.equal(evaluate(long, { requests: 50, target: 9 }), 0);
            assert.equal(evaluate(long, { balancer: 10 }), 100);
        });

        it("needs one error to see in the short window that it goes on", () => {
            assert.equal(evaluate(short, { requests: 2, target: 1 }), 50);
            assert.equal(evaluate(short, {}), 0);
        });
    });

    describe("latency", () => {
        const long = expressionOf("load-balancer-latency-burn-fast-long");
        const short = expressionOf("load-balancer-latency-burn-fast-short");

        it("is the share of requests beyond 200 ms", () => {
            assert.deepEqual(long.metrics, {
                fast: {
                    namespace: "AWS/ApplicationELB",
                    metricName: "TargetResponseTime",
                    dimensions: { LoadBalancer: "app/alb/1" },
                    statistic: "PR(:0.2)",
                },
                requests: {
                    namespace: "AWS/ApplicationELB",
                    metricName: "RequestCount",
                    dimensions: { LoadBalancer: "app/alb/1" },
                    statistic: "Sum",
                },
            });
            assert.equal(evaluate(long, { fast: 20, requests: 1_000 }), 80);
        });

        it("takes a few slow requests of a quiet hour for nothing", () => {
            assert.equal(evaluate(long, { fast: 0, requests: 9 }), 0);
            assert.equal(evaluate(long, { fast: 0, requests: 10 }), 100);
            assert.equal(evaluate(short, { fast: 50, requests: 2 }), 50);
        });
    });
});
