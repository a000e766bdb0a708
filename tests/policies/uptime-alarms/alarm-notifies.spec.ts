import assert from "node:assert/strict";
import { alarmNotifies, alarmStatesSilence } from "../../../policies/uptime-alarms/alarm-notifies";
import type { GraphResource } from "../../../policies/rule";
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
import { compositeType } from "../../../policies/uptime-alarms/alarm";
import { alarm, elsewhere, pager, service } from "./fixture";

const { on } = service();
const making = (but: Readonly<Record<string, unknown>>): GraphResource =>
    alarm("cpu", "AWS/ECS CPUUtilization", { on, above: 80, but });

describe("alarm-notifies", () => {
    const rule = alarmNotifies;
    const topic = resource("aws:sns/topic:Topic", "pager");
    const mail = resource("aws:sns/topicSubscription:TopicSubscription", "mail", {
        topic: output(topic, "arn"),
        protocol: "email",
    });

    it("passes an action on a topic that somebody subscribes to, its ARN known or not", async () => {
        assert.deepEqual(
            await judge(rule, [topic, mail, making({ alarmActions: [output(topic, "arn")] })]),
            clean,
        );

        const arn = "arn:aws:sns:eu-west-1:111122223333:named";
        const named = resource("aws:sns/topic:Topic", "named", {}, { computed: { arn } });
        const listener = resource("aws:sns/topicSubscription:TopicSubscription", "listener", { topic: arn });
        assert.deepEqual(await judge(rule, [named, listener, making({ alarmActions: [arn] })]), clean);
    });

    it("passes a topic that waits for its policy", async () => {
        const policy = resource("aws:sns/topicPolicy:TopicPolicy", "policy", { arn: output(topic, "arn") });
        const ready = appliedTo(topic, policy);
        assert.deepEqual(await judge(rule, [topic, policy, mail, making({ alarmActions: [ready] })]), clean);
    });

    it("passes actions outside the stack, whose subscribers it cannot see", async () => {
        assert.deepEqual(await judge(rule, [making({})]), clean);
        assert.deepEqual(await judge(rule, [making({ alarmActions: [output(elsewhere, "value")] })]), clean);
    });

    it("passes one heard topic beside an unheard one", async () => {
        const silent = resource("aws:sns/topic:Topic", "silent");
        const both = making({ alarmActions: [joined(output(topic, "arn")), output(silent, "arn")] });
        assert.deepEqual(await judge(rule, [topic, mail, silent, both]), clean);
    });

    it("refuses to be spoken for by a composite alarm that tells nobody", async () => {
        const child = making({ alarmActions: undefined });
        const mute = resource("aws:cloudwatch/compositeAlarm:CompositeAlarm", "mute", {
            alarmRule: joined("ALARM(", output(child, "name"), ")"),
        });
        assert.equal((await judge(rule, [child, mute])).violations.length, 1);
    });

    it("refuses actions that only scale", async () => {
        const scaling = "arn:aws:autoscaling:eu-west-1:111122223333:scalingPolicy:1:policyName/out";
        assert.deepEqual(await judge(rule, [making({ alarmActions: [scaling] })]), {
            ...clean,
            violations: ["cpu: alarmActions only scale; one must name a topic"],
        });
    });

    it("passes an alarm that a composite alarm speaks for", async () => {
        const child = making({ alarmActions: undefined });
        const composite = resource("aws:cloudwatch/compositeAlarm:CompositeAlarm", "any", {
            alarmRule: joined("ALARM(", output(child, "name"), ")"),
            alarmActions: [output(topic, "arn")],
        });
        assert.deepEqual(await judge(rule, [topic, mail, child, composite]), clean);
    });

    it("passes an alarm that a composite alarm speaks for through another", async () => {
        const child = making({ alarmActions: undefined });
        const inner = resource(compositeType, "inner", {
            alarmRule: joined("ALARM(", output(child, "name"), ")"),
        });
        const outer = resource(compositeType, "outer", {
            alarmRule: joined("ALARM(", output(inner, "alarmName"), ")"),
            alarmActions: [output(topic, "arn")],
        });
        assert.deepEqual(await judge(rule, [topic, mail, child, inner, outer]), clean);
        assert.deepEqual(
            await judge(rule, [topic, mail, child, inner]),
            refusals("cpu: alarmActions is not set; it must name at least one topic"),
        );
    });

    it("passes an alarm that a composite alarm names by text, and none that it does not name", async () => {
        const child = making({ alarmActions: undefined, name: "cpu-high" });
        for (const [alarmRule, verdict] of [
            ['ALARM("cpu-high") AND OK(deploying)', clean],
            ["ALARM(cpu-high)", clean],
            ["ALARM(arn:aws:cloudwatch:eu-west-1:111122223333:alarm:cpu-high)", clean],
            ["ALARM(cpu)", refusals("cpu: alarmActions is not set; it must name at least one topic")],
        ] as const) {
            const composite = resource(compositeType, "any", { alarmRule, alarmActions: [pager] });
            assert.deepEqual(await judge(rule, [child, composite]), verdict, alarmRule);
        }
    });

    it("refuses a composite alarm whose actions reach nobody, and lets one without actions be", async () => {
        const silent = resource("aws:sns/topic:Topic", "silent");
        const composite = (alarmActions: unknown): GraphResource =>
            resource(compositeType, "any", {
                alarmRule: "ALARM(x)",
                ...(alarmActions === undefined ? {} : { alarmActions }),
            });
        assert.deepEqual(await judge(rule, [composite(undefined)]), clean);
        assert.deepEqual(
            await judge(rule, [silent, composite([output(silent, "arn")])]),
            refusals("any: notifies silent, which nobody subscribes to"),
        );
    });

    it("refuses alarms without actions, absent and empty alike", async () => {
        for (const alarmActions of [undefined, []]) {
            assert.deepEqual(
                await judge(rule, [making({ alarmActions })]),
                refusals("cpu: alarmActions is not set; it must name at least one topic"),
            );
        }
    });

    it("refuses disabled actions", async () => {
        assert.deepEqual(
            await judge(rule, [making({ actionsEnabled: false })]),
            refusals("cpu: actionsEnabled is false; it must be true"),
        );
        assert.deepEqual(await judge(rule, [making({ actionsEnabled: true })]), clean);
    });

    it("refuses a topic that nobody subscribes to", async () => {
        const other = resource("aws:sns/topic:Topic", "other");
        assert.deepEqual(
            await judge(rule, [topic, mail, other, making({ alarmActions: [output(other, "arn")] })]),
            refusals("cpu: notifies other, which nobody subscribes to"),
        );
        assert.deepEqual(
            await judge(rule, [other, making({ alarmActions: appliedTo(other) })]),
            refusals("cpu: notifies other, which nobody subscribes to"),
        );
    });

    it("says nothing about a stack without alarms", async () => {
        assert.deepEqual(await judge(rule, [topic]), clean);
    });

    it("cannot decide where the actions, or whether they are enabled, is unknown", async () => {
        assert.deepEqual(
            await judge(rule, [making({ alarmActions: appliedTo(elsewhere) })]),
            doubts("cpu: alarmActions are not known before the update"),
        );
        assert.deepEqual(
            await judge(rule, [making({ actionsEnabled: output(elsewhere, "value") })]),
            doubts("cpu: actionsEnabled is not known before the update"),
        );
    });
});

describe("alarm-states-silence", () => {
    const rule = alarmStatesSilence;

    it("passes every choice but the default", async () => {
        for (const treatMissingData of ["breaching", "notBreaching", "ignore"]) {
            assert.deepEqual(await judge(rule, [making({ treatMissingData })]), clean);
        }
    });

    it("refuses an absent choice, and the default that the provider writes in its place", async () => {
        assert.deepEqual(
            await judge(rule, [making({ treatMissingData: undefined })]),
            refusals("cpu: treatMissingData is not set; it must be breaching, notBreaching, ignore"),
        );
        assert.deepEqual(
            await judge(rule, [making({ treatMissingData: "missing" })]),
            refusals('cpu: treatMissingData is "missing"; it must be breaching, notBreaching, ignore'),
        );
    });

    it("says nothing about a stack without alarms", async () => {
        assert.deepEqual(await judge(rule, [elsewhere]), clean);
    });

    it("cannot decide where it is unknown", async () => {
        assert.deepEqual(
            await judge(rule, [making({ treatMissingData: output(elsewhere, "value") })]),
            doubts("cpu: treatMissingData is not known before the update"),
        );
    });
});
