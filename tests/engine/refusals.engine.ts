import assert from "node:assert/strict";
import { previewTarget, type Preview } from "../../preview/preview";
import { findTarget } from "../../preview/target";
import { findingDisagreements } from "./support/agreement";
import { Deployment } from "./support/deployment";
import { assertNothingFound, assertRefused, assertSucceeded, stepsOf } from "./support/expectations";
import tooManyTasks from "./programs/too-many-tasks";
import unknownMaximum from "./programs/unknown-maximum";

/** The rule that the program too-many-tasks breaks, and what it says. */
const tooMany = /service-has-bounded-target[^]*maxCapacity is 60; it must be from 2 to 50/;

describe("what the real engine refuses", () => {
    let dev: Deployment;
    beforeEach(async () => {
        dev = await Deployment.of("dev");
        await dev.cli.init("dev");
    });
    afterEach(() => {
        dev.end();
    });

    /** The offline preview of another program, with the settings that the CLI sees. */
    const offline = (program: () => Promise<Record<string, unknown>>): Promise<Preview> =>
        previewTarget(dev.workspace.project, findTarget(dev.workspace.project, "dev"), { program });

    it("stops at every mistake in the settings, in words, before anything is created", async () => {
        dev.workspace.configure("dev", { phase: 7, domain: "https://app.example.com" });
        const run = await dev.cli.up("dev", { packs: false });
        assertRefused(run, /medease-platform:phase:\s+got\s+"?7"?;/);
        assert.match(run.text, /medease-platform:domain:\s+got\s+"https:\/\/app\.example\.com";/);
        assert.doesNotMatch(run.text, /\n\s+at .*\.ts:\d+/, "a stack trace hides the message");
        assert.equal(dev.cloud.calls("create"), 0);
    });

    it("stops at what the provider refuses, before anything is created", async () => {
        dev.workspace.useProgram("tests/engine/programs/unknown-retention.ts");
        const run = await dev.cli.up("dev", { packs: false });
        assertRefused(run, /expected to be one of .*got 731000/);
        assert.equal(dev.cloud.calls("create"), 0);
    });

    it("stops at a broken mandatory rule before anything is created, as the offline preview does", async () => {
        dev.workspace.useProgram("tests/engine/programs/too-many-tasks.ts");
        const run = await dev.cli.up("dev");
        assertRefused(run, tooMany);
        assert.equal(dev.cloud.calls("create"), 0);

        const { violations } = await offline(tooManyTasks);
        assert.equal(violations.length > 0, true, "the program breaks no rule");
        assert.deepEqual(findingDisagreements(violations, run.policies), []);
    });

    it("says which rule could not decide and why, as the offline preview does, and lets that pass (A26)", async () => {
        dev.workspace.useProgram("tests/engine/programs/unknown-maximum.ts");
        const preview = await dev.cli.preview("dev");
        assertSucceeded(preview);
        const { violations } = await offline(unknownMaximum);
        const bounds = violations.filter(({ pack }) => pack === "autoscaling-bounds");
        assert.deepEqual(
            bounds.map(({ rule, undecided }) => ({ rule, undecided })),
            [{ rule: "service-has-bounded-target", undecided: true }],
        );
        assert.throws(() => {
            assertNothingFound(preview);
        });
        for (const { rule, message } of violations) {
            assert.ok(preview.text.includes(`can't run policy '${rule}'`), preview.text.slice(-3000));
            assert.ok(preview.text.includes(message), preview.text.slice(-3000));
        }
    });

    it("stops at a new migration whose foreign key has no index, and only at that", async () => {
        const table = `CREATE TABLE invoices (
                id uuid PRIMARY KEY,
                organization_id uuid NOT NULL REFERENCES organizations (id)
            );
            ALTER TABLE invoices ENABLE ROW LEVEL SECURITY;
            ALTER TABLE invoices FORCE ROW LEVEL SECURITY;
            CREATE POLICY own_organization ON invoices TO medease_app
                USING (organization_id = nullif(current_setting('app.organization_id', true), '')::uuid);`;
        const drop = "DROP TABLE invoices;";
        dev.workspace.addMigration("create_invoices", table, drop);
        const run = await dev.cli.up("dev");
        assertRefused(run, /invoices[^]*organization_id/);
        assert.equal(dev.cloud.calls("create"), 0);

        const index = "CREATE INDEX idx_invoices_organization ON invoices (organization_id);";
        dev.workspace.addMigration("create_invoices", `${table}\n${index}`, drop);
        assertSucceeded(await dev.cli.preview("dev"));
    });

    it("judges a stack rule too late where the preview is skipped, which is why nothing here skips it", async () => {
        dev.workspace.useProgram("tests/engine/programs/too-many-tasks.ts");
        const run = await dev.cli.up("dev", { options: ["--skip-preview"] });
        assertRefused(run, tooMany);
        assert.notEqual(dev.cloud.calls("create"), 0);
    });

    it("goes on where a failed update stopped, with nothing doubled and nothing lost", async () => {
        const expected = stepsOf(await dev.cli.preview("dev", { packs: false }), "create")
            .map(({ urn, type }) => (type.startsWith("aws:") ? urn : ""))
            .filter((urn) => urn !== "")
            .sort();
        // Each of the engine's branches fails at some point: before the data, among it, behind it. Branches that run side by
        // side may fail in one update.
        for (const type of [
            "aws:ec2/vpc:Vpc",
            "aws:lb/loadBalancer:LoadBalancer",
            "aws:elasticache/replicationGroup:ReplicationGroup",
            "aws:rds/cluster:Cluster",
            "aws:rds/proxy:Proxy",
            "aws:ecs/service:Service",
        ]) {
            dev.cloud.fail("create", type);
        }
        while (dev.cloud.yetToFail > 0) {
            assertRefused(
                await dev.cli.up("dev", { packs: false }),
                /InternalFailure: create was made to fail/,
            );
        }
        assertSucceeded(await dev.cli.up("dev", { packs: false }));
        assert.deepEqual(dev.cloud.resources.map(({ urn }) => urn).sort(), expected);
    });
});
