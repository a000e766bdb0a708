import assert from "node:assert/strict";
import { Deployment } from "./support/deployment";
import { assertNothingFound, assertSucceeded, changes } from "./support/expectations";
import { inOrder } from "./support/in-order";

const stack = "dev";
const home = "us-east-1";
const away = "us-west-2";
const cell = {
    name: "us-east-1-c1",
    region: home,
    globalSecondary: away,
    cidr: "10.0.0.0/16",
    tasks: { min: 2, max: 4 },
    readers: { min: 1, max: 2 },
    database: { kind: "provisioned", instanceClass: "db.r6g.large" },
};

const clusterType = "aws:rds/cluster:Cluster";
const primary = "us-east-1-c1-database-cluster";
const secondary = "us-east-1-c1-secondary-cluster";
const instanceType = "aws:rds/clusterInstance:ClusterInstance";
const global = { type: "aws:rds/globalCluster:GlobalCluster", name: "us-east-1-c1-secondary-global" };

/** A database in two regions, from its making over a failover and back to its end. */
describe("a cell with a secondary on the real engine", () => {
    inOrder();
    let dev: Deployment;
    before(async () => {
        dev = await Deployment.of("dev", { cells: [cell] });
        await dev.cli.init(stack);
    });
    after(() => {
        dev.end();
    });

    const arnOf = (name: string): unknown => dev.cloud.only(clusterType, name).outputs.arn;

    /** What AWS says of a cluster in a Global Database: whom it follows, and nobody where it is the primary. */
    function follow(name: string, source: unknown): void {
        dev.cloud.move(clusterType, name, {
            globalClusterIdentifier: dev.cloud.only(global.type, global.name).id,
            replicationSourceIdentifier: source,
        });
    }

    /** Reads everything back, and finds nothing to do: no replacement, no deletion and no change. */
    async function standsStill(): Promise<void> {
        assertSucceeded(await dev.cli.refresh(stack));
        const run = await dev.cli.preview(stack);
        assertSucceeded(run);
        assertNothingFound(run);
        assert.deepEqual(changes(run), []);
    }

    it("is made: the primary first, then its instances, the Global Database and the secondary", async () => {
        const run = await dev.cli.up(stack);
        assertSucceeded(run);
        assertNothingFound(run);
        const made = dev.cloud.resources.map(({ name }) => name);
        const order = [
            primary,
            "us-east-1-c1-database-writer",
            global.name,
            secondary,
            "us-east-1-c1-secondary-writer",
        ];
        assert.deepEqual(
            [...order].sort((a, b) => made.indexOf(a) - made.indexOf(b)),
            order,
        );
        assert.equal(dev.cloud.only(clusterType, primary).region, home);
        assert.equal(dev.cloud.only(clusterType, secondary).region, away);
        assert.equal(dev.cloud.only(instanceType, "us-east-1-c1-secondary-writer").region, away);
    });

    it("has nothing to do once AWS says who follows whom", async () => {
        follow(primary, "");
        follow(secondary, arnOf(primary));
        await standsStill();
    });

    it("has nothing to do after a failover has exchanged the roles", async () => {
        follow(primary, arnOf(secondary));
        follow(secondary, "");
        await standsStill();
        const run = await dev.cli.up(stack);
        assertSucceeded(run);
        assert.deepEqual(changes(run), []);
        assert.equal(
            dev.cloud.only(clusterType, primary).outputs.replicationSourceIdentifier,
            arnOf(secondary),
            "the update has promoted the old primary",
        );
    });

    it("changes what a cell's life changes, in either role, and leaves the roles alone", async () => {
        dev.workspace.configure("dev", { cells: [{ ...cell, tasks: { min: 2, max: 6 } }] });
        const run = await dev.cli.up(stack);
        assertSucceeded(run);
        assert.deepEqual(
            changes(run).filter((line) => /-(database|secondary|master)-/.test(line)),
            [],
        );
    });

    it("has nothing to do after the switch back", async () => {
        follow(primary, "");
        follow(secondary, arnOf(primary));
        await standsStill();
    });

    it("is destroyed whole", async () => {
        assertSucceeded(await dev.cli.destroy(stack));
        assert.deepEqual(dev.cloud.resources, []);
        assert.deepEqual(await dev.cli.state(stack), []);
    });
});
