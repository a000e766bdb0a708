import * as cloudfront from "@pulumi/aws/cloudfront";
import * as pulumi from "@pulumi/pulumi";
import { cdnLaw } from "../strategy/law";

/**
 * Policies that AWS manages, under the same ids in every account ("Use managed cache policies" and "Use managed
 * origin request policies", CloudFront developer guide).
 */
export const managedPolicies = {
    /**
     * Never caches, not even error responses: those of any other policy stay for ten seconds, and under `/api/*`
     * one user's 404 or 500 would answer the next user's request.
     */
    cachingDisabled: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
    /**
     * Forwards everything of the viewer's request, Authorization included (no custom origin request policy may
     * list that header), but names the origin in Host, which its certificate must match.
     */
    allViewerExceptHost: "b689b0a8-53d0-40ab-baf2-68738e2966ac",
} as const;

/** Seconds that pages stay in the cache: a release shows within a minute, and a crowd costs the bucket one read. */
export const pageTtlSeconds = 60;

/** Two years, the usual advice to sites that will never speak plain HTTP again. */
const strictTransportSeconds = 63_072_000;

/**
 * Everything the application loads comes from its own host. A page that needs another source adds it here, where
 * review sees it.
 */
export const contentSecurityPolicy = [
    "default-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
].join("; ");

/** A cache policy whose key is the path alone: no cookie, header or query string splits or personalises an entry. */
function pathKeyed(
    name: string,
    ttl: { readonly min: number; readonly max: number; readonly compressed: boolean },
    opts: pulumi.CustomResourceOptions,
): cloudfront.CachePolicy {
    return new cloudfront.CachePolicy(
        name,
        {
            minTtl: ttl.min,
            defaultTtl: ttl.max,
            maxTtl: ttl.max,
            parametersInCacheKeyAndForwardedToOrigin: {
                cookiesConfig: { cookieBehavior: "none" },
                headersConfig: { headerBehavior: "none" },
                queryStringsConfig: { queryStringBehavior: "none" },
                // Without these two the edge compresses nothing, whatever the behaviour says.
                enableAcceptEncodingBrotli: ttl.compressed,
                enableAcceptEncodingGzip: ttl.compressed,
            },
        },
        opts,
    );
}

/** Exactly the law's lifetime: metadata of a single upload can neither shorten nor lengthen it. */
function lawful({ ttlSeconds, compressed }: { readonly ttlSeconds: number; readonly compressed: boolean }): {
    readonly min: number;
    readonly max: number;
    readonly compressed: boolean;
} {
    return { min: ttlSeconds, max: ttlSeconds, compressed };
}

/** How long the edge keeps what, and the headers that every response carries. */
export class EdgeCachePolicies extends pulumi.ComponentResource {
    /** Files under `/static/*`: their names carry a hash of the content, so they never change. */
    public readonly staticCachePolicyId: pulumi.Output<string>;
    public readonly scriptsCachePolicyId: pulumi.Output<string>;
    public readonly pagesCachePolicyId: pulumi.Output<string>;
    /** Security headers of the site. */
    public readonly siteHeadersPolicyId: pulumi.Output<string>;
    /** The same, and nothing stored in the browser of a shared workstation unless the service says so. */
    public readonly apiHeadersPolicyId: pulumi.Output<string>;

    constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
        super("platform:edge:EdgeCachePolicies", name, {}, opts);
        const parent = { parent: this };
        const securityHeadersConfig = {
            strictTransportSecurity: {
                accessControlMaxAgeSec: strictTransportSeconds,
                includeSubdomains: true,
                // The preload list takes registrable domains only, on their owner's word.
                preload: false,
                override: true,
            },
            contentTypeOptions: { override: true },
            frameOptions: { frameOption: "DENY", override: true },
            // Paths name patients and organizations; no other site learns where a user came from.
            referrerPolicy: { referrerPolicy: "same-origin", override: true },
            contentSecurityPolicy: { contentSecurityPolicy, override: true },
        };

        this.staticCachePolicyId = pathKeyed(`${name}-static`, lawful(cdnLaw.static), parent).id;
        this.scriptsCachePolicyId = pathKeyed(`${name}-scripts`, lawful(cdnLaw.scripts), parent).id;
        this.pagesCachePolicyId = pathKeyed(
            `${name}-pages`,
            { min: 0, max: pageTtlSeconds, compressed: true },
            parent,
        ).id;
        this.siteHeadersPolicyId = new cloudfront.ResponseHeadersPolicy(
            `${name}-site-headers`,
            { securityHeadersConfig },
            parent,
        ).id;
        this.apiHeadersPolicyId = new cloudfront.ResponseHeadersPolicy(
            `${name}-api-headers`,
            {
                securityHeadersConfig,
                customHeadersConfig: {
                    items: [{ header: "Cache-Control", value: "no-store", override: false }],
                },
            },
            parent,
        ).id;
        this.registerOutputs({});
    }
}
