import assert from "node:assert/strict";
import { Deployment } from "./support/deployment";
import { assertSucceeded, changes, doubled, stepsOf } from "./support/expectations";

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

    it("is completed by the next one after the CLI was killed; what may be doubled, the state names", async () => {
        const pending = new Set<string>();
        for (const moment of moments) {
            const when = (): boolean => dev.cloud.resources.length >= moment;
            await dev.cli.up("dev", { packs: false }, { signal: "SIGKILL", when });
            for (const urn of await dev.cli.pending("dev")) pending.add(urn);
            await dev.cli.cancel("dev");
        }
        const run = await dev.cli.up("dev", { packs: false });
        assertSucceeded(run);
        assert.deepEqual([...new Set(urns())], expected);
        assert.deepEqual(
            doubled(dev.cloud).filter((urn) => !pending.has(urn)),
            [],
        );
        assert.deepEqual(changes(await dev.cli.preview("dev", { packs: false })), []);
    });
});
