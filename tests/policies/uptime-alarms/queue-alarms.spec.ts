import assert from "node:assert/strict";
import type { GraphResource } from "../../../policies/rule";
import { deadLetterQueueHasAnAlarm, queueHasAnAgeAlarm } from "../../../policies/uptime-alarms/queue-alarms";
import {
    appliedTo,
    clean,
    doubts,
    joined,
    judge,
    output,
    refusals,
    resource,
} from "../../support/stack-graph";
import { alarm, elsewhere, type AlarmSketch } from "./fixture";

type Properties = Readonly<Record<string, unknown>>;

const queue = (name: string, properties: Properties = {}, computed?: Properties): GraphResource =>
    resource("aws:sqs/queue:Queue", name, properties, computed === undefined ? {} : { computed });

/** A queue that hands its failures to another, every name unknown as on a first preview. */
function pair(): { readonly work: GraphResource; readonly dead: GraphResource } {
    const dead = queue("dead");
    const redrivePolicy = joined('{"deadLetterTargetArn":"', output(dead, "arn"), '","maxReceiveCount":5}');
    return { work: queue("work", { redrivePolicy }), dead };
}

const age = (it: GraphResource, sketch: Partial<AlarmSketch> = {}): GraphResource =>
    alarm("age", "AWS/SQS ApproximateAgeOfOldestMessage", {
        on: { QueueName: output(it, "name") },
        statistic: "Maximum",
        above: 300,
        ...sketch,
    });

const letters = (it: GraphResource, sketch: Partial<AlarmSketch> = {}): GraphResource =>
    alarm("letters", "AWS/SQS ApproximateNumberOfMessagesVisible", {
        on: { QueueName: output(it, "name") },
        statistic: "Maximum",
        above: 0,
        ...sketch,
    });

const noAge =
    "no alarm watches its oldest message (AWS/SQS ApproximateAgeOfOldestMessage); " +
    "there must be one on Maximum or Average, above 300 or less";
const noLetters =
    "no alarm watches its dead letters (AWS/SQS ApproximateNumberOfMessagesVisible); " +
    "there must be one on Maximum or Average or Sum";

describe("queue-has-an-age-alarm", () => {
    const rule = queueHasAnAgeAlarm;

    it("passes an alarm on the queue that is worked off, and asks for none on the other", async () => {
        const { work, dead } = pair();
        assert.deepEqual(await judge(rule, [work, dead, age(work)]), clean);
    });

    it("passes an alarm that names the queue literally, and lets a lower threshold be", async () => {
        const work = queue("work", { name: "jobs" });
        assert.deepEqual(
            await judge(rule, [work, age(work, { on: { QueueName: "jobs" }, above: 60 })]),
            clean,
        );
    });

    it("refuses a queue without one, with one on another queue, and with a lax one", async () => {
        const { work, dead } = pair();
        assert.deepEqual(await judge(rule, [work, dead]), refusals(`work: ${noAge}`));
        assert.deepEqual(await judge(rule, [work, dead, age(dead)]), refusals(`work: ${noAge}`));
        assert.deepEqual(
            await judge(rule, [work, dead, age(work, { above: 3600 })]),
            refusals(
                "age: the alarm for the oldest message of work is too lax: its threshold is 3600; it must be at most 300",
            ),
        );
        assert.deepEqual(
            await judge(rule, [work, dead, age(work, { statistic: "Minimum" })]),
            refusals(
                'age: the alarm for the oldest message of work is too lax: its statistic is "Minimum"; it must be Maximum or Average',
            ),
        );
    });

    it("does not take a queue for dead letters because it forbids to be one", async () => {
        const redriveAllowPolicy = '{"redrivePermission":"denyAll"}';
        assert.deepEqual(
            await judge(rule, [queue("work", { redriveAllowPolicy })]),
            refusals(`work: ${noAge}`),
        );
    });

    it("says nothing about a stack without a queue", async () => {
        assert.deepEqual(await judge(rule, [elsewhere]), clean);
    });

    it("cannot decide where what the alarm watches, or how far, is unknown", async () => {
        const { work, dead } = pair();
        const value = output(elsewhere, "value");
        const doubt =
            "work: whether age watches AWS/SQS ApproximateAgeOfOldestMessage is not known before the update";
        for (const sketch of [{ on: { QueueName: value } }, { above: value }]) {
            assert.deepEqual(await judge(rule, [work, dead, age(work, sketch)]), doubts(doubt));
        }
    });

    it("cannot decide which queue dead letters go to, where that is unknown", async () => {
        const one = queue("one", { redrivePolicy: appliedTo(elsewhere) });
        assert.deepEqual(
            await judge(rule, [one, age(one), queue("other")]),
            doubts("other: whether it holds dead letters is not known before the update"),
        );
    });
});

describe("dead-letter-queue-has-an-alarm", () => {
    const rule = deadLetterQueueHasAnAlarm;

    it("passes an alarm on the first message, said either way", async () => {
        const { work, dead } = pair();
        assert.deepEqual(await judge(rule, [work, dead, letters(dead)]), clean);
        const orMore = { above: 1, but: { comparisonOperator: "GreaterThanOrEqualToThreshold" } };
        assert.deepEqual(await judge(rule, [work, dead, letters(dead, orMore)]), clean);
    });

    it("refuses a queue without one, with one on the other queue, and with one that waits for more", async () => {
        const { work, dead } = pair();
        assert.deepEqual(await judge(rule, [work, dead]), refusals(`dead: ${noLetters}`));
        assert.deepEqual(await judge(rule, [work, dead, letters(work)]), refusals(`dead: ${noLetters}`));
        assert.deepEqual(
            await judge(rule, [work, dead, letters(dead, { above: 10 })]),
            refusals(
                "letters: the alarm for the dead letters of dead is too lax: its threshold is 10; it must be at most 0",
            ),
        );
    });

    it("knows a queue for dead letters by whoever sends them there", async () => {
        const known = { name: "dead-1a2b3c4", arn: "arn:aws:sqs:eu-west-1:111122223333:dead-1a2b3c4" };
        const dead = (): GraphResource => queue("dead", {}, known);
        const literal = JSON.stringify({ deadLetterTargetArn: known.arn, maxReceiveCount: 5 });
        const unnamed = queue("dead");
        for (const resources of [
            [dead(), queue("work", { redrivePolicy: literal })],
            [dead(), resource("aws:sqs/redrivePolicy:RedrivePolicy", "policy", { redrivePolicy: literal })],
            [
                dead(),
                resource("aws:lambda/function:Function", "handler", {
                    deadLetterConfig: { targetArn: known.arn },
                }),
            ],
            [
                dead(),
                resource("aws:cloudwatch/eventTarget:EventTarget", "target", {
                    deadLetterConfig: { arn: known.arn },
                }),
            ],
            [
                unnamed,
                resource("aws:sns/topicSubscription:TopicSubscription", "subscription", {
                    redrivePolicy: joined('{"deadLetterTargetArn":"', output(unnamed, "arn"), '"}'),
                }),
            ],
            [
                unnamed,
                resource("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy", "allow", {
                    queueUrl: output(unnamed, "url"),
                    redriveAllowPolicy: appliedTo(elsewhere),
                }),
            ],
            [queue("dead", { redriveAllowPolicy: '{"redrivePermission":"allowAll"}' })],
        ]) {
            assert.deepEqual(await judge(rule, resources), refusals(`dead: ${noLetters}`));
        }
    });

    it("says nothing about queues that are worked off, and about stacks without a queue", async () => {
        assert.deepEqual(await judge(rule, [queue("work")]), clean);
        assert.deepEqual(await judge(rule, [elsewhere]), clean);
    });

    it("cannot decide where what the alarm watches is unknown", async () => {
        const { work, dead } = pair();
        const on = { QueueName: output(elsewhere, "value") };
        assert.deepEqual(
            await judge(rule, [work, dead, letters(dead, { on })]),
            doubts(
                "dead: whether letters watches AWS/SQS ApproximateNumberOfMessagesVisible is not known before the update",
            ),
        );
    });
});
