import assert from "node:assert/strict";
import {
    directoriesOf,
    readBundle,
    type Bundle,
    type Directories,
} from "../../../policies/indexes-as-migrations/bundle";
import { tryReplay } from "../../../policies/indexes-as-migrations/replay";
import { replayInThread } from "../../../policies/indexes-as-migrations/replay-thread";
import { directoryWith, migration, soundFiles, withoutIndex, type Files } from "./fixture";

const bundleOf = (files: Files): Bundle =>
    readBundle(directoriesOf({ migrationsDir: directoryWith(files), layout: "dbmate" }));

const histories: Readonly<Record<string, readonly [Files, string]>> = {
    "a sound one": [soundFiles, "catalogue"],
    "one without an index": [withoutIndex, "catalogue"],
    "one that does not apply": [{ "1_a.sql": migration("SELECT nobody;") }, "failure"],
    "one that nobody can tell of": [{ "1_a.sql": migration("GRANT nurse TO postgres;") }, "undecided"],
};

describe("replayInThread", () => {
    for (const [name, [files, ending]] of Object.entries(histories)) {
        it(`says of ${name} what a replay in this thread says`, async () => {
            const bundle = bundleOf(files);
            const outcome = await replayInThread(bundle);
            assert.deepEqual(Object.keys(outcome), [ending]);
            assert.deepEqual(outcome, await tryReplay(bundle));
        });
    }

    it("fails where the thread does", async () => {
        const nowhere = { ...bundleOf(soundFiles), directories: {} as Directories };
        await assert.rejects(replayInThread(nowhere), /must be of type string/);
    });
});
