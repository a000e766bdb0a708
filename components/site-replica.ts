import * as iam from "@pulumi/aws/iam";
import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import { makeSiteBucket, type SiteBucket } from "./site-bucket";

/** What a caller decides about a {@link SiteReplica}. */
export interface SiteReplicaArgs {
    readonly deletionProtected: boolean;
    /** The bucket whose files are copied, as soon as they are uploaded. */
    readonly source: Pick<SiteBucket, "bucket" | "versioning">;
    /** Provider of the copy's region. */
    readonly provider: pulumi.ProviderResource;
}

/** The one rule of the replication. */
const ruleId = "everything";

/** Dimensions of the metrics of a replication ("S3 Replication metrics in CloudWatch", S3 user guide). */
export interface SiteReplication {
    readonly SourceBucket: pulumi.Output<string>;
    readonly DestinationBucket: pulumi.Output<string>;
    readonly RuleId: string;
}

/**
 * S3's documentation shows no condition here, and one that it does not send would stop the copying in silence. Only who
 * may pass this role can name it in a bucket's configuration, and its rights reach no other bucket.
 */
const trust = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** What S3 needs to copy: "Setting up permissions for live replication", S3 user guide. */
function replicationPolicy(source: s3.Bucket, copy: s3.Bucket): pulumi.Output<string> {
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "SeeTheSource",
                Effect: "Allow",
                Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
                Resource: source.arn,
            },
            {
                Sid: "ReadItsVersions",
                Effect: "Allow",
                Action: [
                    "s3:GetObjectVersionForReplication",
                    "s3:GetObjectVersionAcl",
                    "s3:GetObjectVersionTagging",
                ],
                Resource: pulumi.interpolate`${source.arn}/*`,
            },
            {
                Sid: "WriteTheCopy",
                Effect: "Allow",
                Action: ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"],
                Resource: pulumi.interpolate`${copy.arn}/*`,
            },
        ],
    });
}

/**
 * A copy of the site in another region, which S3 keeps up by itself: CloudFront reads it where the first bucket does
 * not answer. What was uploaded before the copy existed is not in it; the next release is.
 */
export class SiteReplica extends pulumi.ComponentResource {
    /** Host of the copy as an origin. */
    public readonly originDomainName: pulumi.Output<string>;

    /** The dimensions of the copying's metrics, which S3 publishes in the region of the source. */
    public readonly replication: SiteReplication;

    private readonly copy: SiteBucket;

    constructor(name: string, args: SiteReplicaArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:edge:SiteReplica", name, {}, opts);
        const parent = { parent: this };
        const { source } = args;
        this.copy = makeSiteBucket(name, args.deletionProtected, { ...parent, provider: args.provider });
        const role = new iam.Role(`${name}-role`, { assumeRolePolicy: trust }, parent);
        const rights = new iam.RolePolicy(
            `${name}-rights`,
            { role: role.name, policy: replicationPolicy(source.bucket, this.copy.bucket) },
            parent,
        );
        new s3.BucketReplicationConfig(
            `${name}-replication`,
            {
                bucket: source.bucket.bucket,
                role: role.arn,
                rules: [
                    {
                        id: ruleId,
                        status: "Enabled",
                        filter: {},
                        // A file that a release takes away goes from both.
                        deleteMarkerReplication: { status: "Enabled" },
                        destination: {
                            bucket: this.copy.bucket.arn,
                            storageClass: "STANDARD",
                            // Without them nobody learns that a copy failed before it is needed.
                            metrics: { status: "Enabled" },
                        },
                    },
                ],
            },
            // Refused while either bucket keeps no versions; idle while the role has no rights.
            { ...parent, dependsOn: [source.versioning, this.copy.versioning, rights] },
        );

        this.originDomainName = this.copy.bucket.bucketRegionalDomainName;
        this.replication = {
            SourceBucket: source.bucket.bucket,
            DestinationBucket: this.copy.bucket.bucket,
            RuleId: ruleId,
        };
        this.registerOutputs({ originDomainName: this.originDomainName });
    }

    /** Lets this distribution read the copy; to be called once. */
    public admit(distributionArn: pulumi.Input<string>): void {
        this.copy.admit(distributionArn);
    }
}
