import assert from "node:assert/strict";
import { readerTargetScalesProvisionedPrimary } from "../../../policies/autoscaling-bounds/cluster-readers";
import { clean, doubts, judge, output, refusals, resource } from "../../support/stack-graph";
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

describe("reader-target-scales-provisioned-primary", () => {
    const rule = readerTargetScalesProvisionedPrimary;

    it("passes a target on a provisioned cluster", async () => {
        assert.deepEqual(await judge(rule, scaledDatabase().all), clean);
    });

    it("refuses a target on a serverless cluster and on a secondary", async () => {
        assert.deepEqual(
            await judge(rule, scaledDatabase(serverless).all),
            refusals("db-readers: it scales readers of db, which is serverless; AWS does not"),
        );
        assert.deepEqual(
            await judge(rule, [global, ...scaledDatabase({ cluster: secondary }).all]),
            refusals("db-readers: it scales readers of db, a secondary of a Global Database; AWS does not"),
        );
    });

    it("passes a target on the cluster that a Global Database was made from, whoever follows whom now", async () => {
        const { cluster, all } = scaledDatabase({
            cluster: { replicationSourceIdentifier: "arn:aws:rds:us-west-2:111122223333:cluster:other" },
        });
        const founded = resource("aws:rds/globalCluster:GlobalCluster", "founded", {
            sourceDbClusterIdentifier: output(cluster, "arn"),
        });
        assert.deepEqual(await judge(rule, [...all, founded]), clean);
        // What joined later stays a secondary, though it leads now and AWS tells its master user.
        const joined = scaledDatabase({
            cluster: { globalClusterIdentifier: output(founded, "id"), masterUsername: "medease_admin" },
        });
        assert.deepEqual(
            await judge(rule, [founded, ...joined.all]),
            refusals("db-readers: it scales readers of db, a secondary of a Global Database; AWS does not"),
        );
        assert.deepEqual(
            await judge(rule, all),
            refusals("db-readers: it scales readers of db, a secondary of a Global Database; AWS does not"),
        );
    });

    it("passes a target where only the bounds of a serverless past are left", async () => {
        const { all } = scaledDatabase({ cluster: serverless.cluster });
        assert.deepEqual(await judge(rule, all), clean);
    });

    it("says nothing about a cluster without a target", async () => {
        assert.deepEqual(await judge(rule, [scaledDatabase(serverless).cluster]), clean);
    });

    it("cannot decide where an instance's class is unknown", async () => {
        const { all } = scaledDatabase({ writer: { instanceClass: output(secret, "value") } });
        assert.deepEqual(
            await judge(rule, all),
            doubts("db-readers: the class of an instance of db is not known before the update"),
        );
    });
});
