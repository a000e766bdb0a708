import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository } from "../support/platform";
import { writeProgram } from "../support/shell-program";
import { pinnedCli, pinnedHost } from "../support/pinned-versions";

const parts = ["pulumi-language-nodejs", "pulumi-analyzer-policy", "pulumi-resource-pulumi-nodejs"];

describe("engine/build.sh", () => {
    let root = "";
    let bin = "";
    beforeEach(() => {
        root = mkdtempSync(join(tmpdir(), "engine-build-"));
        bin = join(root, "bin");
        mkdirSync(bin);
        cpSync(join(repository, "engine"), join(root, "engine"), { recursive: true });
        // What the script itself needs, and neither Pulumi nor Go, whatever this machine has.
        for (const tool of ["bash", "sed", "dirname"]) {
            const { stdout } = spawnSync("sh", ["-c", `command -v ${tool}`], { encoding: "utf8" });
            symlinkSync(stdout.trim(), join(bin, tool));
        }
    });
    afterEach(() => {
        rmSync(root, { recursive: true });
    });

    function install(folder: string, version: string, others: readonly string[] = parts): void {
        for (const part of ["pulumi", ...others]) {
            writeProgram(join(folder, part), `echo ${version}`);
        }
    }

    const build = (): { status: number | null; stdout: string; stderr: string } =>
        spawnSync("/bin/bash", [join(root, "engine", "build.sh")], { encoding: "utf8", env: { PATH: bin } });

    it("takes the pinned engine from the PATH without a warning", () => {
        install(bin, `v${pinnedCli}`);
        const { status, stdout, stderr } = build();
        assert.deepEqual({ status, stdout }, { status: 0, stdout: `${bin}\n` }, stderr);
        assert.match(stderr, new RegExp(`^engine: v${pinnedCli} from the PATH, ${bin}/pulumi$`, "m"));
        assert.doesNotMatch(stderr, /WARNING/);
    });

    it("takes any other complete engine from the PATH, and warns that it is not the pinned one", () => {
        install(bin, "v3.150.0");
        const { status, stdout, stderr } = build();
        assert.deepEqual({ status, stdout }, { status: 0, stdout: `${bin}\n` }, stderr);
        assert.match(
            stderr,
            new RegExp(`WARNING: that is not v${pinnedCli}, which engine/cli/go\\.mod pins`),
        );
        assert.match(stderr, /WARNING: .* holds for v3\.150\.0 alone/);
    });

    it("takes what was built earlier where the PATH lacks a part", () => {
        install(bin, "v3.150.0", parts.slice(1));
        const built = join(root, ".cache", "engine", `v${pinnedCli}-host-v${pinnedHost}`, "bin");
        mkdirSync(built, { recursive: true });
        install(built, `v${pinnedCli}`);
        const { status, stdout, stderr } = build();
        assert.deepEqual({ status, stdout }, { status: 0, stdout: `${built}\n` }, stderr);
    });

    it("says which parts are missing where nothing can be had", () => {
        install(bin, "v3.150.0", parts.slice(1));
        const { status, stdout, stderr } = build();
        assert.deepEqual({ status, stdout }, { status: 1, stdout: "" });
        assert.match(stderr, /no complete Pulumi engine here, and no Go/);
        assert.match(stderr, /missing on the PATH: pulumi-language-nodejs$/m);
    });
});
