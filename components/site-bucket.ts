import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import { plainTextDenial } from "./plain-text-denial";

/** Days that a bucket of the site keeps what nobody uses. */
export const siteRetentionDays = {
    /** Overwritten and deleted files: as long as a release may still be rolled back. */
    noncurrentVersions: 90,
    /** Parts of an upload that broke off: no upload of a site takes a week. */
    incompleteUploads: 7,
} as const;

/** A bucket of the site and what its callers wire. */
export interface SiteBucket {
    readonly bucket: s3.Bucket;
    /** Replication from or to the bucket is refused before this exists. */
    readonly versioning: s3.BucketVersioning;
    /** Lets this distribution read the bucket; to be called once, for a bucket has one policy. */
    readonly admit: (distributionArn: pulumi.Input<string>) => void;
}

/** Nobody speaks to the bucket without TLS, and one distribution reads it. */
function sitePolicy(
    bucketArn: pulumi.Output<string>,
    distributionArn: pulumi.Input<string>,
): pulumi.Output<string> {
    const objects = pulumi.interpolate`${bucketArn}/*`;
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
            plainTextDenial("s3:*", [bucketArn, objects]),
            {
                // Every CloudFront customer signs as this service; only the ARN tells them apart.
                Sid: "ThisDistributionReads",
                Effect: "Allow",
                Principal: { Service: "cloudfront.amazonaws.com" },
                Action: "s3:GetObject",
                Resource: objects,
                Condition: { StringEquals: { "AWS:SourceArn": distributionArn } },
            },
        ],
    });
}

/**
 * Makes a bucket for the application's files; the parent owns its parts.
 *
 * Encrypted with S3's own key (SSE-S3), not the edge's: the files are what every visitor downloads, so a key
 * protects nothing that the bucket policy does not, and the key's policy would have to name a distribution
 * that itself needs the bucket. No server access log: its one reader is CloudFront, which logs every request.
 */
export function makeSiteBucket(
    name: string,
    deletionProtected: boolean,
    opts: pulumi.CustomResourceOptions,
): SiteBucket {
    const bucket = new s3.Bucket(
        `${name}-bucket`,
        { forceDestroy: !deletionProtected },
        { ...opts, protect: deletionProtected },
    );
    const publicAccessBlock = new s3.BucketPublicAccessBlock(
        `${name}-public-access`,
        {
            bucket: bucket.bucket,
            blockPublicAcls: true,
            blockPublicPolicy: true,
            ignorePublicAcls: true,
            restrictPublicBuckets: true,
        },
        opts,
    );
    new s3.BucketOwnershipControls(
        `${name}-ownership`,
        { bucket: bucket.bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
        opts,
    );
    new s3.BucketServerSideEncryptionConfiguration(
        `${name}-encryption`,
        {
            bucket: bucket.bucket,
            rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
        },
        opts,
    );
    const versioning = new s3.BucketVersioning(
        `${name}-versioning`,
        { bucket: bucket.bucket, versioningConfiguration: { status: "Enabled" } },
        opts,
    );
    new s3.BucketLifecycleConfiguration(
        `${name}-lifecycle`,
        {
            bucket: bucket.bucket,
            rules: [
                {
                    id: "drop-what-nobody-uses",
                    status: "Enabled",
                    filter: {},
                    abortIncompleteMultipartUpload: {
                        daysAfterInitiation: siteRetentionDays.incompleteUploads,
                    },
                    noncurrentVersionExpiration: { noncurrentDays: siteRetentionDays.noncurrentVersions },
                },
            ],
        },
        // A rule for noncurrent versions is refused while the bucket has none.
        { ...opts, dependsOn: versioning },
    );
    return {
        bucket,
        versioning,
        admit: (distributionArn) => {
            new s3.BucketPolicy(
                `${name}-policy`,
                { bucket: bucket.bucket, policy: sitePolicy(bucket.arn, distributionArn) },
                // S3 aborts concurrent changes of one bucket's access settings.
                { ...opts, dependsOn: publicAccessBlock },
            );
        },
    };
}
