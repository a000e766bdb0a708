import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../support/platform";

const scenarios = join(repository, "tests", "engine");
const page = readFileSync(join(repository, "docs", "engine.md"), "utf8");

/** Numbers as the page writes them. */
const words = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

describe("docs/engine.md", () => {
    const told = [...page.matchAll(/^\| `([\w-]+\.engine\.ts)` \|/gm)].map(([, file = ""]) => file);

    it("says what every file of scenarios proves, and names no other", () => {
        const files = readdirSync(scenarios).filter((file) => file.endsWith(".engine.ts"));
        assert.deepEqual([...told].sort(), files.sort());
    });

    it("puts those whose steps stand on one another first, and says how many they are", () => {
        const isInOrder = (file: string): boolean =>
            readFileSync(join(scenarios, file), "utf8").includes("    inOrder();\n");
        const count = told.findIndex((file) => !isInOrder(file));
        assert.deepEqual(told.slice(count).filter(isInOrder), []);
        assert.match(page, new RegExp(`Each of the first ${words[count] ?? ""} is one environment's life`));
    });

    it("names tables of the fixture that there are", () => {
        const tables = [...page.matchAll(/^\| `((?:preview\/)?[\w-]+\.ts)` \|/gm)].map(([, file = ""]) => file);
        const missing = tables.filter(
            (file) => ![repository, scenarios, join(scenarios, "support")].some((folder) => existsSync(join(folder, file))),
        );
        assert.deepEqual(missing, []);
    });
});
