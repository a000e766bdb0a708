import assert from "node:assert/strict";
import { previewTarget, type Preview } from "../../preview/preview";
import { findTarget } from "../../preview/target";
import { findingDisagreements, graphDisagreements, resourceDisagreements } from "./support/agreement";
import { Deployment } from "./support/deployment";
import { assertDocumented } from "./support/documented-changes";
import {
    assertNothingFound,
    assertRefused,
    assertSucceeded,
    changes,
    doubled,
    stepsOf,
} from "./support/expectations";
import type { EngineRun } from "./support/event-log";
import { inOrder } from "./support/in-order";

const service = { type: "aws:ecs/service:Service", name: "us-east-1-c1-service-tasks" };

/** Steps of one environment's life, in order: each relies on the one before. */
describe("dev on the real engine", () => {
    inOrder();
    let dev: Deployment;
    before(async () => {
        dev = await Deployment.of("dev");
        await dev.cli.init("dev");
    });
    after(() => {
        dev.end();
    });

    /** The offline preview of the settings that the CLI sees. */
    const offline = (knownOutputs: boolean): Promise<Preview> =>
        previewTarget(dev.workspace.project, findTarget(dev.workspace.project, "dev"), { knownOutputs });

    it("previews before anything exists, with every rule decided, as the offline preview does", async () => {
        const run = await dev.cli.preview("dev");
        assertSucceeded(run);
        assertNothingFound(run);
        const { stacks, violations } = await offline(false);
        assert.deepEqual(resourceDisagreements(stacks[0]?.resources ?? [], run.steps), []);
        assert.deepEqual(findingDisagreements(violations, run.policies), []);
        assert.equal(dev.cloud.resources.length, 0);
    });

    it("creates every resource once", async () => {
        const run = await dev.cli.up("dev");
        assertSucceeded(run);
        assertNothingFound(run);
        const created = stepsOf(run, "create").filter(({ type }) => type.startsWith("aws:"));
        assert.deepEqual(
            dev.cloud.resources.map(({ urn }) => urn).sort(),
            created.map(({ urn }) => urn).sort(),
        );
        assert.deepEqual(doubled(dev.cloud), []);
    });

    it("keeps the graph that the offline preview recorded", async () => {
        const { stacks } = await offline(true);
        assert.deepEqual(graphDisagreements(stacks[0]?.resources ?? [], await dev.cli.state("dev")), []);
    });

    it("reads the settings file that the CLI has rewritten", () => {
        assert.equal(
            dev.workspace.setting("dev", "users"),
            "1000",
            "the CLI no longer turns numbers into text",
        );
    });

    it("changes nothing when nothing changed", async () => {
        const run = await dev.cli.preview("dev");
        assertSucceeded(run);
        assertNothingFound(run);
        assert.deepEqual(changes(run), []);
    });

    it("leaves the number of tasks to autoscaling when the image changes", async () => {
        dev.cloud.move(service.type, service.name, { desiredCount: 7 });
        dev.workspace.configure("dev", {
            image: "111122223333.dkr.ecr.us-east-1.amazonaws.com/medease/backend:1.0.1",
        });
        const run = await dev.cli.up("dev", { packs: false });
        assertSucceeded(run);
        assert.deepEqual(
            stepsOf(run, "update").map(({ name, diffs }) => `${name} ${diffs.join()}`),
            [`${service.name} taskDefinition`],
        );
        assert.deepEqual(
            stepsOf(run, "replace").map(({ name }) => name),
            ["us-east-1-c1-service-task"],
        );
        assert.equal(dev.cloud.only(service.type, service.name).outputs.desiredCount, 7);
    });

    it("leaves it alone after a refresh has read it, too", async () => {
        assertSucceeded(await dev.cli.refresh("dev"));
        const run = await dev.cli.up("dev", { packs: false });
        assertSucceeded(run);
        assert.deepEqual(changes(run), []);
        assert.equal(dev.cloud.only(service.type, service.name).outputs.desiredCount, 7);
    });

    /** What `.github/workflows/drift.yaml` runs every night. */
    const nightly = (): Promise<EngineRun> =>
        dev.cli.preview("dev", { options: ["--refresh", "--expect-no-changes"] });

    it("finds no drift in what autoscaling has moved, which a refresh that expects no changes does", async () => {
        dev.cloud.move(service.type, service.name, { desiredCount: 9 });
        const drift = await nightly();
        assertSucceeded(drift);
        assertNothingFound(drift);
        assert.deepEqual(changes(drift), []);

        const refresh = await dev.cli.drift("dev", ["--expect-no-changes"]);
        assertRefused(refresh, /no changes were expected/);
        assert.deepEqual(changes(refresh), [`update ${service.name} desiredCount`]);
    });

    it("has nothing to do after RDS has rotated the master user's password", async () => {
        const cluster = { type: "aws:rds/cluster:Cluster", name: "us-east-1-c1-database-cluster" };
        const [secret] = dev.cloud.only(cluster.type, cluster.name).outputs.masterUserSecrets as object[];
        dev.cloud.move(cluster.type, cluster.name, {
            masterUserSecrets: [{ ...secret, secretStatus: "rotating" }],
        });
        const run = await dev.cli.up("dev", { options: ["--refresh"] });
        assertSucceeded(run);
        assertNothingFound(run);
        assertDocumented("A password that RDS rotates", changes(run));
    });

    it("finds at night what was changed by hand, and puts it back", async () => {
        const group = { type: "aws:rds/cluster:Cluster", name: "us-east-1-c1-database-cluster" };
        dev.cloud.move(group.type, group.name, { backupRetentionPeriod: 1 });
        const drift = await nightly();
        assertRefused(drift, /no changes were expected/);
        assert.deepEqual(changes(drift), [`update ${group.name} backupRetentionPeriod`]);

        const run = await dev.cli.up("dev", { packs: false, options: ["--refresh"] });
        assertSucceeded(run);
        assert.equal(dev.cloud.only(group.type, group.name).outputs.backupRetentionPeriod, 7);
    });

    it("is destroyed whole", async () => {
        assertSucceeded(await dev.cli.destroy("dev"));
        assert.deepEqual(dev.cloud.resources, []);
        assert.deepEqual(await dev.cli.state("dev"), []);
    });
});
