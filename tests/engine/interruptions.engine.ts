import assert from "node:assert/strict";
import { Deployment } from "./support/deployment";
import { assertSucceeded, changes, stepsOf } from "./support/expectations";

/** How many resources exist when the CLI is stopped: in the network, among the data, before the service. */
const moments = [20, 90, 150];

describe("an update that was interrupted", () => {
    let dev: Deployment;
    let expected: readonly string[] = [];
    beforeEach(async () => {
        dev = await Deployment.of("dev");
        await dev.cli.init("dev");
        expected = stepsOf(await dev.cli.preview("dev", { packs: false }), "create")
            .filter(({ type }) => type.startsWith("aws:"))
            .map(({ urn }) => urn)
            .sort();
    });
    afterEach(() => {
        dev.end();
    });

    const urns = (): readonly string[] => dev.cloud.resources.map(({ urn }) => urn).sort();

    it("is completed by the next one after Ctrl-C, with nothing doubled and nothing lost", async () => {
        for (const moment of moments) {
            const when = (): boolean => dev.cloud.resources.length >= moment;
            const run = await dev.cli.up("dev", { packs: false }, { signal: "SIGINT", when });
            assert.notEqual(run.exitCode, 0, run.text);
            assert.deepEqual(await dev.cli.pending("dev"), []);
        }
        assertSucceeded(await dev.cli.up("dev", { packs: false }));
        assert.deepEqual(urns(), expected);
    });

    it("is completed after the CLI was killed and its state repaired, with nothing doubled and nothing lost", async () => {
        // Each exists in AWS when the CLI is killed, and the state does not know it.
        for (const type of [
            "aws:ec2/natGateway:NatGateway",
            "aws:rds/cluster:Cluster",
            "aws:ecs/service:Service",
        ]) {
            await killWhileCreating(type);
        }
        assertSucceeded(await dev.cli.up("dev", { packs: false }));
        assert.deepEqual(urns(), expected);
        assert.deepEqual(changes(await dev.cli.preview("dev", { packs: false })), []);

        dev.workspace.configure("dev", {
            image: "111122223333.dkr.ecr.us-east-1.amazonaws.com/medease/backend:1.0.1",
        });
        await killWhileCreating("aws:ecs/taskDefinition:TaskDefinition");
        assertSucceeded(await dev.cli.up("dev", { packs: false }));
        assert.deepEqual(
            urns(),
            expected,
            "the task definition that was replaced is still there, or both are gone",
        );
        assert.deepEqual(changes(await dev.cli.preview("dev", { packs: false })), []);
    });

    /** Kills an update between a creation and its answer, and does what `npm run repair` says. */
    async function killWhileCreating(type: string): Promise<void> {
        const count = (): number => dev.cloud.resources.filter((resource) => resource.type === type).length;
        const before = count();
        dev.cloud.holdAnswer(type, 10_000);
        const when = (): boolean => count() > before;
        const run = await dev.cli.up("dev", { packs: false }, { signal: "SIGKILL", when });
        assert.equal(run.exitCode, null, "the CLI ended before it was killed");
        await dev.cli.cancel("dev");

        const pending = await dev.cli.pending("dev");
        const asked = await dev.cli.repair("dev", []);
        for (const urn of pending) assert.ok(asked.text.includes(urn.split("::")[3] ?? urn), asked.text);
        const known = new Set((await dev.cli.state("dev")).map(({ urn, id }) => `${urn} ${id ?? ""}`));
        const lost = dev.cloud.resources.filter(
            ({ urn, id }) => pending.includes(urn) && !known.has(`${urn} ${id}`),
        );
        assert.ok(
            lost.some((resource) => resource.type === type),
            `the state knows of ${type} though its creation was never answered`,
        );
        const answered = await dev.cli.repair(
            "dev",
            lost.map(({ urn, id }) => `${urn}=${id}`),
        );
        assert.equal(answered.exitCode, 0, answered.text);
        assert.deepEqual(await dev.cli.pending("dev"), []);
    }
});
