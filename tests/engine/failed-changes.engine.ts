import assert from "node:assert/strict";
import { Deployment, phaseTwoProd } from "./support/deployment";
import type { EngineRun } from "./support/event-log";
import { assertRefused, assertSucceeded, changes, doubled } from "./support/expectations";
import { inOrder } from "./support/in-order";
import { losses } from "./support/losses";

const stack = "prod-us-east-1-c1";
const writer = { type: "aws:rds/clusterInstance:ClusterInstance", name: "us-east-1-c1-database-writer" };
const service = { type: "aws:ecs/service:Service", name: "us-east-1-c1-service-tasks" };
const task = { type: "aws:ecs/taskDefinition:TaskDefinition", name: "us-east-1-c1-service-task" };
const image = (tag: string): string => `111122223333.dkr.ecr.us-east-1.amazonaws.com/medease/backend:${tag}`;

/** AWS refuses one request in the middle of a change: the next `up` ends it. */
describe("changes that fail halfway on the real engine", () => {
    inOrder();
    let prod: Deployment;
    before(async () => {
        prod = await Deployment.of("prod", phaseTwoProd);
        await prod.cli.init(stack);
        assertSucceeded(await prod.cli.up(stack, { packs: false }));
    });
    after(() => {
        prod.end();
    });

    /** Makes a change fail once at one resource, and the next `up` end it as if nothing had happened. */
    async function failOnce(
        settings: Readonly<Record<string, unknown>>,
        operation: "create" | "update",
        { type, name }: { readonly type: string; readonly name: string },
        meanwhile: () => void,
    ): Promise<void> {
        prod.workspace.configure("prod", settings);
        const expected = resourcesAfter(await prod.cli.preview(stack, { packs: false }));
        prod.cloud.fail(operation, type, { name });
        const failed = await prod.cli.up(stack, { packs: false });
        assertRefused(failed, new RegExp(`InternalFailure: ${operation} was made to fail`));
        assert.deepEqual(
            failed.failed.map((step) => step.name),
            [name],
        );
        assert.deepEqual(losses(failed), []);
        meanwhile();

        const run = await prod.cli.up(stack, { packs: false });
        assertSucceeded(run);
        assert.deepEqual(losses(run), []);
        assert.deepEqual(doubled(prod.cloud), []);
        assert.deepEqual(prod.cloud.resources.map(({ urn }) => urn).sort(), expected);
        prod.cloud.maintain();
        const rest = await prod.cli.up(stack, { packs: false, options: ["--refresh"] });
        assertSucceeded(rest);
        assert.deepEqual(changes(rest), [], "the update did not bring all that it was to bring");
    }

    const taskOfService = (): unknown => prod.cloud.only(service.type, service.name).outputs.taskDefinition;

    it("goes on with a change of phase that the database's writer has refused", async () => {
        await failOnce({ phase: 3, users: 50_000 }, "update", writer, () => {
            assert.notEqual(
                prod.cloud.only(writer.type, writer.name).outputs.instanceClass,
                "db.serverless",
                "the refused change was made all the same",
            );
        });
        assert.equal(prod.cloud.only(writer.type, writer.name).outputs.instanceClass, "db.serverless");
    });

    it("leaves the service on its old tasks when the new task definition was refused", async () => {
        const old = prod.cloud.only(task.type, task.name).outputs.arn;
        await failOnce({ image: image("2.0.0") }, "create", task, () => {
            assert.equal(prod.cloud.only(task.type, task.name).outputs.arn, old);
            assert.equal(taskOfService(), old);
        });
        assert.notEqual(taskOfService(), old);
        assert.equal(taskOfService(), prod.cloud.only(task.type, task.name).outputs.arn);
    });

    it("keeps the old task definition until the service has left it, however often that fails", async () => {
        const old = taskOfService();
        await failOnce({ image: image("3.0.0") }, "update", service, () => {
            const arns = prod.cloud.resources
                .filter(({ name }) => name === task.name)
                .map(({ outputs }) => outputs.arn);
            assert.equal(arns.length, 2);
            assert.ok(arns.includes(old), "the service's tasks stand on a task definition that is gone");
            assert.equal(taskOfService(), old);
        });
        assert.notEqual(taskOfService(), old);
        assert.equal(taskOfService(), prod.cloud.only(task.type, task.name).outputs.arn);
    });
});

/** URNs of all that AWS is to hold after the run, sorted. */
function resourcesAfter(preview: EngineRun): readonly string[] {
    assertSucceeded(preview);
    const urns = preview.steps
        .filter(({ op, type }) => type.startsWith("aws:") && !op.startsWith("delete"))
        .map(({ urn }) => urn);
    return [...new Set(urns)].sort();
}
