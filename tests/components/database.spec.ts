import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { AuroraDatabase, type AuroraDatabaseArgs } from "../../components/database";
import type { Registration } from "../../preview/registration";
import { dataWindows } from "../../strategy/maintenance";
import { connectionBudget, type DatabaseCapacity } from "../../strategy/plan";
import { make, type MadeResources } from "../support/recording";

const types = {
    cluster: "aws:rds/cluster:Cluster",
    instance: "aws:rds/clusterInstance:ClusterInstance",
    parameters: "aws:rds/clusterParameterGroup:ClusterParameterGroup",
    subnets: "aws:rds/subnetGroup:SubnetGroup",
    log: "aws:cloudwatch/logGroup:LogGroup",
    target: "aws:appautoscaling/target:Target",
    policy: "aws:appautoscaling/policy:Policy",
} as const;

const serverless: DatabaseCapacity = { kind: "serverless", minAcu: 2, maxAcu: 32 };

const args = (over: Partial<AuroraDatabaseArgs> = {}): AuroraDatabaseArgs => ({
    identifier: "prod-eu-west-1-c1",
    capacity: { kind: "provisioned", instanceClass: "db.r6g.large" },
    readers: { min: 2, max: 5 },
    connections: connectionBudget(50),
    subnetIds: ["subnet-1", "subnet-2", "subnet-3"],
    securityGroupId: "sg-1",
    kmsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/cell",
    deletionProtected: true,
    backupRetentionDays: 35,
    windows: dataWindows("eu-west-1", "mon").database,
    logRetentionDays: 400,
    ...over,
});

const makeDatabase = (over: Partial<AuroraDatabaseArgs> = {}, options = {}): Promise<MadeResources> =>
    make((provider) => new AuroraDatabase("db", args(over), { provider }), options);

const names = (resources: readonly Registration[]): readonly string[] => resources.map(({ name }) => name);

describe("AuroraDatabase", () => {
    it("makes these children and nothing else", async () => {
        const made = await makeDatabase();

        assert.deepEqual(made.all.map(({ type, name }) => `${type} ${name}`).sort(), [
            "aws:appautoscaling/policy:Policy db-readers-cpu",
            "aws:appautoscaling/target:Target db-readers",
            "aws:cloudwatch/logGroup:LogGroup db-log",
            "aws:iam/role:Role db-monitoring",
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment db-monitoring",
            "aws:rds/cluster:Cluster db-cluster",
            "aws:rds/clusterInstance:ClusterInstance db-reader-1",
            "aws:rds/clusterInstance:ClusterInstance db-reader-2",
            "aws:rds/clusterInstance:ClusterInstance db-writer",
            "aws:rds/clusterParameterGroup:ClusterParameterGroup db-parameters",
            "aws:rds/subnetGroup:SubnetGroup db-subnets",
            "platform:data:AuroraDatabase db",
            "platform:data:DatabaseInstances db",
        ]);
    });

    it("owns every child it makes", async () => {
        assert.deepEqual((await makeDatabase()).orphansOf("platform:data:AuroraDatabase"), []);
    });

    it("makes every child with the given provider", async () => {
        assert.deepEqual((await makeDatabase()).onDefaultProvider(), []);
    });

    it("makes the same children in a preview, where nothing is known yet", async () => {
        const [previewed, made] = [await makeDatabase({}, { preview: true }), await makeDatabase()];

        assert.deepEqual(names(previewed.all), names(made.all));
    });

    it("encrypts data, backups, logs, insights and the master user's secret with the cell's key", async () => {
        const made = await makeDatabase();
        const { inputs } = made.only(types.cluster);
        const { kmsKeyArn } = args();

        assert.equal(inputs.storageEncrypted, true);
        assert.equal(inputs.kmsKeyId, kmsKeyArn);
        assert.equal(inputs.masterUserSecretKmsKeyId, kmsKeyArn);
        assert.equal(made.only(types.log).inputs.kmsKeyId, kmsKeyArn);
        for (const instance of made.ofType(types.instance)) {
            assert.equal(instance.inputs.performanceInsightsEnabled, true, instance.name);
            assert.equal(instance.inputs.performanceInsightsKmsKeyId, kmsKeyArn, instance.name);
            assert.equal(instance.inputs.performanceInsightsRetentionPeriod, 7, instance.name);
        }
    });

    it("holds no password and lets IAM users in", async () => {
        const { inputs } = (await makeDatabase()).only(types.cluster);

        assert.equal(inputs.manageMasterUserPassword, true);
        assert.equal(inputs.masterPassword, undefined);
        assert.equal(inputs.masterUsername, "medease_admin");
        assert.equal(inputs.iamDatabaseAuthenticationEnabled, true);
    });

    it("lies in the given subnets, behind the given group, and is never public", async () => {
        const made = await makeDatabase();
        const { inputs } = made.only(types.cluster);

        assert.deepEqual(made.only(types.subnets).inputs.subnetIds, ["subnet-1", "subnet-2", "subnet-3"]);
        assert.equal(inputs.dbSubnetGroupName, "db-subnets-1a2b3c4");
        assert.deepEqual(inputs.vpcSecurityGroupIds, ["sg-1"]);
        assert.equal(inputs.port, 5432);
        for (const instance of made.ofType(types.instance)) {
            assert.equal(instance.inputs.publiclyAccessible, false, instance.name);
        }
    });

    it("runs the engine of its parameter family, and lets AWS raise the minor version", async () => {
        const made = await makeDatabase();
        const { inputs } = made.only(types.cluster);

        assert.equal(inputs.engine, "aurora-postgresql");
        assert.equal(inputs.engineVersion, "17");
        assert.equal(inputs.databaseName, "medease");
        assert.equal(made.only(types.parameters).inputs.family, "aurora-postgresql17");
        assert.equal(inputs.dbClusterParameterGroupName, "db-parameters-1a2b3c4");
        for (const instance of made.ofType(types.instance)) {
            assert.equal(instance.inputs.engine, "aurora-postgresql", instance.name);
            assert.equal(instance.inputs.engineVersion, undefined, instance.name);
            assert.equal(instance.inputs.autoMinorVersionUpgrade, true, instance.name);
        }
    });

    it("sets max_connections to the budget that the proxy and the alarm share", async () => {
        const { inputs } = (await makeDatabase()).only(types.parameters);
        const parameters = inputs.parameters as readonly { name: string; value: string }[];

        assert.equal(
            parameters.find(({ name }) => name === "max_connections")?.value,
            String(args().connections.databaseMax),
        );
    });

    it("gives its log to an encrypted group that was there first", async () => {
        const made = await makeDatabase();
        const log = made.only(types.log);

        assert.deepEqual(made.only(types.cluster).inputs.enabledCloudwatchLogsExports, ["postgresql"]);
        assert.equal(log.inputs.name, "/aws/rds/cluster/prod-eu-west-1-c1-database/postgresql");
        assert.equal(log.inputs.retentionInDays, 400);
        assert.ok(made.only(types.cluster).dependencies.includes(log.urn));
    });

    it("backs up for as long as it is asked to, outside of maintenance", async () => {
        const made = await makeDatabase({ backupRetentionDays: 14 });
        const { inputs } = made.only(types.cluster);

        assert.equal(inputs.backupRetentionPeriod, 14);
        assert.equal(inputs.copyTagsToSnapshot, true);
        assert.equal(inputs.preferredBackupWindow, args().windows.backup);
        assert.equal(inputs.preferredMaintenanceWindow, args().windows.maintenance);
        for (const instance of made.ofType(types.instance)) {
            assert.equal(
                instance.inputs.preferredMaintenanceWindow,
                args().windows.maintenance,
                instance.name,
            );
            assert.equal(instance.inputs.preferredBackupWindow, undefined, instance.name);
        }
    });

    it("protects what cannot be made again", async () => {
        const made = await makeDatabase({ deletionProtected: true });
        const { inputs } = made.only(types.cluster);

        assert.equal(inputs.deletionProtection, true);
        assert.equal(inputs.skipFinalSnapshot, false);
        assert.equal(inputs.finalSnapshotIdentifier, "prod-eu-west-1-c1-database-final");
        assert.equal(inputs.deleteAutomatedBackups, false);
        assert.deepEqual(names(made.all.filter(({ options }) => options.protect)).toSorted(), [
            "db-cluster",
            "db-log",
            "db-writer",
        ]);
    });

    it("lets an unprotected database go without a trace", async () => {
        const made = await makeDatabase({ deletionProtected: false });
        const { inputs } = made.only(types.cluster);

        assert.equal(inputs.deletionProtection, false);
        assert.equal(inputs.skipFinalSnapshot, true);
        assert.equal(inputs.finalSnapshotIdentifier, undefined);
        assert.equal(inputs.deleteAutomatedBackups, true);
        assert.deepEqual(
            made.all.filter(({ options }) => options.protect),
            [],
        );
    });

    it("restarts in the window where data is protected, and at once elsewhere", async () => {
        for (const deletionProtected of [true, false]) {
            const made = await makeDatabase({ deletionProtected });
            for (const { inputs, name } of [made.only(types.cluster), ...made.ofType(types.instance)]) {
                assert.equal(inputs.applyImmediately, !deletionProtected, name);
            }
        }
    });

    it("does at once, or in the window, what it is told to, wherever it is", async () => {
        for (const deletionProtected of [true, false]) {
            const applyImmediately = deletionProtected;
            const made = await makeDatabase({ deletionProtected, applyImmediately });
            for (const { inputs, name } of [made.only(types.cluster), ...made.ofType(types.instance)]) {
                assert.equal(inputs.applyImmediately, applyImmediately, name);
            }
        }
    });

    it("hands out what others wire", async () => {
        const seen: Record<string, unknown> = {};
        await make((provider) => {
            const database = new AuroraDatabase("db", args(), { provider });
            const { clusterIdentifier, endpoint, readerEndpoint, masterSecretArn } = database;
            const { port, databaseName } = database;
            const outputs: Record<string, pulumi.Output<unknown>> = {
                clusterIdentifier,
                endpoint,
                readerEndpoint,
                masterSecretArn,
                port,
                databaseName,
            };
            for (const [key, output] of Object.entries(outputs)) {
                output.apply((value) => (seen[key] = value));
            }
            seen.instances = database.instances.length;
        });

        assert.deepEqual(seen, {
            clusterIdentifier: "prod-eu-west-1-c1-database",
            endpoint: "db-cluster.cluster-abc.eu-west-1.rds.amazonaws.com",
            readerEndpoint: "db-cluster.cluster-ro-abc.eu-west-1.rds.amazonaws.com",
            masterSecretArn:
                "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!cluster-db-cluster-AbCdEf",
            port: 5432,
            databaseName: "medease",
            instances: 3,
        });
    });

    it("refuses what AWS or the law would refuse, all at once", async () => {
        await assert.rejects(
            makeDatabase({ identifier: "Prod", readers: { min: 0, max: 3 }, backupRetentionDays: 36 }),
            (error: Error) =>
                error.message.includes('got "Prod"') &&
                error.message.includes("readers.min must be a whole number from 1 to 5, got 0") &&
                error.message.includes("backupRetentionDays must be a whole number from 1 to 35, got 36"),
        );
    });

    it("gives a serverless cluster its bounds", async () => {
        const { inputs } = (await makeDatabase({ capacity: serverless })).only(types.cluster);

        assert.deepEqual(inputs.serverlessv2ScalingConfiguration, { minCapacity: 2, maxCapacity: 32 });
        assert.equal(inputs.engineMode, undefined);
    });

    it("gives a provisioned cluster no serverless bounds", async () => {
        const { inputs } = (await makeDatabase()).only(types.cluster);

        assert.equal(inputs.serverlessv2ScalingConfiguration, undefined);
        assert.equal(inputs.scalingConfiguration, undefined);
    });

    it("scales readers once where it is provisioned, and never where it is serverless", async () => {
        const provisioned = await makeDatabase();
        const grown = await makeDatabase({ capacity: serverless });

        assert.equal(provisioned.only(types.target).inputs.resourceId, "cluster:prod-eu-west-1-c1-database");
        assert.deepEqual([...grown.ofType(types.target), ...grown.ofType(types.policy)], []);
    });

    it("hands the zones on to the instances", async () => {
        const made = await makeDatabase({ availabilityZones: ["eu-west-1a", "eu-west-1b"] });

        assert.deepEqual(
            made.ofType(types.instance).map(({ inputs }) => inputs.availabilityZone),
            ["eu-west-1a", "eu-west-1b", "eu-west-1a"],
        );
    });
});
