import type { Amounts } from "../capacity/scenario";
import { number, width } from "../preview/text";
import { perThousandUsers } from "./bill";

const columns = [11, 11, 11, 10];

function row(name: string, cells: readonly string[]): string {
    const numbers = cells.map((cell, index) => cell.padStart(columns[index] ?? 0)).join("");
    return name.padEnd(width - numbers.length) + numbers;
}

/** "9,471": US dollars without cents, under a head that says what they are. */
export const wholeDollars = (amount: number): string => number(Math.round(amount));

/** The head of a table of costs for a terminal. */
export const costHead = row("cost a month in US dollars", ["floor", "expected", "ceiling", "per 1,000"]);

/** A line of it; without users nothing is said of each 1,000. */
export function costRow(name: string, { floor, expected, ceiling }: Amounts, users: number): string {
    return row(`  ${name}`, [
        ...[floor, expected, ceiling].map(wholeDollars),
        users === 0 ? "" : perThousandUsers(expected, users).toFixed(2),
    ]);
}
