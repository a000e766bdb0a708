import assert from "node:assert/strict";
import { previewTarget, type Preview } from "../../preview/preview";
import { findTarget } from "../../preview/target";
import { findingDisagreements, graphDisagreements, resourceDisagreements } from "./support/agreement";
import { Deployment } from "./support/deployment";
import {
    assertNothingFound,
    assertRefused,
    assertSucceeded,
    changes,
    doubled,
    stepsOf,
} from "./support/expectations";

const cells = [
    { name: "us-east-1-c1", region: "us-east-1", cidr: "10.16.0.0/16", tasks: { min: 3, max: 50 } },
    { name: "eu-west-1-c1", region: "eu-west-1", cidr: "10.48.0.0/16", tasks: { min: 3, max: 50 } },
];
const [cellStacks, edgeStack] = [["prod-us-east-1-c1", "prod-eu-west-1-c1"], "prod"];

/** Steps of one environment's life, in order: each relies on the one before. */
describe("a prod of two cells and an edge on the real engine", function () {
    this.bail(true);
    let prod: Deployment;
    before(async () => {
        prod = await Deployment.of("prod", { cells, users: 100_000 });
        for (const stack of [...cellStacks, edgeStack]) await prod.cli.init(stack);
    });
    after(() => {
        prod.end();
    });

    const offline = (knownOutputs: boolean): Promise<Preview> =>
        previewTarget(prod.workspace.project, findTarget(prod.workspace.project, "prod"), { knownOutputs });

    it("previews and creates each cell by its own stack, as the offline preview does", async () => {
        const { stacks, violations } = await offline(false);
        for (const stack of cellStacks) {
            const run = await prod.cli.up(stack);
            assertSucceeded(run);
            assertNothingFound(run);
            const recorded = stacks.find(({ name }) => name === stack)?.resources ?? [];
            assert.deepEqual(resourceDisagreements(recorded, run.steps), []);
            assert.deepEqual(findingDisagreements(violations, run.policies), []);
        }
    });

    it("previews and creates the edge from what the cells' stacks export", async () => {
        const { stacks } = await offline(false);
        const preview = await prod.cli.preview(edgeStack);
        assertSucceeded(preview);
        assertNothingFound(preview);
        const recorded = stacks.find(({ name }) => name === edgeStack)?.resources ?? [];
        assert.deepEqual(resourceDisagreements(recorded, preview.steps), []);

        const run = await prod.cli.up(edgeStack);
        assertSucceeded(run);
        assertNothingFound(run);
        assert.deepEqual(doubled(prod.cloud), []);
        const origins = prod.cloud.resources.filter(
            ({ type }) => type === "aws:cloudfront/vpcOrigin:VpcOrigin",
        );
        assert.equal(origins.length, cells.length);
    });

    it("puts every resource of a cell in the cell's region", () => {
        const misplaced = prod.cloud.resources.filter(({ urn, region }) => {
            const stack = urn.split(":")[2] ?? "";
            return region !== (stack === "prod-eu-west-1-c1" ? "eu-west-1" : "us-east-1");
        });
        assert.deepEqual(
            misplaced.map(({ urn, region }) => `${region} ${urn}`),
            [],
        );
    });

    it("keeps the graphs that the offline preview recorded", async () => {
        for (const { name, resources } of (await offline(true)).stacks) {
            assert.deepEqual(graphDisagreements(resources, await prod.cli.state(name)), []);
        }
    });

    it("changes nothing when nothing changed", async () => {
        for (const stack of [...cellStacks, edgeStack]) {
            const run = await prod.cli.preview(stack);
            assertSucceeded(run);
            assertNothingFound(run);
            assert.deepEqual(changes(run), [], stack);
        }
    });

    it("takes a third cell without touching the other two", async () => {
        const third = {
            name: "eu-west-1-c2",
            region: "eu-west-1",
            cidr: "10.49.0.0/16",
            tasks: { min: 3, max: 50 },
        };
        prod.workspace.configure("prod", { cells: [...cells, third] });
        await prod.cli.init("prod-eu-west-1-c2");
        assertSucceeded(await prod.cli.up("prod-eu-west-1-c2", { packs: false }));
        const edge = await prod.cli.preview(edgeStack, { packs: false });
        assertSucceeded(edge);
        assert.deepEqual(
            [...stepsOf(edge, "replace"), ...stepsOf(edge, "delete")].map(({ name }) => name),
            [],
        );
        for (const stack of cellStacks) {
            const run = await prod.cli.preview(stack, { packs: false });
            assertSucceeded(run);
            assert.deepEqual(changes(run), [], stack);
        }
    });

    it("refuses to destroy what is protected, and loses nothing", async () => {
        for (const stack of [...cellStacks, edgeStack]) {
            const held = prod.cloud.resources.length;
            assertRefused(await prod.cli.destroy(stack), /cannot be deleted\s+because it is protected/);
            assert.equal(prod.cloud.resources.length, held, stack);
        }
    });
});
