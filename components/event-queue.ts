import * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import { eventLaw } from "../strategy/law";
import type { Region } from "../strategy/regions";
import { plainTextDenial } from "./plain-text-denial";

/** What a caller decides about an {@link EventQueue}. */
export interface EventQueueArgs {
    /** Region of the queue: SQS uses the key in its callers' name, and only there. */
    readonly region: Region;
    /** Key of the messages at rest, dead ones included. */
    readonly kmsKeyArn: pulumi.Input<string>;
    /** Keeps both queues, and what is in them, through a mistaken `pulumi destroy`. */
    readonly deletionProtected: boolean;
}

/** Seconds that a request for messages waits for one: the most, so that an idle queue costs the fewest requests. */
const longPollSeconds = 20;

/** Calls without TLS are refused, whoever makes them; who may call at all is for IAM to say. */
function tlsOnly(queueArn: pulumi.Input<string>): pulumi.Output<string> {
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [plainTextDenial("sqs:*", queueArn)],
    });
}

/**
 * Work that requests leave to later, and where it goes when it fails too often. The queue is a standard one: it
 * hands out a message at least once, in no certain order, without a bound on throughput.
 */
export class EventQueue extends pulumi.ComponentResource {
    /** Where messages are sent and received; known once the queue turns unencrypted calls away. */
    public readonly queueUrl: pulumi.Output<string>;
    /** What alarms and scaling know the queue by. */
    public readonly queueName: pulumi.Output<string>;
    public readonly deadLetterQueueName: pulumi.Output<string>;
    /** Policy document (JSON) of whoever sends to the queue. */
    public readonly sendPolicy: pulumi.Output<string>;
    /** Policy document (JSON) of whoever works off the queue. */
    public readonly workPolicy: pulumi.Output<string>;

    constructor(name: string, args: EventQueueArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:messaging:EventQueue", name, {}, opts);
        const parent = { parent: this };
        const stateful = { ...parent, protect: args.deletionProtected };

        const deadLetters = new sqs.Queue(
            `${name}-dead-letters`,
            { kmsMasterKeyId: args.kmsKeyArn, messageRetentionSeconds: eventLaw.deadLetterRetentionSeconds },
            stateful,
        );
        const queue = new sqs.Queue(
            `${name}-queue`,
            {
                kmsMasterKeyId: args.kmsKeyArn,
                messageRetentionSeconds: eventLaw.retentionSeconds,
                visibilityTimeoutSeconds: eventLaw.visibilitySeconds,
                receiveWaitTimeSeconds: longPollSeconds,
                redrivePolicy: pulumi.jsonStringify({
                    deadLetterTargetArn: deadLetters.arn,
                    maxReceiveCount: eventLaw.maxReceives,
                }),
            },
            stateful,
        );
        new sqs.RedriveAllowPolicy(
            `${name}-dead-letters`,
            {
                queueUrl: deadLetters.url,
                // Without it any queue of the account may leave its dead letters here.
                redriveAllowPolicy: pulumi.jsonStringify({
                    redrivePermission: "byQueue",
                    sourceQueueArns: [queue.arn],
                }),
            },
            parent,
        );
        new sqs.QueuePolicy(
            `${name}-dead-letters`,
            { queueUrl: deadLetters.url, policy: tlsOnly(deadLetters.arn) },
            parent,
        );
        const policy = new sqs.QueuePolicy(
            `${name}-queue`,
            { queueUrl: queue.url, policy: tlsOnly(queue.arn) },
            parent,
        );

        this.queueUrl = pulumi.all([queue.url, policy.id]).apply(([url]) => url);
        this.queueName = queue.name;
        this.deadLetterQueueName = deadLetters.name;
        this.sendPolicy = accessPolicy(args, queue.arn, access.send);
        this.workPolicy = accessPolicy(args, queue.arn, access.work);
        this.registerOutputs({ queueUrl: this.queueUrl });
    }
}

/**
 * What a producer and a consumer of an encrypted queue may do ("Key management", Amazon SQS developer guide): a
 * producer has a data key made and checked, a consumer has it opened. SQS itself moves dead letters.
 */
const access = {
    send: { queue: ["sqs:SendMessage"], key: ["kms:GenerateDataKey", "kms:Decrypt"] },
    work: {
        queue: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"],
        key: ["kms:Decrypt"],
    },
} as const;

/** The key serves through SQS alone: with this policy nobody opens anything else that it encrypts. */
function accessPolicy(
    { region, kmsKeyArn }: EventQueueArgs,
    queueArn: pulumi.Input<string>,
    { queue, key }: (typeof access)["send" | "work"],
): pulumi.Output<string> {
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
            { Effect: "Allow", Action: queue, Resource: [queueArn] },
            {
                Effect: "Allow",
                Action: key,
                Resource: [kmsKeyArn],
                Condition: { StringEquals: { "kms:ViaService": `sqs.${region}.amazonaws.com` } },
            },
        ],
    });
}
