import * as cloudfront from "@pulumi/aws/cloudfront";
import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import type { input } from "@pulumi/aws/types";
import * as pulumi from "@pulumi/pulumi";
import { cdnLaw } from "../strategy/law";
import { originTimeouts } from "./private-origins";
import { EdgeCachePolicies, managedPolicies } from "./edge-cache-policies";
import { codeOf, edgeRuntime } from "./edge-functions/artefact";

/** What a caller decides about a {@link Distribution}. */
export interface DistributionArgs {
    /** The name that users type; the certificate must cover it. */
    readonly domain: string;
    /** An issued certificate in us-east-1. */
    readonly certificateArn: pulumi.Input<string>;
    readonly webAclArn: pulumi.Input<string>;
    /** The bucket of the application's files. */
    readonly site: {
        readonly originDomainName: pulumi.Input<string>;
        /** Of its copy in another region, which is read where the bucket does not answer. @default none */
        readonly replicaDomainName?: pulumi.Input<string>;
        readonly originAccessControlId: pulumi.Input<string>;
    };
    /** One origin for each cell. */
    readonly cellOrigins: readonly input.cloudfront.DistributionOrigin[];
    /** Function that sends each request of `/api/*` to one of them. */
    readonly routerArn: pulumi.Input<string>;
}

const siteOriginId = "site";
const siteReplicaOriginId = "site-replica";
/** The two of them: what reads of the site go to where there is a copy. */
const siteGroupId = "site-with-replica";

/** Answers of a bucket that the copy may do better on; a file that is missing is missing in both (403). */
const failoverStatusCodes = [500, 502, 503, 504];

type Site = DistributionArgs["site"];

/** By CloudFront's defaults a user waits half a minute before the copy is asked. */
const siteConnection = {
    connectionAttempts: originTimeouts.connectionAttempts,
    connectionTimeout: originTimeouts.connectionSeconds,
} as const;

function siteOrigins(site: Site): input.cloudfront.DistributionOrigin[] {
    const { originDomainName, replicaDomainName, originAccessControlId } = site;
    return [
        { ...siteConnection, originId: siteOriginId, domainName: originDomainName, originAccessControlId },
        ...(replicaDomainName === undefined
            ? []
            : [
                  {
                      ...siteConnection,
                      originId: siteReplicaOriginId,
                      domainName: replicaDomainName,
                      originAccessControlId,
                  },
              ]),
    ];
}

/** CloudFront asks the second for reads that the first has failed on or not answered. */
function siteGroups({ replicaDomainName }: Site): input.cloudfront.DistributionOriginGroup[] {
    if (replicaDomainName === undefined) return [];
    return [
        {
            originId: siteGroupId,
            failoverCriteria: { statusCodes: failoverStatusCodes },
            members: [{ originId: siteOriginId }, { originId: siteReplicaOriginId }],
        },
    ];
}

/** Everything that a REST API uses; CloudFront takes exactly this set, or one of two smaller ones. */
const everyMethod = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"];
const reads = ["GET", "HEAD"];

/** What everything that comes from the bucket has in common. */
function siteBehavior(
    policies: EdgeCachePolicies,
    site: Site,
): Omit<input.cloudfront.DistributionDefaultCacheBehavior, "cachePolicyId" | "compress"> {
    return {
        targetOriginId: site.replicaDomainName === undefined ? siteOriginId : siteGroupId,
        viewerProtocolPolicy: "redirect-to-https",
        allowedMethods: reads,
        cachedMethods: reads,
        responseHeadersPolicyId: policies.siteHeadersPolicyId,
    };
}

/** The strategy's behaviours in its order: the first pattern that matches decides. */
function behaviors(
    policies: EdgeCachePolicies,
    { site, routerArn }: Pick<DistributionArgs, "site" | "routerArn">,
): input.cloudfront.DistributionOrderedCacheBehavior[] {
    return [
        {
            pathPattern: cdnLaw.api.pathPattern,
            // The router chooses the cell. What it sent nowhere, were there such a thing, would reach no cell.
            targetOriginId: siteOriginId,
            functionAssociations: [{ eventType: "viewer-request", functionArn: routerArn }],
            // Refuses rather than redirects: a client that sent its token in the clear must notice.
            viewerProtocolPolicy: "https-only",
            allowedMethods: everyMethod,
            cachedMethods: reads, // must be given; the policy caches nothing
            cachePolicyId: managedPolicies.cachingDisabled,
            originRequestPolicyId: managedPolicies.allViewerExceptHost,
            responseHeadersPolicyId: policies.apiHeadersPolicyId,
            compress: cdnLaw.api.compressed,
        },
        {
            ...siteBehavior(policies, site),
            pathPattern: cdnLaw.static.pathPattern,
            cachePolicyId: policies.staticCachePolicyId,
            compress: cdnLaw.static.compressed,
        },
        {
            ...siteBehavior(policies, site),
            pathPattern: cdnLaw.scripts.pathPattern,
            cachePolicyId: policies.scriptsCachePolicyId,
            compress: cdnLaw.scripts.compressed,
        },
    ];
}

/**
 * The CloudFront distribution: the API goes to the cell that the router chooses, everything else to the bucket. It has
 * no custom error responses, which would hold for the API too, and no origin group for the API: groups serve no writes.
 */
export class Distribution extends pulumi.ComponentResource {
    public readonly distributionId: pulumi.Output<string>;
    public readonly distributionArn: pulumi.Output<string>;
    public readonly domainName: pulumi.Output<string>;
    /** CloudFront's own zone, for alias records. */
    public readonly hostedZoneId: pulumi.Output<string>;
    /** Of the function that answers the application's paths, for its alarm. */
    public readonly functionName: pulumi.Output<string>;

    constructor(name: string, args: DistributionArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:edge:Distribution", name, {}, opts);
        const parent = { parent: this };
        const policies = new EdgeCachePolicies(`${name}-policies`, parent);
        const spaPaths = new cloudfront.Function(
            `${name}-spa-paths`,
            { runtime: edgeRuntime, code: codeOf("spa-paths"), publish: true },
            parent,
        );
        const distribution = new cloudfront.Distribution(
            `${name}-cdn`,
            {
                enabled: true,
                comment: args.domain,
                aliases: [args.domain],
                isIpv6Enabled: true,
                httpVersion: "http2and3",
                // Cells may live in Sydney: a smaller class would serve Oceania from Asia.
                priceClass: "PriceClass_All",
                defaultRootObject: "index.html",
                webAclId: args.webAclArn,
                origins: [...siteOrigins(args.site), ...args.cellOrigins],
                originGroups: siteGroups(args.site),
                orderedCacheBehaviors: behaviors(policies, args),
                defaultCacheBehavior: {
                    ...siteBehavior(policies, args.site),
                    cachePolicyId: policies.pagesCachePolicyId,
                    compress: true,
                    functionAssociations: [{ eventType: "viewer-request", functionArn: spaPaths.arn }],
                },
                viewerCertificate: {
                    acmCertificateArn: args.certificateArn,
                    sslSupportMethod: "sni-only",
                    minimumProtocolVersion: "TLSv1.2_2021",
                },
                // Clinicians and patients travel; residency is decided by the home cell, not by where a user sits.
                restrictions: { geoRestriction: { restrictionType: "none" } },
            },
            parent,
        );
        // Without it CloudFront publishes no OriginLatency, the one measure of the whole way to a cell.
        new cloudfront.MonitoringSubscription(
            `${name}-metrics`,
            {
                distributionId: distribution.id,
                monitoringSubscription: {
                    realtimeMetricsSubscriptionConfig: { realtimeMetricsSubscriptionStatus: "Enabled" },
                },
            },
            parent,
        );

        this.distributionId = distribution.id;
        // Written out, so that what names the distribution in a policy or a log delivery can be read in a plan.
        const { accountId } = getCallerIdentityOutput({}, parent);
        this.distributionArn = pulumi.interpolate`arn:aws:cloudfront::${accountId}:distribution/${distribution.id}`;
        this.domainName = distribution.domainName;
        this.hostedZoneId = distribution.hostedZoneId;
        this.functionName = spaPaths.name;
        this.registerOutputs({ distributionId: this.distributionId, domainName: this.domainName });
    }
}
