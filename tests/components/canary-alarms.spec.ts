import assert from "node:assert/strict";
import { alarmMistakes } from "../../components/alarm-mistakes";
import { canaryAlarms } from "../../components/canary-alarms";
import { canarySchedule } from "../../components/canary-schedule";

const rules = canaryAlarms({ canaryName: "eu-west-1-c1-canary-1a2b3c4" });

describe("canaryAlarms", () => {
    it("is one page on three bad runs in a row, and on none", () => {
        assert.equal(rules.length, 1);
        assert.deepEqual(alarmMistakes(rules), []);
        const { meaning, ...rule } = rules[0] ?? assert.fail("no rule");
        assert.match(meaning, /did not run/);
        assert.deepEqual(rule, {
            key: "canary-failing",
            severity: "page",
            signal: {
                namespace: "CloudWatchSynthetics",
                metricName: "SuccessPercent",
                dimensions: { CanaryName: "eu-west-1-c1-canary-1a2b3c4" },
                statistic: "Average",
            },
            threshold: { below: 100 },
            periodSeconds: 300,
            periods: 3,
            whenSilent: "breaching",
        });
    });

    it("takes as many runs as keep slow answers that the promise allows from waking anybody for years", () => {
        const [slow, runsPerMonth] = [1 / 100, (30 * 24 * 60) / canarySchedule.minutes];
        const perMonth = (inARow: number): number => runsPerMonth * slow ** inARow;
        assert.ok(perMonth(2) > 0.5, "two are too few");
        assert.ok(perMonth(rules[0]?.periods ?? 0) < 1 / 60, "less than once in five years");
    });

    it("looks at periods of one run each", () => {
        assert.equal(rules[0]?.periodSeconds, canarySchedule.minutes * 60);
        assert.ok(canarySchedule.timeoutSeconds < canarySchedule.minutes * 60, "a run ends before the next");
    });

    it("costs what docs/adr/0022 says", () => {
        const runs = (30 * 24 * 60) / canarySchedule.minutes;
        assert.equal(runs, 8_640);
        assert.equal((runs * 0.0012).toFixed(2), "10.37"); // CloudWatch pricing, us-east-1
    });
});
