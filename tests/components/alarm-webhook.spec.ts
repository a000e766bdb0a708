import assert from "node:assert/strict";
import { alarmArgs } from "../../components/alarm-set";
import { pageMark, webhookRetries, webhookSlug, webhookSubscription } from "../../components/alarm-webhook";
import { rule } from "../support/alarm-rules";

const subscription = webhookSubscription("arn:topic", "https://events.example.com/hunter2");

function textOf(value: unknown): string {
    assert.ok(typeof value === "string");
    return value;
}

describe("webhookSubscription", () => {
    it("is confirmed by the receiver itself, or the update fails", () => {
        assert.equal(subscription.protocol, "https");
        assert.equal(subscription.endpointAutoConfirms, true);
        assert.equal(subscription.confirmationTimeoutInMinutes, 5);
    });

    it("keeps the envelope that on-call tools read and can check", () => {
        assert.equal(subscription.rawMessageDelivery, false);
    });

    it("lets pages through, and tickets not", () => {
        assert.equal(subscription.filterPolicyScope, "MessageBody");
        assert.deepEqual(JSON.parse(textOf(subscription.filterPolicy)), {
            AlarmDescription: [{ prefix: pageMark }],
        });
        const describe = (severity: "page" | "ticket"): string =>
            textOf(alarmArgs(rule({ severity }), "arn:topic").alarmDescription);
        assert.ok(describe("page").startsWith(pageMark), describe("page"));
        assert.ok(!describe("ticket").startsWith(pageMark), describe("ticket"));
    });

    it("tries for most of an hour, within the hour that SNS allows", () => {
        assert.deepEqual(JSON.parse(textOf(subscription.deliveryPolicy)), {
            healthyRetryPolicy: webhookRetries,
        });
        const { numRetries, numNoDelayRetries, numMinDelayRetries, numMaxDelayRetries } = webhookRetries;
        const { minDelayTarget, maxDelayTarget } = webhookRetries;
        const backoff = numRetries - numNoDelayRetries - numMinDelayRetries - numMaxDelayRetries;
        assert.ok(backoff > 0, "the phases hold more retries than there are");
        const least = numMinDelayRetries * minDelayTarget + numMaxDelayRetries * maxDelayTarget;
        assert.ok(least > 2_400, `${least} seconds at least`);
        assert.ok(least + backoff * maxDelayTarget <= 3_600, "longer than SNS allows");
    });
});

describe("webhookSlug", () => {
    it("is the same for the same address only, and holds nothing of it", () => {
        const slug = webhookSlug("https://events.example.com/hunter2");
        assert.match(slug, /^webhook-[0-9a-f]{8}$/);
        assert.equal(slug, webhookSlug("https://events.example.com/hunter2"));
        assert.notEqual(slug, webhookSlug("https://events.example.com/hunter3"));
    });
});
