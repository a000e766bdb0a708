import type { Amounts } from "../capacity/scenario";
import { number, width, wrap } from "../preview/text";
import {
    billOf,
    byService,
    cellsIn,
    cellTotal,
    edgeTotal,
    perThousandUsers,
    type Bill,
    type Billed,
} from "./bill";
import { pricesRead } from "./prices";
import { savingsOf, type Saving } from "./savings";
import { sensitivities } from "./sensitivity";

const columns = [10, 11, 11, 10];

/** "cost a month" and the four columns of numbers. */
function row(name: string, cells: readonly string[]): string {
    const numbers = cells.map((cell, index) => cell.padStart(columns[index] ?? 0)).join("");
    return name.padEnd(width - numbers.length) + numbers;
}

const dollars = (amount: number): string => number(Math.round(amount));

function amountsRow(name: string, cost: Amounts, users: number): string {
    const { floor, expected, ceiling } = cost;
    const each = users === 0 ? "" : perThousandUsers(expected, users).toFixed(2);
    return row(`  ${name}`, [dollars(floor), dollars(expected), dollars(ceiling), each]);
}

/** Cells that cost the same in one line, so that eleven of them can be read. */
function cellRows(bill: Bill, cells: Billed["plan"]["cells"]): readonly string[] {
    const alike = new Map<string, { readonly line: (name: string) => string; readonly names: string[] }>();
    for (const { name, region, users } of cells) {
        const cost = cellTotal(bill, name);
        const key = [region, users, dollars(cost.floor), dollars(cost.expected), dollars(cost.ceiling)].join(
            " ",
        );
        const group = alike.get(key);
        if (group !== undefined) group.names.push(name);
        else alike.set(key, { line: (shown) => amountsRow(shown, cost, users), names: [name] });
    }
    return [...alike.values()].map(({ line, names: [first = "", ...others] }) =>
        line(others.length === 0 ? first : `${first}, ${number(1 + others.length)} alike, each`),
    );
}

/** Of how many things the table had to say "about". */
function priceLines(bill: Bill): readonly string[] {
    const priced = new Set(bill.items.map(({ priceKey, region }) => `${priceKey} ${region}`));
    const estimated = new Set(
        bill.items.flatMap(({ priceKey, region, estimate }) =>
            estimate === undefined ? [] : [`${priceKey} ${region}`],
        ),
    );
    const read = `list prices on demand, read on ${pricesRead}, no free tier; ${number(estimated.size)} of ${number(priced.size)} are estimates`;
    return [...wrap(read, "  "), ...missingLines(bill)];
}

/** What the total lacks, price by price. */
export function missingLines({ missing, unpriced }: Bill): readonly string[] {
    const byRegion = new Map<string, string[]>();
    for (const { region, what } of missing) {
        const there = byRegion.get(region);
        if (there === undefined) byRegion.set(region, [what]);
        else there.push(what);
    }
    const without = [...byRegion].map(([region, whats]) => {
        const more = whats.length > 3 ? ` and ${number(whats.length - 3)} more` : "";
        return `${whats.slice(0, 3).join(", ")}${more} in ${region}`;
    });
    return [
        ...(without.length === 0
            ? []
            : wrap(
                  `incomplete, without ${without.join("; ")}: add the prices to cost/table.json, or npm run prices:update`,
                  "  ",
              )),
        ...(unpriced.length === 0 ? [] : wrap(`not priced: ${unpriced.join(", ")}`, "  ")),
    ];
}

function assumptionLine(billed: Billed): string {
    const top = sensitivities(billed).slice(0, 3);
    const shown = top.map(
        ({ name, value, unit, percent }) =>
            `${name} ${number(value)} ${unit} (10 % more: ${percent > 0 ? "+" : ""}${percent.toFixed(1)} %)`,
    );
    return `it hangs most on ${shown.join(", ")}; set them under assumptions`;
}

function savingText({ what, dollars: saved, isMaximum, without }: Saving): string {
    const onFloor = saved.floor > 0;
    const amount = dollars(onFloor ? saved.floor : saved.expected);
    const unknown = without.length === 0 ? "" : ` (no figure for ${without.join(", ")})`;
    return `${isMaximum ? "up to " : ""}${amount} of the ${onFloor ? "floor" : "expected"} by ${what}${unknown}`;
}

/** What a month costs, as a person reads it. */
export function costLines(billed: Billed): readonly string[] {
    const bill = billOf(billed);
    const shown = cellsIn(bill);
    const cells = billed.plan.cells.filter(({ name }) => shown.includes(name));
    const users = cells.reduce((sum, cell) => sum + cell.users, 0);
    const hasEdge = bill.items.some(({ cell }) => cell === undefined);
    const services = byService(bill.items)
        .slice(0, 5)
        .map(({ service, cost }) => `${service} ${dollars(cost.expected)}`);
    const savings = savingsOf(billed, bill).filter(({ dollars: saved }) => saved.expected >= 1);
    return [
        row("cost a month in US dollars", ["floor", "expected", "ceiling", "per 1,000"]),
        ...cellRows(bill, cells),
        ...(hasEdge ? [amountsRow("edge", edgeTotal(bill), users)] : []),
        amountsRow("total", bill.total, users),
        ...wrap(`most of it: ${services.join(", ")}`, "  "),
        ...priceLines(bill),
        ...wrap(assumptionLine(billed), "  "),
        ...(savings.length === 0 ? [] : wrap(`could save ${savings.map(savingText).join("; ")}`, "  ")),
        "",
    ];
}
