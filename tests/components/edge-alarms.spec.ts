import assert from "node:assert/strict";
import { output } from "@pulumi/pulumi";
import type { AlarmRule } from "../../components/alarm-rule";
import { alarmMistakes } from "../../components/alarm-mistakes";
import { edgeAlarms } from "../../components/edge-alarms";
import { kpi } from "../../strategy/law";
import { edgeTargets } from "../support/edge-targets";

const targets = edgeTargets(["eu-west-1-c1", "us-east-1-c1"]);
const rules = edgeAlarms(targets);

function rule(key: string): AlarmRule {
    const found = rules.find((one) => one.key === key);
    assert.ok(found, `no alarm ${key}`);
    return found;
}

/** Every metric of the alarm, with the dimensions it is read under. */
function metricsOf({ signal }: AlarmRule): readonly [string, string, unknown][] {
    const metrics = "expression" in signal ? Object.values(signal.metrics) : [signal];
    return metrics.map(({ namespace, metricName, dimensions }) => [namespace, metricName, dimensions]);
}

/** The guard of an error rate as CloudWatch computes it. */
function guarded(key: string, rate: number, requests: number): number {
    const { signal } = rule(key);
    assert.ok("expression" in signal);
    const match = /^IF\(rate \* requests \/ 100 >= (\d+), rate, 0\)$/.exec(signal.expression);
    assert.ok(match, signal.expression);
    return (rate * requests) / 100 >= Number(match[1]) ? rate : 0;
}

describe("edgeAlarms", () => {
    it("has these alarms, and wakes someone when users get errors or no answer", () => {
        assert.deepEqual(
            rules.map(({ key, severity }) => `${severity} ${key}`),
            [
                "page edge-server-errors",
                "ticket edge-client-errors",
                "ticket edge-origin-latency",
                "page edge-unreachable",
                "ticket edge-certificate-expiry",
                "ticket edge-function-errors",
                "ticket edge-router-errors",
                "ticket edge-router-utilization",
                "ticket edge-blocked-requests",
                "ticket edge-cache-hits",
                "page edge-cell-eu-west-1-c1-unreachable",
                "page edge-cell-us-east-1-c1-unreachable",
            ],
        );
    });

    it("consists of alarms that CloudWatch takes", () => {
        assert.deepEqual(alarmMistakes(rules), []);
    });

    for (const [key, threshold, periodSeconds, periods, whenSilent] of [
        ["edge-server-errors", { above: kpi.serverErrorPercent }, 300, 3, "notBreaching"],
        ["edge-client-errors", { above: kpi.clientErrorPercent }, 300, 3, "notBreaching"],
        ["edge-origin-latency", { above: kpi.p95Milliseconds }, 300, 3, "notBreaching"],
        ["edge-unreachable", { below: 1 }, 60, 3, "breaching"],
        ["edge-certificate-expiry", { below: 30 }, 86_400, 1, "notBreaching"],
        ["edge-function-errors", { above: 0 }, 300, 4, "notBreaching"],
        ["edge-router-errors", { above: 0 }, 300, 4, "notBreaching"],
        ["edge-router-utilization", { above: 80 }, 300, 3, "notBreaching"],
        ["edge-blocked-requests", { above: 5 }, 300, 3, "notBreaching"],
        ["edge-cache-hits", { below: 95 }, 300, 4, "notBreaching"],
        ["edge-cell-eu-west-1-c1-unreachable", { below: 1 }, 60, 3, "breaching"],
    ] as const) {
        it(`fires ${key} at ${JSON.stringify(threshold)} for ${periods} x ${periodSeconds} s`, () => {
            const found = rule(key);

            assert.deepEqual(found.threshold, threshold);
            assert.deepEqual(
                [found.periodSeconds, found.periods, found.whenSilent],
                [periodSeconds, periods, whenSilent],
            );
        });
    }

    it("reads every metric under exactly the dimensions that AWS publishes", () => {
        const distribution = { DistributionId: "E1", Region: "Global" };
        const paths = { FunctionName: "paths", Region: "Global" };
        const router = { FunctionName: "router", Region: "Global" };

        assert.deepEqual(
            rules
                .filter(({ key }) => !key.startsWith("edge-cell-"))
                .flatMap((one) => metricsOf(one).map((metric) => [one.key, ...metric])),
            [
                ["edge-server-errors", "AWS/CloudFront", "5xxErrorRate", distribution],
                ["edge-server-errors", "AWS/CloudFront", "Requests", distribution],
                ["edge-client-errors", "AWS/CloudFront", "4xxErrorRate", distribution],
                ["edge-client-errors", "AWS/CloudFront", "Requests", distribution],
                ["edge-origin-latency", "AWS/CloudFront", "OriginLatency", distribution],
                ["edge-unreachable", "AWS/Route53", "HealthCheckStatus", { HealthCheckId: "H1" }],
                [
                    "edge-certificate-expiry",
                    "AWS/CertificateManager",
                    "DaysToExpiry",
                    { CertificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/1" },
                ],
                ["edge-function-errors", "AWS/CloudFront", "FunctionExecutionErrors", paths],
                ["edge-function-errors", "AWS/CloudFront", "FunctionValidationErrors", paths],
                ["edge-function-errors", "AWS/CloudFront", "FunctionThrottles", paths],
                ["edge-router-errors", "AWS/CloudFront", "FunctionExecutionErrors", router],
                ["edge-router-errors", "AWS/CloudFront", "FunctionValidationErrors", router],
                ["edge-router-errors", "AWS/CloudFront", "FunctionThrottles", router],
                ["edge-router-utilization", "AWS/CloudFront", "FunctionComputeUtilization", router],
                [
                    "edge-blocked-requests",
                    "AWS/WAFV2",
                    "BlockedRequests",
                    { WebACL: "prod-waf", Rule: "ALL" },
                ],
                ["edge-blocked-requests", "AWS/CloudFront", "Requests", distribution],
                ["edge-cache-hits", "medease/edge", "prod-site-hits", {}],
                ["edge-cache-hits", "medease/edge", "prod-site-answers", {}],
            ],
        );
    });

    it("uses the one statistic that each of CloudFront's metrics has", () => {
        const expected: Readonly<Record<string, string>> = {
            "5xxErrorRate": "Average",
            "4xxErrorRate": "Average",
            Requests: "Sum",
            FunctionComputeUtilization: "Average",
            FunctionExecutionErrors: "Sum",
            FunctionValidationErrors: "Sum",
            FunctionThrottles: "Sum",
            OriginLatency: "p95",
        };
        for (const { signal } of rules) {
            for (const metric of "expression" in signal ? Object.values(signal.metrics) : [signal]) {
                if (metric.namespace !== "AWS/CloudFront") continue;
                assert.equal(metric.statistic, expected[metric.metricName], metric.metricName);
            }
        }
    });

    it("watches the copying of the site where there is a copy, and only there", () => {
        assert.equal(
            rules.some(({ key }) => key === "edge-site-copy"),
            false,
        );
        const dimensions = { SourceBucket: "site", DestinationBucket: "copy", RuleId: "everything" };
        const [found] = edgeAlarms({
            ...targets,
            siteReplication: {
                ...dimensions,
                SourceBucket: output(dimensions.SourceBucket),
                DestinationBucket: output(dimensions.DestinationBucket),
            },
        }).filter(({ key }) => key === "edge-site-copy");
        assert.ok(found !== undefined && !("expression" in found.signal));
        assert.deepEqual(Object.keys(found.signal.dimensions), Object.keys(dimensions));
        assert.deepEqual(
            [found.signal.namespace, found.signal.metricName, found.signal.statistic, found.threshold],
            ["AWS/S3", "OperationsFailedReplication", "Sum", { above: 0 }],
        );
    });

    it("watches each cell by that cell's own probe, and sends whoever is woken to one page", () => {
        for (const cell of ["eu-west-1-c1", "us-east-1-c1"]) {
            const { signal, meaning, runbook } = rule(`edge-cell-${cell}-unreachable`);
            assert.ok(!("expression" in signal));
            assert.deepEqual([signal.namespace, signal.metricName], ["AWS/Route53", "HealthCheckStatus"]);
            assert.match(meaning, new RegExp(`cell ${cell} `));
            assert.equal(runbook, "edge-cell-unreachable");
        }
        const ids = rules.flatMap(({ key, signal }) =>
            key.startsWith("edge-cell-") && !("expression" in signal)
                ? [signal.dimensions.HealthCheckId]
                : [],
        );
        assert.equal(new Set(ids).size, 2);
    });

    for (const [hits, all, percent, why] of [
        [0, 999, 100, "few visitors after a night"],
        [0, 1_000, 0, "a release that nothing caches"],
        [960, 1_000, 96, "an ordinary hour"],
    ] as const) {
        it(`measures ${percent} % from a cache for ${why}`, () => {
            const { signal } = rule("edge-cache-hits");
            assert.ok("expression" in signal);
            assert.equal(signal.expression, "IF(all >= 1000, 100 * FILL(hits, 0) / all, 100)");
            assert.equal(all >= 1_000 ? (100 * hits) / all : 100, percent);
        });
    }

    for (const [rate, requests, signal, why] of [
        [1, 100, 0, "one failure in a hundred requests at night"],
        [0.2, 2_000, 0, "four failures"],
        [0.2, 2_500, 0.2, "five failures"],
        [100, 5, 100, "an outage with hardly any traffic"],
        [0.05, 1_000_000, 0.05, "many failures, but few for the traffic"],
    ] as const) {
        it(`measures ${signal} % of server errors for ${why}`, () => {
            assert.equal(guarded("edge-server-errors", rate, requests), signal);
        });
    }

    it("needs ten times as many clients' errors as servers' to say anything", () => {
        assert.equal(guarded("edge-client-errors", 10, 499), 0);
        assert.equal(guarded("edge-client-errors", 10, 500), 10);
    });
});
