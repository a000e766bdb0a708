import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../../support/platform";

const file = join(repository, "docs", "changes.md");

/** The list under a heading: the first block between fences. */
const listUnder = (title: string): RegExp =>
    new RegExp(`(\\n## ${title}\\n(?:(?!\\n## )[^])*?\\n\`\`\`text\\n)([^]*?)(\`\`\`)`);

/**
 * Fails unless the engine made exactly the changes that `docs/changes.md` lists under that heading. With
 * DOCUMENT_CHANGES=1 in the environment the list is written instead: read its difference before it is committed.
 */
export function assertDocumented(title: string, made: readonly string[]): void {
    const text = readFileSync(file, "utf8");
    const found = listUnder(title).exec(text);
    assert.ok(found !== null, `docs/changes.md has no list under "${title}"`);
    if (process.env.DOCUMENT_CHANGES === "1") {
        const list = made.map((line) => `${line}\n`).join("");
        writeFileSync(
            file,
            text.replace(listUnder(title), (_, before: string) => `${before}${list}\`\`\``),
        );
        return;
    }
    const documented = (found[2] ?? "").split("\n").filter((line) => line !== "");
    assert.deepEqual(made, documented, `docs/changes.md tells other changes under "${title}"`);
}
