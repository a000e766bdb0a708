import assert from "node:assert/strict";
import type { GraphResource } from "../../../policies/rule";
import { loadBalancerHasItsAlarms as rule } from "../../../policies/uptime-alarms/load-balancer-alarms";
import { appliedTo, clean, doubts, judge, output, refusals, resource } from "../../support/stack-graph";
import { alarm, elsewhere, loadBalancer, mathAlarm, type AlarmSketch } from "./fixture";

const namespace = "AWS/ApplicationELB";
const alb = loadBalancer();

function latency(percentile: string, above: unknown, sketch: Partial<AlarmSketch> = {}): GraphResource {
    return alarm(percentile, `${namespace} TargetResponseTime`, {
        on: alb.on,
        statistic: percentile,
        above,
        ...sketch,
    });
}

function errors(expression: string, above: number): GraphResource {
    return mathAlarm(
        "errors",
        expression,
        {
            target: [`${namespace} HTTPCode_Target_5XX_Count`, alb.on, "Sum"],
            balancer: [`${namespace} HTTPCode_ELB_5XX_Count`, alb.on, "Sum"],
            all: [`${namespace} RequestCount`, alb.on, "Sum"],
        },
        above,
    );
}

/** A bare count of what one of the two makes. */
const count = (maker: "Target" | "ELB", above: number, on = alb.on): GraphResource =>
    alarm(maker, `${namespace} HTTPCode_${maker}_5XX_Count`, { on, statistic: "Sum", above });

const healthy = (below: number): GraphResource =>
    alarm("healthy", `${namespace} HealthyHostCount`, { on: alb.onGroup, statistic: "Minimum", below });

const [p95, p99] = [latency("p95", 0.2), latency("p99", 0.5)];
const percent = errors("100 * (target + balancer) / all", 0.1);
const hosts = healthy(1);

describe("load-balancer-has-its-alarms", () => {
    it("passes the four alarms, with every name unknown", async () => {
        assert.deepEqual(await judge(rule, [...alb.resources, p95, p99, percent, hosts]), clean);
    });

    it("passes them with every name known", async () => {
        const suffix = { arnSuffix: "app/alb/50dc6c495c0c9188" };
        const known = loadBalancer("alb", suffix, { arnSuffix: "targetgroup/api/73e2d6bc24d8a067" });
        const on = { LoadBalancer: suffix.arnSuffix };
        const onGroup = { ...on, TargetGroup: "targetgroup/api/73e2d6bc24d8a067" };
        const all = [
            latency("p95", 0.2, { on }),
            latency("p99", 0.5, { on }),
            count("Target", 10, on),
            count("ELB", 10, on),
            alarm("hosts", `${namespace} HealthyHostCount`, { on: onGroup, statistic: "Minimum", below: 1 }),
        ];
        assert.deepEqual(await judge(rule, [...known.resources, ...all]), clean);
    });

    it("passes a ratio in parts of one, and bare counts of both kinds of errors", async () => {
        for (const serverErrors of [
            [errors("(target + balancer) / all", 0.001)],
            [count("Target", 25), count("ELB", 25)],
        ]) {
            assert.deepEqual(await judge(rule, [...alb.resources, p95, p99, ...serverErrors, hosts]), clean);
        }
    });

    it("refuses the errors of one maker alone, whichever it is", async () => {
        for (const [watched, maker, metric] of [
            ["Target", "load-balancer-made", "HTTPCode_ELB_5XX_Count"],
            ["ELB", "target-made", "HTTPCode_Target_5XX_Count"],
        ] as const) {
            assert.deepEqual(
                await judge(rule, [...alb.resources, p95, p99, count(watched, 25), hosts]),
                refusals(
                    `alb: no alarm watches its ${maker} 5xx errors (${namespace} ${metric}); there must be one on Sum`,
                ),
            );
        }
    });

    it("refuses a load balancer without alarms, one message for each", async () => {
        assert.deepEqual(
            await judge(rule, alb.resources),
            refusals(
                "alb: no alarm watches its p95 latency (AWS/ApplicationELB TargetResponseTime); there must be one on p95, above 0.2 or less",
                "alb: no alarm watches its p99 latency (AWS/ApplicationELB TargetResponseTime); there must be one on p99, above 0.5 or less",
                "alb: no alarm watches its target-made 5xx errors (AWS/ApplicationELB HTTPCode_Target_5XX_Count); there must be one on Sum",
                "alb: no alarm watches its load-balancer-made 5xx errors (AWS/ApplicationELB HTTPCode_ELB_5XX_Count); there must be one on Sum",
                "alb: no alarm watches its healthy targets (AWS/ApplicationELB HealthyHostCount); there must be one on Minimum or Average, below 1 or more",
            ),
        );
    });

    it("refuses milliseconds where CloudWatch counts in seconds", async () => {
        assert.deepEqual(
            await judge(rule, [...alb.resources, latency("p95", 200), p99, percent, hosts]),
            refusals(
                "p95: the alarm for the p95 latency of alb is too lax: its threshold is 200; it must be at most 0.2",
            ),
        );
    });

    it("refuses the average that the strategy's sample watches, saying so", async () => {
        const average = latency("Average", 0.5);
        const { violations } = await judge(rule, [...alb.resources, average, p99, percent, hosts]);
        assert.deepEqual(violations, [
            'Average: the alarm for the p95 latency of alb is too lax: its statistic is "Average"; it must be p95; its threshold is 0.5; it must be at most 0.2',
        ]);
    });

    it("does not take a percentile rank, whose unit is another, for the percentile", async () => {
        const rank = latency("PR(:0.2)", 95, {
            but: { statistic: undefined, extendedStatistic: "PR(:0.2)" },
        });
        const { violations } = await judge(rule, [...alb.resources, rank, p99, percent, hosts]);
        assert.deepEqual(violations, [
            "alb: no alarm watches its p95 latency (AWS/ApplicationELB TargetResponseTime); there must be one on p95, above 0.2 or less",
        ]);
    });

    it("does not take what is usual for what was promised", async () => {
        const band = latency("p95", undefined, {
            but: { comparisonOperator: "GreaterThanUpperThreshold", thresholdMetricId: "band" },
        });
        assert.deepEqual(
            await judge(rule, [...alb.resources, band, p99, percent, hosts]),
            refusals(
                "p95: the alarm for the p95 latency of alb is too lax: its threshold is not set; it must be at most 0.2",
            ),
        );
    });

    it("refuses error ratios above the promise, in their own unit", async () => {
        for (const [expression, above, atMost] of [
            ["100 * (target + balancer) / all", 1, "0.1"],
            ["(target + balancer) / all", 0.1, "0.001"],
        ] as const) {
            assert.deepEqual(
                await judge(rule, [...alb.resources, p95, p99, errors(expression, above), hosts]),
                refusals(
                    ...["target-made", "load-balancer-made"].map(
                        (maker) =>
                            `errors: the alarm for the ${maker} 5xx errors of alb is too lax: its threshold is ${above}; it must be at most ${atMost}`,
                    ),
                ),
            );
        }
    });

    it("refuses an alarm that fires only once no host was ever healthy", async () => {
        assert.deepEqual(
            await judge(rule, [...alb.resources, p95, p99, percent, healthy(0)]),
            refusals(
                "healthy: the alarm for the healthy targets of alb is too lax: its threshold is 0; it must be at least 1",
            ),
        );
    });

    it("says nothing about network load balancers", async () => {
        const network = resource("aws:lb/loadBalancer:LoadBalancer", "nlb", { loadBalancerType: "network" });
        assert.deepEqual(await judge(rule, [network]), clean);
    });

    it("cannot decide where a threshold, a type or what an alarm watches is unknown", async () => {
        const value = output(elsewhere, "value");
        assert.deepEqual(
            await judge(rule, [...alb.resources, latency("p95", value), p99, percent, hosts]),
            doubts(
                "alb: whether p95 watches AWS/ApplicationELB TargetResponseTime is not known before the update",
            ),
        );
        const blind = latency("p99", 0.5, { but: { dimensions: appliedTo(elsewhere) } });
        assert.deepEqual(
            await judge(rule, [...alb.resources, p95, blind, percent, hosts]),
            doubts(
                "alb: whether p99 watches AWS/ApplicationELB TargetResponseTime is not known before the update",
            ),
        );
        const typeless = resource("aws:lb/loadBalancer:LoadBalancer", "lb", { loadBalancerType: value });
        assert.deepEqual(
            await judge(rule, [typeless]),
            doubts("lb: loadBalancerType is not known before the update"),
        );
    });
});
