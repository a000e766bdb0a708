import assert from "node:assert/strict";
import { EventQueue } from "../../components/event-queue";
import { drainLaw } from "../../strategy/drain";
import { eventLaw } from "../../strategy/law";
import { make, type MadeResources } from "../support/recording";

const token = "platform:messaging:EventQueue";
const queueType = "aws:sqs/queue:Queue";
const policyType = "aws:sqs/queuePolicy:QueuePolicy";
const keyArn = "arn:aws:kms:eu-west-1:111122223333:key/cell";
const arn = (name: string): string => `arn:aws:sqs:eu-west-1:111122223333:${name}-1a2b3c4`;
const url = (name: string): string => `https://sqs.eu-west-1.amazonaws.com/111122223333/${name}-1a2b3c4`;

/** What the component hands out, once it is known. */
type Seen = Partial<
    Record<"queueUrl" | "queueName" | "deadLetterQueueName" | "sendPolicy" | "workPolicy", string>
>;

async function makeQueue({
    deletionProtected = true,
    preview = false,
    seen = {},
}: {
    deletionProtected?: boolean;
    preview?: boolean;
    seen?: Seen;
} = {}): Promise<MadeResources> {
    return make(
        (provider) => {
            const queue = new EventQueue(
                "events",
                { region: "eu-west-1", kmsKeyArn: keyArn, deletionProtected },
                { provider },
            );
            for (const output of [
                "queueUrl",
                "queueName",
                "deadLetterQueueName",
                "sendPolicy",
                "workPolicy",
            ] as const) {
                queue[output].apply((value) => (seen[output] = value));
            }
        },
        { preview },
    );
}

const parsed = (json: unknown): unknown => JSON.parse(String(json));

describe("EventQueue", () => {
    it("makes a queue, one for dead letters, a policy for each and who may leave dead letters", async () => {
        assert.deepEqual((await makeQueue()).all.map(({ type, name }) => `${type} ${name}`).sort(), [
            `${queueType} events-dead-letters`,
            `${queueType} events-queue`,
            `${policyType} events-dead-letters`,
            `${policyType} events-queue`,
            "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy events-dead-letters",
            `${token} events`,
        ]);
    });

    it("owns every child it makes", async () => {
        assert.deepEqual((await makeQueue()).orphansOf(token), []);
    });

    it("makes every child with the given provider", async () => {
        assert.deepEqual((await makeQueue()).onDefaultProvider(), []);
    });

    it("encrypts both queues with the given key", async () => {
        for (const { inputs, name } of (await makeQueue()).ofType(queueType)) {
            assert.equal(inputs.kmsMasterKeyId, keyArn, name);
            assert.equal(inputs.sqsManagedSseEnabled, undefined, name);
        }
    });

    it("hands a message out again after a minute, and keeps it for four days", async () => {
        const { inputs } = (await makeQueue()).named(queueType, "events-queue");

        assert.equal(inputs.visibilityTimeoutSeconds, 60);
        assert.equal(inputs.messageRetentionSeconds, 345_600);
        assert.equal(inputs.receiveWaitTimeSeconds, 20);
        assert.equal(inputs.fifoQueue, undefined);
    });

    it("gives a message up after five tries, to the queue for dead letters, which keeps it for 14 days", async () => {
        const made = await makeQueue();

        assert.deepEqual(parsed(made.named(queueType, "events-queue").inputs.redrivePolicy), {
            deadLetterTargetArn: arn("events-dead-letters"),
            maxReceiveCount: 5,
        });
        const deadLetters = made.named(queueType, "events-dead-letters").inputs;
        assert.equal(deadLetters.messageRetentionSeconds, 1_209_600);
        assert.equal(deadLetters.redrivePolicy, undefined);
    });

    it("takes dead letters of its own queue only", async () => {
        const { inputs } = (await makeQueue()).only("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy");

        assert.equal(inputs.queueUrl, url("events-dead-letters"));
        assert.deepEqual(parsed(inputs.redriveAllowPolicy), {
            redrivePermission: "byQueue",
            sourceQueueArns: [arn("events-queue")],
        });
    });

    for (const name of ["events-queue", "events-dead-letters"]) {
        it(`turns calls without TLS away and lets nobody in by itself: ${name}`, async () => {
            const { inputs } = (await makeQueue()).named(policyType, name);

            assert.equal(inputs.queueUrl, url(name));
            assert.deepEqual(parsed(inputs.policy), {
                Version: "2012-10-17",
                Statement: [
                    {
                        Sid: "NothingUnencrypted",
                        Effect: "Deny",
                        Principal: "*",
                        Action: "sqs:*",
                        Resource: arn(name),
                        Condition: { Bool: { "aws:SecureTransport": "false" } },
                    },
                ],
            });
        });
    }

    for (const [output, actions, keyActions] of [
        ["sendPolicy", ["sqs:SendMessage"], ["kms:GenerateDataKey", "kms:Decrypt"]],
        [
            "workPolicy",
            ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"],
            ["kms:Decrypt"],
        ],
    ] as const) {
        it(`allows ${actions.join(", ")} on exactly this queue, and its key through SQS alone`, async () => {
            const seen: Seen = {};
            await makeQueue({ seen });

            assert.deepEqual(parsed(seen[output]), {
                Version: "2012-10-17",
                Statement: [
                    { Effect: "Allow", Action: actions, Resource: [arn("events-queue")] },
                    {
                        Effect: "Allow",
                        Action: keyActions,
                        Resource: [keyArn],
                        Condition: { StringEquals: { "kms:ViaService": "sqs.eu-west-1.amazonaws.com" } },
                    },
                ],
            });
        });
    }

    it("hands out names for alarms and the URL for clients", async () => {
        const seen: Seen = {};
        await makeQueue({ seen });
        const { queueUrl, queueName, deadLetterQueueName } = seen;

        assert.equal(queueUrl, url("events-queue"));
        assert.equal(queueName, "events-queue-1a2b3c4");
        assert.equal(deadLetterQueueName, "events-dead-letters-1a2b3c4");
    });

    it("protects both queues when told to, and only then", async () => {
        for (const deletionProtected of [true, false]) {
            const queues = (await makeQueue({ deletionProtected })).ofType(queueType);
            assert.deepEqual(
                queues.map(({ options }) => options.protect),
                [deletionProtected, deletionProtected],
            );
        }
    });

    it("makes the same resources in a preview", async () => {
        const urns = ({ all }: MadeResources): readonly string[] => all.map(({ urn }) => urn).sort();

        assert.deepEqual(urns(await makeQueue({ preview: true })), urns(await makeQueue()));
    });
});

describe("eventLaw", () => {
    it("lets a worker finish what it holds before it is killed, and before the message is handed out again", () => {
        const { processingSeconds }: { processingSeconds: number } = eventLaw;
        assert.ok(processingSeconds <= drainLaw.stopTimeoutSeconds);
        assert.ok(eventLaw.visibilitySeconds >= 2 * eventLaw.processingSeconds);
    });

    it("leaves room for three tries before anybody is told", () => {
        assert.ok(3 * eventLaw.visibilitySeconds < eventLaw.maxAgeSeconds);
    });

    it("keeps dead letters longer than messages, whose age they keep", () => {
        assert.ok(eventLaw.deadLetterRetentionSeconds > eventLaw.retentionSeconds);
    });

    it("stays within what SQS takes", () => {
        const within = (value: number, min: number, max: number): boolean =>
            Number.isInteger(value) && value >= min && value <= max;
        assert.ok(within(eventLaw.visibilitySeconds, 0, 43_200));
        assert.ok(within(eventLaw.retentionSeconds, 60, 1_209_600));
        assert.ok(within(eventLaw.deadLetterRetentionSeconds, 60, 1_209_600));
        assert.ok(within(eventLaw.maxReceives, 1, 1000));
    });
});
