import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";

/** What a caller decides about an {@link AccessLogBucket}. */
export interface AccessLogBucketArgs {
    /** Keeps the bucket and its logs through a mistaken `pulumi destroy`; without it a destroy empties it first. */
    readonly deletionProtected: boolean;
    /** Days after which a log file is deleted. @default 365 */
    readonly retentionDays?: pulumi.Input<number>;
}

export const accessLogBucketDefaults = {
    /** A year, the least that Security Hub accepts for logs (CloudWatch.16). */
    retentionDays: 365,
} as const;

/** Days that an overwritten or deleted log file can still be brought back. */
const noncurrentDays = 30;

/** Days that parts of a broken upload are kept; nobody can read them, everybody pays for them. */
const brokenUploadDays = 7;

/** Load balancers of this account may write their logs, and nobody may speak to the bucket without TLS. */
function bucketPolicy(
    bucketArn: pulumi.Input<string>,
    accountId: pulumi.Input<string>,
): pulumi.Output<string> {
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "LoadBalancersOfThisAccountWrite",
                Effect: "Allow",
                Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
                Action: "s3:PutObject",
                Resource: pulumi.interpolate`${bucketArn}/AWSLogs/${accountId}/*`,
                // The service writes for every AWS customer; a load balancer of another account must not
                // fill this bucket.
                Condition: {
                    ArnLike: {
                        "aws:SourceArn": pulumi.interpolate`arn:aws:elasticloadbalancing:*:${accountId}:loadbalancer/*`,
                    },
                },
            },
            {
                Sid: "NothingUnencrypted",
                Effect: "Deny",
                Principal: "*",
                Action: "s3:*",
                Resource: [bucketArn, pulumi.interpolate`${bucketArn}/*`],
                Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
        ],
    });
}

/**
 * A private bucket that a load balancer of the same region writes its access logs to. It is encrypted with
 * S3's own key: with any other the load balancer delivers nothing and says nothing ("Enable access logs",
 * Elastic Load Balancing user guide). It has no log of its own, which would need another such bucket.
 */
export class AccessLogBucket extends pulumi.ComponentResource {
    /** Known once the bucket's policy is in place: AWS refuses logging to a bucket it cannot yet write to. */
    public readonly bucketName: pulumi.Output<string>;

    constructor(name: string, args: AccessLogBucketArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:storage:AccessLogBucket", name, {}, opts);
        const parent = { parent: this };
        const { accountId } = getCallerIdentityOutput({}, parent);

        const { bucket, arn } = new s3.Bucket(
            `${name}-bucket`,
            { forceDestroy: !args.deletionProtected },
            { ...parent, protect: args.deletionProtected },
        );
        const access = new s3.BucketPublicAccessBlock(
            `${name}-access`,
            {
                bucket,
                blockPublicAcls: true,
                blockPublicPolicy: true,
                ignorePublicAcls: true,
                restrictPublicBuckets: true,
            },
            parent,
        );
        new s3.BucketOwnershipControls(
            `${name}-ownership`,
            { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
            parent,
        );
        new s3.BucketServerSideEncryptionConfiguration(
            `${name}-encryption`,
            { bucket, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
            parent,
        );
        const versioning = new s3.BucketVersioning(
            `${name}-versions`,
            { bucket, versioningConfiguration: { status: "Enabled" } },
            parent,
        );
        new s3.BucketLifecycleConfiguration(
            `${name}-lifecycle`,
            {
                bucket,
                rules: [
                    {
                        id: "expire",
                        status: "Enabled",
                        filter: { prefix: "" },
                        expiration: { days: args.retentionDays ?? accessLogBucketDefaults.retentionDays },
                        noncurrentVersionExpiration: { noncurrentDays },
                        abortIncompleteMultipartUpload: { daysAfterInitiation: brokenUploadDays },
                    },
                ],
            },
            // Rules about versions are refused on a bucket that does not keep them yet.
            { ...parent, dependsOn: [versioning] },
        );
        const policy = new s3.BucketPolicy(
            `${name}-policy`,
            { bucket, policy: bucketPolicy(arn, accountId) },
            // S3 aborts one of two access changes made to a bucket at the same time.
            { ...parent, dependsOn: [access] },
        );

        this.bucketName = policy.bucket;
        this.registerOutputs({ bucketName: this.bucketName });
    }
}
