/**
 * Longest text that one Markdown output has: GitHub takes 65,536 characters in a comment, and the comment on a pull request
 * holds dev and prod.
 */
export const markdownLimit = 30_000;

/** A fence that nothing within the text can close. */
function fenced(lines: readonly string[]): string {
    const longest = Math.max(2, ...lines.map((line) => /`+/.exec(line)?.[0].length ?? 0));
    const fence = "`".repeat(longest + 1);
    return [`${fence}text`, ...lines, fence].join("\n");
}

/** Text outside a fence: no tag, no table cell, no mention of anybody. */
export function plainText(text: string): string {
    return text.replace(/[&<>|@`*_[\]\\]/g, (sign) => `&#${String(sign.charCodeAt(0))};`);
}

/** A table of two columns. */
export function table(
    heads: readonly [string, string],
    rows: readonly (readonly [string, string])[],
): string {
    const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
    return [line(heads), "|---|---|", ...rows.map((row) => line(row.map(plainText)))].join("\n");
}

/** A part with lines of plain text, folded unless it must be seen. */
export interface Part {
    readonly title: string;
    readonly lines: readonly string[];
    readonly isOpen: boolean;
}

function partText({ title, lines, isOpen }: Part): string {
    return [
        `<details${isOpen ? " open" : ""}><summary>${plainText(title)}</summary>`,
        "",
        fenced(lines),
        "",
        "</details>",
    ].join("\n");
}

/** As many lines of the part as there is room for, and how many are missing. */
function cutTo(part: Part, room: number): string | undefined {
    const text = partText(part);
    if (text.length <= room) return text;
    // Each more line makes the text longer: the most that fit are found by halving.
    let [fits, tooMany] = [0, part.lines.length];
    const withLines = (count: number): string =>
        partText({
            ...part,
            lines: [
                ...part.lines.slice(0, count),
                `… ${String(part.lines.length - count)} more lines; npm run preview shows them`,
            ],
        });
    while (tooMany - fits > 1) {
        const middle = Math.floor((fits + tooMany) / 2);
        if (withLines(middle).length <= room) fits = middle;
        else tooMany = middle;
    }
    return fits === 0 ? undefined : withLines(fits);
}

/** Characters kept for the last line, which names what found no room. */
const reserve = 400;

/** A text within the limit: the head whole, then the parts in their order, cut where the room ends. */
export function markdown(head: readonly string[], parts: readonly Part[]): string {
    const texts = [head.join("\n\n")];
    const without: string[] = [];
    let room = markdownLimit - reserve - (texts[0]?.length ?? 0);
    for (const part of parts) {
        const text = cutTo(part, room - 2);
        if (text === undefined) without.push(part.title);
        else {
            texts.push(text);
            room -= text.length + 2;
        }
    }
    if (without.length > 0) {
        texts.push(`No room was left for: ${plainText(without.join(", ")).slice(0, reserve - 50)}.`);
    }
    return texts.join("\n\n");
}
