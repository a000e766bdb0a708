/** Markup: the only text that {@link markup} takes as it is. */
export class Html {
    constructor(readonly text: string) {}
}

/** What a template takes: text is escaped, markup is not, and nothing is nothing. */
export type Piece = Html | string | number | undefined | readonly Piece[];

const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
};

/**
 * Text as it may stand between tags and in a quoted attribute. Control characters, also those that turn the direction of
 * what follows, are shown as a sign: a name cannot disguise itself.
 */
export function escapeText(text: string): string {
    return text.replace(/[^\P{C}\n\t]/gu, "\uFFFD").replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

function textOf(piece: Piece): string {
    if (piece === undefined) return "";
    if (piece instanceof Html) return piece.text;
    if (typeof piece === "string") return escapeText(piece);
    return typeof piece === "number" ? String(piece) : piece.map(textOf).join("");
}

/**
 * Markup from a template; whatever is put into it is escaped, unless it is markup itself. It is not
 * called "html", so that no formatter moves the space within it.
 */
export function markup(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
    return new Html(strings.reduce((text, part, index) => `${text}${textOf(pieces[index - 1])}${part}`));
}
