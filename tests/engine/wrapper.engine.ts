import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Deployment, phaseTwoProd } from "./support/deployment";
import type { CloudResource } from "./support/aws-cloud";
import { doubled } from "./support/expectations";
import { inOrder } from "./support/in-order";

const cellStack = "prod-us-east-1-c1";
/** What the README tells people to type, with the CLI that they have. */
describe("npm run up and npm run preview:cloud on the real engine", () => {
    inOrder();
    let prod: Deployment;
    before(async () => {
        prod = await Deployment.of("prod", { ...phaseTwoProd, cells: phaseTwoProd.cells.slice(0, 1) });
    });
    after(() => {
        prod.end();
    });

    const updated = (text: string): readonly string[] =>
        [...text.matchAll(/^== (\S+) \(\d of \d\)$/gm)].map(([, stack]) => stack ?? "");

    it("says how to create the stacks, and creates nothing", async () => {
        const { exitCode, text } = await prod.cli.npm("up", ["prod", "--yes"]);
        assert.equal(exitCode, 2, text);
        assert.match(text, /2 stacks do not exist yet/);
        assert.deepEqual(updated(text), []);
        const lines = [...text.matchAll(/^ {2}(pulumi stack init .*)$/gm)].map(([, line]) => line ?? "");
        assert.equal(lines.length, 2);
        for (const line of lines) {
            const created = await prod.cli.shell(line);
            assert.equal(created.exitCode, 0, created.text);
        }
        assert.equal(existsSync(join(prod.workspace.project, `Pulumi.${cellStack}.yaml`)), false);
    });

    it("stops at the first stack that fails, and says which were not touched", async () => {
        prod.cloud.fail("create", "aws:ecs/service:Service");
        const { exitCode, text } = await prod.cli.npm("up", ["prod", "--yes"]);
        assert.notEqual(exitCode, 0);
        assert.deepEqual(updated(text), [cellStack]);
        assert.match(text, /prod-us-east-1-c1 failed; not touched: prod\n/);
    });

    it("refuses after an update that was killed, before it changes anything, until its state is repaired", async () => {
        const type = "aws:ecs/service:Service";
        const held = (): readonly CloudResource[] =>
            prod.cloud.resources.filter((resource) => resource.type === type);
        prod.cloud.holdAnswer(type, 10_000);
        const killed = await prod.cli.npm("up", [cellStack, "--yes"], {
            signal: "SIGKILL",
            when: () => held().length > 0,
        });
        assert.equal(killed.exitCode, null, killed.text.slice(-3000));

        const created = prod.cloud.calls("create");
        const refused = await prod.cli.npm("up", ["prod", "--yes"]);
        assert.equal(refused.exitCode, 2, refused.text);
        assert.deepEqual(updated(refused.text), []);
        assert.ok(refused.text.includes(`  us-east-1-c1-service-tasks  ${type}\n`), refused.text);
        assert.ok(refused.text.includes(`  npm run repair -- ${cellStack}`), refused.text);
        assert.equal(prod.cloud.calls("create"), created);

        await prod.cli.cancel(cellStack);
        const known = new Set((await prod.cli.state(cellStack)).map(({ urn }) => urn));
        const pending = await prod.cli.pending(cellStack);
        const exist = prod.cloud.resources.filter(({ urn }) => pending.includes(urn) && !known.has(urn));
        const repaired = await prod.cli.npm("repair", [
            cellStack,
            ...exist.map(({ urn, id }) => `${urn}=${id}`),
        ]);
        assert.equal(repaired.exitCode, 0, repaired.text);
        assert.deepEqual(await prod.cli.pending(cellStack), []);
        assert.equal(held().length, 1);
    });

    it("updates the cell by name", async () => {
        const { exitCode, text } = await prod.cli.npm("up", [cellStack, "--yes"]);
        assert.equal(exitCode, 0, text.slice(-3000));
        assert.deepEqual(updated(text), [cellStack]);
    });

    it("updates cells first, then the edge", async () => {
        const { exitCode, text } = await prod.cli.npm("up", ["prod", "--yes"]);
        assert.equal(exitCode, 0, text.slice(-3000));
        assert.deepEqual(updated(text), [cellStack, "prod"]);
        assert.deepEqual(doubled(prod.cloud), []);
    });

    it("previews every stack with every pack, and finds nothing to change", async () => {
        const { exitCode, text } = await prod.cli.npm("preview:cloud", ["prod", "--expect-no-changes"]);
        assert.equal(exitCode, 0, text.slice(-3000));
        assert.deepEqual(updated(text), [cellStack, "prod"]);
        assert.match(text, /autoscaling-bounds/);
    });
});
