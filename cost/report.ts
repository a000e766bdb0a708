import { number, wrap } from "../preview/text";
import { alike, groupBy } from "../strategy/groups";
import { billOf, byService, cellsIn, cellTotal, edgeTotal, type Bill, type Billed } from "./bill";
import { costHead, costRow, wholeDollars } from "./cost-table";
import { pricesRead } from "./prices";
import { savingsOf, type Saving } from "./savings";
import { sensitivities } from "./sensitivity";

/** Cells that cost the same in one line, so that eleven of them can be read. */
function cellRows(bill: Bill, cells: Billed["plan"]["cells"]): readonly string[] {
    const rows = cells.map(({ name, region, users }) => {
        const line = (shown: string): string => costRow(shown, cellTotal(bill, name), users);
        return { name, line, key: `${region} ${users} ${line("")}` };
    });
    return alike(rows, ({ key }) => key).map((group) => {
        const [{ name, line }, ...others] = group;
        return line(others.length === 0 ? name : `${name}, ${number(group.length)} alike, each`);
    });
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
    const without = [...groupBy(missing, ({ region }) => region)].map(([region, there]) => {
        const whats = there.map(({ what }) => what);
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
    const amount = wholeDollars(onFloor ? saved.floor : saved.expected);
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
        .map(({ service, cost }) => `${service} ${wholeDollars(cost.expected)}`);
    const savings = savingsOf(billed, bill).filter(({ dollars: saved }) => saved.expected >= 1);
    return [
        costHead,
        ...cellRows(bill, cells),
        ...(hasEdge ? [costRow("edge", edgeTotal(bill), users)] : []),
        costRow("total", bill.total, users),
        ...wrap(`most of it: ${services.join(", ")}`, "  "),
        ...priceLines(bill),
        ...wrap(assumptionLine(billed), "  "),
        ...(savings.length === 0 ? [] : wrap(`could save ${savings.map(savingText).join("; ")}`, "  ")),
        "",
    ];
}
