import assert from "node:assert/strict";
import { Deployment } from "./support/deployment";
import { assertNothingFound, assertSucceeded, changes } from "./support/expectations";
import type { EngineRun } from "./support/event-log";
import { inOrder } from "./support/in-order";

const stack = "prod-us-east-1-c1";
const cells = [
    { name: "us-east-1-c1", region: "us-east-1", cidr: "10.16.0.0/16", tasks: { min: 3, max: 50 } },
    { name: "eu-west-1-c1", region: "eu-west-1", cidr: "10.48.0.0/16", tasks: { min: 3, max: 50 } },
];

/** What holds data, or cannot be replaced without all that stands on it. */
const stateful =
    /^aws:(rds\/cluster|elasticache\/(replicationGroup|user)|kms\/key|s3\/bucket:|ec2\/(vpc:|subnet)|backup\/vault:|sqs\/queue:|cloudwatch\/logGroup)/;

/** Steps that would lose data or the ground under it. */
function losses(run: EngineRun): readonly string[] {
    return run.steps
        .filter(({ op, type }) => /replace|delete/.test(op) && stateful.test(type))
        .map(({ op, name, replacedBy }) => `${op} ${name} ${replacedBy.join()}`);
}

/** Changes that a cell in production meets, one after the other, each on what the one before has left. */
describe("the changes of a cell's life on the real engine", () => {
    inOrder();
    let prod: Deployment;
    before(async () => {
        prod = await Deployment.of("prod", { cells, users: 10_000, phase: 2 });
        await prod.cli.init(stack);
        assertSucceeded(await prod.cli.up(stack, { packs: false }));
    });
    after(() => {
        prod.end();
    });

    /** Updates the cell with changed settings, under every policy, and loses nothing. */
    async function change(settings: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
        prod.workspace.configure("prod", settings);
        const run = await prod.cli.up(stack);
        assertSucceeded(run);
        assertNothingFound(run);
        assert.deepEqual(losses(run), []);
        const after = await prod.cli.preview(stack, { packs: false });
        assert.deepEqual(changes(after), [], "the update did not bring all that it was to bring");
        return changes(run);
    }

    it("moves from phase 2 to phase 3: the database becomes serverless in place", async () => {
        const made = await change({ phase: 3, users: 50_000 });
        assert.ok(made.includes("update us-east-1-c1-database-writer instanceClass"), made.join("\n"));
        // Autoscaling owns the cache's shards: the target's new minimum raises them, and the group stays as it is.
        const [scaling, ...others] = made.filter((line) => line.includes(" us-east-1-c1-cache-"));
        assert.deepEqual(scaling?.split(" ").sort(), [
            "maxCapacity",
            "minCapacity",
            "update",
            "us-east-1-c1-cache-scaling-shards",
        ]);
        assert.deepEqual(others, []);
    });

    it("moves from phase 3 to phase 4: the readers are autoscaled again", async () => {
        const made = await change({ phase: 4 });
        assert.ok(made.includes("create us-east-1-c1-database-readers"), made.join("\n"));
    });

    it("takes more users without touching what autoscaling owns", async () => {
        assert.deepEqual(await change({ users: 100_000 }), []);
    });

    it("rolls out an image by a new task definition and nothing else", async () => {
        const image = "111122223333.dkr.ecr.us-east-1.amazonaws.com/medease/backend:2.0.0";
        assert.deepEqual(await change({ image }), [
            "create-replacement us-east-1-c1-service-task containerDefinitions",
            "create-replacement us-east-1-c1-worker-task containerDefinitions",
            "delete-replaced us-east-1-c1-service-task",
            "delete-replaced us-east-1-c1-worker-task",
            "replace us-east-1-c1-service-task containerDefinitions",
            "replace us-east-1-c1-worker-task containerDefinitions",
            "update us-east-1-c1-service-tasks taskDefinition",
            "update us-east-1-c1-worker-tasks taskDefinition",
        ]);
    });

    it("raises the minimum by the clock, and leaves alone what clock and autoscaling have moved", async () => {
        const floors = [
            { days: "weekdays", from: "07:00", until: "19:00", timezone: "America/New_York", min: 12 },
        ];
        const [first, ...others] = cells;
        const withFloor = [{ ...first, tasks: { ...first?.tasks, floors } }, ...others];
        const made = await change({ cells: withFloor });
        assert.deepEqual(
            made.filter((line) => !line.startsWith("create us-east-1-c1-service-scaling-")),
            [],
            "more than the schedule has changed",
        );
        assert.equal(made.length, 2);

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
});
