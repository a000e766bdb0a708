import assert from "node:assert/strict";
import { compare } from "../../preview/compare/comparison";
import { markdown, markdownLimit, table } from "../../preview/markdown";
import { comparisonMarkdown, previewMarkdown } from "../../preview/markdown-report";
import { platform } from "../support/platform";
import { documentOf, findingOf, resourceOf } from "../support/preview-document";

describe("markdown", () => {
    it("cuts what has no room, says how much is missing, and names what is left out", () => {
        const lines = Array.from({ length: 5_000 }, (_, index) => `line ${String(index)}`);
        const text = markdown(
            ["### head"],
            [
                { title: "long", lines, isOpen: true },
                { title: "later", lines: ["x".repeat(500)], isOpen: false },
            ],
        );
        assert.ok(text.length <= markdownLimit, `${String(text.length)} characters`);
        assert.ok(text.length > markdownLimit - 1_000, "the room is used");
        assert.match(
            text,
            /\n… \d+ more lines; npm run preview shows them\n```\n\n<\/details>\n\nNo room was left for: later\.$/,
        );
    });

    it("fences text that holds fences", () => {
        const text = markdown(["head"], [{ title: "t", lines: ["````", "@everyone"], isOpen: false }]);
        assert.match(text, /\n`````text\n````\n@everyone\n`````\n/);
    });

    it("lets no text break out of a table or call anybody", () => {
        assert.equal(
            table(["a", "b"], [["x | y", "<b>@team `c`"]])
                .split("\n")
                .at(-1),
            "| x &#124; y | &#60;b&#62;&#64;team &#96;c&#96; |",
        );
    });

    it("leaves room for both environments in one comment", () => {
        assert.ok(2 * markdownLimit < 60_000 + 1);
    });
});

describe("the comment", function () {
    this.timeout(60_000);

    it("shows a preview within the limit: counts and verdict open, the rest folded", async () => {
        for (const environment of ["dev", "prod"] as const) {
            const text = previewMarkdown(await platform(environment, "unknown"));
            assert.ok(text.length <= markdownLimit);
            assert.match(text, new RegExp(`^### ✅ MedEase ${environment}: phase`));
            assert.match(text, /^\| verdict \| deployable: no mandatory rule is broken \|$/m);
            assert.match(text, /^<details><summary>whole preview<\/summary>$/m);
            assert.doesNotMatch(text, /<details open>/);
        }
    });

    it("opens what is at risk and what is newly broken, and folds the rest", async () => {
        const preview = await platform("dev", "unknown");
        const vpc = (cidrBlock: string): ReturnType<typeof resourceOf> =>
            resourceOf("aws:ec2/vpc:Vpc", "vpc", { inputs: { cidrBlock } });
        const role = resourceOf("aws:iam/role:Role", "role");
        const comparison = compare(
            documentOf([vpc("10.0.0.0/16")]),
            documentOf([vpc("10.1.0.0/16"), role], { violations: [findingOf()] }),
        );
        const text = comparisonMarkdown(comparison, preview);
        assert.match(text, /^### ⚠️ MedEase prod: what changes$/m);
        assert.match(text, /^\| resources \| \+ 1 resource added, ± 1 resource replaced \|$/m);
        assert.match(text, /^\| policies \| 1 new finding, 0 gone \|$/m);
        assert.match(text, /<details open><summary>DATA AT RISK/);
        assert.match(text, /<details open><summary>policies/);
        assert.match(text, /<details><summary>resources/);
        assert.match(
            comparisonMarkdown(comparison, {
                ...preview,
                violations: [{ ...findingOf(), urn: "urn:pulumi:x" }],
            }),
            /^### ❌/,
        );
        const none = comparisonMarkdown(compare(documentOf([role]), documentOf([role])), preview);
        assert.match(none, /^### ✅ [^]*no difference/);
        assert.doesNotMatch(none, /<details/);
    });
});
