import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ec2 from "@pulumi/aws/ec2";
import * as kms from "@pulumi/aws/kms";
import { Provider } from "@pulumi/aws/provider";
import * as rds from "@pulumi/aws/rds";
import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as sns from "@pulumi/aws/sns";
import * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";

/** Somebody else's component. */
class Inbox extends pulumi.ComponentResource {
    readonly queue: sqs.Queue;

    constructor(name: string, key: kms.Key, opts: pulumi.ComponentResourceOptions) {
        super("clinic:messages:Inbox", name, {}, opts);
        const child = { parent: this };
        const dead = new sqs.Queue(`${name}-dead`, { kmsMasterKeyId: key.arn }, child);
        this.queue = new sqs.Queue(
            name,
            {
                // The planted fault: messages lie under a key of the queue service.
                sqsManagedSseEnabled: true,
                redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 5 }),
                tags: { data: "patients", note: pulumi.secret("on call: 555-0100") },
            },
            { ...child, aliases: [{ name: "post", parent: pulumi.rootStackResource }] },
        );
        this.registerOutputs({ url: this.queue.url });
    }
}

/**
 * A small program in another style, whose exported state holds what states hold: a provider of its own and the default one,
 * a component, secrets, an alias, protection, a resource that it only reads, and values from resources.
 */
export = function clinic(): Promise<Record<string, unknown>> {
    const provider = new Provider("ireland", { region: "eu-west-1" });
    const options = { provider };
    const key = new kms.Key("key", { enableKeyRotation: true }, { ...options, protect: true });
    const pager = sns.Topic.get("pager", "pager-id", {}, options);
    const secret = new secretsmanager.Secret("login", { kmsKeyId: key.arn }, options);
    new secretsmanager.SecretVersion(
        "login",
        { secretId: secret.id, secretString: pulumi.secret("open sesame") },
        options,
    );
    const inbox = new Inbox("inbox", key, { providers: [provider] });
    new cloudwatch.MetricAlarm(
        "waiting",
        {
            namespace: "AWS/SQS",
            metricName: "ApproximateAgeOfOldestMessage",
            dimensions: { QueueName: inbox.queue.name },
            statistic: "Maximum",
            comparisonOperator: "GreaterThanThreshold",
            threshold: 300,
            period: 60,
            evaluationPeriods: 3,
            treatMissingData: "notBreaching",
            alarmActions: [pager.arn],
        },
        options,
    );
    // By the default provider.
    new ec2.Eip("exit", { domain: "vpc" });
    new rds.Instance(
        "records",
        {
            engine: "postgres",
            instanceClass: "db.t4g.medium",
            allocatedStorage: 20,
            username: "clinic",
            password: pulumi.secret("open sesame"),
            storageEncrypted: true,
            kmsKeyId: key.arn,
            backupRetentionPeriod: 14,
            deletionProtection: true,
            skipFinalSnapshot: true,
        },
        { ...options, ignoreChanges: ["engineVersion"] },
    );
    return Promise.resolve({ password: pulumi.secret("open sesame") });
};
