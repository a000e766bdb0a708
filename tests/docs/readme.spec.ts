import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { report } from "../../preview/report";
import { platform } from "../support/platform";

const readme = readFileSync(join(__dirname, "..", "..", "README.md"), "utf8");

describe("README.md", () => {
    it("shows what the preview of prod prints, line for line, with … where it leaves lines out", async () => {
        const [, shown = ""] = /ends like this:\n\n```text\n([^]*?)```/.exec(readme) ?? [];
        assert.notEqual(shown, "");
        const printed = report(await platform("prod", "unknown")).split("\n");
        let next = 0;
        for (const line of shown.split("\n")) {
            if (line.trim() === "" || line.trim() === "…") continue;
            const found = printed.indexOf(line, next);
            assert.notEqual(found, -1, `the preview prints no such line, or prints it earlier: ${line}`);
            next = found + 1;
        }
    });
});
