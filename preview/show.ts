import { writeReport } from "../report/report-file";
import { compare } from "./compare/comparison";
import { comparisonText } from "./compare/comparison-lines";
import type { PreviewDocument } from "./document";
import { comparisonMarkdown, previewMarkdown } from "./markdown-report";
import { previewTarget, type Preview } from "./preview";
import { headline, isBroken, report, totals, verdict } from "./report";
import { toJson } from "./summary";
import type { Target } from "./target";

/** How a preview is shown. */
export interface Showing {
    readonly format: "text" | "json" | "markdown";
    /** A former preview that this one is compared with, and the file that it came from. */
    readonly before: { readonly document: PreviewDocument; readonly file: string } | undefined;
    /** File that the page is written to. */
    readonly page: string | undefined;
}

/** A preview that takes longer than this says how far it is. */
const patienceMilliseconds = 1000;

/** The preview by itself; of one with a page, only what it is and what the packs say. */
function shown(preview: Preview, { format, page }: Showing): string {
    if (format === "text" && page !== undefined)
        return [headline(preview), totals(preview), verdict(preview)].join("\n");
    if (format === "json") return JSON.stringify(toJson(preview));
    return format === "markdown" ? previewMarkdown(preview) : report(preview);
}

/** What differs from the former preview. */
function compared(
    { document, file }: NonNullable<Showing["before"]>,
    preview: Preview,
    { format }: Showing,
): string {
    const comparison = compare(document, toJson(preview));
    if (format === "json") return JSON.stringify(comparison);
    return format === "markdown"
        ? comparisonMarkdown(comparison, preview)
        : comparisonText(comparison, file, verdict(preview));
}

/** Says on stderr which stack is at work, once the preview has taken longer than a person waits in silence. */
function progressOf(target: Target): (stack: string, index: number) => void {
    const start = Date.now();
    return (stack, index) => {
        if (Date.now() - start < patienceMilliseconds) return;
        process.stderr.write(`… ${stack} (${String(index + 1)} of ${String(target.stacks.length)})\n`);
    };
}

/** Runs the preview, writes its page where one is wanted, and gives what to print and whether a mandatory rule is broken. */
export async function show(
    root: string,
    target: Target,
    showing: Showing,
): Promise<{ readonly text: string; readonly broken: boolean }> {
    const preview = await previewTarget(root, target, { progress: progressOf(target) });
    const { before, page: file } = showing;
    const text = before === undefined ? shown(preview, showing) : compared(before, preview, showing);
    if (file !== undefined) {
        // Loaded where it is asked for: every other preview is spared it.
        const { page } = await import("../report/page");
        writeReport(file, page(preview));
        process.stderr.write(`wrote ${file}\n`);
    }
    return { text, broken: isBroken(preview) };
}
