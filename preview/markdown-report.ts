import { blocksOf, countsText, isSame } from "./compare/comparison-lines";
import type { Comparison } from "./compare/comparison";
import { measuredText } from "./compare/show";
import { markdown, plainText, table } from "./markdown";
import type { Preview } from "./preview";
import { headline, isBroken, packLines, report, totals, verdict, violationLines } from "./report";
import { plural } from "./text";

/** The preview as a comment: what it is and what the packs say, the whole of it folded. */
export function previewMarkdown(preview: Preview): string {
    const { violations } = preview;
    const decided = violations.filter(({ undecided }) => !undecided);
    return markdown(
        [
            `### ${isBroken(preview) ? "❌" : "✅"} ${plainText(headline(preview))}`,
            table(
                ["preview", ""],
                [
                    ["shown", totals(preview)],
                    ["broken or advised", plural(decided.length, "finding")],
                    ["undecided before the update", plural(violations.length - decided.length, "finding")],
                    ["verdict", verdict(preview)],
                ],
            ),
        ],
        [
            ...(decided.length === 0
                ? []
                : [{ title: "policies", lines: violationLines(decided), isOpen: true }]),
            { title: "policy packs", lines: packLines(violations), isOpen: false },
            { title: "whole preview", lines: report(preview).split("\n"), isOpen: false },
        ],
    );
}

/** Rows of the numbers that are of no one cell: the sums. */
function sumRows(comparison: Comparison): readonly (readonly [string, string])[] {
    return comparison.sections.flatMap(({ measured }) =>
        measured
            .filter(({ label }) => !comparison.cells.some((cell) => label.startsWith(`${cell}: `)))
            .map((one) => [one.label, measuredText(one)] as const),
    );
}

/** The comparison as a comment: counts and sums in a table, what is at risk open, the rest folded. */
export function comparisonMarkdown(comparison: Comparison, preview: Preview): string {
    const { violations, environment, target } = comparison;
    const blocks = blocksOf(comparison);
    const isLoud = blocks.some((block) => block.isLoud);
    const of = target === environment ? environment : `${environment}, stack ${target}`;
    return markdown(
        [
            `### ${isBroken(preview) ? "❌" : isLoud ? "⚠️" : "✅"} ${plainText(`MedEase ${of}: what changes`)}`,
            table(
                ["change", ""],
                [
                    ["resources", isSame(comparison) ? "no difference" : countsText(comparison)],
                    ...sumRows(comparison),
                    [
                        "policies",
                        `${plural(violations.new.length, "new finding")}, ${String(violations.gone.length)} gone`,
                    ],
                    ["verdict", verdict(preview)],
                ],
            ),
        ],
        blocks.map((block) => ({ title: block.title, lines: block.lines, isOpen: block.isLoud })),
    );
}
