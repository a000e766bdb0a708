import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const repository = join(__dirname, "..", "..");
const migrations = join(repository, "migrations");

/** Runs the linter over migrations, or over a text given to it, as the repository is set up. */
function squawk(
    paths: readonly string[],
    text?: string,
): { readonly status: number | null; readonly output: string } {
    const command = join(repository, "node_modules", "squawk-cli", "js", "bin", "squawk");
    const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [command, "--config", join(migrations, ".squawk.toml"), "--reporter", "gcc", ...paths],
        { encoding: "utf8", ...(text === undefined ? {} : { input: text }) },
    );
    return { status, output: stdout + stderr };
}

describe("squawk", () => {
    it("finds nothing in the migrations", () => {
        const files = readdirSync(migrations).filter((file) => file.endsWith(".sql"));
        assert.notEqual(files.length, 0);
        const { status, output } = squawk(files.map((file) => join(migrations, file)));
        assert.equal(output, "");
        assert.equal(status, 0);
    });

    it("would find a migration that locks a table and loses a column", () => {
        const { status, output } = squawk(
            ["--stdin-filepath", "20260101000000_bad.sql"],
            "ALTER TABLE patients DROP COLUMN given_name;\nCREATE INDEX i ON patients (family_name);\n",
        );
        assert.equal(status, 1);
        for (const rule of ["ban-drop-column", "require-concurrent-index-creation", "require-lock-timeout"]) {
            assert.match(output, new RegExp(`\\b${rule}\\b`));
        }
    });

    it("has every rule switched on", () => {
        assert.doesNotMatch(readFileSync(join(migrations, ".squawk.toml"), "utf8"), /excluded/);
    });
});
