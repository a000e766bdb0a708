/** One thing that is wrong with the settings, and what to do about it. */
export interface Mistake {
    /** Where it is, e.g. "medease-platform:cells[2].tasks.max". */
    readonly path: string;
    /** The value found, as a person would write it; a secret is never shown. */
    readonly got: string;
    /** The rule. */
    readonly expected: string;
    readonly remedy: string;
}

/** Columns of the narrowest terminal that the text is laid out for. */
const columns = 80;
const hangingIndent = "    ";

/** Breaks a line at spaces; what follows the first line is indented. A longer word stays whole. */
export function wrap(text: string): string {
    const lines: string[] = [];
    let line = "";
    for (const word of text.split(" ")) {
        if (line !== "" && line.length + 1 + word.length > columns) {
            lines.push(line);
            line = hangingIndent + word;
        } else {
            line = line === "" ? word : `${line} ${word}`;
        }
    }
    return [...lines, line].join("\n");
}

/** The mistake as one sentence. */
export function describeMistake({ path, got, expected, remedy }: Mistake): string {
    return `config ${path}: got ${got}; expected ${expected}; ${remedy}`;
}

function listMistakes(mistakes: readonly Mistake[]): string {
    const count = mistakes.length === 1 ? "1 mistake" : `${mistakes.length} mistakes`;
    return [`${count} in the settings`, ...mistakes.map((one) => wrap(describeMistake(one)))].join("\n\n");
}

/**
 * The settings cannot be used. Its message is for the person who wrote them, complete and laid out, so it is
 * to be shown as it is and without a stack trace.
 */
export class SettingsError extends Error {
    override readonly name = "SettingsError";

    constructor(
        /** Every mistake, in the order of the settings file. */
        readonly mistakes: readonly Mistake[],
        message = listMistakes(mistakes),
    ) {
        super(message);
    }
}
