import {
    billOf,
    byService,
    cellsIn,
    cellTotal,
    costOf,
    edgeTotal,
    perThousandUsers,
    type Billed,
} from "./bill";
import { overruns } from "./budget";
import { listPrice, priceSources, pricesRead } from "./prices";
import { savingsOf } from "./savings";
import { sensitivities } from "./sensitivity";

/** The prices that the bill rests on, each with its sources. */
function pricesJson(keys: readonly string[]): unknown {
    return Object.fromEntries(
        keys.map((key) => {
            const { unit, date, confidence, sources } = listPrice(key) ?? {};
            return [key, { unit, date, confidence, sources: sources?.map((name) => priceSources[name]) }];
        }),
    );
}

/** The bill for machines: everything that it is made of, with what was assumed and where prices are from. */
export function costJson(billed: Billed): unknown {
    const bill = billOf(billed);
    const shown = cellsIn(bill);
    const cells = billed.plan.cells.filter(({ name }) => shown.includes(name));
    const users = cells.reduce((sum, cell) => sum + cell.users, 0);
    return {
        currency: "USD",
        pricesRead,
        total: bill.total,
        users,
        perThousandUsers: users === 0 ? null : perThousandUsers(bill.total.expected, users),
        cells: Object.fromEntries(cells.map(({ name }) => [name, cellTotal(bill, name)])),
        edge: edgeTotal(bill),
        services: byService(bill.items),
        missing: bill.missing,
        unpriced: bill.unpriced,
        budget: { ...billed.settings.budget, overruns: overruns(billed, bill) },
        assumptions: sensitivities(billed),
        savings: savingsOf(billed, bill),
        prices: pricesJson([...new Set(bill.items.map(({ priceKey }) => priceKey))].sort()),
        items: bill.items.map((item) => ({ ...item, cost: costOf(item) })),
    };
}
