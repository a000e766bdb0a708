import assert from "node:assert/strict";
import * as kms from "@pulumi/aws/kms";
import type { Provider } from "@pulumi/aws/provider";
import * as rds from "@pulumi/aws/rds";
import type { MigrationBundle } from "../../migrator/bundle";
import { MigrationRunner, runnerMistakes } from "../../components/migration-runner";
import { bundleOf } from "../support/migration-bundle";
import { make, type MadeResources } from "../support/recording";

const types = {
    attachment: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    function: "aws:lambda/function:Function",
    log: "aws:cloudwatch/logGroup:LogGroup",
    policy: "aws:iam/policy:Policy",
    role: "aws:iam/role:Role",
    run: "aws:lambda/invocation:Invocation",
} as const;

interface Statement {
    readonly Effect: string;
    readonly Action: string | readonly string[];
    readonly Resource: string;
    readonly Condition?: unknown;
}

const bundle = bundleOf("CREATE TABLE one (id bigint);", "CREATE TABLE two (id bigint);");
const secretArn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!cluster-x-AbCdEf";
const key = "arn:aws:kms:eu-west-1:111122223333:key/own";

interface Wanted {
    readonly preview?: boolean;
    readonly deletionProtected?: boolean;
    readonly subnetIds?: readonly string[];
    readonly bundle?: MigrationBundle;
}

const construct =
    ({ deletionProtected = true, subnetIds = ["subnet-1", "subnet-2"], ...wanted }: Wanted) =>
    (provider: Provider): MigrationRunner =>
        new MigrationRunner(
            "cell-migrations",
            {
                region: "eu-west-1",
                bundle: wanted.bundle ?? bundle,
                database: {
                    endpoint: "writer.example.com",
                    databaseName: "medease",
                    clusterResourceId: "cluster-1",
                    masterSecretArn: secretArn,
                    instances: [
                        new rds.ClusterInstance(
                            "writer",
                            {
                                clusterIdentifier: "c",
                                engine: "aurora-postgresql",
                                instanceClass: "db.r6g.large",
                            },
                            { provider },
                        ),
                    ],
                },
                subnetIds,
                securityGroupId: "sg-1",
                kmsKeyArn: new kms.Key("own", {}, { provider }).arn,
                logRetentionDays: 365,
                deletionProtected,
            },
            { provider },
        );

const makeRunner = (wanted: Wanted = {}): Promise<MadeResources> =>
    make(construct(wanted), { preview: wanted.preview ?? false });

describe("MigrationRunner", () => {
    it("makes a function with its log and role, and one run of it", async () => {
        const made = await makeRunner();
        assert.deepEqual(
            made.all
                .filter(({ urn }) => urn.includes("MigrationRunner$"))
                .map(({ type, name }) => `${type.split(":").at(-1) ?? ""} ${name}`)
                .sort(),
            [
                "Function cell-migrations-function",
                "Invocation cell-migrations-run",
                "LogGroup cell-migrations-log",
                "MigrationRunnerRole cell-migrations-role",
                "Policy cell-migrations-role-run",
                "Role cell-migrations-role-role",
                "RolePolicyAttachment cell-migrations-role-run",
            ],
        );
        assert.deepEqual(made.onDefaultProvider(), []);
    });

    it("runs the packed runner in the private network, on the writer, as long as Lambda lets it, one at a time", async () => {
        const { code, ...inputs } = (await makeRunner()).only(types.function).inputs;
        assert.deepEqual(inputs, {
            architectures: ["arm64"],
            description: "Applies the migrations of the schema before the service changes",
            environment: {
                variables: {
                    DATABASE_HOST: "writer.example.com",
                    DATABASE_NAME: "medease",
                    DATABASE_PORT: "5432",
                    DATABASE_SECRET_ARN: secretArn,
                },
            },
            handler: "index.handler",
            kmsKeyArn: key,
            loggingConfig: { logFormat: "Text", logGroup: "cell-migrations-log-1a2b3c4" },
            memorySize: 256,
            reservedConcurrentExecutions: 1,
            role: "arn:aws:iam::111122223333:role/cell-migrations-role-role",
            runtime: "nodejs22.x",
            timeout: 900,
            tracingConfig: { mode: "Active" },
            vpcConfig: { securityGroupIds: ["sg-1"], subnetIds: ["subnet-1", "subnet-2"] },
        });
        const { assets } = code as { readonly assets: Readonly<Record<string, Record<string, unknown>>> };
        assert.equal(assets["index.js"]?.path, "migrator/artefact/index.js");
        assert.equal(assets["bundle.json"]?.text, JSON.stringify(bundle));
        assert.equal(assets["rds-authorities.pem"]?.path, "migrator/certificates/eu-west-1.pem");
    });

    it("is run again by another bundle or another cluster, and by nothing else, and fails the update where it fails", async () => {
        const inputsWith = async (wanted: Wanted): Promise<unknown> =>
            (await makeRunner(wanted)).only(types.run).inputs;
        const { checksum } = bundle;
        assert.deepEqual(await inputsWith({}), {
            functionName: "cell-migrations-function-1a2b3c4",
            input: JSON.stringify({ bundle: checksum }),
            triggers: {
                bundle: checksum,
                cluster: "cluster-1",
                ...Object.fromEntries(bundle.migrations.map((one) => [one.file, one.checksum])),
            },
        });
        assert.deepEqual(await inputsWith({ deletionProtected: false }), await inputsWith({}));
        assert.notDeepEqual(await inputsWith({ bundle: bundleOf("SELECT 1;") }), await inputsWith({}));
    });

    it("waits for a database that answers and for a role that may join the network", async () => {
        const made = await makeRunner();
        const names = ({ dependencies }: { readonly dependencies: readonly string[] }): readonly string[] =>
            dependencies.map((urn) => urn.split("::").at(-1) ?? "");
        assert.ok(names(made.only(types.run)).includes("writer"));
        assert.ok(names(made.only(types.run)).includes("cell-migrations-function"));
        assert.ok(names(made.only(types.function)).includes("cell-migrations-role-run"));
        assert.ok(names(made.only(types.function)).includes("cell-migrations-log"));
    });

    it("may write its log, read one secret through Secrets Manager, join the network and trace: no more", async () => {
        const { policy } = (await makeRunner()).only(types.policy).inputs;
        const { Statement: statements } = JSON.parse(String(policy)) as {
            readonly Statement: readonly Statement[];
        };
        const interfaces = ["CreateNetworkInterface", "DeleteNetworkInterface", "AssignPrivateIpAddresses"];
        const changes = [...interfaces, "UnassignPrivateIpAddresses"].map((action) => `ec2:${action}`);
        const looks = ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"];
        assert.deepEqual(
            statements.map(({ Effect, Action, Resource }) => [Effect, Action, Resource]),
            [
                [
                    "Allow",
                    ["logs:CreateLogStream", "logs:PutLogEvents"],
                    "arn:aws:cloudwatch:eu-west-1:111122223333:logGroup/cell-migrations-log:*",
                ],
                ["Allow", "secretsmanager:GetSecretValue", secretArn],
                ["Allow", "kms:Decrypt", key],
                ["Allow", changes, "arn:aws:ec2:eu-west-1:111122223333:*/*"],
                ["Allow", [...looks, "xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*"],
                ["Deny", [...changes, ...looks], "*"],
            ],
        );
        assert.deepEqual(statements[2]?.Condition, {
            StringEquals: { "kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com" },
        });
        assert.deepEqual(statements[5]?.Condition, {
            ArnLike: { "lambda:SourceFunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:*" },
        });
    });

    it("keeps its log encrypted, for the days that it is told, and in prod through a mistake", async () => {
        const { inputs, options } = (await makeRunner()).only(types.log);
        assert.deepEqual([inputs.kmsKeyId, inputs.retentionInDays, options.protect], [key, 365, true]);
        assert.equal((await makeRunner({ deletionProtected: false })).only(types.log).options.protect, false);
    });

    it("previews while nothing of the cloud is known", async () => {
        const { inputs } = (await makeRunner({ preview: true })).only(types.run);
        assert.equal(inputs.input, JSON.stringify({ bundle: bundle.checksum }));
    });

    it("refuses one subnet and an empty bundle, all at once", async () => {
        await assert.rejects(makeRunner({ subnetIds: ["s"], bundle: bundleOf() }), (error: Error) => {
            assert.match(
                error.message,
                /subnetIds must name subnets in at least two zones, got 1; with one, the loss/,
            );
            assert.match(error.message, /bundle must hold at least one migration, got none/);
            return true;
        });
        assert.deepEqual(runnerMistakes({ subnetIds: ["a", "b"], bundle }), []);
    });
});
