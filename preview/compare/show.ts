import { number, width } from "../text";
import type { Measured } from "./sections";
import { isSecretMark, isUnknownMark, type ValueChange } from "./values";

/** Longest that one value may be in a line. */
const valueLength = 60;

/** Cut in the middle: both ends of an ARN or a policy say more than its beginning twice. */
export function cutInTheMiddle(text: string, length: number): string {
    if (text.length <= length) return text;
    const head = Math.ceil((length - 1) / 2);
    return `${text.slice(0, head)}…${text.slice(text.length - (length - 1 - head))}`;
}

/** Marks within a structure, as they are shown. */
function withoutMarks(_: string, value: unknown): unknown {
    if (isSecretMark(value)) return "[secret]";
    return isUnknownMark(value) ? "(known after the update)" : value;
}

/** A value for a person, however long; nothing of a secret. */
function whole(value: unknown): string {
    if (value === undefined) return "(not set)";
    if (isSecretMark(value)) return "[secret]";
    if (isUnknownMark(value)) {
        const from = Array.isArray(value.from) ? value.from.join(", ") : "";
        return `(known after the update${from === "" ? "" : `, from ${from}`})`;
    }
    return JSON.stringify(value, withoutMarks);
}

/** A value for a person, cut where it is long. */
export function shown(value: unknown): string {
    return cutInTheMiddle(whole(value), valueLength);
}

/**
 * `path: before → after`, on three lines where one is too narrow. Values that were cut to the same text are cut around
 * the first place at which they differ.
 */
export function changeLines({ path, before, after }: ValueChange, indent: string): readonly string[] {
    const [old, fresh] = shownApart(before, after);
    const line = `${indent}${path}: ${old} → ${fresh}`;
    if (line.length <= width) return [line];
    const room = width - indent.length - 4;
    return [
        `${indent}${cutInTheMiddle(`${path}:`, room)}`,
        `${indent}    ${cutInTheMiddle(old, room)}`,
        `${indent}  → ${cutInTheMiddle(fresh, room)}`,
    ];
}

/** Characters that are shown before the first that differs. */
const context = 20;

function shownApart(before: unknown, after: unknown): readonly [string, string] {
    const [old, fresh] = [shown(before), shown(after)];
    if (old !== fresh) return [old, fresh];
    const [oldWhole, freshWhole] = [whole(before), whole(after)];
    let at = 0;
    while (at < oldWhole.length && oldWhole[at] === freshWhole[at]) at++;
    const start = Math.max(0, at - context);
    const around = (text: string): string => {
        const part = text.slice(start, start + valueLength - 2);
        return `${start > 0 ? "…" : ""}${part}${start + part.length < text.length ? "…" : ""}`;
    };
    return [around(oldWhole), around(freshWhole)];
}

/** Whole numbers with their thousands, others with two places. */
function amount(value: number | undefined, unit: string): string {
    if (value === undefined) return "none";
    const digits = Number.isInteger(value) ? number(value) : value.toFixed(2);
    return `${digits} ${unit}`;
}

/** `before → after (+ difference)`. */
export function measuredText({ unit, before, after }: Measured): string {
    const difference = before === undefined || after === undefined ? undefined : after - before;
    const change =
        difference === undefined
            ? ""
            : ` (${difference < 0 ? "-" : "+"}${amount(Math.abs(difference), "").trim()})`;
    return before === undefined || after === undefined
        ? `${amount(before, unit)} → ${amount(after, unit)}`
        : `${amount(before, "").trim()} → ${amount(after, unit)}${change}`;
}
