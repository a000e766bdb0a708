import assert from "node:assert/strict";
import * as lb from "@pulumi/aws/lb";
import { AccessLogBucket, type AccessLogBucketArgs } from "../../components/access-log-bucket";
import { make, type MadeResources } from "../support/recording";

const bucketType = "aws:s3/bucket:Bucket";

const makeBucket = (over: Partial<AccessLogBucketArgs> = {}, options = {}): Promise<MadeResources> =>
    make(
        (provider) => new AccessLogBucket("logs", { deletionProtected: true, ...over }, { provider }),
        options,
    );

describe("AccessLogBucket", () => {
    it("makes exactly these children", async () => {
        const made = await makeBucket();

        assert.deepEqual(
            made.all.map(({ type, name }) => `${type} ${name}`).sort(),
            [
                "aws:s3/bucket:Bucket logs-bucket",
                "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration logs-lifecycle",
                "aws:s3/bucketOwnershipControls:BucketOwnershipControls logs-ownership",
                "aws:s3/bucketPolicy:BucketPolicy logs-policy",
                "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock logs-access",
                "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration logs-encryption",
                "aws:s3/bucketVersioning:BucketVersioning logs-versions",
                "platform:storage:AccessLogBucket logs",
            ].sort(),
        );
    });

    it("owns every child it makes", async () => {
        assert.deepEqual((await makeBucket()).orphansOf("platform:storage:AccessLogBucket"), []);
    });

    it("makes every child with the given provider", async () => {
        assert.deepEqual((await makeBucket()).onDefaultProvider(), []);
    });

    it("applies every part to its own bucket", async () => {
        const made = await makeBucket();
        const bucket = made.only(bucketType);

        for (const part of made.all.filter(
            ({ type }) => type.startsWith("aws:s3/bucket") && type !== bucketType,
        )) {
            assert.deepEqual(part.propertyDependencies.bucket, [bucket.urn], part.name);
        }
    });

    it("shuts the public out", async () => {
        const { bucket, ...access } = (await makeBucket()).only(
            "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        ).inputs;

        assert.ok(bucket !== undefined);
        assert.deepEqual(access, {
            blockPublicAcls: true,
            blockPublicPolicy: true,
            ignorePublicAcls: true,
            restrictPublicBuckets: true,
        });
    });

    it("encrypts with S3's own key, the only one that load balancers can write with", async () => {
        assert.deepEqual(
            (await makeBucket()).only(
                "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
            ).inputs.rules,
            [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
        );
    });

    it("knows no access lists and keeps versions", async () => {
        const made = await makeBucket();

        assert.deepEqual(made.only("aws:s3/bucketOwnershipControls:BucketOwnershipControls").inputs.rule, {
            objectOwnership: "BucketOwnerEnforced",
        });
        assert.deepEqual(
            made.only("aws:s3/bucketVersioning:BucketVersioning").inputs.versioningConfiguration,
            {
                status: "Enabled",
            },
        );
    });

    it("lets load balancers of this account write, and nobody come without TLS", async () => {
        const { policy } = (await makeBucket()).only("aws:s3/bucketPolicy:BucketPolicy").inputs;

        assert.deepEqual(JSON.parse(String(policy)), {
            Version: "2012-10-17",
            Statement: [
                {
                    Sid: "LoadBalancersOfThisAccountWrite",
                    Effect: "Allow",
                    Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
                    Action: "s3:PutObject",
                    Resource: "arn:aws:s3:::logs-bucket-1a2b3c4/AWSLogs/111122223333/*",
                    Condition: {
                        ArnLike: {
                            "aws:SourceArn": "arn:aws:elasticloadbalancing:*:111122223333:loadbalancer/*",
                        },
                    },
                },
                {
                    Sid: "NothingUnencrypted",
                    Effect: "Deny",
                    Principal: "*",
                    Action: "s3:*",
                    Resource: ["arn:aws:s3:::logs-bucket-1a2b3c4", "arn:aws:s3:::logs-bucket-1a2b3c4/*"],
                    Condition: { Bool: { "aws:SecureTransport": "false" } },
                },
            ],
        });
    });

    it("changes access and versions one after the other", async () => {
        const made = await makeBucket();
        const access = made.only("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock");
        const versions = made.only("aws:s3/bucketVersioning:BucketVersioning");

        assert.ok(made.only("aws:s3/bucketPolicy:BucketPolicy").dependencies.includes(access.urn));
        assert.ok(
            made
                .only("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")
                .dependencies.includes(versions.urn),
        );
    });

    it("hands its name out once it can be written to", async () => {
        const made = await make((provider) => {
            const { bucketName } = new AccessLogBucket("logs", { deletionProtected: true }, { provider });
            new lb.LoadBalancer("alb", { accessLogs: { enabled: true, bucket: bucketName } }, { provider });
        });

        assert.deepEqual(made.only("aws:lb/loadBalancer:LoadBalancer").propertyDependencies.accessLogs, [
            made.only("aws:s3/bucketPolicy:BucketPolicy").urn,
        ]);
    });

    for (const [said, retentionDays, kept] of [
        ["nothing", {}, 365],
        ["30 days", { retentionDays: 30 }, 30],
    ] as const) {
        it(`expires logs after ${kept} days when told ${said}`, async () => {
            const { rules } = (await makeBucket(retentionDays)).only(
                "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
            ).inputs;

            assert.deepEqual(rules, [
                {
                    id: "expire",
                    status: "Enabled",
                    filter: { prefix: "" },
                    expiration: { days: kept },
                    noncurrentVersionExpiration: { noncurrentDays: 30 },
                    abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
                },
            ]);
        });
    }

    it("keeps what is protected and empties what is not", async () => {
        const kept = (await makeBucket()).only(bucketType);
        const loose = (await makeBucket({ deletionProtected: false })).only(bucketType);

        assert.deepEqual([kept.options.protect, kept.inputs.forceDestroy], [true, false]);
        assert.deepEqual([loose.options.protect, loose.inputs.forceDestroy], [false, true]);
    });

    it("can be previewed before anything exists", async () => {
        assert.equal((await makeBucket({}, { preview: true })).all.length, 8);
    });
});
