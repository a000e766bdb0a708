import { amounts, averageOf } from "../capacity/scenario";
import { secondsPerMonth } from "../capacity/usage";
import { clamp, workersFedBy } from "../strategy/plan";
import { always, used, type Priced, type Pricer, type Pricers, type Pricing } from "./pricing";
import { numberAt } from "../preview/input-reading";

/** Sent, received, deleted: each is a request, and batches are not counted on ("Amazon SQS pricing"). */
const requestsPerMessage = 3;

/** Requests of workers that ask an empty queue: each waits as long as the queue lets it, at least a second. */
function emptyReceives({ resource, inCell }: Priced, { assumed }: Pricing): ReturnType<typeof always> {
    const workers = inCell?.plan.workers;
    if (workers === undefined) return always(0);
    const waitSeconds = Math.max(numberAt(resource, "receiveWaitTimeSeconds") ?? 0, 1);
    const expected = clamp(workersFedBy(inCell?.plan.tasks.expected ?? 0), workers);
    const average = averageOf({ ...workers, expected }, assumed);
    return amounts((scenario) => (average[scenario] * secondsPerMonth) / waitSeconds);
}

/** A queue for dead letters, which leads nowhere, is asked by nobody while all is well. */
const queue: Pricer = (priced, pricing) => {
    if (!("redrivePolicy" in priced.resource.inputs)) return [];
    const messages = used(priced.inCell, (usage) => usage.messages * requestsPerMessage);
    const idle = emptyReceives(priced, pricing);
    return [
        {
            service: "Queue",
            what: "requests",
            priceKey: "sqs.standard.perMillion",
            quantity: amounts((scenario) => (messages[scenario] + idle[scenario]) / 1e6),
        },
    ];
};

const topic: Pricer = (_, { assumed }) => [
    {
        service: "Alarms",
        what: "messages of topics",
        priceKey: "sns.publish.perMillion",
        quantity: always(assumed.messagesPerTopic / 1e6),
    },
];

export const messagingPricers: Pricers = { "aws:sqs/queue:Queue": queue, "aws:sns/topic:Topic": topic };
