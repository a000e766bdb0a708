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
        for (const moment of moments) {
            const when = (): boolean => dev.cloud.resources.length >= moment;
            const run = await dev.cli.up("dev", { packs: false }, { signal: "SIGKILL", when });
            assert.equal(run.exitCode, null, "the CLI ended before it was killed");
            await dev.cli.cancel("dev");
            await repair(await dev.cli.pending("dev"));
            assert.deepEqual(await dev.cli.pending("dev"), []);
        }
        assertSucceeded(await dev.cli.up("dev", { packs: false }));
        assert.deepEqual(urns(), expected);
        assert.deepEqual(changes(await dev.cli.preview("dev", { packs: false })), []);
    });

    /** Does what `npm run repair` says: names what exists in AWS. */
    async function repair(pending: readonly string[]): Promise<void> {
        const asked = await dev.cli.repair("dev", []);
        for (const urn of pending) assert.ok(asked.text.includes(urn.split("::")[3] ?? urn), asked.text);
        const existing = dev.cloud.resources.filter(({ urn }) => pending.includes(urn));
        const answers = existing.map(({ urn, id }) => `${urn}=${id}`);
        const answered = await dev.cli.repair("dev", answers.length > 0 ? answers : ["--none"]);
        assert.equal(answered.exitCode, 0, answered.text);
    }
});
