import type { Bounds } from "../strategy/plan";

/** Readable without wrapping in a terminal of the usual size. */
export const width = 80;

/** 1,234 */
export const number = (value: number): string => value.toLocaleString("en-US");

/** "1 cell", "2 cells". */
export const plural = (count: number, noun: string): string =>
    `${number(count)} ${noun}${count === 1 ? "" : "s"}`;

/** "5..10", or one number where both ends are the same. */
export const range = ({ min, max }: Bounds): string =>
    min === max ? number(min) : `${number(min)}..${number(max)}`;

/** "$9,471" */
export const dollars = (amount: number): string => `$${number(Math.round(amount))}`;

/** Breaks at spaces; every line starts with the indent. */
export function wrap(text: string, indent: string): readonly string[] {
    const out: string[] = [];
    for (const word of text.split(/\s+/)) {
        const line = out.at(-1);
        if (line !== undefined && line.length + 1 + word.length <= width)
            out[out.length - 1] = `${line} ${word}`;
        else out.push(`${indent}${word}`);
    }
    return out;
}
