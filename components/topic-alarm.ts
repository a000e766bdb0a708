import type { Input } from "@pulumi/pulumi";
import type { AlarmRule } from "./alarm-rule";

/**
 * What a topic could not deliver: alerting that fails silently is none. A webhook counts every try that fails, an address
 * counts once, when SNS gives it up; what a filter holds back is not counted ("Amazon SNS metrics", developer guide). It tells the topic
 * itself: a ticket goes to the addresses and never to the webhooks. An address that is gone fails again by that ticket, and
 * so does the next, until it is taken out (docs/adr/0031-alarms-not-raised.md).
 */
export function topicAlarm(topicName: Input<string>): AlarmRule {
    return {
        key: "delivery",
        runbook: "alarm-delivery",
        severity: "ticket",
        meaning:
            "An alarm could not be delivered to somebody who is subscribed: an on-call tool refuses it or is down, or an address " +
            "no longer exists. Until it is mended the next page may reach nobody there.",
        signal: {
            namespace: "AWS/SNS",
            metricName: "NumberOfNotificationsFailed",
            dimensions: { TopicName: topicName },
            statistic: "Sum",
        },
        threshold: { above: 0 },
        periodSeconds: 300,
        periods: 1, // a failure is reported once, and the next message may be weeks away
        tellsWhenOver: false, // to an address that is gone each message is one more failure
        whenSilent: "notBreaching", // six hours after its last message a topic reports nothing
    };
}
