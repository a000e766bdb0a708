import assert from "node:assert/strict";
import { Deployment, phaseTwoProd } from "./support/deployment";
import { assertDocumented } from "./support/documented-changes";
import { assertNothingFound, assertRefused, assertSucceeded, changes } from "./support/expectations";
import { inOrder } from "./support/in-order";
import { losses } from "./support/losses";

const stack = "prod-us-east-1-c1";
const edge = "prod";
const { cells } = phaseTwoProd;

/**
 * The settings of a cell with which its database's instances change at once instead of in the maintenance window. Without
 * them the way back from serverless is refused until the window has passed: AWS scales no readers of a serverless cluster.
 */
const atOnce = { database: { applyImmediately: true } } as const;

/** Changes that a cell in production meets, one after the other, each on what the one before has left. */
describe("the changes of a cell's life on the real engine", () => {
    inOrder();
    let prod: Deployment;
    before(async () => {
        prod = await Deployment.of("prod", phaseTwoProd);
        for (const name of [...cells.map((cell) => `prod-${cell.name}`), edge]) {
            await prod.cli.init(name);
            assertSucceeded(await prod.cli.up(name, { packs: false }));
        }
    });
    after(() => {
        prod.end();
    });

    /** What an update would still change. */
    async function left(of: string, options: readonly string[] = []): Promise<readonly string[]> {
        const run = await prod.cli.preview(of, { packs: false, options });
        assertSucceeded(run);
        return changes(run);
    }

    /**
     * Updates the cell with changed settings, under every policy, loses nothing and leaves the edge nothing to do. What
     * waits for the maintenance window is all that the next preview shows, until the window has passed.
     */
    async function change(
        settings: Readonly<Record<string, unknown>>,
        isWaiting: (made: string) => boolean = () => false,
    ): Promise<readonly string[]> {
        prod.workspace.configure("prod", settings);
        const run = await prod.cli.up(stack);
        assertSucceeded(run);
        assertNothingFound(run);
        assert.deepEqual(losses(run), []);
        const waiting = changes(run).filter(isWaiting);
        assert.deepEqual(await left(stack), waiting, "the update did not bring all that it was to bring");
        if (waiting.length > 0) {
            assert.deepEqual(await left(stack, ["--refresh"]), waiting, "AWS has not waited for the window");
            prod.cloud.maintain();
            const rest = await prod.cli.up(stack, { options: ["--refresh"] });
            assertSucceeded(rest);
            assertNothingFound(rest);
            assert.deepEqual(changes(rest), [], "the window did not bring all that was left to it");
        }
        assert.deepEqual(await left(edge), [], "the edge is not what it was");
        return changes(run);
    }

    const changesClass = (made: string): boolean => made.endsWith(" instanceClass");

    it("moves from phase 2 to phase 3: the database becomes serverless in place, in its window", async () => {
        const made = await change({ phase: 3, users: 50_000 }, changesClass);
        assert.ok(made.some(changesClass), "no instance changes its class");
        assertDocumented("From phase 2 to phase 3", made);
    });

    it("moves from phase 3 to phase 4: the readers are autoscaled again", async () => {
        const changed = cells.map((cell) => ({ ...cell, ...atOnce }));
        const made = await change({ phase: 4, cells: changed });
        assertDocumented("From phase 3 to phase 4", made);
    });

    it("waits for the window on the way to phase 4 where nobody asked otherwise, and says so", async () => {
        const waiting = "prod-eu-west-1-c1";
        const settings = (phase: number, users: number): void => {
            prod.workspace.configure("prod", { phase, users, cells });
        };
        const afterTheWindow = async (): Promise<void> => {
            prod.cloud.maintain();
            const run = await prod.cli.up(waiting, { options: ["--refresh"] });
            assertSucceeded(run);
            assertNothingFound(run);
        };
        settings(3, 50_000);
        assertSucceeded(await prod.cli.up(waiting));
        await afterTheWindow();
        settings(4, 50_000);
        const run = await prod.cli.up(waiting);
        assertRefused(run, /reader-target-scales-provisioned-primary/);
        assert.deepEqual(losses(run), []);
        await afterTheWindow();
        assert.deepEqual(await left(waiting), []);
        prod.workspace.configure("prod", { cells: cells.map((cell) => ({ ...cell, ...atOnce })) });
    });

    it("takes more users without touching what autoscaling owns", async () => {
        assertDocumented("More users in the same phase", await change({ users: 100_000 }));
    });

    it("rolls out an image by a new task definition and nothing else", async () => {
        const image = "111122223333.dkr.ecr.us-east-1.amazonaws.com/medease/backend:2.0.0";
        assertDocumented("Another image", await change({ image }));
    });

    it("raises the minimum by the clock, and leaves alone what clock and autoscaling have moved", async () => {
        const floors = [
            { days: "weekdays", from: "07:00", until: "19:00", timezone: "America/New_York", min: 12 },
        ];
        const withFloor = cells.map((cell) =>
            cell.name === stack.replace("prod-", "")
                ? { ...cell, ...atOnce, tasks: { ...cell.tasks, floors } }
                : { ...cell, ...atOnce },
        );
        assertDocumented("A minimum by the clock", await change({ cells: withFloor }));

        const target = {
            type: "aws:appautoscaling/target:Target",
            name: "us-east-1-c1-service-scaling-target",
        };
        const cache = {
            type: "aws:elasticache/replicationGroup:ReplicationGroup",
            name: "us-east-1-c1-cache-nodes",
        };
        prod.cloud.move(target.type, target.name, { minCapacity: 12 });
        prod.cloud.move(cache.type, cache.name, { numNodeGroups: 7 });
        const run = await prod.cli.up(stack, { packs: false, options: ["--refresh"] });
        assertSucceeded(run);
        assert.deepEqual(changes(run), []);
        assert.equal(prod.cloud.only(target.type, target.name).outputs.minCapacity, 12);
        assert.equal(prod.cloud.only(cache.type, cache.name).outputs.numNodeGroups, 7);
    });

    it("finds at night what was changed by hand, and puts it back", async () => {
        const database = { type: "aws:rds/cluster:Cluster", name: "us-east-1-c1-database-cluster" };
        prod.cloud.move(database.type, database.name, { backupRetentionPeriod: 1 });
        const drift = await prod.cli.preview(stack, { options: ["--refresh", "--expect-no-changes"] });
        assertRefused(drift, /no changes were expected/);
        assert.deepEqual(changes(drift), [`update ${database.name} backupRetentionPeriod`]);

        assertSucceeded(await prod.cli.up(stack, { packs: false, options: ["--refresh"] }));
        assert.equal(prod.cloud.only(database.type, database.name).outputs.backupRetentionPeriod, 35);
    });
});
