import assert from "node:assert/strict";
import {
    clusterHasReaderScaling,
    clusterScalesOnReaderCpu,
} from "../../../policies/autoscaling-bounds/cluster-readers";
import { appliedTo, clean, doubts, judge, output, refusals, resource } from "../../support/stack-graph";
import { scaledDatabase } from "./fixture";

const secret = resource("aws:ssm/parameter:Parameter", "secret");
const global = resource("aws:rds/globalCluster:GlobalCluster", "global", { engine: "aurora-postgresql" });
const secondary = {
    globalClusterIdentifier: output(global, "id"),
    masterUsername: undefined,
};
const serverless = {
    cluster: { serverlessv2ScalingConfiguration: { minCapacity: 2, maxCapacity: 32 } },
    writer: { instanceClass: "db.serverless" },
};

describe("cluster-has-reader-scaling", () => {
    const rule = clusterHasReaderScaling;

    it("passes a provisioned cluster with one target, by output or by identifier", async () => {
        assert.deepEqual(await judge(rule, scaledDatabase().all), clean);
        const { all } = scaledDatabase({
            cluster: { clusterIdentifier: "prod-db" },
            target: { resourceId: "cluster:prod-db" },
        });
        assert.deepEqual(await judge(rule, all), clean);
    });

    it("refuses a provisioned cluster without a target, with two, or with bounds outside the law", async () => {
        const { cluster, writer, all } = scaledDatabase();
        assert.deepEqual(
            await judge(rule, [cluster, writer]),
            refusals("db: no target scales its readers; it must be one, from 1 to 5"),
        );
        const second = resource("aws:appautoscaling/target:Target", "second", {
            serviceNamespace: "rds",
            scalableDimension: "rds:cluster:ReadReplicaCount",
            resourceId: output(cluster, "clusterIdentifier"),
            minCapacity: 0,
            maxCapacity: 15,
        });
        assert.deepEqual(
            await judge(rule, [...all, second]),
            refusals(
                "second: minCapacity is 0; it must be from 1 to 5",
                "second: maxCapacity is 15; it must be from 1 to 5",
                "db: 2 targets scale its readers: db-readers, second; it must be one",
            ),
        );
    });

    it("refuses a target that names another cluster", async () => {
        const { all } = scaledDatabase({
            cluster: { clusterIdentifier: "prod-db" },
            target: { resourceId: "cluster:prod-bd" },
        });
        assert.deepEqual(
            await judge(rule, all),
            refusals("db: no target scales its readers; it must be one, from 1 to 5"),
        );
    });

    it("holds the primary of a Global Database to it, and not its secondary", async () => {
        const primary = scaledDatabase({ cluster: { globalClusterIdentifier: output(global, "id") } });
        assert.deepEqual(
            await judge(rule, [global, primary.cluster]),
            refusals("db: no target scales its readers; it must be one, from 1 to 5"),
        );
        const copy = scaledDatabase({ cluster: secondary });
        assert.deepEqual(await judge(rule, [global, copy.cluster, copy.writer]), clean);
    });

    it("holds the cluster that a Global Database was founded on to it", async () => {
        const { cluster } = scaledDatabase({
            cluster: { globalClusterIdentifier: "world", masterUsername: undefined },
        });
        const founded = resource("aws:rds/globalCluster:GlobalCluster", "world", {
            sourceDbClusterIdentifier: output(cluster, "arn"),
        });
        assert.deepEqual(
            await judge(rule, [cluster, founded]),
            refusals("db: no target scales its readers; it must be one, from 1 to 5"),
        );
    });

    it("finds that cluster by a literal ARN too, among several Global Databases", async () => {
        const arn = "arn:aws:rds:eu-west-1:111122223333:cluster:db";
        const cluster = resource(
            "aws:rds/cluster:Cluster",
            "db",
            { engine: "aurora-postgresql", globalClusterIdentifier: "world" },
            { computed: { arn } },
        );
        const founded = (name: string, source: string): ReturnType<typeof resource> =>
            resource("aws:rds/globalCluster:GlobalCluster", name, { sourceDbClusterIdentifier: source });
        const [own, other] = [founded("world", arn), founded("moon", `${arn}-2`)];
        assert.deepEqual(
            await judge(rule, [cluster, other, own, global]),
            refusals("db: no target scales its readers; it must be one, from 1 to 5"),
        );
        assert.deepEqual(await judge(rule, [cluster, other, global]), clean);
        const unknownSource = resource("aws:rds/globalCluster:GlobalCluster", "mars", {
            sourceDbClusterIdentifier: output(secret, "value"),
        });
        const unfinished = scaledDatabase({
            cluster: { globalClusterIdentifier: "world", masterUsername: undefined },
        });
        assert.deepEqual(await judge(rule, [unfinished.cluster, unknownSource]), clean);
    });

    it("tells clusters of one identifier apart by their region", async () => {
        const parts = ["eu-west-1", "us-east-1"].map((region) => {
            const cluster = resource(
                "aws:rds/cluster:Cluster",
                `db-${region}`,
                { engine: "aurora-postgresql", clusterIdentifier: "prod" },
                { region },
            );
            const target = resource(
                "aws:appautoscaling/target:Target",
                `readers-${region}`,
                {
                    serviceNamespace: "rds",
                    scalableDimension: "rds:cluster:ReadReplicaCount",
                    resourceId: "cluster:prod",
                    minCapacity: 1,
                    maxCapacity: 5,
                },
                { region },
            );
            return { cluster, target };
        });
        const [europe, america] = parts;
        assert.ok(europe !== undefined && america !== undefined);
        const clusters = [europe.cluster, america.cluster];
        assert.deepEqual(await judge(rule, [...clusters, europe.target, america.target]), clean);
        assert.deepEqual(
            await judge(rule, [...clusters, europe.target]),
            refusals("db-us-east-1: no target scales its readers; it must be one, from 1 to 5"),
        );
    });

    it("takes an unknown membership that nobody asked for as none", async () => {
        const cluster = resource(
            "aws:rds/cluster:Cluster",
            "db",
            { engine: "aurora-postgresql" },
            { computed: { globalClusterIdentifier: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" } },
        );
        assert.deepEqual(
            await judge(rule, [cluster]),
            refusals("db: no target scales its readers; it must be one, from 1 to 5"),
        );
    });

    it("says nothing about serverless clusters and about other engines", async () => {
        const { cluster, writer } = scaledDatabase(serverless);
        assert.deepEqual(await judge(rule, [cluster, writer]), clean);
        const mixed = scaledDatabase({ writer: { instanceClass: "db.serverless" } });
        assert.deepEqual(await judge(rule, [mixed.cluster, mixed.writer]), clean);
        const mysql = resource("aws:rds/cluster:Cluster", "mysql", { engine: "mysql" });
        assert.deepEqual(await judge(rule, [mysql]), clean);
    });

    it("cannot decide where the engine, a class or what the target scales is unknown", async () => {
        const engine = scaledDatabase({ cluster: { engine: output(secret, "value") } });
        assert.deepEqual(await judge(rule, engine.all), doubts("db: engine is not known before the update"));
        const instanceClass = scaledDatabase({ writer: { instanceClass: output(secret, "value") } });
        assert.deepEqual(
            await judge(rule, instanceClass.all),
            doubts("db: the class of an instance is not known before the update"),
        );
        const target = scaledDatabase({ target: { resourceId: appliedTo(secret) } });
        assert.deepEqual(
            await judge(rule, target.all),
            doubts("db: whether db-readers scales its readers is not known before the update"),
        );
    });
});

describe("cluster-scales-on-reader-cpu", () => {
    const rule = clusterScalesOnReaderCpu;

    it("passes a policy at the law's target", async () => {
        assert.deepEqual(await judge(rule, scaledDatabase().all), clean);
    });

    it("refuses a missing policy, another metric, a laxer target and another kind", async () => {
        const missing =
            "db-readers: no policy tracks RDSReaderAverageCPUUtilization; there must be one, at 75 percent or less";
        const { cluster, writer, target } = scaledDatabase();
        assert.deepEqual(await judge(rule, [cluster, writer, target]), refusals(missing));
        const connections = { predefinedMetricType: "RDSReaderAverageDatabaseConnections" };
        const variants = [
            [{ tracking: { predefinedMetricSpecification: connections } }, missing],
            [
                { tracking: { targetValue: 90 } },
                "db-reader-cpu: targetValue is 90; it must be above 0 and at most 75",
            ],
            [
                { policy: { policyType: undefined } },
                'db-reader-cpu: policyType is not set; it must be "TargetTrackingScaling"',
            ],
        ] as const;
        for (const [readers, message] of variants) {
            assert.deepEqual(await judge(rule, scaledDatabase({ readers }).all), refusals(message));
        }
    });

    it("says nothing about a cluster without a target", async () => {
        assert.deepEqual(await judge(rule, [scaledDatabase().cluster]), clean);
    });

    it("cannot decide where the target value or the metric is unknown", async () => {
        const targetValue = scaledDatabase({
            readers: { tracking: { targetValue: output(secret, "value") } },
        });
        assert.deepEqual(
            await judge(rule, targetValue.all),
            doubts("db-reader-cpu: policyType or targetValue is not known before the update"),
        );
        const policy = { targetTrackingScalingPolicyConfiguration: appliedTo(secret) };
        assert.deepEqual(
            await judge(rule, scaledDatabase({ readers: { policy } }).all),
            doubts(
                "db-readers: whether a policy tracks RDSReaderAverageCPUUtilization is not known before the update",
            ),
        );
    });
});
