import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTarget } from "../../preview/target";
import { optionMistake, packFolders, pulumiCalls } from "../../deploy/pulumi-command";
import { repository } from "../support/platform";

describe("pulumiCalls", () => {
    it("gives every stack the environment's settings file and every pack", () => {
        const calls = pulumiCalls(
            "up",
            { environment: "prod", stacks: ["prod-eu-west-1-c1", "prod"] },
            ["policies/a", "policies/b"],
            ["--yes"],
        );
        assert.deepEqual(calls, [
            {
                stack: "prod-eu-west-1-c1",
                args: "up --stack prod-eu-west-1-c1 --config-file Pulumi.prod.yaml --policy-pack policies/a --policy-pack policies/b --yes".split(
                    " ",
                ),
            },
            {
                stack: "prod",
                args: "up --stack prod --config-file Pulumi.prod.yaml --policy-pack policies/a --policy-pack policies/b --yes".split(
                    " ",
                ),
            },
        ]);
    });

    it("knows every pack of the repository", () => {
        assert.deepEqual(packFolders(repository), [
            "policies/autoscaling-bounds",
            "policies/cell-isolation",
            "policies/hipaa-safeguards",
            "policies/indexes-as-migrations",
            "policies/uptime-alarms",
        ]);
    });
});

describe("optionMistake", () => {
    for (const option of ["--skip-preview", "-f", "-yf", "--skip-preview=true"]) {
        it(`refuses ${option}, because policies stop an update in its preview`, () => {
            assert.match(optionMistake(option) ?? "", /leave the preview in/);
        });
    }
    it("refuses what the wrapper sets", () => {
        for (const option of ["--stack=dev", "-sdev", "-C..", "--config-file"]) {
            assert.match(optionMistake(option) ?? "", /set for you/, option);
        }
    });
    it("lets the rest through", () => {
        for (const option of ["--diff", "-y", "--refresh"]) assert.equal(optionMistake(option), undefined);
    });
});

describe("npm run up", function () {
    this.timeout(60_000);

    let folder = "";
    before(() => {
        folder = mkdtempSync(join(tmpdir(), "deploy-"));
    });
    after(() => {
        rmSync(folder, { recursive: true });
    });

    /** Runs the wrapper with this shell script as the only `pulumi` on the PATH; none where it is undefined. */
    function wrap(
        verb: "preview" | "up",
        args: readonly string[],
        pulumi?: string,
    ): { status: number | null; stderr: string; calls: string } {
        const log = join(folder, "calls");
        writeFileSync(log, "");
        const program = join(folder, "pulumi");
        rmSync(program, { force: true });
        if (pulumi !== undefined) {
            writeFileSync(program, `#!/bin/sh\necho "$@" >> ${log}\n${pulumi}\n`);
            chmodSync(program, 0o755);
        }
        const { status, stderr } = spawnSync(
            process.execPath,
            ["--require", "sucrase/register/ts", join("deploy", "main.ts"), verb, ...args],
            { cwd: repository, encoding: "utf8", env: { ...process.env, PATH: `${folder}:/bin:/usr/bin` } },
        );
        return { status, stderr, calls: readFileSync(log, "utf8") };
    }

    const up = (args: readonly string[], pulumi?: string): ReturnType<typeof wrap> =>
        wrap("up", args, pulumi);

    const everyStack = `[{"name":"dev"},{"name":"organization/medease-platform/prod-us-east-1-c1"}]`;
    const ready = (rest: string): string =>
        `case "$1" in whoami) echo me;; stack) echo '${everyStack}';; *) ${rest};; esac`;

    it("says how to install the CLI where there is none", () => {
        const { status, stderr } = up(["dev"]);
        assert.equal(status, 2);
        assert.match(stderr, /not on the PATH.*pulumi\.com\/docs\/install/);
    });

    it("says how to log in", () => {
        const { status, stderr } = up(["dev"], "echo 'PULUMI_ACCESS_TOKEN must be set' >&2; exit 1");
        assert.equal(status, 2);
        assert.match(stderr, /pulumi login/);
        assert.match(stderr, /PULUMI_ACCESS_TOKEN must be set/);
    });

    it("says how to create the stacks that are missing, and runs none", () => {
        const { status, stderr, calls } = up(["prod"], ready("exit 0"));
        assert.equal(status, 2);
        assert.match(stderr, /11 stacks do not exist yet/);
        assert.match(
            stderr,
            /pulumi stack init prod-us-east-1-c2 --no-select && rm -f Pulumi\.prod-us-east-1-c2\.yaml/,
        );
        assert.doesNotMatch(stderr, /stack init prod-us-east-1-c1 /);
        assert.doesNotMatch(calls, /^up /m);
    });

    it("runs one cell by name", () => {
        const { status, calls } = up(["prod-us-east-1-c1", "--yes"], ready("exit 0"));
        assert.equal(status, 0);
        assert.match(
            calls,
            /^up --stack prod-us-east-1-c1 --config-file Pulumi\.prod\.yaml (--policy-pack \S+ ){5}--yes$/m,
        );
    });

    it("hands on the exit code of the CLI and says what was not touched", () => {
        const { status, stderr } = up(["dev"], ready("exit 7"));
        assert.equal(status, 7);
        assert.match(stderr, /dev failed; not touched: none/);
    });

    it("goes on after a failure where a preview is told to, and fails at the end", () => {
        const { stacks } = findTarget(repository, "prod");
        const listing = JSON.stringify(stacks.map((name) => ({ name })));
        const cli = `case "$1" in whoami) echo me;; stack) echo '${listing}';; *) exit 3;; esac`;
        const patient = wrap("preview", ["prod", "--keep-going"], cli);
        assert.equal(patient.status, 1);
        assert.equal(patient.calls.match(/^preview /gm)?.length, stacks.length);
        assert.doesNotMatch(patient.calls, /--keep-going/);
        assert.match(patient.stderr, /failed: prod-us-east-1-c1, .*, prod$/m);
        assert.equal(wrap("preview", ["prod"], cli).calls.match(/^preview /gm)?.length, 1);
    });

    it("refuses to skip the preview", () => {
        const { status, stderr } = up(["dev", "--skip-preview"]);
        assert.equal(status, 2);
        assert.match(stderr, /policies stop an update in its preview/);
    });
});
