import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository } from "../support/platform";
import { writeProgram } from "../support/shell-program";

describe("the commits of deployments", () => {
    let bin = "";
    beforeEach(() => {
        bin = mkdtempSync(join(tmpdir(), "commits-"));
        program("git", "echo aaa");
    });
    afterEach(() => {
        rmSync(bin, { recursive: true });
    });

    function program(name: string, script: string): void {
        writeProgram(join(bin, name), script);
    }

    function run(
        script: string,
        gh: string,
        ...args: readonly string[]
    ): { readonly status: number | null; readonly stdout: string } {
        program("gh", gh);
        const env = { ...process.env, PATH: `${bin}:/bin:/usr/bin`, GITHUB_REPOSITORY: "owner/name" };
        const { status, stdout } = spawnSync(join(repository, ".ci", script), args, {
            encoding: "utf8",
            env,
        });
        return { status, stdout };
    }

    describe(".ci/newest-of-main", () => {
        it("lets the newest commit of main through", () => {
            const { status } = run("newest-of-main", `[ "$2" = repos/owner/name/commits/main ] && echo aaa`);
            assert.equal(status, 0);
        });

        it("stops an older one, and names the newest", () => {
            const { status, stdout } = run("newest-of-main", "echo bbb");
            assert.equal(status, 1);
            assert.match(stdout, /^::error::aaa is not the newest commit of main any more, which is bbb/);
        });

        it("stops where GitHub gives no answer", () => {
            assert.notEqual(run("newest-of-main", "exit 1").status, 0);
        });
    });

    describe(".ci/deployed-commit", () => {
        const github = (states: string): string =>
            [
                'case "$2" in',
                "*deployments?environment=prod*) printf '3 ccc\\n2 bbb\\n1 aaa\\n';;",
                states,
                "*) exit 1;;",
                "esac",
            ].join("\n");

        it("is the newest deployment that succeeded, not one that waits or failed", () => {
            const states =
                "*/3/statuses*) echo waiting;; */2/statuses*) echo success;; */1/statuses*) echo success;;";
            assert.deepEqual(run("deployed-commit", github(states), "prod"), { status: 0, stdout: "bbb\n" });
        });

        it("is nothing where none has", () => {
            assert.deepEqual(run("deployed-commit", github("*/statuses*) echo failure;;"), "prod"), {
                status: 0,
                stdout: "",
            });
        });

        it("fails where GitHub gives no answer", () => {
            assert.notEqual(run("deployed-commit", "exit 1", "prod").status, 0);
            assert.notEqual(run("deployed-commit", github(""), "prod").status, 0);
        });
    });
});
