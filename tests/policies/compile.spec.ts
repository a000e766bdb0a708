import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
    cpSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
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

describe("what is kept of a compilation", () => {
    let project: string;
    beforeEach(() => {
        project = mkdtempSync(join(tmpdir(), "compile-"));
        mkdirSync(join(project, "policies"));
        for (const file of ["compile.cjs", "keep-file.cjs"])
            cpSync(join(repository, "policies", file), join(project, "policies", file));
        symlinkSync(join(repository, "node_modules"), join(project, "node_modules"));
        write("one");
    });
    afterEach(() => {
        rmSync(project, { recursive: true });
    });

    function write(word: string): void {
        writeFileSync(join(project, "word.ts"), `export const word: string = "${word}";\n`);
    }

    /** What the module says, and whether a compiler was loaded for it. */
    function start(): readonly [string, "compiled" | "kept"] {
        const script =
            'const { word } = require("./word.ts");' +
            'const used = Object.keys(require.cache).some((file) => file.includes("sucrase"));' +
            'process.stdout.write(JSON.stringify([word, used ? "compiled" : "kept"]));';
        const { stdout, stderr } = spawnSync(
            process.execPath,
            ["--require", "./policies/compile.cjs", "-e", script],
            { cwd: project, encoding: "utf8" },
        );
        assert.equal(stderr, "");
        return JSON.parse(stdout) as readonly [string, "compiled" | "kept"];
    }

    const folder = (): string => join(project, ".cache", "compiled");

    it("serves the next start, for as long as the source is the same, in one file for each source", () => {
        assert.deepEqual(start(), ["one", "compiled"]);
        assert.deepEqual(start(), ["one", "kept"]);
        write("two");
        assert.deepEqual(start(), ["two", "compiled"]);
        assert.deepEqual(start(), ["two", "kept"]);
        assert.deepEqual(readdirSync(folder()), ["word.ts.js"]);
    });

    it("is made again where it is not whole, or by another compiler", () => {
        const file = join(folder(), "word.ts.js");
        start();
        const whole = readFileSync(file, "utf8");
        writeFileSync(file, whole.slice(0, -20));
        assert.deepEqual(start(), ["one", "compiled"]);
        const compiler = join(project, "policies", "compile.cjs");
        const changed = readFileSync(compiler, "utf8").replace('"typescript"]', '"typescript", "jsx"]');
        writeFileSync(compiler, changed);
        assert.deepEqual(start(), ["one", "compiled"]);
    });

    it("is not missed where nothing can be kept", () => {
        writeFileSync(join(project, ".cache"), "a file where the folder would be");
        assert.deepEqual(start(), ["one", "compiled"]);
        assert.deepEqual(start(), ["one", "compiled"]);
    });

    it("leaves nothing half done behind", () => {
        mkdirSync(join(folder(), "word.ts.js"), { recursive: true });
        assert.deepEqual(start(), ["one", "compiled"]);
        assert.deepEqual(readdirSync(folder()), ["word.ts.js"]);
    });
});
