import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository } from "../support/platform";

/** Whether another program type-checks is seen only by a type error that does not stop it. */
const program = `interface Size { readonly bytes: number }
const size: Size = { bytes: "seven" };
process.stdout.write(JSON.stringify({ size, at: new Error("here").stack?.split("\\n")[1] }));
`;

describe("what starts the program and the packs", () => {
    let folder: string;
    before(() => {
        folder = mkdtempSync(join(tmpdir(), "compile-"));
        writeFileSync(join(folder, "index.ts"), program);
    });
    after(() => {
        rmSync(folder, { recursive: true });
    });

    it("spends nothing on types where ts-node checks them already, and names the lines of the source", () => {
        const script =
            'require("ts-node").register({ typeCheck: true, skipProject: true });' +
            'require("./policies/compile.cjs");' +
            "require(process.argv[1]);";
        const file = join(folder, "index.ts");
        const { stdout, stderr } = spawnSync(process.execPath, ["-e", script, file], {
            cwd: repository,
            encoding: "utf8",
        });
        assert.equal(stderr, "");
        const { size, at } = JSON.parse(stdout) as { readonly size: unknown; readonly at: string };
        assert.deepEqual(size, { bytes: "seven" });
        assert.ok(at.includes(`${file}:3:`), at);
    });
});
