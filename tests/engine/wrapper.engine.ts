import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Deployment, phaseTwoProd } from "./support/deployment";
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

    it("updates the cell by name", async () => {
        const { exitCode, text } = await prod.cli.npm("up", [cellStack, "--yes"]);
        assert.equal(exitCode, 0, text.slice(-3000));
        assert.deepEqual(updated(text), [cellStack]);
    });

    it("updates cells first, then the edge", async () => {
        const { exitCode, text } = await prod.cli.npm("up", ["prod", "--yes"]);
        assert.equal(exitCode, 0, text.slice(-3000));
        assert.deepEqual(updated(text), [cellStack, "prod"]);
    });

    it("previews every stack with every pack, and finds nothing to change", async () => {
        const { exitCode, text } = await prod.cli.npm("preview:cloud", ["prod", "--expect-no-changes"]);
        assert.equal(exitCode, 0, text.slice(-3000));
        assert.deepEqual(updated(text), [cellStack, "prod"]);
        assert.match(text, /autoscaling-bounds/);
    });
});
