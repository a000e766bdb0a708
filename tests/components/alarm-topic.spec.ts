import assert from "node:assert/strict";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import { AlarmTopic, emailMistakes, emailSlug, type AlarmTopicArgs } from "../../components/alarm-topic";
import { Provider } from "@pulumi/aws/provider";
import { record } from "../../preview/recorder";
import { printable } from "../../preview/wire";
import { make, type MadeResources } from "../support/recording";

interface Statement {
    readonly Effect: string;
    readonly Principal: unknown;
    readonly Action: string;
    readonly Resource: string;
    readonly Condition: unknown;
}

const args = (over: Partial<AlarmTopicArgs> = {}): AlarmTopicArgs => ({
    kmsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/cell",
    emails: ["ops@example.com", "on-call@example.com"],
    ...over,
});

const makeTopic = (over: Partial<AlarmTopicArgs> = {}, options = {}): Promise<MadeResources> =>
    make((provider) => new AlarmTopic("alarms", args(over), { provider }), options);

function statements(made: MadeResources): readonly Statement[] {
    const { policy } = made.only("aws:sns/topicPolicy:TopicPolicy").inputs;
    return (JSON.parse(String(policy)) as { Statement: readonly Statement[] }).Statement;
}

const topicArn = "arn:aws:sns:eu-west-1:111122223333:alarms-topic";

describe("AlarmTopic", () => {
    it("makes a topic, its policy and one subscription for each address", async () => {
        assert.deepEqual((await makeTopic()).all.map(({ type, name }) => `${type} ${name}`).sort(), [
            "aws:sns/topic:Topic alarms-topic",
            "aws:sns/topicPolicy:TopicPolicy alarms-topic",
            "aws:sns/topicSubscription:TopicSubscription alarms-on-call-example-com",
            "aws:sns/topicSubscription:TopicSubscription alarms-ops-example-com",
            "platform:observability:AlarmTopic alarms",
        ]);
    });

    it("owns every child it makes", async () => {
        assert.deepEqual((await makeTopic()).orphansOf("platform:observability:AlarmTopic"), []);
    });

    it("makes every child with the given provider", async () => {
        assert.deepEqual((await makeTopic()).onDefaultProvider(), []);
    });

    it("encrypts messages with the given key", async () => {
        const { inputs } = (await makeTopic()).only("aws:sns/topic:Topic");

        assert.equal(inputs.kmsMasterKeyId, "arn:aws:kms:eu-west-1:111122223333:key/cell");
    });

    it("lets CloudWatch publish for this account, and nobody without TLS", async () => {
        const made = await makeTopic();

        assert.equal(made.only("aws:sns/topicPolicy:TopicPolicy").inputs.arn, topicArn);
        assert.deepEqual(
            statements(made).map(({ Effect, Principal, Action, Resource, Condition }) => ({
                Effect,
                Principal,
                Action,
                Resource,
                Condition,
            })),
            [
                {
                    Effect: "Allow",
                    Principal: { Service: "cloudwatch.amazonaws.com" },
                    Action: "sns:Publish",
                    Resource: topicArn,
                    Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
                },
                {
                    Effect: "Deny",
                    Principal: "*",
                    Action: "sns:Publish",
                    Resource: topicArn,
                    Condition: { Bool: { "aws:SecureTransport": "false" } },
                },
            ],
        );
    });

    it("lets RDS publish for this account only, and only where it is told to", async () => {
        const [, events] = statements(await makeTopic({ databaseEvents: true }));

        assert.deepEqual(events?.Principal, { Service: "events.rds.amazonaws.com" });
        assert.equal(events.Action, "sns:Publish");
        assert.equal(events.Resource, topicArn);
        assert.deepEqual(events.Condition, { StringEquals: { "aws:SourceAccount": "111122223333" } });
    });

    it("subscribes every address by e-mail", async () => {
        const subscriptions = (await makeTopic()).ofType("aws:sns/topicSubscription:TopicSubscription");

        assert.deepEqual(
            subscriptions.map(({ inputs }) => [inputs.topic, inputs.protocol, inputs.endpoint]).sort(),
            [
                [topicArn, "email", "on-call@example.com"],
                [topicArn, "email", "ops@example.com"],
            ],
        );
    });

    it("keeps a subscription's identity when another address is put before it", async () => {
        const after = await makeTopic({ emails: ["first@example.com", "ops@example.com"] });

        const kept = after.named("aws:sns/topicSubscription:TopicSubscription", "alarms-ops-example-com");
        assert.equal(kept.inputs.endpoint, "ops@example.com");
    });

    it("subscribes every on-call tool, under a name that hides its key", async () => {
        const url = "https://events.example.com/integration/hunter2/enqueue";
        const made = await makeTopic({ webhooks: [url, "https://chat.example.com/x"] });
        const hooks = made
            .ofType("aws:sns/topicSubscription:TopicSubscription")
            .filter(({ inputs }) => inputs.protocol === "https");
        assert.deepEqual(
            hooks.map(({ inputs }) => inputs.endpoint),
            [url, "https://chat.example.com/x"],
        );
        for (const { name, urn, inputs } of hooks) {
            assert.match(name, /^alarms-webhook-[0-9a-f]{8}$/);
            assert.doesNotMatch(urn, /hunter2|example/);
            assert.equal(inputs.topic, topicArn);
        }
        assert.deepEqual(made.orphansOf("platform:observability:AlarmTopic"), []);
        assert.deepEqual(made.onDefaultProvider(), []);
    });

    it("hands a tool's address over as a secret", async () => {
        const { resources } = await record(
            () => {
                const provider = new Provider("test", { region: "eu-west-1" });
                new AlarmTopic("alarms", args({ webhooks: ["https://a.example.com/hunter2"] }), { provider });
                return Promise.resolve({});
            },
            { project: "test", stack: "test", preview: true },
        );
        const hook = resources.find(({ name }) => name.startsWith("alarms-webhook-"));
        assert.deepEqual(printable(hook?.inputs ?? {}).endpoint, { $secret: true });
    });

    it("lets alarms wait for the topic's policy", async () => {
        const made = await make((provider) => {
            const topic = new AlarmTopic("alarms", args(), { provider });
            new cloudwatch.MetricAlarm(
                "probe",
                { alarmActions: [topic.topicArn], comparisonOperator: "x", evaluationPeriods: 1 },
                { provider },
            );
        });

        const probe = made.only("aws:cloudwatch/metricAlarm:MetricAlarm");
        assert.deepEqual(probe.inputs.alarmActions, [topicArn]);
        assert.ok(probe.dependencies.includes(made.only("aws:sns/topic:Topic").urn));
        assert.ok(probe.dependencies.includes(made.only("aws:sns/topicPolicy:TopicPolicy").urn));
    });

    it("refuses to tell nobody", async () => {
        await assert.rejects(makeTopic({ emails: [] }), {
            message:
                "emails must name at least one address, got none; an alarm that nobody receives is no alarm",
        });
    });

    it("refuses every mistaken address at once", async () => {
        await assert.rejects(
            makeTopic({ emails: ["ops", "on.call@example.com", "on-call@example.com", "a b@example.com"] }),
            {
                message:
                    'emails must be addresses such as ops@example.com, got "ops"\n' +
                    'emails must be addresses such as ops@example.com, got "a b@example.com"\n' +
                    "emails must differ in letters and digits, got on.call@example.com and on-call@example.com, " +
                    'which would both be named "on-call-example-com"; leave one out',
            },
        );
    });

    it("refuses mistaken webhooks without showing one", async () => {
        const double = "https://a.example.com/hunter2";
        await assert.rejects(makeTopic({ webhooks: ["http://a.example.com/hunter2", double, double] }), {
            message:
                "webhooks[0] must be an address that starts with https://, or what alarms say is open\n" +
                "webhooks must differ, or one receiver is told twice; leave one out",
        });
    });

    it("makes the same resources in a preview", async () => {
        const urns = ({ all }: MadeResources): readonly string[] => all.map(({ urn }) => urn).sort();

        assert.deepEqual(urns(await makeTopic({}, { preview: true })), urns(await makeTopic()));
    });
});

describe("emailSlug", () => {
    for (const [email, slug] of [
        ["ops@example.com", "ops-example-com"],
        ["Ops+Prod@Example.com", "ops-prod-example-com"],
        ["_night_@example.com", "night-example-com"],
    ] as const) {
        it(`names ${email} ${slug}`, () => {
            assert.equal(emailSlug(email), slug);
        });
    }
});

describe("emailMistakes", () => {
    it("finds nothing wrong with different addresses", () => {
        assert.deepEqual(emailMistakes(["a@example.com", "b@example.com"]), []);
    });

    it("finds an address that is listed twice", () => {
        assert.equal(emailMistakes(["a@example.com", "a@example.com"]).length, 1);
    });
});
