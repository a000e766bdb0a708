import assert from "node:assert/strict";
import * as kms from "@pulumi/aws/kms";
import * as lb from "@pulumi/aws/lb";
import * as sns from "@pulumi/aws/sns";
import * as pulumi from "@pulumi/pulumi";
import { GlobalEdge, type GlobalEdgeArgs } from "../../components/global-edge";
import type { EdgeCell } from "../../components/private-origins";
import { cdnLaw } from "../../strategy/law";
import { make, type MadeResources } from "../support/recording";

const functionType = "aws:cloudfront/function:Function";
const distributionType = "aws:cloudfront/distribution:Distribution";
const alarmTopicArn = "arn:aws:sns:us-east-1:111122223333:edge";
const kmsKeyArn = "arn:aws:kms:us-east-1:111122223333:key/edge";

const cells = (count: number): readonly EdgeCell[] =>
    Array.from({ length: count }, (_, index) => ({
        name: `eu-west-1-c${index + 1}`,
        originHostname: `eu-west-1-c${index + 1}.origin.app.example.com`,
        loadBalancerArn: `arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/c${index + 1}/50dc6c495c0c9188`,
    }));

const args = (over: Partial<GlobalEdgeArgs> = {}): GlobalEdgeArgs => ({
    domain: "app.example.com",
    zoneId: "Z1",
    cells: cells(1),
    alarmTopicArn,
    alarmTopicName: "edge",
    kmsKeyArn,
    logRetentionDays: 400,
    deletionProtected: true,
    ...over,
});

const makeEdge = (over: Partial<GlobalEdgeArgs> = {}, { preview = false } = {}): Promise<MadeResources> =>
    make((provider) => new GlobalEdge("edge", args(over), { provider }), { region: "us-east-1", preview });

const urns = ({ all }: MadeResources): readonly string[] => all.map(({ urn }) => urn).sort();

interface Origin {
    readonly originId: string;
    readonly domainName: string;
    readonly originAccessControlId?: string;
    readonly vpcOriginConfig?: { readonly vpcOriginId: string };
}

const originsOf = (made: MadeResources): readonly Origin[] =>
    made.only(distributionType).inputs.origins as readonly Origin[];

describe("GlobalEdge", () => {
    it("consists of its parts, and of an alarm for each rule", async () => {
        const made = await makeEdge();

        assert.deepEqual(
            made.all
                .filter(({ custom }) => !custom)
                .map(({ type, name }) => `${type} ${name}`)
                .sort(),
            [
                "platform:edge:CellProbes edge-probes",
                "platform:edge:Distribution edge-distribution",
                "platform:edge:EdgeAccessLog edge-access-log",
                "platform:edge:EdgeCachePolicies edge-distribution-policies",
                "platform:edge:EdgeDns edge-dns",
                "platform:edge:EdgeRouter edge-router",
                "platform:edge:GlobalEdge edge",
                "platform:edge:PrivateOrigins edge-origins",
                "platform:edge:StaticSite edge-site",
                "platform:edge:WebAcl edge-waf",
                "platform:network:ValidatedCertificate edge-dns-certificate",
                "platform:observability:AlarmSet edge-alarm",
            ],
        );
        assert.equal(made.ofType("aws:cloudwatch/metricAlarm:MetricAlarm").length, 12);
        assert.equal(made.all.length, 60);
    });

    it("owns every child it makes", async () => {
        assert.deepEqual((await makeEdge({ cells: cells(2) })).orphansOf("platform:edge:GlobalEdge"), []);
    });

    it("makes every child with the one given provider: CloudFront is managed in us-east-1 only", async () => {
        const made = await makeEdge({ cells: cells(2) });
        const providers = made.all
            .filter(({ custom }) => custom)
            .map(({ provider }) => provider ?? "default");

        assert.equal(new Set(providers).size, 1);
        assert.match(providers[0] ?? "", /pulumi:providers:aws::test::test-id$/);
    });

    it("names no region: nothing it makes overrides the provider's", async () => {
        for (const { name, inputs } of (await makeEdge()).all) assert.equal(inputs.region, undefined, name);
    });

    for (const count of [1, 2, 12]) {
        it(`reaches ${count} cells, each through a VPC origin under the name on its certificate`, async () => {
            const made = await makeEdge({ cells: cells(count) });
            const [site, ...ofCells] = originsOf(made);

            assert.equal(made.ofType("aws:cloudfront/vpcOrigin:VpcOrigin").length, count);
            assert.equal(site?.originAccessControlId, "edge-site-access-id");
            assert.deepEqual(
                ofCells.map(({ originId, domainName, vpcOriginConfig }) => [
                    originId,
                    domainName,
                    vpcOriginConfig?.vpcOriginId,
                ]),
                cells(count).map(({ name, originHostname }) => [
                    `cell-${name}`,
                    originHostname,
                    `edge-origins-${name}-id`,
                ]),
            );
        });
    }

    it("has its router, and no behaviour's own origin, choose the cell of the API's requests", async () => {
        const made = await makeEdge({ cells: cells(12) });
        const { orderedCacheBehaviors } = made.only(distributionType).inputs;
        const behaviors = orderedCacheBehaviors as readonly Readonly<Record<string, unknown>>[];
        const api = behaviors.find(({ pathPattern }) => pathPattern === cdnLaw.api.pathPattern);

        assert.equal(api?.targetOriginId, "site");
        assert.deepEqual(api.functionAssociations, [
            {
                eventType: "viewer-request",
                functionArn: made.named(functionType, "edge-router-function").state.arn,
            },
        ]);
    });

    it("lets its own distribution, and no other, read the bucket", async () => {
        const made = await makeEdge();
        const bucketPolicy = made.only("aws:s3/bucketPolicy:BucketPolicy");
        const { Statement } = JSON.parse(String(bucketPolicy.inputs.policy)) as {
            Statement: readonly { readonly Effect: string; readonly Condition: unknown }[];
        };

        assert.deepEqual(
            Statement.filter(({ Effect }) => Effect === "Allow").map(({ Condition }) => Condition),
            [
                {
                    StringEquals: {
                        "AWS:SourceArn":
                            "arn:aws:cloudfront::111122223333:distribution/edge-distribution-cdn-id",
                    },
                },
            ],
        );
        assert.ok(bucketPolicy.dependencies.includes(made.only(distributionType).urn));
        assert.equal(originsOf(made)[0]?.domainName, "edge-site-bucket-1a2b3c4.s3.us-east-1.amazonaws.com");
    });

    it("waits with the distribution for the issued certificate, the web ACL and the origins", async () => {
        const made = await makeEdge();
        const { dependencies } = made.only(distributionType);

        for (const type of [
            "aws:acm/certificateValidation:CertificateValidation",
            "aws:wafv2/webAcl:WebAcl",
            "aws:cloudfront/vpcOrigin:VpcOrigin",
            "aws:cloudfront/originAccessControl:OriginAccessControl",
        ]) {
            assert.ok(dependencies.includes(made.only(type).urn), type);
        }
        for (const { urn } of made.ofType(functionType)) assert.ok(dependencies.includes(urn), urn);
    });

    it("points the domain at the distribution, over IPv4 and IPv6", async () => {
        const made = await makeEdge();
        const records = made.ofType("aws:route53/record:Record").filter(({ inputs }) => inputs.aliases);

        assert.deepEqual(
            records.map(({ inputs }) => [inputs.name, inputs.type, inputs.aliases]),
            ["A", "AAAA"].map((type) => [
                "app.example.com",
                type,
                [
                    {
                        name: "d111111abcdef8.cloudfront.net",
                        zoneId: "Z2FDTNDATAQYW2",
                        evaluateTargetHealth: false,
                    },
                ],
            ]),
        );
    });

    it("encrypts both logs with the edge's key and keeps them as long as told", async () => {
        const groups = (await makeEdge()).ofType("aws:cloudwatch/logGroup:LogGroup");

        assert.equal(groups.length, 2);
        for (const { inputs } of groups) {
            assert.deepEqual([inputs.kmsKeyId, inputs.retentionInDays], [kmsKeyArn, 400]);
        }
    });

    it("tells the edge's topic of every alarm", async () => {
        for (const { name, inputs } of (await makeEdge()).ofType("aws:cloudwatch/metricAlarm:MetricAlarm")) {
            assert.deepEqual(inputs.alarmActions, [alarmTopicArn], name);
        }
    });

    it("watches its own distribution, web ACL, certificate and probe", async () => {
        const made = await makeEdge();
        const dimensions = (key: string): unknown =>
            made.named("aws:cloudwatch/metricAlarm:MetricAlarm", `edge-alarm-${key}`).inputs.dimensions;

        assert.deepEqual(dimensions("edge-origin-latency"), {
            DistributionId: "edge-distribution-cdn-id",
            Region: "Global",
        });
        assert.deepEqual(dimensions("edge-unreachable"), { HealthCheckId: "edge-dns-probe-id" });
        assert.deepEqual(dimensions("delivery"), { TopicName: "edge" });
        assert.deepEqual(dimensions("edge-certificate-expiry"), {
            CertificateArn: made.only("aws:acm/certificate:Certificate").state.arn,
        });
        const { metricQueries } = made.named(
            "aws:cloudwatch/metricAlarm:MetricAlarm",
            "edge-alarm-edge-blocked-requests",
        ).inputs;
        const { visibilityConfig } = made.only("aws:wafv2/webAcl:WebAcl").inputs;
        assert.ok(
            JSON.stringify(metricQueries).includes(
                `"WebACL":"${(visibilityConfig as { metricName: string }).metricName}"`,
            ),
        );
    });

    for (const deletionProtected of [true, false]) {
        it(`protects bucket, logs and the router's store, and nothing else, when deletionProtected is ${String(deletionProtected)}`, async () => {
            const made = await makeEdge({ deletionProtected });

            assert.deepEqual(
                made.all
                    .filter(({ options }) => options.protect)
                    .map(({ name }) => name)
                    .sort(),
                deletionProtected
                    ? ["edge-access-log-group", "edge-router-store", "edge-site-bucket", "edge-waf-log"]
                    : [],
            );
        });
    }

    it("puts no text into a resource that is an output by mistake", async () => {
        assert.doesNotMatch(
            // The code of a function says undefined of its own.
            JSON.stringify(
                (await makeEdge({ cells: cells(2) })).all.map(({ inputs }) => ({ ...inputs, code: "" })),
            ),
            /Calling \[to|\[object (Object|Promise)\]|\bundefined\b|\bNaN\b/,
        );
    });

    it("makes the same resources in a preview, where nothing of the caller's is known yet", async () => {
        const build = (preview: boolean): Promise<MadeResources> =>
            make(
                (provider) => {
                    const opts = { provider };
                    const loadBalancerArn = new lb.LoadBalancer("balancer", {}, opts).arn;
                    new GlobalEdge(
                        "edge",
                        args({
                            zoneId: pulumi.output(new sns.Topic("zone", {}, opts).id),
                            cells: cells(2).map((cell) => ({ ...cell, loadBalancerArn })),
                            alarmTopicArn: new sns.Topic("topic", {}, opts).arn,
                            kmsKeyArn: new kms.Key("key", {}, opts).arn,
                        }),
                        opts,
                    );
                },
                { region: "us-east-1", preview },
            );

        assert.deepEqual(urns(await build(true)), urns(await build(false)));
    });

    it("refuses a list of cells that cannot be served", async () => {
        const [first] = cells(1);
        assert.ok(first);

        await assert.rejects(makeEdge({ cells: [] }), /^Error: cells must name at least one cell, got none;/);
        await assert.rejects(makeEdge({ cells: cells(100) }), /^Error: cells must be at most 98, got 100;/);
        await assert.rejects(makeEdge({ cells: [first, first] }), {
            message: 'cells must have names of their own, got "eu-west-1-c1" 2 times; rename or drop one',
        });
    });
});
