import assert from "node:assert/strict";
import { EdgeCachePolicies, managedPolicies, pageTtlSeconds } from "../../components/edge-cache-policies";
import { cdnLaw } from "../../strategy/law";
import { make, type MadeResources } from "../support/recording";

const cachePolicyType = "aws:cloudfront/cachePolicy:CachePolicy";
const headersPolicyType = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy";

const makePolicies = ({ preview = false } = {}): Promise<MadeResources> =>
    make((provider) => new EdgeCachePolicies("policies", { provider }), { region: "us-east-1", preview });

const names = ({ all }: MadeResources): readonly string[] => all.map(({ name }) => name).sort();

describe("EdgeCachePolicies", () => {
    it("makes three cache policies and two of headers", async () => {
        assert.deepEqual(names(await makePolicies()), [
            "policies",
            "policies-api-headers",
            "policies-pages",
            "policies-scripts",
            "policies-site-headers",
            "policies-static",
        ]);
    });

    it("owns every child it makes", async () => {
        assert.deepEqual((await makePolicies()).orphansOf("platform:edge:EdgeCachePolicies"), []);
    });

    it("makes every child with the given provider", async () => {
        assert.deepEqual((await makePolicies()).onDefaultProvider(), []);
    });

    for (const [policy, { ttlSeconds, compressed }] of [
        ["policies-static", cdnLaw.static],
        ["policies-scripts", cdnLaw.scripts],
    ] as const) {
        it(`keeps what ${policy} governs exactly as long as the law says`, async () => {
            const { inputs } = (await makePolicies()).named(cachePolicyType, policy);

            assert.deepEqual(
                [inputs.minTtl, inputs.defaultTtl, inputs.maxTtl],
                [ttlSeconds, ttlSeconds, ttlSeconds],
            );
            assert.deepEqual(inputs.parametersInCacheKeyAndForwardedToOrigin, {
                cookiesConfig: { cookieBehavior: "none" },
                headersConfig: { headerBehavior: "none" },
                queryStringsConfig: { queryStringBehavior: "none" },
                enableAcceptEncodingBrotli: compressed,
                enableAcceptEncodingGzip: compressed,
            });
        });
    }

    it("shows a release within a minute", async () => {
        const { inputs } = (await makePolicies()).named(cachePolicyType, "policies-pages");

        assert.equal(pageTtlSeconds, 60);
        assert.deepEqual([inputs.minTtl, inputs.defaultTtl, inputs.maxTtl], [0, 60, 60]);
    });

    for (const policy of ["policies-site-headers", "policies-api-headers"]) {
        it(`sends the security headers with ${policy}, whatever the origin says`, async () => {
            const { inputs } = (await makePolicies()).named(headersPolicyType, policy);

            assert.deepEqual(inputs.securityHeadersConfig, {
                strictTransportSecurity: {
                    accessControlMaxAgeSec: 63_072_000,
                    includeSubdomains: true,
                    preload: false,
                    override: true,
                },
                contentTypeOptions: { override: true },
                frameOptions: { frameOption: "DENY", override: true },
                referrerPolicy: { referrerPolicy: "same-origin", override: true },
                contentSecurityPolicy: {
                    contentSecurityPolicy:
                        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; " +
                        "form-action 'self'; frame-ancestors 'none'",
                    override: true,
                },
            });
        });
    }

    it("keeps answers of the API out of browsers' caches unless the service says otherwise", async () => {
        const made = await makePolicies();

        assert.deepEqual(made.named(headersPolicyType, "policies-api-headers").inputs.customHeadersConfig, {
            items: [{ header: "Cache-Control", value: "no-store", override: false }],
        });
        assert.equal(
            made.named(headersPolicyType, "policies-site-headers").inputs.customHeadersConfig,
            undefined,
        );
    });

    it("makes the same resources in a preview", async () => {
        assert.deepEqual(names(await makePolicies({ preview: true })), names(await makePolicies()));
    });
});

describe("managedPolicies", () => {
    it("holds the ids under which AWS publishes CachingDisabled and AllViewerExceptHostHeader", () => {
        assert.deepEqual(managedPolicies, {
            cachingDisabled: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
            allViewerExceptHost: "b689b0a8-53d0-40ab-baf2-68738e2966ac",
        });
    });
});
