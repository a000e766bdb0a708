import type { Fault } from "./finding";
import { nearest } from "./nearest";

/** A value as read, or why it was refused. */
export type Reading<T> = { readonly value: T } | { readonly fault: Fault };

/** Reads one value of the settings strictly: as itself, or as the text that the command line makes of it. */
export type Reader<T> = (value: unknown) => Reading<T>;

/** "a, b or c". */
export function listOf(words: readonly (string | number)[]): string {
    const last = words.at(-1);
    return words.length < 2 ? String(last) : `${words.slice(0, -1).join(", ")} or ${String(last)}`;
}

/** Text without surrounding blanks; anything else, and nothing, is undefined. */
export function plainText(value: unknown): string | undefined {
    return typeof value === "string" && value !== "" && value.trim() === value ? value : undefined;
}

/** How a number is bounded, and what to do with one beyond the bounds. */
export interface NumberRule {
    readonly min: number;
    /** @default none */
    readonly max?: number;
    /** Added to the rule: why, or of what. */
    readonly note?: string;
    /** What to do with a smaller one. @default raise it to the minimum */
    readonly ifBelow?: string;
    /** What to do with a larger one. @default lower it to the maximum */
    readonly ifAbove?: string;
    /** A value that would do. @default the minimum */
    readonly example?: number;
}

/** What a kind of number is called and how it is told from others. */
interface NumberKind {
    readonly noun: string;
    readonly digits: RegExp;
    readonly accepts: (value: number) => boolean;
    readonly round: (value: number) => number;
}

function numberReader(kind: NumberKind, rule: NumberRule): Reader<number> {
    const { min, max } = rule;
    const range = max === undefined ? `of at least ${min}` : `from ${min} to ${max}`;
    const expected = `${kind.noun} ${range}${rule.note === undefined ? "" : ` ${rule.note}`}`;
    return (given) => {
        const read = typeof given === "string" && kind.digits.test(given) ? Number(given) : given;
        if (typeof read !== "number" || !kind.accepts(read)) {
            return { fault: { expected, remedy: suggestNumber(given, kind, rule) } };
        }
        if (read < min) return { fault: { expected, remedy: rule.ifBelow ?? `raise it to ${min}` } };
        if (max !== undefined && read > max) {
            return { fault: { expected, remedy: rule.ifAbove ?? `lower it to ${max}` } };
        }
        return { value: read };
    };
}

/** Digits-only spelling of what was probably meant ("1,000,000", "1e6", 0.3), or an example. */
function suggestNumber(given: unknown, kind: NumberKind, { min, max, example = min }: NumberRule): string {
    const bare = typeof given === "string" ? given.replace(/[,_' ]/g, "") : given;
    const meant = typeof bare === "string" || typeof bare === "number" ? kind.round(Number(bare)) : NaN;
    const fits = kind.accepts(meant) && meant >= min && meant <= (max ?? Infinity);
    return fits ? `write ${meant}` : `write digits only, e.g. ${example}`;
}

const wholes: NumberKind = {
    noun: "a whole number",
    digits: /^-?(0|[1-9]\d*)$/,
    accepts: Number.isSafeInteger,
    round: Math.round,
};

const halves: NumberKind = {
    noun: "a multiple of 0.5",
    digits: /^-?(0|[1-9]\d*)(\.\d+)?$/,
    accepts: (value) => Number.isSafeInteger(2 * value),
    round: (value) => Math.round(2 * value) / 2,
};

const decimals: NumberKind = {
    noun: "a number",
    digits: /^-?(0|[1-9]\d*)(\.\d+)?$/,
    accepts: Number.isFinite,
    round: (value) => value,
};

/** A number with or without decimals, as a number or as its digits; no exponent, separator or unit. */
export function decimalNumber(rule: NumberRule): Reader<number> {
    return numberReader(decimals, rule);
}

/** A whole number, as a number or as its digits; no exponent, separator or leading zero. */
export function wholeNumber(rule: NumberRule): Reader<number> {
    return numberReader(wholes, rule);
}

/** A multiple of 0.5, as a number or as its digits. */
export function halfSteps(rule: NumberRule): Reader<number> {
    return numberReader(halves, rule);
}

/** Yes or no, as a flag or as the word that the command line makes of it. */
export const flag: Reader<boolean> = (given) => {
    if (given === true || given === "true") return { value: true };
    if (given === false || given === "false") return { value: false };
    const near = typeof given === "string" ? nearest(given.toLowerCase(), ["true", "false"]) : undefined;
    return {
        fault: {
            expected: "true or false",
            remedy: near === undefined ? "choose one of them" : `did you mean ${near}?`,
        },
    };
};

/** One of a closed set of words, in exactly this spelling. */
export function oneOf<T extends string>(words: readonly T[], otherwise: string): Reader<T> {
    return (given) => {
        const value = words.find((word) => word === given);
        if (value !== undefined) return { value };
        const near = typeof given === "string" ? nearest(given, words) : undefined;
        return {
            fault: {
                expected: words.length > 2 ? `one of ${listOf(words)}` : listOf(words),
                remedy: near === undefined ? otherwise : `did you mean ${near}?`,
            },
        };
    };
}
