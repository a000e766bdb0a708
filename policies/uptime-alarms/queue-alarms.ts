import { eventLaw } from "../../strategy/law";
import { unknown, type Rule } from "../rule";
import { purposeOf, queueType } from "./dead-letters";
import { requireAlarm } from "./requirement";
import { watched } from "./watched";

/** Nobody waits in front of a queue: when its workers fail, the work is late and nothing says so. */
export const queueHasAnAgeAlarm: Rule = {
    name: "queue-has-an-age-alarm",
    description: `Every SQS queue that is worked off must have an alarm on the age of its oldest message (${eventLaw.maxAgeSeconds} s or less).`,
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        "Add an alarm on AWS/SQS ApproximateAgeOfOldestMessage, statistic Maximum, with QueueName of this queue.",
    frameworks: { wellArchitected: ["REL06-BP01", "REL11-BP01"] },
    subjects: [queueType],
    check: (stack, report) => {
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
                        limit: { above: { atMost: eventLaw.maxAgeSeconds } },
                        watches: (metric) => watched(stack, metric, "QueueName"),
                    },
                    report,
                );
            }
        }
    },
};

/** A dead letter is work that somebody asked for and nobody did; SQS throws it away in the end. */
export const deadLetterQueueHasAnAlarm: Rule = {
    name: "dead-letter-queue-has-an-alarm",
    description: "Every SQS queue for dead letters must have an alarm on the first message in it.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        "Add an alarm on AWS/SQS ApproximateNumberOfMessagesVisible above 0, statistic Maximum, with QueueName of this queue.",
    frameworks: { wellArchitected: ["REL06-BP01", "REL11-BP01"] },
    subjects: [queueType],
    check: (stack, report) => {
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
                        above: { atMost: comparison === "GreaterThanOrEqualToThreshold" ? 1 : 0 },
                    }),
                    watches: (metric) => watched(stack, metric, "QueueName"),
                },
                report,
            );
        }
    },
};
