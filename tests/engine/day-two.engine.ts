import assert from "node:assert/strict";
import { Deployment } from "./support/deployment";
import { assertDocumented } from "./support/documented-changes";
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
    /^aws:(rds\/cluster|elasticache\/(replicationGroup|user)|kms\/key|s3\/bucket:|ec2\/(vpc:|subnet)|backup\/vault:|sqs\/queue:|cloudwatch\/logGroup|secretsmanager\/secret:|cloudfront\/keyValueStore)/;

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
        assertDocumented("From phase 2 to phase 3", await change({ phase: 3, users: 50_000 }));
    });

    it("moves from phase 3 to phase 4: the readers are autoscaled again", async () => {
        assertDocumented("From phase 3 to phase 4", await change({ phase: 4 }));
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
        const [first, ...others] = cells;
        const withFloor = [{ ...first, tasks: { ...first?.tasks, floors } }, ...others];
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
});
