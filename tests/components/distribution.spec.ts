import assert from "node:assert/strict";
import { Distribution } from "../../components/distribution";
import { managedPolicies } from "../../components/edge-cache-policies";
import { codeOf } from "../../components/edge-functions/artefact";
import { cdnLaw } from "../../strategy/law";
import { make, type MadeResources } from "../support/recording";

const distributionType = "aws:cloudfront/distribution:Distribution";
const certificateArn = "arn:aws:acm:us-east-1:111122223333:certificate/1";
const routerArn = "arn:aws:cloudfront::111122223333:function/router";
const webAclArn = "arn:aws:wafv2:us-east-1:111122223333:global/webacl/waf/1";

const cellOrigin = {
    originId: "cell-eu-west-1-c1",
    domainName: "eu-west-1-c1.origin.app.example.com",
    vpcOriginConfig: { vpcOriginId: "vo_1" },
};

const replica = "replica.s3.us-west-2.amazonaws.com";

const makeDistribution = ({ preview = false, replicated = false } = {}): Promise<MadeResources> =>
    make(
        (provider) =>
            new Distribution(
                "cdn",
                {
                    domain: "app.example.com",
                    certificateArn,
                    webAclArn,
                    site: {
                        originDomainName: "site.s3.us-east-1.amazonaws.com",
                        ...(replicated ? { replicaDomainName: replica } : {}),
                        originAccessControlId: "E2OAC",
                    },
                    cellOrigins: [cellOrigin],
                    routerArn,
                },
                { provider },
            ),
        { region: "us-east-1", preview },
    );

const names = ({ all }: MadeResources): readonly string[] => all.map(({ name }) => name).sort();

interface Behavior {
    readonly pathPattern?: string;
    readonly targetOriginId: string;
    readonly viewerProtocolPolicy: string;
    readonly allowedMethods: readonly string[];
    readonly cachedMethods: readonly string[];
    readonly cachePolicyId: string;
    readonly originRequestPolicyId?: string;
    readonly responseHeadersPolicyId: string;
    readonly compress: boolean;
    readonly functionAssociations?: readonly { readonly eventType: string; readonly functionArn: string }[];
}

/** The behaviours in the order in which CloudFront tries them, the default one last. */
function behaviors(made: MadeResources): readonly Behavior[] {
    const { orderedCacheBehaviors, defaultCacheBehavior } = made.only(distributionType).inputs;
    return [...(orderedCacheBehaviors as readonly Behavior[]), defaultCacheBehavior as Behavior];
}

/** What CloudFront does with a path: `*` stands for any text, and the first pattern that matches decides. */
function behaviorFor(path: string, made: MadeResources): Behavior {
    const found = behaviors(made).find(({ pathPattern = "*" }) => {
        const pattern = pathPattern.replace(/[.]/g, "\\.").replace(/\*/g, ".*");
        return new RegExp(`^/?${pattern.replace(/^\//, "")}$`).test(path);
    });
    assert.ok(found, `no behaviour for ${path}`);
    return found;
}

const api = (made: MadeResources): Behavior => behaviorFor("/api/patients", made);

describe("Distribution", () => {
    it("makes the distribution, its policies, its function and its additional metrics", async () => {
        assert.deepEqual(names(await makeDistribution()), [
            "cdn",
            "cdn-cdn",
            "cdn-metrics",
            "cdn-policies",
            "cdn-policies-api-headers",
            "cdn-policies-pages",
            "cdn-policies-scripts",
            "cdn-policies-site-headers",
            "cdn-policies-static",
            "cdn-spa-paths",
        ]);
    });

    it("owns every child it makes", async () => {
        assert.deepEqual((await makeDistribution()).orphansOf("platform:edge:Distribution"), []);
    });

    it("makes every child with the given provider", async () => {
        assert.deepEqual((await makeDistribution()).onDefaultProvider(), []);
    });

    it("answers to the domain over IPv6 and HTTP/3, with its own certificate and TLS 1.2 at least", async () => {
        const { inputs } = (await makeDistribution()).only(distributionType);

        assert.deepEqual(inputs.aliases, ["app.example.com"]);
        assert.deepEqual(
            [inputs.enabled, inputs.isIpv6Enabled, inputs.httpVersion, inputs.priceClass],
            [true, true, "http2and3", "PriceClass_All"],
        );
        assert.deepEqual(inputs.viewerCertificate, {
            acmCertificateArn: certificateArn,
            sslSupportMethod: "sni-only",
            minimumProtocolVersion: "TLSv1.2_2021",
        });
        assert.deepEqual(inputs.restrictions, { geoRestriction: { restrictionType: "none" } });
    });

    it("stands behind the web ACL", async () => {
        assert.equal((await makeDistribution()).only(distributionType).inputs.webAclId, webAclArn);
    });

    it("reads the site from its copy where the bucket fails, and sends no write there (CT089)", async () => {
        const made = await makeDistribution({ replicated: true });
        const { inputs } = made.only(distributionType);

        const [site, copy] = inputs.origins as readonly Readonly<Record<string, unknown>>[];
        assert.deepEqual(copy, {
            originId: "site-replica",
            domainName: replica,
            originAccessControlId: "E2OAC",
            connectionAttempts: 2,
            connectionTimeout: 3,
        });
        assert.equal(site?.originId, "site");
        assert.deepEqual(inputs.originGroups, [
            {
                originId: "site-with-replica",
                failoverCriteria: { statusCodes: [500, 502, 503, 504] },
                members: [{ originId: "site" }, { originId: "site-replica" }],
            },
        ]);
        assert.deepEqual(
            behaviors(made).map(({ targetOriginId, allowedMethods }) => [
                targetOriginId,
                allowedMethods.length,
            ]),
            [
                ["site", 7],
                ["site-with-replica", 2],
                ["site-with-replica", 2],
                ["site-with-replica", 2],
            ],
        );
    });

    it("has the bucket and every cell as origins, and no groups without a copy", async () => {
        const { inputs } = (await makeDistribution()).only(distributionType);

        assert.deepEqual(inputs.origins, [
            {
                originId: "site",
                domainName: "site.s3.us-east-1.amazonaws.com",
                originAccessControlId: "E2OAC",
                connectionAttempts: 2,
                connectionTimeout: 3,
            },
            cellOrigin,
        ]);
        assert.deepEqual(inputs.originGroups, []);
    });

    it("tries the law's patterns in the law's order", async () => {
        const patterns = behaviors(await makeDistribution()).map(({ pathPattern }) => pathPattern);

        assert.deepEqual(patterns, ["/api/*", "/static/*", "*.js", undefined]);
        assert.deepEqual(
            patterns.slice(0, -1),
            [cdnLaw.api, cdnLaw.static, cdnLaw.scripts].map(({ pathPattern }) => pathPattern),
        );
    });

    for (const [path, origin, cachePolicyId] of [
        ["/api/patients", "site", managedPolicies.cachingDisabled],
        ["/api/v1/loader.js", "site", managedPolicies.cachingDisabled],
        ["/static/app.4f2a.js", "site", "cdn-policies-static-id"],
        ["/static/css/app.css", "site", "cdn-policies-static-id"],
        ["/service-worker.js", "site", "cdn-policies-scripts-id"],
        ["/vendor/chart.js", "site", "cdn-policies-scripts-id"],
        ["/", "site", "cdn-policies-pages-id"],
        ["/patients/4711", "site", "cdn-policies-pages-id"],
        ["/api", "site", "cdn-policies-pages-id"],
    ] as const) {
        it(`sends ${path} to ${origin} under ${cachePolicyId}`, async () => {
            const behavior = behaviorFor(path, await makeDistribution());

            assert.deepEqual([behavior.targetOriginId, behavior.cachePolicyId], [origin, cachePolicyId]);
        });
    }

    it("passes every method, Authorization and all else but Host to the API, and caches nothing", async () => {
        const behavior = api(await makeDistribution());

        assert.deepEqual([...behavior.allowedMethods].sort(), [
            "DELETE",
            "GET",
            "HEAD",
            "OPTIONS",
            "PATCH",
            "POST",
            "PUT",
        ]);
        assert.equal(behavior.cachePolicyId, "4135ea2d-6df8-44a3-9df3-4b5a84be39ad");
        assert.equal(behavior.originRequestPolicyId, "b689b0a8-53d0-40ab-baf2-68738e2966ac");
    });

    it("has the router choose the cell of every request of the API, and none where it would choose none", async () => {
        const made = await makeDistribution();
        const behavior = api(made);

        assert.deepEqual(behavior.functionAssociations, [
            { eventType: "viewer-request", functionArn: routerArn },
        ]);
        for (const { targetOriginId } of behaviors(made)) assert.equal(targetOriginId, "site");
    });

    it("masks no error of the API: custom error responses would hold for it too", async () => {
        assert.equal(
            (await makeDistribution()).only(distributionType).inputs.customErrorResponses,
            undefined,
        );
    });

    it("answers no request in the clear, and does not even redirect the API's", async () => {
        const made = await makeDistribution();

        assert.deepEqual(
            behaviors(made).map(({ viewerProtocolPolicy }) => viewerProtocolPolicy),
            ["https-only", "redirect-to-https", "redirect-to-https", "redirect-to-https"],
        );
    });

    it("only reads from the bucket, and forwards it nothing of the viewer", async () => {
        const ofSite = behaviors(await makeDistribution()).filter((one) => one.pathPattern !== "/api/*");

        assert.equal(ofSite.length, 3);
        for (const behavior of ofSite) {
            assert.deepEqual(behavior.allowedMethods, ["GET", "HEAD"]);
            assert.equal(behavior.originRequestPolicyId, undefined);
        }
    });

    it("compresses what the law says", async () => {
        assert.deepEqual(
            behaviors(await makeDistribution()).map(({ compress }) => compress),
            [cdnLaw.api.compressed, cdnLaw.static.compressed, cdnLaw.scripts.compressed, true],
        );
    });

    it("sends security headers with every response", async () => {
        assert.deepEqual(
            behaviors(await makeDistribution()).map(({ responseHeadersPolicyId }) => responseHeadersPolicyId),
            [
                "cdn-policies-api-headers-id",
                "cdn-policies-site-headers-id",
                "cdn-policies-site-headers-id",
                "cdn-policies-site-headers-id",
            ],
        );
    });

    it("runs the function of the application's paths on the default behaviour alone", async () => {
        const made = await makeDistribution();
        const spaPaths = made.only("aws:cloudfront/function:Function");
        const [, staticOne, scriptsOne, defaultOne] = behaviors(made);

        assert.equal(made.only(distributionType).inputs.defaultRootObject, "index.html");
        assert.deepEqual(
            [staticOne, scriptsOne].map((one) => one?.functionAssociations),
            [undefined, undefined],
        );
        assert.deepEqual(defaultOne?.functionAssociations, [
            { eventType: "viewer-request", functionArn: spaPaths.state.arn },
        ]);
        assert.deepEqual(spaPaths.inputs, {
            runtime: "cloudfront-js-2.0",
            code: codeOf("spa-paths"),
            publish: true,
        });
    });

    it("has CloudFront publish the latency of origins", async () => {
        const made = await makeDistribution();

        assert.deepEqual(made.only("aws:cloudfront/monitoringSubscription:MonitoringSubscription").inputs, {
            distributionId: "cdn-cdn-id",
            monitoringSubscription: {
                realtimeMetricsSubscriptionConfig: { realtimeMetricsSubscriptionStatus: "Enabled" },
            },
        });
    });

    it("makes the same resources in a preview", async () => {
        assert.deepEqual(names(await makeDistribution({ preview: true })), names(await makeDistribution()));
    });
});
