import { eventLaw } from "../../strategy/law";
import { whole, type SettingsOf } from "../config";
import { unknown, type Rule } from "../rule";
import { purposeOf, queueType } from "./dead-letters";
import { requireAlarm } from "./requirement";
import { watched } from "./watched";

const age = {
    properties: {
        // As long as SQS keeps a message at all, two weeks.
        maxAgeSeconds: whole(
            eventLaw.maxAgeSeconds,
            [1, 1_209_600],
            "Age in seconds of the oldest message that an alarm may wait for.",
        ),
    },
};

/** Nobody waits in front of a queue: when its workers fail, the work is late and nothing says so. */
export const queueHasAnAgeAlarm: Rule<SettingsOf<typeof age>> = {
    name: "queue-has-an-age-alarm",
    description: `Every SQS queue that is worked off must have an alarm on the age of its oldest message (${eventLaw.maxAgeSeconds} s or less).`,
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        "Add an alarm on AWS/SQS ApproximateAgeOfOldestMessage, statistic Maximum, with QueueName of this queue.",
    frameworks: { wellArchitected: ["REL06-BP01", "REL11-BP01"] },
    subjects: [queueType],
    configSchema: age,
    check: (stack, report, { maxAgeSeconds }) => {
        for (const queue of stack.ofType(queueType)) {
            const purpose = purposeOf(stack, queue);
            if (purpose === unknown) {
                report.undecided(queue, "whether it holds dead letters is not known before the update");
            } else if (purpose === "work") {
                requireAlarm(
                    stack,
                    queue,
                    {
                        signal: "oldest message",
                        metrics: ["AWS/SQS ApproximateAgeOfOldestMessage"],
                        statistics: ["Maximum", "Average"],
                        limit: { above: { atMost: maxAgeSeconds } },
                        watches: (metric) => watched(stack, metric, "QueueName"),
                    },
                    report,
                );
            }
        }
    },
};

const letters = {
    properties: {
        mostMessages: whole(0, [0, 120_000], "Dead letters that may lie unnoticed; the next one is told."),
    },
};

/** A dead letter is work that somebody asked for and nobody did; SQS throws it away in the end. */
export const deadLetterQueueHasAnAlarm: Rule<SettingsOf<typeof letters>> = {
    name: "dead-letter-queue-has-an-alarm",
    description: "Every SQS queue for dead letters must have an alarm on the first message in it.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        "Add an alarm on AWS/SQS ApproximateNumberOfMessagesVisible above 0, statistic Maximum, with QueueName of this queue.",
    frameworks: { wellArchitected: ["REL06-BP01", "REL11-BP01"] },
    subjects: [queueType],
    configSchema: letters,
    check: (stack, report, { mostMessages }) => {
        for (const queue of stack.ofType(queueType)) {
            if (purposeOf(stack, queue) !== "dead letters") continue; // of the undecided, the other rule speaks
            requireAlarm(
                stack,
                queue,
                {
                    signal: "dead letters",
                    metrics: ["AWS/SQS ApproximateNumberOfMessagesVisible"],
                    statistics: ["Maximum", "Average", "Sum"],
                    // Messages are counted in whole numbers: "1 or more" says the same as "more than 0".
                    limit: ({ comparison }) => ({
                        above: {
                            atMost: mostMessages + (comparison === "GreaterThanOrEqualToThreshold" ? 1 : 0),
                        },
                    }),
                    watches: (metric) => watched(stack, metric, "QueueName"),
                },
                report,
            );
        }
    },
};
