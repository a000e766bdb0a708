import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository } from "../support/platform";
import { writeProgram } from "../support/shell-program";

/** A stand-in for npm: what it does for each command line of the script. */
const npm = `case "$*" in
    *--json) echo "{}" ;;
    *dev*--against*) echo "dev compared"; exit "\${COMPARED:-0}" ;;
    *--against*) echo "… prod (2 of 2)" >&2; echo "before.json is of version 0" >&2; exit 2 ;;
    *) echo "prod alone"; exit "\${ALONE:-0}" ;;
esac`;

describe("the comment on a pull request", () => {
    let folder = "";
    before(() => {
        folder = mkdtempSync(join(tmpdir(), "comment-"));
        writeProgram(join(folder, "npm"), npm);
    });
    after(() => {
        rmSync(folder, { recursive: true });
    });

    const comment = (
        env: Readonly<Record<string, string>> = {},
    ): { status: number | null; stdout: string } => {
        const path = `${folder}:${process.env.PATH ?? ""}`;
        return spawnSync(join(repository, ".ci", "preview-comment"), [folder], {
            env: { ...process.env, PATH: path, ...env },
            encoding: "utf8",
        });
    };

    it("compares with the base, and shows an environment by itself where it cannot, with the reason", () => {
        const { status, stdout } = comment();
        assert.equal(status, 0);
        assert.equal(
            stdout,
            [
                "dev compared",
                "",
                "### prod cannot be compared with the base",
                "```text",
                "before.json is of version 0",
                "",
                "```",
                "prod alone",
                "",
                "",
            ].join("\n"),
        );
    });

    it("exits as the worst of the previews", () => {
        assert.equal(comment({ COMPARED: "1" }).status, 1);
        assert.equal(comment({ ALONE: "1" }).status, 1);
        assert.equal(comment({ COMPARED: "1", ALONE: "2" }).status, 2);
    });
});
