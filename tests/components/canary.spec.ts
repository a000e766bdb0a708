import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as ecs from "@pulumi/aws/ecs";
import * as kms from "@pulumi/aws/kms";
import type { Provider } from "@pulumi/aws/provider";
import * as pulumi from "@pulumi/pulumi";
import { doorScript, DoorCanary, logGroupOf, scriptArchive } from "../../components/canary";
import { make, type MadeResources } from "../support/recording";

const types = {
    canary: "aws:synthetics/canary:Canary",
    encryption: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    lifecycle: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    log: "aws:cloudwatch/logGroup:LogGroup",
    policy: "aws:iam/policy:Policy",
    script: "aws:s3/bucketObject:BucketObject",
} as const;

const makeCanary = ({ deletionProtected = true, preview = false } = {}): Promise<MadeResources> =>
    make(
        (provider) =>
            new DoorCanary(
                "cell-canary",
                {
                    region: "eu-west-1",
                    vpcId: "vpc-1",
                    subnetIds: ["subnet-1", "subnet-2"],
                    securityGroupId: "sg-1",
                    hostname: "cell.origin.app.example.com",
                    path: "/healthz/deep",
                    kmsKeyArn: new kms.Key("own", {}, { provider }).arn,
                    logRetentionDays: 365,
                    deletionProtected,
                    service: new Service(provider),
                },
                { provider },
            ),
        { preview },
    );

/** A component, as a cell's service is. */
class Service extends pulumi.ComponentResource {
    constructor(provider: Provider) {
        super("test:index:Service", "service", {}, { provider });
        new ecs.Cluster("service-tasks", {}, { parent: this });
        this.registerOutputs({});
    }
}

interface Statement {
    readonly Sid?: string;
    readonly Effect: string;
    readonly Action: string | readonly string[];
    readonly Resource: string | readonly string[];
    readonly Condition?: unknown;
}

const key = "arn:aws:kms:eu-west-1:111122223333:key/own";
const bucketName = "cell-canary-bucket-1a2b3c4";
const functionName = "cwsyn-cell-canary-1a2b3c4-01234567-89ab-cdef-0123-456789abcdef";

const statementsOf = (made: MadeResources, name: string): readonly Statement[] =>
    (JSON.parse(String(made.named(types.policy, name).inputs.policy)) as { Statement: readonly Statement[] })
        .Statement;

describe("DoorCanary", () => {
    it("runs the script every five minutes, from inside, and tells it what to ask and what is slow", async () => {
        const { artifactConfig, artifactS3Location, executionRoleArn, s3Key, ...rest } = (
            await makeCanary()
        ).only(types.canary).inputs;

        assert.deepEqual(artifactConfig, { s3Encryption: { encryptionMode: "SSE_KMS", kmsKeyArn: key } });
        assert.equal(artifactS3Location, `s3://${bucketName}/runs`);
        assert.equal(executionRoleArn, "arn:aws:iam::111122223333:role/cell-canary-role-role");
        assert.match(String(s3Key), /^script\/[0-9a-f]{16}\.zip$/);
        assert.deepEqual(rest, {
            deleteLambda: true,
            failureRetentionPeriod: 31,
            handler: "door.handler",
            runConfig: {
                environmentVariables: {
                    DOOR_URL: "https://cell.origin.app.example.com/healthz/deep",
                    DOOR_MILLISECONDS: "500",
                },
                memoryInMb: 960,
                timeoutInSeconds: 60,
            },
            runtimeVersion: "syn-nodejs-5.2",
            s3Bucket: bucketName,
            schedule: { expression: "rate(5 minutes)" },
            startCanary: true,
            successRetentionPeriod: 31,
            vpcConfig: { securityGroupIds: ["sg-1"], subnetIds: ["subnet-1", "subnet-2"], vpcId: "vpc-1" },
        });
    });

    it("puts the script into its bucket under a name that changes with it", async () => {
        const script = readFileSync(doorScript, "utf8");
        const { inputs } = (await makeCanary()).only(types.script);
        const hash = createHash("sha256").update(script).digest("hex").slice(0, 16);
        assert.deepEqual(
            [inputs.bucket, inputs.key, inputs.serverSideEncryption],
            [bucketName, `script/${hash}.zip`, "AES256"],
        );
        assert.equal(scriptArchive(script).key, inputs.key);
        assert.notEqual(scriptArchive(`${script}\n`).key, inputs.key);
    });

    it("packs the script, and nothing of the machine that packs it", async () => {
        const { source } = (await makeCanary()).only(types.script).inputs;
        const { assets } = source as {
            readonly assets: Readonly<Record<string, { readonly text?: string }>>;
        };
        assert.deepEqual(Object.keys(assets).sort(), ["door.js", "nodejs/node_modules/door.js"]);
        for (const asset of Object.values(assets)) assert.equal(asset.text, readFileSync(doorScript, "utf8"));
        assert.ok(!JSON.stringify(source).includes(process.cwd()));
    });

    it("keeps what runs leave under the cell's key, and forgets it after a month, but not the script", async () => {
        const made = await makeCanary();
        assert.deepEqual(made.only(types.encryption).inputs.rules, [
            {
                applyServerSideEncryptionByDefault: { kmsMasterKeyId: key, sseAlgorithm: "aws:kms" },
                bucketKeyEnabled: true,
            },
        ]);
        const [rule] = made.only(types.lifecycle).inputs.rules as readonly Record<string, unknown>[];
        assert.deepEqual([rule?.filter, rule?.expiration], [{ prefix: "runs/" }, { days: 31 }]);
    });

    it("lets nobody into the bucket by its policy, and nobody come without TLS", async () => {
        const { policy } = (await makeCanary()).only("aws:s3/bucketPolicy:BucketPolicy").inputs;
        const { Statement } = JSON.parse(String(policy)) as { Statement: readonly Statement[] };
        assert.deepEqual(
            Statement.map(({ Sid, Effect }) => [Sid, Effect]),
            [["NothingUnencrypted", "Deny"]],
        );
    });

    it("may do this and no more", async () => {
        const made = await makeCanary();
        const allowed = ["cell-canary-role-run", "cell-canary-role-log"]
            .flatMap((name) => statementsOf(made, name))
            .filter(({ Effect }) => Effect === "Allow")
            .map(({ Action, Resource }) => `${[Action].flat().join(" ")} on ${[Resource].flat().join(" ")}`);
        assert.deepEqual(allowed, [
            `s3:PutObject s3:GetObject on arn:aws:s3:::${bucketName}/runs/*`,
            `s3:GetBucketLocation on arn:aws:s3:::${bucketName}`,
            `kms:GenerateDataKey kms:Decrypt on ${key}`,
            "s3:ListAllMyBuckets ec2:DescribeNetworkInterfaces on *",
            "cloudwatch:PutMetricData on *",
            "ec2:CreateNetworkInterface ec2:DeleteNetworkInterface on arn:aws:ec2:eu-west-1:111122223333:*/*",
            "logs:CreateLogStream logs:PutLogEvents on arn:aws:cloudwatch:eu-west-1:111122223333:logGroup/cell-canary-log:*",
        ]);
    });

    it("uses the key through S3, tells CloudWatch of canaries only, and leaves interfaces to Lambda", async () => {
        const statements = statementsOf(await makeCanary(), "cell-canary-role-run");
        const conditionOf = (sid: string): unknown => statements.find(({ Sid }) => Sid === sid)?.Condition;
        assert.deepEqual(conditionOf("EncryptThroughS3"), {
            StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" },
        });
        assert.deepEqual(conditionOf("TellCloudWatch"), {
            StringEquals: { "cloudwatch:namespace": "CloudWatchSynthetics" },
        });
        const denied = statements.filter(({ Effect }) => Effect === "Deny");
        assert.deepEqual(
            denied.map(({ Action, Condition }) => [Action, Condition]),
            [
                [
                    [
                        "ec2:CreateNetworkInterface",
                        "ec2:DeleteNetworkInterface",
                        "ec2:DescribeNetworkInterfaces",
                    ],
                    {
                        ArnLike: {
                            "lambda:SourceFunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:*",
                        },
                    },
                ],
            ],
        );
    });

    it("is run by Lambda for this account", async () => {
        const { assumeRolePolicy } = (await makeCanary()).only("aws:iam/role:Role").inputs;
        const { Statement } = JSON.parse(String(assumeRolePolicy)) as { Statement: readonly unknown[] };
        assert.deepEqual(Statement, [
            {
                Effect: "Allow",
                Principal: { Service: "lambda.amazonaws.com" },
                Action: "sts:AssumeRole",
                Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
            },
        ]);
    });

    it("makes the log group under the name that AWS chose, with key and end, before anything may write to it", async () => {
        const made = await makeCanary();
        const log = made.only(types.log);
        assert.deepEqual(
            [log.inputs.name, log.inputs.kmsKeyId, log.inputs.retentionInDays],
            [`/aws/lambda/${functionName}`, key, 365],
        );
        assert.deepEqual(log.propertyDependencies.name, [made.only(types.canary).urn]);
        assert.ok(
            made.named(types.policy, "cell-canary-role-log").propertyDependencies.policy?.includes(log.urn),
        );
        assert.ok(!JSON.stringify(made.ofType(types.policy)).includes("logs:CreateLogGroup"));
    });

    it("finds the function's name in its ARN, with a version behind it and without", () => {
        const arn = "arn:aws:lambda:eu-west-1:111122223333:function:cwsyn-a-b";
        assert.deepEqual([logGroupOf(arn), logGroupOf(`${arn}:3`)], Array(2).fill("/aws/lambda/cwsyn-a-b"));
    });

    it("waits for what it asks", async () => {
        const made = await makeCanary();
        const service = made.only("aws:ecs/cluster:Cluster");
        assert.ok(
            made.only(types.canary).dependencies.includes(service.urn),
            "the canary runs before there is a service",
        );
    });

    it("waits until its role may join the network", async () => {
        const made = await makeCanary();
        const attached = made.named(
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
            "cell-canary-role-run",
        );
        assert.ok(made.only(types.canary).propertyDependencies.executionRoleArn?.includes(attached.urn));
    });

    it("keeps its bucket where the cell is protected, and empties it where not", async () => {
        for (const deletionProtected of [true, false]) {
            const { options, inputs } = (await makeCanary({ deletionProtected })).only(
                "aws:s3/bucket:Bucket",
            );
            assert.deepEqual([options.protect, inputs.forceDestroy], [deletionProtected, !deletionProtected]);
        }
    });

    it("owns every child, with the given provider", async () => {
        const made = await makeCanary();
        assert.deepEqual(made.orphansOf("platform:observability:DoorCanary").slice().sort(), [
            "own",
            "service",
            "service-tasks",
        ]);
        assert.deepEqual(made.onDefaultProvider(), []);
    });

    it("can be previewed before anything exists", async () => {
        const names = (made: MadeResources): readonly string[] => made.all.map(({ name }) => name).sort();
        assert.deepEqual(names(await makeCanary({ preview: true })), names(await makeCanary()));
    });
});
