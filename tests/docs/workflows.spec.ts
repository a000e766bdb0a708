import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { repository } from "../support/platform";

interface Job {
    readonly environment?: string;
    readonly strategy?: { readonly matrix?: { readonly environment?: readonly string[] } };
}

const folder = join(repository, ".github", "workflows");
const files = readdirSync(folder);
const workflows = files.map((file) => readFileSync(join(folder, file), "utf8"));
const jobs = workflows.flatMap((text) =>
    Object.values((parse(text) as { readonly jobs: Readonly<Record<string, Job>> }).jobs),
);
const page = readFileSync(join(repository, "docs", "workflows.md"), "utf8");

/** The words in code of the first column of the table under a heading. */
function firstColumn(heading: string): readonly string[] {
    const [, section = ""] = page.split(`## ${heading}\n`);
    const rows = section.split("\n## ")[0]?.split("\n").filter((line) => line.startsWith("| `")) ?? [];
    return rows.flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, word = ""]) => word));
}

const sorted = (words: Iterable<string>): readonly string[] => [...new Set(words)].sort();

describe("docs/workflows.md", () => {
    it("explains every variable and secret that a workflow reads, and no other", () => {
        const read = workflows.flatMap((text) =>
            [...text.matchAll(/\b(vars|secrets)\.([A-Z_]+)/g)].map(
                ([, kind, name = ""]) => `${name} ${kind === "vars" ? "variable" : "secret"}`,
            ),
        );
        const kinds = [...page.matchAll(/^\| `([A-Z_]+)` \| (variable|secret) \|/gm)];
        assert.deepEqual(
            sorted(kinds.map(([, name = "", kind = ""]) => `${name} ${kind}`)),
            sorted(read),
        );
    });

    it("explains every environment that a job waits for, and no other", () => {
        const named = jobs.flatMap(({ environment, strategy }) => {
            if (environment === undefined) return [];
            const matrix = strategy?.matrix?.environment ?? [""];
            return matrix.map((one) => environment.replace("${{ matrix.environment }}", one));
        });
        assert.deepEqual(sorted(firstColumn("GitHub environments")), sorted(named));
    });

    it("says what every workflow does", () => {
        const [introduction = ""] = page.split("\n## ");
        const told = [...introduction.matchAll(/^\| `(\w+)` \|/gm)].map(([, name = ""]) => `${name}.yaml`);
        assert.deepEqual(sorted(told), sorted(files));
    });

    it("trusts an environment that there is, by its whole name", () => {
        const [, sub = ""] = /"token\.actions\.githubusercontent\.com:sub": "([^"]+)"/.exec(page) ?? [];
        assert.match(sub, /^repo:<owner>\/<repository>:environment:prod$/);
    });
});
