import assert from "node:assert/strict";
import { runScript } from "../support/command";

/** Scripts that take a command line of their own. */
const scripts = [
    "preview",
    "policies",
    "plan",
    "phase",
    "quotas",
    "placement",
    "up",
    "preview:cloud",
    "repair",
] as const;

describe("--help", () => {
    for (const script of scripts) {
        it(`shows how npm run ${script} is used, and is no mistake`, () => {
            const { status, stdout, stderr } = runScript(script, "--help");
            assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
            assert.ok(stdout.includes(`usage: npm run ${script} -- `), stdout);
        });
    }
});
