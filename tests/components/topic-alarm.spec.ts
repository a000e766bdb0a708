import assert from "node:assert/strict";
import { describeAlarm } from "../../components/alarm-description";
import { alarmMistakes } from "../../components/alarm-mistakes";
import { pageMark } from "../../components/alarm-webhook";
import { topicAlarm } from "../../components/topic-alarm";

describe("topicAlarm", () => {
    const rule = topicAlarm("alarms-topic");

    it("tells of the first message that reached somebody not", () => {
        const { key, signal, threshold, periodSeconds, periods, whenSilent, runbook } = rule;

        assert.deepEqual(signal, {
            namespace: "AWS/SNS",
            metricName: "NumberOfNotificationsFailed",
            dimensions: { TopicName: "alarms-topic" },
            statistic: "Sum",
        });
        assert.deepEqual(
            { key, threshold, periodSeconds, periods, whenSilent, runbook },
            {
                key: "delivery",
                threshold: { above: 0 },
                periodSeconds: 300,
                periods: 1,
                whenSilent: "notBreaching",
                runbook: "alarm-delivery",
            },
        );
        assert.deepEqual(alarmMistakes([rule]), []);
    });

    it("does not tell that it is over, which would fail once more", () => {
        assert.equal(rule.tellsWhenOver, false);
    });

    it("is nothing that a webhook hears, or one that is down would be told of itself for ever", () => {
        assert.ok(!describeAlarm(rule, undefined).startsWith(pageMark));
    });
});
