import type { Mistake } from "./settings-error";

/** Namespace of the project's config keys: the name in `Pulumi.yaml`. */
export const projectNamespace = "medease-platform";

/** Why a value was refused, before it is known where the value stands. */
export interface Fault {
    /** The value found. @default {@link showValue} of it */
    readonly got?: string;
    readonly expected: string;
    readonly remedy: string;
}

/** A mistake with its place as keys and indexes. */
export interface Finding {
    readonly at: readonly PropertyKey[];
    readonly got: string;
    readonly expected: string;
    readonly remedy: string;
}

/** Longer values are cut in the middle: the end of an image's name says as much as its beginning. */
const longestShown = 72;

const shorten = (text: string): string =>
    text.length <= longestShown
        ? text
        : `${text.slice(0, longestShown / 2)}…${text.slice(1 - longestShown / 2)}`;

/**
 * A value for a message. Text is quoted unless it is a plain number, because the command line turns numbers
 * into text. What lists and objects hold is not shown, and neither is a password inside a URL.
 */
export function showValue(value: unknown): string {
    if (value === undefined || value === null) return "nothing";
    if (typeof value === "string") {
        if (/^-?\d+(\.\d+)?$/.test(value)) return shorten(value);
        return JSON.stringify(shorten(value.replace(/\/\/[^/@]*@/g, "//[secret]@")));
    }
    if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    return "an object";
}

/** The place in keys and indexes, e.g. "cells[2].tasks.max". */
export function showKeys(at: readonly PropertyKey[]): string {
    const parts = at.map((part, depth) => {
        if (typeof part === "number") return `[${part}]`;
        const key = String(part);
        if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(key)) {
            return depth === 0 ? JSON.stringify(shorten(key)) : `[${JSON.stringify(shorten(key))}]`;
        }
        return depth === 0 ? shorten(key) : `.${shorten(key)}`;
    });
    return parts.join("");
}

/** The place as config path, e.g. "medease-platform:cells[2].tasks.max". */
export function showPath(at: readonly PropertyKey[]): string {
    return `${projectNamespace}:${showKeys(at)}`;
}

/** Whether the first place is the second or holds it. */
function holds(outer: readonly PropertyKey[], inner: readonly PropertyKey[]): boolean {
    return outer.length <= inner.length && outer.every((part, depth) => part === inner[depth]);
}

/** Leaves out findings about a whole of which a part is wrong already: they would follow from it. */
export function withoutConsequences(
    findings: readonly Finding[],
    earlier: readonly Finding[],
): readonly Finding[] {
    return findings.filter(({ at }) => !earlier.some((known) => holds(at, known.at)));
}

/** Sorts by the order of the keys and, within a list, by index; otherwise as found. */
export function inFileOrder(findings: readonly Finding[], keys: readonly string[]): readonly Finding[] {
    const rank = ({ at }: Finding): [number, number] => {
        const key = keys.indexOf(String(at[0]));
        return [key === -1 ? keys.length : key, typeof at[1] === "number" ? at[1] : -1];
    };
    return [...findings].sort((a, b) => {
        const [[keyA, indexA], [keyB, indexB]] = [rank(a), rank(b)];
        return keyA - keyB || indexA - indexB;
    });
}

/** The finding as the mistake that a person reads. */
export function toMistake({ at, got, expected, remedy }: Finding): Mistake {
    return { path: showPath(at), got, expected, remedy };
}
