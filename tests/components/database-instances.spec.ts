import assert from "node:assert/strict";
import { DatabaseInstances, type DatabaseInstancesArgs } from "../../components/database-instances";
import { make, type MadeResources } from "../support/recording";

const types = {
    instance: "aws:rds/clusterInstance:ClusterInstance",
    role: "aws:iam/role:Role",
    attachment: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    target: "aws:appautoscaling/target:Target",
    policy: "aws:appautoscaling/policy:Policy",
} as const;

const args = (over: Partial<DatabaseInstancesArgs> = {}): DatabaseInstancesArgs => ({
    identifier: "prod-c1-database",
    clusterIdentifier: "prod-c1-database",
    capacity: { kind: "provisioned", instanceClass: "db.r6g.large" },
    readers: { min: 2, max: 5 },
    kmsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/cell",
    deletionProtected: true,
    applyImmediately: false,
    maintenanceWindow: "sun:02:00-sun:03:00",
    ...over,
});

const makeInstances = (over: Partial<DatabaseInstancesArgs> = {}, options = {}): Promise<MadeResources> =>
    make((provider) => new DatabaseInstances("db", args(over), { provider }), options);

describe("DatabaseInstances", () => {
    it("makes these children and nothing else", async () => {
        assert.deepEqual((await makeInstances()).all.map(({ type, name }) => `${type} ${name}`).sort(), [
            "aws:appautoscaling/policy:Policy db-readers-cpu",
            "aws:appautoscaling/target:Target db-readers",
            "aws:iam/role:Role db-monitoring",
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment db-monitoring",
            "aws:rds/clusterInstance:ClusterInstance db-reader-1",
            "aws:rds/clusterInstance:ClusterInstance db-reader-2",
            "aws:rds/clusterInstance:ClusterInstance db-writer",
            "platform:data:DatabaseInstances db",
        ]);
    });

    it("owns every child it makes", async () => {
        assert.deepEqual((await makeInstances()).orphansOf("platform:data:DatabaseInstances"), []);
    });

    it("makes every child with the given provider", async () => {
        assert.deepEqual((await makeInstances()).onDefaultProvider(), []);
    });

    it("makes the same children in a preview, where nothing is known yet", async () => {
        const urns = async (preview: boolean): Promise<readonly string[]> =>
            (await makeInstances({}, { preview })).all.map(({ urn }) => urn);

        assert.deepEqual(await urns(true), await urns(false));
    });

    it("makes a writer and the declared readers of one class, the first reader next in line", async () => {
        const made = await makeInstances({ readers: { min: 3, max: 5 } });

        assert.deepEqual(
            made
                .ofType(types.instance)
                .map(({ inputs }) => [inputs.identifier, inputs.promotionTier, inputs.instanceClass]),
            [
                ["prod-c1-database-writer", 0, "db.r6g.large"],
                ["prod-c1-database-reader-1", 1, "db.r6g.large"],
                ["prod-c1-database-reader-2", 2, "db.r6g.large"],
                ["prod-c1-database-reader-3", 3, "db.r6g.large"],
            ],
        );
    });

    it("makes serverless instances alike, and no reader scaling", async () => {
        const made = await makeInstances({
            capacity: { kind: "serverless", minAcu: 2, maxAcu: 32 },
            readers: { min: 3, max: 5 },
        });

        assert.deepEqual(
            made.ofType(types.instance).map(({ inputs }) => inputs.instanceClass),
            ["db.serverless", "db.serverless", "db.serverless", "db.serverless"],
        );
        assert.deepEqual([...made.ofType(types.target), ...made.ofType(types.policy)], []);
    });

    it("starts the writer first, or a reader would become it", async () => {
        const made = await makeInstances();
        const writer = made.named(types.instance, "db-writer");

        assert.ok(made.named(types.instance, "db-reader-1").dependencies.includes(writer.urn));
    });

    it("changes the readers one behind the other, so that the read-only endpoint keeps some", async () => {
        const made = await makeInstances({ readers: { min: 3, max: 5 } });

        for (const later of [2, 3]) {
            const before = made.named(types.instance, `db-reader-${later - 1}`);
            const reader = made.named(types.instance, `db-reader-${later}`);
            assert.ok(
                reader.dependencies.includes(before.urn),
                `reader-${later} does not wait for ${before.name}`,
            );
        }
    });

    it("protects the writer, and lets readers come and go", async () => {
        const protectedOnes = (await makeInstances()).all.filter(({ options }) => options.protect);

        assert.deepEqual(
            protectedOnes.map(({ name }) => name),
            ["db-writer"],
        );
    });

    it("deletes an instance before another takes its identifier", async () => {
        const instances = (await makeInstances()).ofType(types.instance);

        assert.ok(instances.length > 1 && instances.every(({ options }) => options.deleteBeforeReplace));
    });

    it("deals the zones out in turn", async () => {
        const made = await makeInstances({
            readers: { min: 3, max: 5 },
            availabilityZones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
        });

        assert.deepEqual(
            made.ofType(types.instance).map(({ inputs }) => inputs.availabilityZone),
            ["eu-west-1a", "eu-west-1b", "eu-west-1c", "eu-west-1a"],
        );
    });

    it("leaves the zones to AWS where none are given", async () => {
        for (const availabilityZones of [undefined, []]) {
            const made = await makeInstances(availabilityZones === undefined ? {} : { availabilityZones });
            for (const { inputs, name } of made.ofType(types.instance)) {
                assert.ok(!("availabilityZone" in inputs), name);
            }
        }
    });

    it("watches the operating system with a role that RDS can take for this account only", async () => {
        const made = await makeInstances();
        const trust = JSON.parse(String(made.only(types.role).inputs.assumeRolePolicy)) as unknown;

        assert.deepEqual(trust, {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Service: "monitoring.rds.amazonaws.com" },
                    Action: "sts:AssumeRole",
                    Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
                },
            ],
        });
        assert.equal(
            made.only(types.attachment).inputs.policyArn,
            "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
        );
        for (const { inputs, dependencies, name } of made.ofType(types.instance)) {
            assert.equal(inputs.monitoringInterval, 60, name);
            assert.equal(inputs.monitoringRoleArn, "arn:aws:iam::111122223333:role/db-monitoring", name);
            assert.ok(dependencies.includes(made.only(types.attachment).urn), name);
        }
    });

    it("scales the readers between the bounds at the law's CPU", async () => {
        const made = await makeInstances({ readers: { min: 2, max: 4 } });
        const place = {
            serviceNamespace: "rds",
            scalableDimension: "rds:cluster:ReadReplicaCount",
            resourceId: "cluster:prod-c1-database",
        };

        assert.deepEqual(made.only(types.target).inputs, { ...place, minCapacity: 2, maxCapacity: 4 });
        assert.deepEqual(made.only(types.policy).inputs, {
            ...place,
            policyType: "TargetTrackingScaling",
            targetTrackingScalingPolicyConfiguration: {
                predefinedMetricSpecification: { predefinedMetricType: "RDSReaderAverageCPUUtilization" },
                targetValue: 75,
                scaleOutCooldown: 300,
                scaleInCooldown: 300,
            },
        });
    });

    it("starts to scale once every declared reader is there", async () => {
        const made = await makeInstances();
        const { dependencies } = made.only(types.target);

        for (const instance of made.ofType(types.instance)) {
            assert.ok(dependencies.includes(instance.urn), instance.name);
        }
    });
});
