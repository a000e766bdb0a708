import assert from "node:assert/strict";
import { StaticSite } from "../../components/static-site";
import { Provider } from "@pulumi/aws/provider";
import { make, type MadeResources } from "../support/recording";

const distributionArn = "arn:aws:cloudfront::111122223333:distribution/E1";

const makeSite = ({ deletionProtected = true, preview = false } = {}): Promise<MadeResources> =>
    make(
        (provider) => {
            new StaticSite("site", { deletionProtected }, { provider }).admit(distributionArn);
        },
        { region: "us-east-1", preview },
    );

/** A site with a copy, whose resources' names say which bucket they belong to. */
const makeReplicated = (): Promise<MadeResources> =>
    make(
        (provider) => {
            const replicaProvider = new Provider("there", { region: "us-west-2" });
            new StaticSite("site", { deletionProtected: true, replicaProvider }, { provider }).admit(
                distributionArn,
            );
        },
        { region: "us-east-1" },
    );

const names = ({ all }: MadeResources): readonly string[] =>
    all.map(({ type, name }) => `${type} ${name}`).sort();

interface Statement {
    readonly Effect: string;
    readonly Principal: unknown;
    readonly Action: string;
    readonly Resource: unknown;
    readonly Condition: unknown;
}

describe("StaticSite", () => {
    it("makes a bucket, its settings, one policy and an origin access control", async () => {
        assert.deepEqual(names(await makeSite()), [
            "aws:cloudfront/originAccessControl:OriginAccessControl site-access",
            "aws:s3/bucket:Bucket site-bucket",
            "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration site-lifecycle",
            "aws:s3/bucketOwnershipControls:BucketOwnershipControls site-ownership",
            "aws:s3/bucketPolicy:BucketPolicy site-policy",
            "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock site-public-access",
            "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration site-encryption",
            "aws:s3/bucketVersioning:BucketVersioning site-versioning",
            "platform:edge:StaticSite site",
        ]);
    });

    it("owns every child it makes", async () => {
        assert.deepEqual((await makeSite()).orphansOf("platform:edge:StaticSite"), []);
    });

    it("makes every child with the given provider", async () => {
        assert.deepEqual((await makeSite()).onDefaultProvider(), []);
    });

    it("lets only this distribution read, and nobody without TLS", async () => {
        const { policy } = (await makeSite()).only("aws:s3/bucketPolicy:BucketPolicy").inputs;
        const { Statement } = JSON.parse(String(policy)) as { Statement: readonly Statement[] };

        assert.deepEqual(
            Statement.map(({ Effect, Principal, Action, Resource, Condition }) => ({
                Effect,
                Principal,
                Action,
                Resource,
                Condition,
            })),
            [
                {
                    Effect: "Deny",
                    Principal: "*",
                    Action: "s3:*",
                    Resource: ["arn:aws:s3:::site-bucket-1a2b3c4", "arn:aws:s3:::site-bucket-1a2b3c4/*"],
                    Condition: { Bool: { "aws:SecureTransport": "false" } },
                },
                {
                    Effect: "Allow",
                    Principal: { Service: "cloudfront.amazonaws.com" },
                    Action: "s3:GetObject",
                    Resource: "arn:aws:s3:::site-bucket-1a2b3c4/*",
                    Condition: { StringEquals: { "AWS:SourceArn": distributionArn } },
                },
            ],
        );
    });

    it("keeps the public out in all four ways, before it has a policy", async () => {
        const made = await makeSite();
        const block = made.only("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock");

        assert.deepEqual(block.inputs, {
            bucket: "site-bucket-1a2b3c4",
            blockPublicAcls: true,
            blockPublicPolicy: true,
            ignorePublicAcls: true,
            restrictPublicBuckets: true,
        });
        assert.ok(made.only("aws:s3/bucketPolicy:BucketPolicy").dependencies.includes(block.urn));
    });

    it("turns access control lists off", async () => {
        const { inputs } = (await makeSite()).only("aws:s3/bucketOwnershipControls:BucketOwnershipControls");

        assert.deepEqual(inputs.rule, { objectOwnership: "BucketOwnerEnforced" });
    });

    it("encrypts objects with S3's own key", async () => {
        const { inputs } = (await makeSite()).only(
            "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        );

        assert.deepEqual(inputs.rules, [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }]);
    });

    it("keeps old versions for 90 days and broken uploads for 7", async () => {
        const made = await makeSite();
        const versioning = made.only("aws:s3/bucketVersioning:BucketVersioning");
        const lifecycle = made.only("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration");

        assert.deepEqual(versioning.inputs.versioningConfiguration, { status: "Enabled" });
        assert.deepEqual(lifecycle.inputs.rules, [
            {
                id: "drop-what-nobody-uses",
                status: "Enabled",
                filter: {},
                abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
                noncurrentVersionExpiration: { noncurrentDays: 90 },
            },
        ]);
        assert.ok(lifecycle.dependencies.includes(versioning.urn));
    });

    it("has CloudFront sign every request to the bucket", async () => {
        const { inputs } = (await makeSite()).only("aws:cloudfront/originAccessControl:OriginAccessControl");

        assert.deepEqual(
            [inputs.originAccessControlOriginType, inputs.signingBehavior, inputs.signingProtocol],
            ["s3", "always", "sigv4"],
        );
    });

    for (const deletionProtected of [true, false]) {
        it(`${deletionProtected ? "keeps" : "gives up"} the bucket when deletionProtected is ${String(deletionProtected)}`, async () => {
            const bucket = (await makeSite({ deletionProtected })).only("aws:s3/bucket:Bucket");

            assert.equal(bucket.options.protect, deletionProtected);
            assert.equal(bucket.inputs.forceDestroy, !deletionProtected);
        });
    }

    it("makes the same of a copy, in the other region, and leaves the bucket as it was", async () => {
        const [alone, both] = [await makeSite(), await makeReplicated()];

        assert.deepEqual(
            names(both).filter((name) => !name.includes("replica")),
            names(alone),
        );
        const parts = both.all.filter(
            ({ name, type }) => name.includes("replica") && type.startsWith("aws:s3/"),
        );
        assert.equal(parts.length, 8);
        for (const { name, provider } of parts) {
            const here = name === "site-replica-replication";
            assert.match(provider ?? "", here ? /::test::/ : /::there::/, name);
        }
        assert.deepEqual(both.onDefaultProvider(), []);
        assert.equal(both.named("aws:s3/bucket:Bucket", "site-replica-bucket").options.protect, true);
    });

    it("copies every file and every deletion, once both buckets keep versions and the role has its rights", async () => {
        const made = await makeReplicated();
        const { inputs, dependencies } = made.only("aws:s3/bucketReplicationConfig:BucketReplicationConfig");

        assert.equal(inputs.bucket, "site-bucket-1a2b3c4");
        assert.deepEqual(inputs.rules, [
            {
                id: "everything",
                status: "Enabled",
                filter: {},
                deleteMarkerReplication: { status: "Enabled" },
                destination: {
                    bucket: "arn:aws:s3:::site-replica-bucket-1a2b3c4",
                    storageClass: "STANDARD",
                    metrics: { status: "Enabled" },
                },
            },
        ]);
        for (const [type, name] of [
            ["aws:s3/bucketVersioning:BucketVersioning", "site-versioning"],
            ["aws:s3/bucketVersioning:BucketVersioning", "site-replica-versioning"],
            ["aws:iam/rolePolicy:RolePolicy", "site-replica-rights"],
        ] as const) {
            assert.ok(dependencies.includes(made.named(type, name).urn), name);
        }
    });

    it("lets S3 read the one bucket and write the other, and nothing else", async () => {
        const { policy } = (await makeReplicated()).only("aws:iam/rolePolicy:RolePolicy").inputs;
        const { Statement } = JSON.parse(String(policy)) as {
            Statement: readonly { Action: readonly string[]; Resource: string }[];
        };

        assert.deepEqual(
            Statement.map(({ Action, Resource }) => [Resource, Action.length]),
            [
                ["arn:aws:s3:::site-bucket-1a2b3c4", 2],
                ["arn:aws:s3:::site-bucket-1a2b3c4/*", 3],
                ["arn:aws:s3:::site-replica-bucket-1a2b3c4/*", 3],
            ],
        );
        assert.deepEqual(Statement[2]?.Action, [
            "s3:ReplicateObject",
            "s3:ReplicateDelete",
            "s3:ReplicateTags",
        ]);
    });

    it("admits the distribution to both buckets", async () => {
        const policies = (await makeReplicated()).ofType("aws:s3/bucketPolicy:BucketPolicy");

        assert.deepEqual(policies.map(({ name }) => name).sort(), ["site-policy", "site-replica-policy"]);
        for (const { inputs } of policies) assert.ok(String(inputs.policy).includes(distributionArn));
    });

    it("makes the same resources in a preview", async () => {
        assert.deepEqual(names(await makeSite({ preview: true })), names(await makeSite()));
    });
});
