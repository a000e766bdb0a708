/** Readable without wrapping in a terminal of the usual size. */
export const width = 80;

/** 1,234 */
export const number = (value: number): string => value.toLocaleString("en-US");

/** "1 cell", "2 cells". */
export const plural = (count: number, noun: string): string =>
    `${number(count)} ${noun}${count === 1 ? "" : "s"}`;
