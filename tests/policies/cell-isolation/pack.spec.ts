import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { rules } from "../../../policies/cell-isolation/rules";

const folder = join(__dirname, "..", "..", "..", "policies", "cell-isolation");

describe("cell-isolation", () => {
    it("holds exactly these rules, all of them mandatory", () => {
        assert.deepEqual(
            rules.map(({ name, enforcementLevel, severity }) => `${name} ${enforcementLevel} ${severity}`),
            [
                "cell-refers-to-no-other mandatory high",
                "cells-share-nothing mandatory high",
                "edge-is-in-us-east-1 mandatory high",
            ],
        );
    });

    it("says in each rule what to do and what it is about", () => {
        for (const { name, description, remediation, subjects } of rules) {
            assert.match(description, /^[A-Z].*\.$/, name);
            assert.match(remediation, /^[A-Z][^\n]*\.$/, name);
            assert.notEqual(subjects.length, 0, name);
        }
    });

    it("starts a pack in index.ts alone, where its version is", () => {
        const starters = readdirSync(folder)
            .filter((file) => file.endsWith(".ts"))
            .filter((file) => readFileSync(join(folder, file), "utf8").includes("PolicyPack"));
        assert.deepEqual(starters, ["index.ts"]);
        const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as unknown;
        assert.deepEqual(manifest, {
            name: "cell-isolation",
            version: "0.1.0",
            private: true,
            main: "index.ts",
        });
    });

    it("imports nothing that it judges", () => {
        for (const file of readdirSync(folder).filter((name) => name.endsWith(".ts"))) {
            const text = readFileSync(join(folder, file), "utf8");
            assert.doesNotMatch(text, /from ".*\/(components|stacks|preview)\//, file);
        }
    });
});
