import * as cloudfront from "@pulumi/aws/cloudfront";
import * as pulumi from "@pulumi/pulumi";
import { makeSiteBucket, type SiteBucket } from "./site-bucket";
import { SiteReplica, type SiteReplication } from "./site-replica";

/** What a caller decides about a {@link StaticSite}. */
export interface StaticSiteArgs {
    /** Keeps the buckets from being deleted or replaced; without it a destroy empties them first. */
    readonly deletionProtected: boolean;
    /** Provider of another region, in which a copy of every file stands by. @default none */
    readonly replicaProvider?: pulumi.ProviderResource;
}

/** The application's files: a bucket that one distribution reads and nobody else, and its copy in another region. */
export class StaticSite extends pulumi.ComponentResource {
    public readonly bucketName: pulumi.Output<string>;
    /** Host of the bucket as an origin. The regional name: the global one redirects while a bucket is young. */
    public readonly originDomainName: pulumi.Output<string>;
    /** The same of the copy, where there is one. */
    public readonly replicaDomainName?: pulumi.Output<string>;
    /** Dimensions of the metrics of its copying, where there is one. */
    public readonly replication?: SiteReplication;
    /** Makes CloudFront sign its requests to the buckets. */
    public readonly originAccessControlId: pulumi.Output<string>;

    private readonly buckets: readonly Pick<SiteBucket, "admit">[];

    constructor(name: string, args: StaticSiteArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:edge:StaticSite", name, {}, opts);
        const parent = { parent: this };
        const { deletionProtected, replicaProvider } = args;
        const site = makeSiteBucket(name, deletionProtected, parent);
        const replica =
            replicaProvider === undefined
                ? undefined
                : new SiteReplica(
                      `${name}-replica`,
                      { deletionProtected, source: site, provider: replicaProvider },
                      parent,
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

        this.buckets = replica === undefined ? [site] : [site, replica];
        this.bucketName = site.bucket.bucket;
        this.originDomainName = site.bucket.bucketRegionalDomainName;
        if (replica !== undefined) {
            this.replicaDomainName = replica.originDomainName;
            this.replication = replica.replication;
        }
        this.originAccessControlId = accessControl.id;
        this.registerOutputs({ bucketName: this.bucketName });
    }

    /** Lets this distribution read the files; to be called once, for it exists only after the buckets. */
    public admit(distributionArn: pulumi.Input<string>): void {
        for (const bucket of this.buckets) bucket.admit(distributionArn);
    }
}
