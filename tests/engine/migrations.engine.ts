import assert from "node:assert/strict";
import { assertDocumented } from "./support/documented-changes";
import { Deployment } from "./support/deployment";
import { assertRefused, assertSucceeded, changes } from "./support/expectations";
import { inOrder } from "./support/in-order";

const stack = "prod-us-east-1-c1";
const run = { type: "aws:lambda/invocation:Invocation", name: "us-east-1-c1-migrations-run" };
const service = { type: "aws:ecs/service:Service", name: "us-east-1-c1-service-tasks" };
const image = (tag: string): string => `111122223333.dkr.ecr.us-east-1.amazonaws.com/medease/backend:${tag}`;

/** A cell's migrations, from one update to the next. */
describe("migrations on the real engine", () => {
    inOrder();
    let prod: Deployment;
    before(async () => {
        prod = await Deployment.of("prod", { image: image("1.0.0") });
        await prod.cli.init(stack);
        assertSucceeded(await prod.cli.up(stack, { packs: false }));
    });
    after(() => {
        prod.end();
    });

    it("runs nothing for an unchanged bundle", async () => {
        const before = prod.cloud.only(run.type, run.name);
        const update = await prod.cli.up(stack, { packs: false });
        assertSucceeded(update);
        assert.deepEqual(changes(update), []);
        assert.equal(prod.cloud.only(run.type, run.name), before);
    });

    it("shows a new migration as pending, and then changes the function and runs it", async () => {
        prod.workspace.addMigration("create_rooms", "CREATE TABLE rooms (id bigint);", "DROP TABLE rooms;");
        const preview = await prod.cli.preview(stack, { packs: false, options: ["--diff"] });
        assert.match(preview.text, /^\s*\+ "?29990101000000_create_rooms\.sql/m, "the file that is pending");
        const pending = changes(preview);
        const update = await prod.cli.up(stack, { packs: false });
        assertSucceeded(update);
        assert.deepEqual(changes(update), pending);
        assertDocumented("A new migration", changes(update));
    });

    it("stops the cell's update before the service changes where a migration fails, and goes on with the next", async () => {
        prod.workspace.addMigration("create_rooms", "CREATE TABLE wards (id bigint);", "DROP TABLE wards;");
        prod.workspace.configure("prod", { image: image("2.0.0") });
        const { taskDefinition } = prod.cloud.only(service.type, service.name).inputs;
        const message = "29990101000000_create_rooms.sql:2: was refused";
        prod.cloud.fail("create", run.type, { name: run.name, message });
        assertRefused(
            await prod.cli.up(stack, { packs: false }),
            /29990101000000_create_rooms\.sql:2: was refused/,
        );
        assert.equal(prod.cloud.only(service.type, service.name).inputs.taskDefinition, taskDefinition);

        assertSucceeded(await prod.cli.up(stack, { packs: false }));
        assert.notEqual(prod.cloud.only(service.type, service.name).inputs.taskDefinition, taskDefinition);
        assert.deepEqual(changes(await prod.cli.preview(stack, { packs: false })), []);
    });
});
