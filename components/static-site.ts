import * as cloudfront from "@pulumi/aws/cloudfront";
import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";

/** What a caller decides about a {@link StaticSite}. */
export interface StaticSiteArgs {
    /** Keeps the bucket from being deleted or replaced; without it a destroy empties the bucket first. */
    readonly deletionProtected: boolean;
}

/** Days that the bucket keeps what nobody uses. */
export const siteRetentionDays = {
    /** Overwritten and deleted files: as long as a release may still be rolled back. */
    noncurrentVersions: 90,
    /** Parts of an upload that broke off: no upload of a site takes a week. */
    incompleteUploads: 7,
} as const;

/**
 * The bucket that holds the application's files, readable by one distribution and by nobody else.
 *
 * Encrypted with S3's own key (SSE-S3), not the edge's: the files are what every visitor downloads, so a key
 * protects nothing that the bucket policy does not, and the key's policy would have to name a distribution
 * that itself needs the bucket. No server access log: its one reader is CloudFront, which logs every request.
 */
export class StaticSite extends pulumi.ComponentResource {
    public readonly bucketName: pulumi.Output<string>;
    /** Host of the bucket as an origin. The regional name: the global one redirects while a bucket is young. */
    public readonly originDomainName: pulumi.Output<string>;
    /** Makes CloudFront sign its requests to the bucket. */
    public readonly originAccessControlId: pulumi.Output<string>;

    private readonly siteName: string;
    private readonly bucket: s3.Bucket;
    private readonly publicAccessBlock: s3.BucketPublicAccessBlock;

    constructor(name: string, args: StaticSiteArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:edge:StaticSite", name, {}, opts);
        const parent = { parent: this };
        const { deletionProtected } = args;
        const bucket = new s3.Bucket(
            `${name}-bucket`,
            { forceDestroy: !deletionProtected },
            { ...parent, protect: deletionProtected },
        );
        this.publicAccessBlock = new s3.BucketPublicAccessBlock(
            `${name}-public-access`,
            {
                bucket: bucket.bucket,
                blockPublicAcls: true,
                blockPublicPolicy: true,
                ignorePublicAcls: true,
                restrictPublicBuckets: true,
            },
            parent,
        );
        new s3.BucketOwnershipControls(
            `${name}-ownership`,
            { bucket: bucket.bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
            parent,
        );
        new s3.BucketServerSideEncryptionConfiguration(
            `${name}-encryption`,
            {
                bucket: bucket.bucket,
                rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
            },
            parent,
        );
        const versioning = new s3.BucketVersioning(
            `${name}-versioning`,
            { bucket: bucket.bucket, versioningConfiguration: { status: "Enabled" } },
            parent,
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
            { ...parent, dependsOn: versioning },
        );
        const accessControl = new cloudfront.OriginAccessControl(
            `${name}-access`,
            {
                description: "Reads of the static site",
                originAccessControlOriginType: "s3",
                signingBehavior: "always",
                signingProtocol: "sigv4",
            },
            parent,
        );

        this.siteName = name;
        this.bucket = bucket;
        this.bucketName = bucket.bucket;
        this.originDomainName = bucket.bucketRegionalDomainName;
        this.originAccessControlId = accessControl.id;
        this.registerOutputs({ bucketName: this.bucketName });
    }

    /**
     * Lets this distribution read the bucket. To be called once: a bucket has one policy, and the distribution
     * that it names exists only after the bucket.
     */
    public admit(distributionArn: pulumi.Input<string>): void {
        const objects = pulumi.interpolate`${this.bucket.arn}/*`;
        new s3.BucketPolicy(
            `${this.siteName}-policy`,
            {
                bucket: this.bucket.bucket,
                policy: pulumi.jsonStringify({
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Sid: "NothingUnencrypted",
                            Effect: "Deny",
                            Principal: "*",
                            Action: "s3:*",
                            Resource: [this.bucket.arn, objects],
                            Condition: { Bool: { "aws:SecureTransport": "false" } },
                        },
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
                }),
            },
            // S3 aborts concurrent changes of one bucket's access settings.
            { parent: this, dependsOn: this.publicAccessBlock },
        );
    }
}
