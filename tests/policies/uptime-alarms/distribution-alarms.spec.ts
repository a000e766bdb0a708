import assert from "node:assert/strict";
import { distributionHasItsAlarms as rule } from "../../../policies/uptime-alarms/distribution-alarms";
import { clean, doubts, judge, output, refusals, resource } from "../../support/stack-graph";
import { alarm, elsewhere, mathAlarm } from "./fixture";

const distribution = resource("aws:cloudfront/distribution:Distribution", "edge");
const on = { DistributionId: output(distribution, "id"), Region: "Global" };
const metric = "AWS/CloudFront 5xxErrorRate";

describe("distribution-has-its-alarms", () => {
    it("passes an alarm at the promise, alone or guarded by the number of requests", async () => {
        assert.deepEqual(
            await judge(rule, [distribution, alarm("errors", metric, { on, above: 0.1 })]),
            clean,
        );
        const guarded = mathAlarm(
            "guarded",
            "IF(requests > 100, rate, 0)",
            { rate: [metric, on, "Average"], requests: ["AWS/CloudFront Requests", on, "Sum"] },
            0.1,
        );
        assert.deepEqual(await judge(rule, [distribution, guarded]), clean);
    });

    it("passes an alarm that names the distribution literally", async () => {
        const arn = "arn:aws:cloudfront::111122223333:distribution/E123";
        const known = resource("aws:cloudfront/distribution:Distribution", "edge", {}, { computed: { arn } });
        const literal = { DistributionId: "E123", Region: "Global" };
        const watching = alarm("errors", metric, { on: literal, above: 0.1 });
        assert.deepEqual(await judge(rule, [known, watching]), clean);
    });

    it("refuses a distribution without one, or with a lax one", async () => {
        assert.deepEqual(
            await judge(rule, [distribution]),
            refusals(
                "edge: no alarm watches its 5xx error rate (AWS/CloudFront 5xxErrorRate); there must be one on Average, above 0.1 or less",
            ),
        );
        assert.deepEqual(
            await judge(rule, [distribution, alarm("errors", metric, { on, above: 5 })]),
            refusals(
                "errors: the alarm for the 5xx error rate of edge is too lax: its threshold is 5; it must be at most 0.1",
            ),
        );
    });

    it("says nothing about a stack without a distribution", async () => {
        assert.deepEqual(await judge(rule, [elsewhere]), clean);
    });

    it("cannot decide where what the alarm watches is unknown", async () => {
        const blind = { DistributionId: output(elsewhere, "value"), Region: "Global" };
        assert.deepEqual(
            await judge(rule, [distribution, alarm("errors", metric, { on: blind, above: 0.1 })]),
            doubts("edge: whether errors watches AWS/CloudFront 5xxErrorRate is not known before the update"),
        );
    });
});
