import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import * as kms from "@pulumi/aws/kms";
import * as pulumi from "@pulumi/pulumi";
import type { CopyRegion } from "../strategy/regions";

/** What a caller decides about an {@link EncryptionKey}. */
export interface EncryptionKeyArgs {
    /** Where the key lives; CloudWatch Logs signs in as the service principal of its own region. */
    readonly region: CopyRegion;
    /** What the key protects, for whoever reads the console. */
    readonly description: pulumi.Input<string>;
    /** Keeps the key through a mistaken `pulumi destroy`: what it encrypted cannot be read without it. */
    readonly deletionProtected: boolean;
    /** Lets RDS tell of a database through a topic that the key encrypts. @default false */
    readonly databaseEvents?: boolean;
}

/** Days between the order to delete a key and its end; AWS takes 7 to 30 ("Deleting keys", KMS guide). */
export const deletionWindowDays = {
    /** The longest time to notice that backups have become unreadable. */
    protected: 30,
    /** The shortest, so that a thrown-away environment stops costing money. */
    unprotected: 7,
} as const;

/** A service that publishes to encrypted topics in nobody's name, for this account only. */
function publisher(sid: string, service: string, accountId: pulumi.Input<string>): object {
    return {
        Sid: sid,
        Effect: "Allow",
        Principal: { Service: service },
        Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
        Resource: "*",
        Condition: { StringEquals: { "aws:SourceAccount": accountId } },
    };
}

/**
 * Who may use the key. Principals of the account get their access from IAM, through the root statement (RDS,
 * ElastiCache, Secrets Manager, SQS and Backup use the key in their caller's name); the services that act
 * in nobody's name are admitted here, each for this account only.
 */
function keyPolicy(
    { region, databaseEvents = false }: EncryptionKeyArgs,
    accountId: pulumi.Input<string>,
): pulumi.Output<string> {
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
            {
                // Without it AWS refuses the key: nobody could ever change this policy again.
                Sid: "AccountDecidesThroughIam",
                Effect: "Allow",
                Principal: { AWS: pulumi.interpolate`arn:aws:iam::${accountId}:root` },
                Action: "kms:*",
                Resource: "*",
            },
            {
                Sid: "LogGroupsOfThisAccountAndRegion",
                Effect: "Allow",
                Principal: { Service: `logs.${region}.amazonaws.com` },
                Action: [
                    "kms:Encrypt*",
                    "kms:Decrypt*",
                    "kms:ReEncrypt*",
                    "kms:GenerateDataKey*",
                    "kms:Describe*",
                ],
                Resource: "*",
                Condition: {
                    ArnLike: {
                        "kms:EncryptionContext:aws:logs:arn": pulumi.interpolate`arn:aws:logs:${region}:${accountId}:log-group:*`,
                    },
                },
            },
            // An alarm, or an event, that may not use its topic's key happens and tells nobody.
            publisher("AlarmsPublishToEncryptedTopics", "cloudwatch.amazonaws.com", accountId),
            ...(databaseEvents
                ? [publisher("DatabasesPublishToEncryptedTopics", "events.rds.amazonaws.com", accountId)]
                : []),
        ],
    });
}

/** The customer-managed key that everything of one cell, or of the edge, is encrypted with. */
export class EncryptionKey extends pulumi.ComponentResource {
    /** The policy is part of the key, so whoever waits for this ARN may use it at once. */
    public readonly keyArn: pulumi.Output<string>;

    constructor(name: string, args: EncryptionKeyArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:security:EncryptionKey", name, {}, opts);
        const { accountId } = getCallerIdentityOutput({}, { parent: this });

        const key = new kms.Key(
            `${name}-key`,
            {
                description: args.description,
                enableKeyRotation: true,
                deletionWindowInDays: args.deletionProtected
                    ? deletionWindowDays.protected
                    : deletionWindowDays.unprotected,
                // Not a separate KeyPolicy: a log group made between the two would be refused.
                policy: keyPolicy(args, accountId),
            },
            { parent: this, protect: args.deletionProtected },
        );
        // Auto-named "alias/<name>-<random>": a fixed name would collide where two environments share an account.
        new kms.Alias(`${name}-alias`, { targetKeyId: key.keyId }, { parent: this });

        this.keyArn = key.arn;
        this.registerOutputs({ keyArn: this.keyArn });
    }
}
