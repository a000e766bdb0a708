import assert from "node:assert/strict";
import { benchSizes, settingsFor } from "../../bench/up-settings";
import { findTarget } from "../../preview/target";
import { Workspace } from "./support/workspace";

describe("the settings that bench:up measures", () => {
    for (const size of benchSizes) {
        it(`are valid for ${size} cells`, () => {
            const workspace = Workspace.create();
            try {
                workspace.configure("prod", settingsFor(size));
                const { settings, stacks } = findTarget(workspace.project, "prod");
                assert.equal(settings.cells.length, size);
                assert.equal(stacks.length, size + 1);
            } finally {
                workspace.remove();
            }
        });
    }
});
