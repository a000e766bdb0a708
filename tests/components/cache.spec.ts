import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import {
    cacheEngine,
    evictionPolicy,
    serviceAccess,
    ValkeyCache,
    type ValkeyCacheArgs,
} from "../../components/cache";
import { dataWindows } from "../../strategy/maintenance";
import { withCacheBounds } from "../../strategy/cache-bounds";
import { make, type MadeResources } from "../support/recording";

const types = {
    group: "aws:elasticache/replicationGroup:ReplicationGroup",
    parameters: "aws:elasticache/parameterGroup:ParameterGroup",
    subnets: "aws:elasticache/subnetGroup:SubnetGroup",
    user: "aws:elasticache/user:User",
    userGroup: "aws:elasticache/userGroup:UserGroup",
    log: "aws:cloudwatch/logGroup:LogGroup",
} as const;

const kmsKeyArn = "arn:aws:kms:eu-west-1:111122223333:key/cell";

const args = (over: Partial<ValkeyCacheArgs> = {}): ValkeyCacheArgs => ({
    identifier: "prod-eu-west-1-c1",
    cache: withCacheBounds({ nodeType: "cache.t4g.small", shards: 3, replicasPerShard: 1 }),
    subnetIds: ["subnet-1", "subnet-2"],
    securityGroupId: "sg-1",
    kmsKeyArn,
    deletionProtected: true,
    logRetentionDays: 400,
    windows: dataWindows("eu-west-1", "sun").cache,
    snapshotRetentionDays: 15,
    ...over,
});

const makeCache = (over: Partial<ValkeyCacheArgs> = {}, options = {}): Promise<MadeResources> =>
    make((provider) => new ValkeyCache("cache", args(over), { provider }), options);

describe("ValkeyCache", () => {
    it("makes these children and nothing else", async () => {
        assert.deepEqual((await makeCache()).all.map(({ type, name }) => `${type} ${name}`).sort(), [
            "aws:cloudwatch/logGroup:LogGroup cache-engine-log",
            "aws:cloudwatch/logGroup:LogGroup cache-slow-log",
            "aws:elasticache/parameterGroup:ParameterGroup cache-parameters",
            "aws:elasticache/replicationGroup:ReplicationGroup cache-nodes",
            "aws:elasticache/subnetGroup:SubnetGroup cache-subnets",
            "aws:elasticache/user:User cache-service",
            "aws:elasticache/userGroup:UserGroup cache-users",
            "platform:data:ValkeyCache cache",
        ]);
    });

    it("owns every child it makes", async () => {
        assert.deepEqual((await makeCache()).orphansOf("platform:data:ValkeyCache"), []);
    });

    it("makes every child with the given provider", async () => {
        assert.deepEqual((await makeCache()).onDefaultProvider(), []);
    });

    it("makes the same children in a preview, where nothing is known yet", async () => {
        const urns = async (preview: boolean): Promise<readonly string[]> =>
            (await makeCache({}, { preview })).all.map(({ urn }) => urn);

        assert.deepEqual(await urns(true), await urns(false));
    });

    it("encrypts what lies and what travels with the cell's key", async () => {
        const made = await makeCache();
        const { inputs } = made.only(types.group);

        assert.equal(inputs.atRestEncryptionEnabled, true);
        assert.equal(inputs.kmsKeyId, kmsKeyArn);
        assert.equal(inputs.transitEncryptionEnabled, true);
        assert.equal(inputs.transitEncryptionMode, "required");
        for (const log of made.ofType(types.log)) assert.equal(log.inputs.kmsKeyId, kmsKeyArn, log.name);
    });

    it("spreads its slots over the plan's shards, each with its standbys in other zones", async () => {
        const { inputs } = (
            await makeCache({
                cache: withCacheBounds({ nodeType: "cache.r7g.xlarge", shards: 5, replicasPerShard: 2 }),
            })
        ).only(types.group);

        assert.equal(inputs.nodeType, "cache.r7g.xlarge");
        assert.equal(inputs.clusterMode, "enabled");
        assert.equal(inputs.numNodeGroups, 5);
        assert.equal(inputs.replicasPerNodeGroup, 2);
        assert.equal(inputs.numCacheClusters, undefined);
        assert.equal(inputs.automaticFailoverEnabled, true);
        assert.equal(inputs.multiAzEnabled, true);
    });

    it("runs the engine of its parameter family, in cluster mode", async () => {
        const made = await makeCache();
        const { inputs, options } = made.only(types.group);

        assert.equal(inputs.engine, "valkey");
        assert.equal(inputs.engineVersion, "8.1");
        assert.equal(cacheEngine.family, `${cacheEngine.engine}${cacheEngine.version.split(".")[0] ?? ""}`);
        assert.equal(made.only(types.parameters).inputs.family, "valkey8");
        assert.deepEqual(made.only(types.parameters).inputs.parameters, [
            { name: "cluster-enabled", value: "yes" },
            { name: "maxmemory-policy", value: "volatile-ttl" },
        ]);
        assert.equal(inputs.parameterGroupName, "cache-parameters-1a2b3c4");
        assert.equal(inputs.autoMinorVersionUpgrade, true);
        assert.deepEqual(options.ignoreChanges, ["engineVersion"]);
    });

    it("leaves to autoscaling what autoscaling moves, and that alone", async () => {
        const ignoredWith = async (maxShards: number, maxReplicasPerShard: number): Promise<unknown> => {
            const least = { nodeType: "cache.r6g.large", shards: 3, replicasPerShard: 1 };
            const cache = withCacheBounds(least, { maxShards, maxReplicasPerShard });
            return (await makeCache({ cache })).only(types.group).options.ignoreChanges;
        };

        assert.deepEqual(await ignoredWith(3, 1), ["engineVersion"]);
        assert.deepEqual(await ignoredWith(4, 1), ["engineVersion", "numNodeGroups"]);
        assert.deepEqual(await ignoredWith(3, 2), ["engineVersion", "replicasPerNodeGroup"]);
        assert.deepEqual(await ignoredWith(6, 2), ["engineVersion", "numNodeGroups", "replicasPerNodeGroup"]);
    });

    it("starts at the plan's numbers and scales from there, where its nodes can", async () => {
        const least = { nodeType: "cache.r6g.large", shards: 3, replicasPerShard: 1 };
        const made = await makeCache({ cache: withCacheBounds(least) });
        const group = made.only(types.group);
        const targets = made.ofType("aws:appautoscaling/target:Target");

        assert.deepEqual([group.inputs.numNodeGroups, group.inputs.replicasPerNodeGroup], [3, 1]);
        assert.deepEqual(
            targets.map(({ name, inputs }) => [name, inputs.minCapacity, inputs.maxCapacity]),
            [
                ["cache-scaling-shards", 3, 6],
                ["cache-scaling-replicas", 1, 2],
            ],
        );
        for (const { propertyDependencies } of targets) {
            assert.deepEqual(propertyDependencies.resourceId, [group.urn]);
        }
        assert.deepEqual((await makeCache()).ofType("platform:data:CacheScaling"), []);
    });

    it("evicts what would end first, so that sessions go last", () => {
        assert.equal(evictionPolicy, "volatile-ttl");
    });

    it("lies in the given subnets behind the given group", async () => {
        const made = await makeCache();
        const { inputs } = made.only(types.group);

        assert.deepEqual(made.only(types.subnets).inputs.subnetIds, ["subnet-1", "subnet-2"]);
        assert.equal(inputs.subnetGroupName, "cache-subnets-1a2b3c4");
        assert.deepEqual(inputs.securityGroupIds, ["sg-1"]);
        assert.equal(inputs.port, 6379);
    });

    it("knows one user, who signs in with IAM, and no password", async () => {
        const made = await makeCache();
        const { inputs } = made.only(types.group);

        assert.deepEqual(made.only(types.user).inputs, {
            userId: "prod-eu-west-1-c1-service",
            userName: "prod-eu-west-1-c1-service",
            engine: "valkey",
            authenticationMode: { type: "iam" },
            accessString: serviceAccess,
        });
        assert.deepEqual(made.only(types.userGroup).inputs, {
            userGroupId: "prod-eu-west-1-c1-users",
            engine: "valkey",
            userIds: ["prod-eu-west-1-c1-service"],
        });
        assert.deepEqual(inputs.userGroupIds, ["prod-eu-west-1-c1-users"]);
        assert.equal(inputs.authToken, undefined);
    });

    it("lets its user read and write data and find the way, and nothing dangerous", () => {
        const rules = serviceAccess.split(" ");

        assert.equal(rules[0], "on");
        assert.ok(rules.indexOf("-@all") < rules.indexOf("+@read"));
        assert.ok(!rules.includes("+@all"));
        for (const category of ["-@admin", "-@dangerous"]) {
            assert.ok(rules.indexOf(category) > rules.indexOf("+@write"), category);
        }
        const afterwards = rules.slice(rules.indexOf("-@dangerous") + 1);
        assert.deepEqual(afterwards, [
            "+cluster|slots",
            "+cluster|shards",
            "+cluster|nodes",
            "+cluster|info",
            "+info",
        ]);
    });

    it("delivers both logs as JSON to groups that were there first", async () => {
        const made = await makeCache();
        const group = made.only(types.group);
        const delivery = (logType: string): Record<string, string> => ({
            destination: `/aws/vendedlogs/elasticache/prod-eu-west-1-c1/${logType}`,
            destinationType: "cloudwatch-logs",
            logFormat: "json",
            logType,
        });

        assert.deepEqual(group.inputs.logDeliveryConfigurations, [
            delivery("slow-log"),
            delivery("engine-log"),
        ]);
        for (const log of made.ofType(types.log)) {
            assert.equal(log.inputs.retentionInDays, 400, log.name);
            assert.ok(group.propertyDependencies.logDeliveryConfigurations?.includes(log.urn), log.name);
        }
    });

    it("keeps snapshots for as long as it is asked to", async () => {
        const { inputs } = (await makeCache({ snapshotRetentionDays: 7 })).only(types.group);

        assert.equal(inputs.snapshotRetentionLimit, 7);
        assert.equal(inputs.snapshotWindow, args().windows.snapshot);
        assert.equal(inputs.maintenanceWindow, args().windows.maintenance);
        assert.equal(inputs.applyImmediately, true);
    });

    it("protects a protected cache and leaves a snapshot of it", async () => {
        const { inputs, options } = (await makeCache({ deletionProtected: true })).only(types.group);

        assert.equal(options.protect, true);
        assert.equal(inputs.finalSnapshotIdentifier, "prod-eu-west-1-c1-cache-final");
    });

    it("lets an unprotected cache go without a trace", async () => {
        const { inputs, options } = (await makeCache({ deletionProtected: false })).only(types.group);

        assert.equal(options.protect, false);
        assert.equal(inputs.finalSnapshotIdentifier, undefined);
    });

    it("leaves the group's id to Pulumi's naming", async () => {
        assert.equal((await makeCache()).only(types.group).inputs.replicationGroupId, undefined);
    });

    it("hands out what others wire", async () => {
        const seen: Record<string, unknown> = {};
        await make((provider) => {
            const cache = new ValkeyCache("cache", args(), { provider });
            const { endpoint, port, userName, replicationGroupId } = cache;
            const [groupArn, userArn, ...more] = cache.connectArns;
            assert.ok(groupArn !== undefined && userArn !== undefined && more.length === 0);
            const outputs: Record<string, pulumi.Output<unknown>> = {
                endpoint,
                port,
                userName,
                replicationGroupId,
                groupArn,
                userArn,
            };
            for (const [key, output] of Object.entries(outputs)) {
                output.apply((value) => (seen[key] = value));
            }
        });

        assert.deepEqual(seen, {
            endpoint: "clustercfg.cache-nodes.abc.eu-west-1.cache.amazonaws.com",
            port: 6379,
            userName: "prod-eu-west-1-c1-service",
            replicationGroupId: "cache-nodes",
            groupArn: "arn:aws:elasticache:eu-west-1:111122223333:replicationGroup/cache-nodes",
            userArn: "arn:aws:elasticache:eu-west-1:111122223333:user/cache-service",
        });
    });

    it("refuses what AWS or the promised uptime would refuse, all at once", async () => {
        await assert.rejects(
            makeCache({
                identifier: "Prod",
                cache: withCacheBounds({ nodeType: "cache.t4g.small", shards: 1, replicasPerShard: 0 }),
            }),
            (error: Error) =>
                error.message.includes('got "Prod"') &&
                error.message.includes("cache.replicasPerShard must be a whole number from 1 to 5, got 0"),
        );
    });
});
