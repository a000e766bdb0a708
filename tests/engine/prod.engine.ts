import assert from "node:assert/strict";
import type { Violation } from "../../preview/judge";
import { previewTarget, type Preview, type PreviewOptions } from "../../preview/preview";
import { findTarget } from "../../preview/target";
import { findingDisagreements, graphDisagreements, resourceDisagreements } from "./support/agreement";
import { Deployment } from "./support/deployment";
import { assertDocumented } from "./support/documented-changes";
import { assertNothingFound, assertRefused, assertSucceeded, changes, doubled } from "./support/expectations";
import { inOrder } from "./support/in-order";
import silentAlarms from "./programs/silent-alarms";

interface Cell {
    readonly name: string;
    readonly region: string;
    /** Where its backups are copied to. */
    readonly backupRegion: string;
    readonly cidr: string;
    readonly tasks: { readonly min: number; readonly max: number };
}

const cellIn = (region: string, number: string, cidr: string, backupRegion: string): Cell => ({
    name: `${region}-${number}`,
    region,
    backupRegion,
    cidr,
    tasks: { min: 3, max: 50 },
});

/** Grows as the steps add cells. */
const cells = [
    cellIn("us-east-1", "c1", "10.16.0.0/16", "us-west-2"),
    cellIn("eu-west-1", "c1", "10.48.0.0/16", "eu-central-1"),
];
const cellStacks = cells.map(({ name }) => `prod-${name}`);
const edgeStack = "prod";

const of = (stack: string, violations: readonly Violation[]): readonly Violation[] =>
    violations.filter((violation) => violation.stack === stack);

/** Steps of one environment's life, in order: each relies on the one before. */
describe("a prod of two cells and an edge on the real engine", () => {
    inOrder();
    let prod: Deployment;
    before(async () => {
        prod = await Deployment.of("prod", { cells, users: 100_000 });
        for (const stack of [...cellStacks, edgeStack]) await prod.cli.init(stack);
    });
    after(() => {
        prod.end();
    });

    /** Where the resources of a stack lie: the copies of backups, or everything else. */
    const regionsOf = (stack: string, copies = false): readonly string[] => [
        ...new Set(
            prod.cloud.resources
                .filter(({ urn }) => urn.split(":")[2] === stack)
                .filter(
                    ({ name }) =>
                        /^([a-z]+-[a-z]+-\d+-c\d+-backup-copy|edge-site-replica)-/.test(name) === copies,
                )
                .map(({ region }) => region),
        ),
    ];

    const offline = (knownOutputs: boolean, program?: PreviewOptions["program"]): Promise<Preview> =>
        previewTarget(prod.workspace.project, findTarget(prod.workspace.project, "prod"), {
            knownOutputs,
            ...(program === undefined ? {} : { program }),
        });

    it("previews the edge before its cells exist", async () => {
        const { violations } = await offline(false);
        const preview = await prod.cli.preview(edgeStack);
        assertSucceeded(preview);
        assertNothingFound(preview);
        assert.deepEqual(findingDisagreements(of(edgeStack, violations), preview.policies), []);
        assert.equal(prod.cloud.calls("create"), 0);
    });

    it("finds in every stack what the offline preview finds", async () => {
        prod.workspace.useProgram("tests/engine/programs/silent-alarms.ts");
        const { violations } = await offline(false, silentAlarms);
        for (const stack of [...cellStacks, edgeStack]) {
            const run = await prod.cli.preview(stack);
            assertRefused(run, /alarm-notifies[^]*alarmActions is not set; it must name at least one topic/);
            const expected = of(stack, violations);
            assert.notEqual(expected.length, 0, `the program breaks no rule in ${stack}`);
            assert.deepEqual(findingDisagreements(expected, run.policies), []);
        }
        const [first = ""] = cellStacks;
        assertRefused(await prod.cli.up(first), /alarm-notifies/);
        assert.equal(prod.cloud.calls("create"), 0);
        prod.workspace.useProgram(undefined);
    });

    it("stops at a mistake in the settings, in every stack, before anything is created", async () => {
        const phase = prod.workspace.setting("prod", "phase");
        prod.workspace.configure("prod", { phase: 7 });
        for (const stack of [...cellStacks, edgeStack]) {
            const run = await prod.cli.up(stack, { packs: false });
            assertRefused(run, /medease-platform:phase:\s+got\s+"?7"?;/);
        }
        assert.equal(prod.cloud.calls("create"), 0);
        prod.workspace.configure("prod", { phase });
    });

    it("previews and creates each cell by its own stack, as the offline preview does", async () => {
        const before = await offline(false);
        // An update is judged by what it made: everything is known then.
        const after = await offline(true);
        for (const stack of cellStacks) {
            const recorded = before.stacks.find(({ name }) => name === stack)?.resources ?? [];
            const preview = await prod.cli.preview(stack);
            assertSucceeded(preview);
            assertNothingFound(preview);
            assert.deepEqual(resourceDisagreements(recorded, preview.steps), []);
            assert.deepEqual(findingDisagreements(of(stack, before.violations), preview.policies), []);

            const run = await prod.cli.up(stack);
            assertSucceeded(run);
            assertNothingFound(run);
            assert.deepEqual(resourceDisagreements(recorded, run.steps), []);
            assert.deepEqual(findingDisagreements(of(stack, after.violations), run.policies), []);
        }
    });

    it("previews and creates the edge from what the cells' stacks export", async () => {
        const { stacks } = await offline(false);
        const after = await offline(true);
        const preview = await prod.cli.preview(edgeStack);
        assertSucceeded(preview);
        assertNothingFound(preview);
        const recorded = stacks.find(({ name }) => name === edgeStack)?.resources ?? [];
        assert.deepEqual(resourceDisagreements(recorded, preview.steps), []);

        prod.cloud.fail("create", "aws:cloudfront/distribution:Distribution");
        assertRefused(await prod.cli.up(edgeStack), /InternalFailure: create was made to fail/);

        const run = await prod.cli.up(edgeStack);
        assertSucceeded(run);
        assertNothingFound(run);
        assert.deepEqual(findingDisagreements(of(edgeStack, after.violations), run.policies), []);
        assert.deepEqual(doubled(prod.cloud), []);
        const origins = prod.cloud.resources.filter(
            ({ type }) => type === "aws:cloudfront/vpcOrigin:VpcOrigin",
        );
        assert.equal(origins.length, cells.length);
    });

    it("puts a cell in its region, the copies of its backups in another, and the edge in us-east-1", () => {
        for (const { name, region, backupRegion } of cells) {
            assert.deepEqual(regionsOf(`prod-${name}`), [region], name);
            assert.deepEqual(regionsOf(`prod-${name}`, true), [backupRegion], name);
        }
        assert.deepEqual(regionsOf(edgeStack), ["us-east-1"]);
        assert.equal(prod.cloud.only("aws:s3/bucket:Bucket", "edge-site-replica-bucket").region, "us-west-2");
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

    for (const { what, title, added } of [
        {
            what: "a second cell in a region",
            title: "A cell more in a region",
            added: cellIn("eu-west-1", "c2", "10.49.0.0/16", "eu-central-1"),
        },
        {
            what: "a region",
            title: "A region more",
            added: cellIn("ap-southeast-1", "c1", "10.80.0.0/16", "ap-southeast-2"),
        },
    ]) {
        it(`takes ${what} more without touching the cells that are there`, async () => {
            const before = [...cellStacks];
            cells.push(added);
            cellStacks.push(`prod-${added.name}`);
            prod.workspace.configure("prod", { cells });
            await prod.cli.init(`prod-${added.name}`);
            const created = await prod.cli.up(`prod-${added.name}`);
            assertSucceeded(created);
            assertNothingFound(created);
            assert.deepEqual(
                changes(created).filter((change) => !change.startsWith("create ")),
                [],
            );
            assert.deepEqual(
                regionsOf(`prod-${added.name}`),
                [added.region],
                "the new cell lies in another region, too",
            );
            const edge = await prod.cli.up(edgeStack);
            assertSucceeded(edge);
            assertNothingFound(edge);
            assertDocumented(title, changes(edge));
            for (const stack of before) {
                const run = await prod.cli.preview(stack, { packs: false });
                assertSucceeded(run);
                assert.deepEqual(changes(run), [], stack);
            }
        });
    }

    it("refuses to destroy what is protected, and loses nothing", async () => {
        for (const stack of [...cellStacks, edgeStack]) {
            const held = prod.cloud.resources.length;
            assertRefused(await prod.cli.destroy(stack), /cannot be deleted\s+because it is protected/);
            assert.equal(prod.cloud.resources.length, held, stack);
        }
    });
});
