import assert from "node:assert/strict";
import {
    globalMetricIsWatchedInUsEast1,
    latencyAlarmIsAPercentile,
} from "../../../policies/uptime-alarms/alarm-metric";
import type { GraphResource } from "../../../policies/rule";
import { appliedTo, clean, doubts, judge, output, refusals, resource } from "../../support/stack-graph";
import { alarm, elsewhere, loadBalancer, mathAlarm } from "./fixture";

const queriesUnknown = resource("aws:cloudwatch/metricAlarm:MetricAlarm", "math", {
    metricQueries: appliedTo(elsewhere),
});

describe("latency-alarm-is-a-percentile", () => {
    const rule = latencyAlarmIsAPercentile;
    const { on } = loadBalancer();
    const metric = "AWS/ApplicationELB TargetResponseTime";
    const latency = (statistic: string, but: Readonly<Record<string, unknown>> = {}): GraphResource =>
        alarm("latency", metric, { on, above: 0.2, statistic, but });

    it("passes percentiles, inside expressions too", async () => {
        for (const percentile of ["p50", "p95", "p99.9"]) {
            assert.deepEqual(await judge(rule, [latency(percentile)]), clean);
        }
        const inside = mathAlarm("math", "1000 * slow", { slow: [metric, on, "p95"] }, 200);
        assert.deepEqual(await judge(rule, [inside]), clean);
    });

    it("passes percentile ranks, the share of requests within a bound", async () => {
        for (const rank of ["PR(:0.2)", "PR(0.2:)", "PR(0.1:0.2)"]) {
            const inside = mathAlarm("math", "100 - fast", { fast: [metric, on, rank] }, 5);
            assert.deepEqual(await judge(rule, [inside]), clean);
        }
        const open = mathAlarm("math", "100 - fast", { fast: [metric, on, "PR(:)"] }, 5);
        assert.equal((await judge(rule, [open])).violations.length, 1);
    });

    it("refuses averages, maxima and an absent statistic", async () => {
        for (const [sketch, found] of [
            [latency("Average"), '"Average"'],
            [latency("Maximum"), '"Maximum"'],
            [latency("Average", { statistic: undefined }), "not set"],
        ] as const) {
            assert.deepEqual(
                await judge(rule, [sketch]),
                refusals(
                    `latency: the statistic of ${metric} is ${found}; it must be a percentile such as p95, or a percentile rank such as PR(:0.2)`,
                ),
            );
        }
        const inside = mathAlarm("math", "slow", { slow: [metric, on, "Average"] }, 0.2);
        assert.equal((await judge(rule, [inside])).violations.length, 1);
    });

    it("refuses an average of CloudFront's origin latency", async () => {
        const origin = alarm("origin", "AWS/CloudFront OriginLatency", {
            on: { DistributionId: "E1", Region: "Global" },
            above: 200,
        });
        assert.deepEqual(
            await judge(rule, [origin]),
            refusals(
                'origin: the statistic of AWS/CloudFront OriginLatency is "Average"; it must be a percentile such as p95, or a percentile rank such as PR(:0.2)',
            ),
        );
    });

    it("says nothing about other metrics", async () => {
        const count = alarm("count", "AWS/ApplicationELB RequestCount", { on, above: 1 });
        assert.deepEqual(await judge(rule, [count]), clean);
    });

    it("cannot decide where the statistic is unknown", async () => {
        const statistic = output(elsewhere, "value");
        assert.deepEqual(
            await judge(rule, [latency("Average", { statistic })]),
            doubts(`latency: the statistic of ${metric} is not known before the update`),
        );
    });
});

describe("global-metric-is-watched-in-us-east-1", () => {
    const rule = globalMetricIsWatchedInUsEast1;
    const edge = { DistributionId: "E1", Region: "Global" };
    const errors = "AWS/CloudFront 5xxErrorRate";
    const inRegion = (region: string | undefined, but = {}): GraphResource =>
        alarm("errors", errors, {
            on: edge,
            above: 0.1,
            but,
            options: region === undefined ? {} : { region },
        });

    it("passes alarms of us-east-1, by their provider or by their own argument", async () => {
        assert.deepEqual(await judge(rule, [inRegion("us-east-1")]), clean);
        assert.deepEqual(await judge(rule, [inRegion("eu-west-1", { region: "us-east-1" })]), clean);
    });

    it("refuses them elsewhere", async () => {
        assert.deepEqual(
            await judge(rule, [inRegion("eu-west-1")]),
            refusals(
                "errors: watches AWS/CloudFront 5xxErrorRate in eu-west-1; the metric exists in us-east-1 only",
            ),
        );
        assert.deepEqual(
            await judge(rule, [inRegion("us-east-1", { region: "eu-west-1" })]),
            refusals(
                "errors: watches AWS/CloudFront 5xxErrorRate in eu-west-1; the metric exists in us-east-1 only",
            ),
        );
    });

    it("holds health checks and CloudFront's web ACLs to it, and no regional web ACL", async () => {
        const options = { region: "eu-west-1" };
        const blocked = (dimensions: Readonly<Record<string, string>>): GraphResource =>
            alarm("waf", "AWS/WAFV2 BlockedRequests", { on: dimensions, above: 1, options });
        assert.deepEqual(
            await judge(rule, [blocked({ WebACL: "edge", Rule: "ALL" })]),
            refusals(
                "waf: watches AWS/WAFV2 BlockedRequests in eu-west-1; the metric exists in us-east-1 only",
            ),
        );
        assert.deepEqual(
            await judge(rule, [blocked({ WebACL: "cell", Rule: "ALL", Region: "eu-west-1" })]),
            clean,
        );
        const probe = alarm("probe", "AWS/Route53 HealthCheckStatus", {
            on: { HealthCheckId: "h" },
            below: 1,
            options,
        });
        assert.equal((await judge(rule, [probe])).violations.length, 1);
    });

    it("says nothing about regional metrics", async () => {
        const cpu = alarm("cpu", "AWS/ECS CPUUtilization", {
            on: {},
            above: 1,
            options: { region: "eu-west-1" },
        });
        assert.deepEqual(await judge(rule, [cpu]), clean);
    });

    it("cannot decide where nothing says the region", async () => {
        assert.deepEqual(
            await judge(rule, [inRegion(undefined)]),
            doubts("errors: the region of its alarm on AWS/CloudFront 5xxErrorRate is not known"),
        );
    });

    it("leaves alarms whose metrics are unknown to the rule on dimensions", async () => {
        assert.deepEqual(await judge(rule, [queriesUnknown]), clean);
        assert.deepEqual(await judge(latencyAlarmIsAPercentile, [queriesUnknown]), clean);
    });
});
