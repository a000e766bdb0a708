import assert from "node:assert/strict";
import { Provider } from "@pulumi/aws/provider";
import { AuroraDatabase } from "../../components/database";
import { DatabaseSecondary, type DatabaseSecondaryArgs } from "../../components/database-secondary";
import * as pulumi from "@pulumi/pulumi";
import type { Registration } from "../../preview/registration";
import { dataWindows } from "../../strategy/maintenance";
import { connectionBudget, type DatabaseCapacity } from "../../strategy/plan";
import { make, type MadeResources } from "../support/recording";

const types = {
    global: "aws:rds/globalCluster:GlobalCluster",
    cluster: "aws:rds/cluster:Cluster",
    instance: "aws:rds/clusterInstance:ClusterInstance",
    target: "aws:appautoscaling/target:Target",
} as const;

const serverless: DatabaseCapacity = { kind: "serverless", minAcu: 8, maxAcu: 32 };
const key = (region: string): string => `arn:aws:kms:${region}:111122223333:key/own`;

/** A primary in eu-west-1 and its secondary in eu-central-1. */
const makeBoth = (
    over: Partial<DatabaseSecondaryArgs> = {},
    options: { preview?: boolean } = {},
): Promise<MadeResources> =>
    make((provider) => {
        const capacity = over.capacity ?? { kind: "provisioned", instanceClass: "db.r6g.large" };
        const common = {
            identifier: "prod-eu-west-1-c1",
            capacity,
            connections: connectionBudget(50),
            deletionProtected: true,
            backupRetentionDays: 35,
            windows: dataWindows("eu-west-1", "sun").database,
            logRetentionDays: 365,
        } as const;
        const primary = new AuroraDatabase(
            "db",
            {
                ...common,
                readers: { min: 1, max: 5 },
                subnetIds: ["subnet-1", "subnet-2"],
                securityGroupId: "sg-1",
                kmsKeyArn: key("eu-west-1"),
                masterPassword: {
                    secretArn: pulumi.output("arn:aws:secretsmanager:eu-west-1:111122223333:secret:own"),
                    password: pulumi.secret("a-password"),
                },
            },
            { provider },
        );
        return new DatabaseSecondary(
            "secondary",
            {
                ...common,
                primary,
                provider: new Provider("there", { region: "eu-central-1" }),
                subnetIds: ["subnet-7", "subnet-8"],
                availabilityZones: ["eu-central-1a", "eu-central-1b"],
                securityGroupId: "sg-7",
                kmsKeyArn: key("eu-central-1"),
                ...over,
            },
            { provider },
        );
    }, options);

const isThere = ({ provider }: Registration): boolean => provider?.split("::").at(-2) === "there";
const named = (made: MadeResources, type: string, name: string): Registration => made.named(type, name);

describe("DatabaseSecondary", () => {
    it("makes these children and nothing else, so no proxy, in a preview as well (E31)", async () => {
        for (const preview of [false, true]) {
            const made = await makeBoth({}, { preview });
            const own = made.all.filter(({ urn }) => urn.includes("DatabaseSecondary"));
            assert.deepEqual(own.map(({ type, name }) => `${type} ${name}`).sort(), [
                "aws:cloudwatch/logGroup:LogGroup secondary-log",
                "aws:iam/role:Role secondary-monitoring",
                "aws:iam/rolePolicyAttachment:RolePolicyAttachment secondary-monitoring",
                "aws:rds/cluster:Cluster secondary-cluster",
                "aws:rds/clusterInstance:ClusterInstance secondary-writer",
                "aws:rds/clusterParameterGroup:ClusterParameterGroup secondary-parameters",
                "aws:rds/globalCluster:GlobalCluster secondary-global",
                "aws:rds/subnetGroup:SubnetGroup secondary-subnets",
                "platform:data:DatabaseInstances secondary",
                "platform:data:DatabaseSecondary secondary",
            ]);
            assert.deepEqual(made.onDefaultProvider(), []);
        }
    });

    it("puts the Global Database beside the primary and everything else into the other region (A24)", async () => {
        const made = await makeBoth();
        const own = made.all.filter(({ custom, urn }) => custom && urn.includes("DatabaseSecondary"));
        assert.deepEqual(
            own.filter((resource) => !isThere(resource)).map(({ name }) => name),
            ["secondary-global"],
        );
    });

    it("adopts the primary, and says nothing that follows from it (E11, CT062)", async () => {
        const { inputs, options } = (await makeBoth()).only(types.global);
        assert.deepEqual(inputs, {
            globalClusterIdentifier: "prod-eu-west-1-c1-global",
            sourceDbClusterIdentifier: "arn:aws:rds:eu-west-1:111122223333:cluster/db-cluster",
            forceDestroy: true,
            deletionProtection: true,
        });
        assert.equal(options.protect, true);
    });

    it("gives a secondary no user, no password and no database of its own (E4, E6)", async () => {
        const { inputs } = named(await makeBoth(), types.cluster, "secondary-cluster");
        const refused = ["masterUsername", "masterPassword", "manageMasterUserPassword", "databaseName"];
        for (const property of refused) assert.ok(!(property in inputs), property);
        assert.ok(!("replicationSourceIdentifier" in inputs));
    });

    it("encrypts it with a key of its own region (E3, E5)", async () => {
        const made = await makeBoth();
        for (const [name, region] of [
            ["db-cluster", "eu-west-1"],
            ["secondary-cluster", "eu-central-1"],
        ] as const) {
            const { inputs } = named(made, types.cluster, name);
            assert.deepEqual([inputs.storageEncrypted, inputs.kmsKeyId], [true, key(region)], name);
        }
    });

    it("has another name than the primary, though its region is another: AWS wants it unique over all", async () => {
        const made = await makeBoth();
        assert.deepEqual(
            made.ofType(types.cluster).map(({ inputs }) => inputs.clusterIdentifier),
            ["prod-eu-west-1-c1-database", "prod-eu-west-1-c1-secondary"],
        );
    });

    it("begins with the version that the primary runs", async () => {
        const { inputs } = named(await makeBoth(), types.cluster, "secondary-cluster");
        assert.equal(inputs.engineVersion, "17.4");
    });

    it("waits for the primary's instances, not for the cluster alone (E9, E12)", async () => {
        const made = await makeBoth();
        const writer = named(made, types.instance, "db-writer").urn;
        for (const one of [made.only(types.global), named(made, types.cluster, "secondary-cluster")]) {
            assert.ok(one.dependencies.includes(writer), one.name);
        }
    });

    it("leaves to AWS on both sides what a failover changes (E9, E10, E11)", async () => {
        const made = await makeBoth();
        assert.deepEqual(named(made, types.cluster, "db-cluster").options.ignoreChanges, [
            "globalClusterIdentifier",
            "replicationSourceIdentifier",
        ]);
        assert.deepEqual(named(made, types.cluster, "secondary-cluster").options.ignoreChanges, [
            "globalClusterIdentifier",
            "replicationSourceIdentifier",
            "engineVersion",
        ]);
    });

    it("has one instance of the primary's class, and scales no readers there (E7)", async () => {
        const made = await makeBoth();
        assert.deepEqual(
            made
                .ofType(types.instance)
                .filter(isThere)
                .map(({ inputs }) => [inputs.identifier, inputs.instanceClass, inputs.availabilityZone]),
            [["prod-eu-west-1-c1-secondary-writer", "db.r6g.large", "eu-central-1a"]],
        );
        assert.deepEqual(
            made.ofType(types.target).map(({ name }) => name),
            ["db-readers"],
        );
    });

    it("has the primary's capacity bounds where it is serverless (E1)", async () => {
        const made = await makeBoth({ capacity: serverless });
        for (const { name, inputs } of made.ofType(types.cluster)) {
            assert.deepEqual(
                inputs.serverlessv2ScalingConfiguration,
                { minCapacity: 8, maxCapacity: 32 },
                name,
            );
        }
        assert.deepEqual(made.ofType(types.target), []);
    });

    it("protects prod's from deletion, and lets dev's go (CT049)", async () => {
        const kept = await makeBoth();
        const there = kept.all.filter(({ urn }) => urn.includes("DatabaseSecondary"));
        assert.deepEqual(
            there
                .filter(({ options }) => options.protect)
                .map(({ name }) => name)
                .sort(),
            ["secondary-cluster", "secondary-global", "secondary-log", "secondary-writer"],
        );
        const { inputs } = named(kept, types.cluster, "secondary-cluster");
        assert.deepEqual(
            [inputs.deletionProtection, inputs.skipFinalSnapshot, inputs.finalSnapshotIdentifier],
            [true, false, "prod-eu-west-1-c1-secondary-final"],
        );
        const free = await makeBoth({ deletionProtected: false });
        assert.equal(free.only(types.global).inputs.deletionProtection, false);
        assert.equal(free.only(types.global).options.protect, false);
    });

    it("refuses an identifier that leaves no room for its suffix", async () => {
        await assert.rejects(
            makeBoth({ identifier: `p${"x".repeat(50)}` }),
            /identifier must be at most 46 characters/,
        );
    });
});
