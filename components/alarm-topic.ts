import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import * as sns from "@pulumi/aws/sns";
import * as pulumi from "@pulumi/pulumi";
import { webhookMistakes, webhookSlug, webhookSubscription } from "./alarm-webhook";
import { plainTextDenial } from "./plain-text-denial";

/** What a caller decides about an {@link AlarmTopic}. */
export interface AlarmTopicArgs {
    /**
     * Key of the messages at rest. Its policy must admit cloudwatch.amazonaws.com, as EncryptionKey's does;
     * with alias/aws/sns an alarm fires and tells nobody.
     */
    readonly kmsKeyArn: pulumi.Input<string>;
    /** Each gets one subscription, which stays silent until its owner follows the link in AWS's confirmation mail. */
    readonly emails: readonly string[];
    /** RDS may publish, too; the key's policy must admit it likewise (`databaseEvents` of EncryptionKey). @default false */
    readonly databaseEvents?: boolean;
    /** https addresses of on-call tools, told of pages only; each must confirm its subscription by itself. @default none */
    readonly webhooks?: readonly string[];
}

/** The address as part of a resource name: lower-case words joined by hyphens. */
export function emailSlug(email: string): string {
    return email
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .replace(/^-|-$/g, "");
}

/** What is wrong with a list of addresses; empty when nothing is. */
export function emailMistakes(emails: readonly string[]): readonly string[] {
    if (emails.length === 0) {
        return ["emails must name at least one address, got none; an alarm that nobody receives is no alarm"];
    }
    const mistakes = emails
        .filter((email) => !/^[^\s@]+@[^\s@]+$/.test(email))
        .map((email) => `emails must be addresses such as ops@example.com, got "${email}"`);
    for (const slug of new Set(emails.map(emailSlug))) {
        const same = emails.filter((email) => emailSlug(email) === slug);
        if (same.length > 1) {
            mistakes.push(
                `emails must differ in letters and digits, got ${same.join(" and ")}, ` +
                    `which would both be named "${slug}"; leave one out`,
            );
        }
    }
    return mistakes;
}

/** A service that may publish to the topic for this account. */
function publisher(
    sid: string,
    service: string,
    topicArn: pulumi.Input<string>,
    accountId: pulumi.Input<string>,
): object {
    return {
        Sid: sid,
        Effect: "Allow",
        Principal: { Service: service },
        Action: "sns:Publish",
        Resource: topicArn,
        Condition: { StringEquals: { "aws:SourceAccount": accountId } },
    };
}

/** Where every alarm of one cell, or of the edge, is published, and the people who are told. */
export class AlarmTopic extends pulumi.ComponentResource {
    /** Known once the topic's policy is in place: no alarm is wired to a topic that would turn it away. */
    public readonly topicArn: pulumi.Output<string>;
    /** The `TopicName` dimension of its metrics. */
    public readonly topicName: pulumi.Output<string>;

    constructor(name: string, args: AlarmTopicArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:observability:AlarmTopic", name, {}, opts);
        const webhooks = args.webhooks ?? [];
        const mistakes = [...emailMistakes(args.emails), ...webhookMistakes(webhooks)];
        if (mistakes.length > 0) throw new pulumi.ResourceError(mistakes.join("\n"), this, true);
        const { accountId } = getCallerIdentityOutput({}, { parent: this });

        const topic = new sns.Topic(`${name}-topic`, { kmsMasterKeyId: args.kmsKeyArn }, { parent: this });
        const policy = new sns.TopicPolicy(
            `${name}-topic`,
            {
                arn: topic.arn,
                policy: pulumi.jsonStringify({
                    Version: "2012-10-17",
                    Statement: [
                        // A policy replaces the topic's default one, so that every publisher has to be named.
                        publisher(
                            "AlarmsOfThisAccountPublish",
                            "cloudwatch.amazonaws.com",
                            topic.arn,
                            accountId,
                        ),
                        ...(args.databaseEvents === true
                            ? [
                                  publisher(
                                      "DatabasesOfThisAccountPublish",
                                      "events.rds.amazonaws.com",
                                      topic.arn,
                                      accountId,
                                  ),
                              ]
                            : []),
                        plainTextDenial("sns:Publish", topic.arn),
                    ],
                }),
            },
            { parent: this },
        );
        for (const email of args.emails) {
            new sns.TopicSubscription(
                `${name}-${emailSlug(email)}`,
                { topic: topic.arn, protocol: "email", endpoint: email },
                { parent: this },
            );
        }
        for (const url of webhooks) {
            new sns.TopicSubscription(`${name}-${webhookSlug(url)}`, webhookSubscription(topic.arn, url), {
                parent: this,
            });
        }

        this.topicArn = pulumi.all([topic.arn, policy.id]).apply(([arn]) => arn);
        this.topicName = topic.name;
        this.registerOutputs({ topicArn: this.topicArn });
    }
}
