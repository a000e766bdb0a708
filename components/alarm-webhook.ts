import { createHash } from "node:crypto";
import type * as sns from "@pulumi/aws/sns";
import * as pulumi from "@pulumi/pulumi";
import { urgencyMark } from "./alarm-description";

/**
 * How SNS tries again when a receiver is down, in seconds: at once, thrice within half a minute, then less and
 * less often until most of an hour has passed. All of it must end within the hour that SNS allows ("Creating an
 * HTTP/S delivery policy", SNS developer guide).
 */
export const webhookRetries = {
    numRetries: 30,
    numNoDelayRetries: 1,
    numMinDelayRetries: 3,
    minDelayTarget: 10,
    maxDelayTarget: 120,
    numMaxDelayRetries: 20,
    backoffFunction: "exponential",
} as const;

/** How the description of an alarm that wakes a person begins; CloudWatch sends it with the alarm. */
export const pageMark = urgencyMark("page");

/** Part of a resource's name: the same for the same address, and the key in the address cannot be read from it. */
export function webhookSlug(url: string): string {
    return `webhook-${createHash("sha256").update(url).digest("hex").slice(0, 8)}`;
}

/** What is wrong with a list of addresses; none is shown, for the path of one is often a key. Empty when nothing is. */
export function webhookMistakes(urls: readonly string[]): readonly string[] {
    const mistakes = urls.flatMap((url, index) =>
        /^https:\/\/[^\s/]+/.test(url)
            ? []
            : [`webhooks[${index}] must be an address that starts with https://, or what alarms say is open`],
    );
    if (new Set(urls).size < urls.length) {
        mistakes.push("webhooks must differ, or one receiver is told twice; leave one out");
    }
    return mistakes;
}

/** The subscription of an on-call tool, which is told of pages only. */
export function webhookSubscription(topic: pulumi.Input<string>, url: string): sns.TopicSubscriptionArgs {
    return {
        topic,
        protocol: "https",
        // Encrypted in the state and hidden in the output, wherever the setting came from.
        endpoint: pulumi.secret(url),
        // The receiver answers SNS by itself within these minutes, or the update fails: no page waits for a person.
        endpointAutoConfirms: true,
        confirmationTimeoutInMinutes: 5,
        // On-call tools read SNS's own envelope, and can check its signature; raw messages have neither.
        rawMessageDelivery: false,
        deliveryPolicy: JSON.stringify({ healthyRetryPolicy: webhookRetries }),
        filterPolicyScope: "MessageBody",
        filterPolicy: JSON.stringify({ AlarmDescription: [{ prefix: pageMark }] }),
    };
}
