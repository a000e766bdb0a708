import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository } from "../support/platform";
import { writeProgram } from "../support/shell-program";

describe(".ci/run", () => {
    let root = "";
    beforeEach(() => {
        root = mkdtempSync(join(tmpdir(), "ci-"));
        for (const folder of [".ci", "engine", "bin"]) mkdirSync(join(root, folder));
        copyFileSync(join(repository, ".ci", "run"), join(root, ".ci", "run"));
        program("bin/chromium", "");
    });
    afterEach(() => {
        rmSync(root, { recursive: true });
    });

    function program(file: string, script: string): void {
        writeProgram(join(root, file), script);
    }

    function run(npm: string, engine: string): { readonly status: number | null; readonly stdout: string } {
        program("bin/npm", npm);
        program("engine/build.sh", engine);
        const env = { ...process.env, PATH: `${join(root, "bin")}:/bin:/usr/bin` };
        return spawnSync(join(root, ".ci", "run"), { encoding: "utf8", env });
    }

    const totals = (stdout: string): string => stdout.trimEnd().split("\n").at(-1) ?? "";
    const tested = `case "$*" in test) echo "  3 passing (1s)";; *test:engine) echo "  2 passing (1s)";; esac`;

    it("adds up both test runs in its last line", () => {
        const { status, stdout } = run(tested, "exit 0");
        assert.equal(totals(stdout), "5 passed, 0 failed");
        assert.equal(status, 0, stdout);
    });

    it("runs the engine's tests though a unit test has failed, and fails at the end", () => {
        const broken = `case "$*" in test) printf '  3 passing (1s)\\n  1 failing\\n'; exit 1;; esac; ${tested}`;
        const { status, stdout } = run(broken, "exit 0");
        assert.equal(totals(stdout), "5 passed, 1 failed");
        assert.equal(status, 1);
    });

    it("counts an engine that cannot be had as a failure, with the totals still told", () => {
        const { status, stdout } = run(tested, "echo no Go >&2; exit 1");
        assert.equal(totals(stdout), "3 passed, 1 failed");
        assert.equal(status, 1);
        assert.doesNotMatch(stdout, /^== engine tests$/m);
    });

    it("ends at the first other stage that fails", () => {
        const { status, stdout } = run('case "$*" in "run lint") exit 4;; esac', "exit 0");
        assert.equal(status, 4);
        assert.doesNotMatch(stdout, /^== format$/m);
    });
});
