import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import { plainTextDenial } from "./plain-text-denial";

/** What a caller decides about a private bucket. */
export interface PrivateBucketArgs {
    /** Keeps the bucket and what is in it through a mistaken `pulumi destroy`; without it a destroy empties it first. */
    readonly deletionProtected: boolean;
    /** What is deleted by itself, and after how many days. */
    readonly expiry: {
        /** Beginning of the keys; empty for all. */
        readonly prefix: string;
        readonly days: pulumi.Input<number>;
    };
    /** Key of what is written without one of its own. @default S3's own */
    readonly kmsKeyArn?: pulumi.Input<string>;
    /** Statements of the bucket's policy, beside the one that refuses whoever speaks to it without TLS. @default none */
    readonly statements?: (bucketArn: pulumi.Output<string>) => readonly object[];
}

/** What callers of a private bucket wire. */
export interface PrivateBucket {
    /** Known once the bucket's policy is in place: AWS refuses writers that the bucket does not admit yet. */
    readonly bucketName: pulumi.Output<string>;
    readonly bucketArn: pulumi.Output<string>;
}

/** Days that an overwritten or deleted object can still be brought back. */
const noncurrentDays = 30;

/** Days that parts of a broken upload are kept; nobody can read them, everybody pays for them. */
const brokenUploadDays = 7;

/** Nobody may speak to the bucket without TLS, whatever else the policy says. */
function bucketPolicy(
    bucketArn: pulumi.Output<string>,
    statements: readonly object[],
): pulumi.Output<string> {
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [...statements, plainTextDenial("s3:*", [bucketArn, pulumi.interpolate`${bucketArn}/*`])],
    });
}

/** With a bucket key S3 asks KMS once for many objects, and the requests cost next to nothing. */
const encryptionRule = (
    kmsKeyArn: pulumi.Input<string> | undefined,
): s3.BucketServerSideEncryptionConfigurationArgs["rules"] =>
    kmsKeyArn === undefined
        ? [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }]
        : [
              {
                  applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: kmsKeyArn },
                  bucketKeyEnabled: true,
              },
          ];

/** Makes a bucket that keeps versions, forgets what is old and never knows the public; the parent owns its parts. */
export function makePrivateBucket(
    name: string,
    args: PrivateBucketArgs,
    parent: { readonly parent: pulumi.Resource },
): PrivateBucket {
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
        { bucket, rules: encryptionRule(args.kmsKeyArn) },
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
                    filter: { prefix: args.expiry.prefix },
                    expiration: { days: args.expiry.days },
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
        { bucket, policy: bucketPolicy(arn, args.statements?.(arn) ?? []) },
        // S3 aborts one of two access changes made to a bucket at the same time.
        { ...parent, dependsOn: [access] },
    );
    return { bucketName: policy.bucket, bucketArn: arn };
}
