import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Rule } from "../../policies/rule";
import { repository } from "./platform";

/** What must hold of every pack's folder and rules; to be called inside the pack's own `describe`. */
export function itIsAPack(
    pack: string,
    rules: readonly Pick<Rule, "name" | "description" | "remediation" | "subjects">[],
): void {
    const folder = join(repository, "policies", pack);
    const sources = readdirSync(folder)
        .filter((file) => file.endsWith(".ts"))
        .map((file) => ({ file, text: readFileSync(join(folder, file), "utf8") }));

    it("says in each rule what to do and what it is about", () => {
        for (const { name, description, remediation, subjects } of rules) {
            assert.match(description, /^[A-Z].*\.$/, name);
            assert.match(remediation, /^[A-Z][^\n]*\.$/, name);
            assert.notEqual(subjects.length, 0, name);
        }
    });

    it("constructs a pack in index.ts alone, and starts it there", () => {
        assert.deepEqual(
            sources.filter(({ text }) => text.includes("PolicyPack")).map(({ file }) => file),
            ["index.ts"],
        );
        const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as unknown;
        assert.deepEqual(manifest, { name: pack, version: "0.1.0", private: true, main: "start.cjs" });
    });

    it("imports nothing that it judges", () => {
        for (const { file, text } of sources) {
            assert.doesNotMatch(text, /from ".*\/(components|stacks|preview)\//, file);
        }
    });
}
