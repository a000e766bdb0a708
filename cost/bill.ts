import type { Assumptions } from "../capacity/assumptions";
import { amounts, presenceIn, type Amounts } from "../capacity/scenario";
import { cellUsage, edgeUsage } from "../capacity/usage";
import type { Preview } from "../preview/preview";
import { groupBy } from "../strategy/groups";
import type { CellPlan } from "../strategy/plan";
import { freeTypes } from "./free";
import { CostGraph, type PlacedResource } from "./graph";
import { pricers } from "./pricers";
import { listPrice, priceOf } from "./prices";
import { unknownRegion, type Charge, type EdgeRegion, type PricedCell, type Pricing } from "./pricing";

/** One line of a month's bill. */
export interface LineItem {
    readonly stack: string;
    readonly urn: string;
    readonly type: string;
    /** The cell whose part it is; absent for the edge's and the environment's own. */
    readonly cell?: string;
    readonly region: string;
    /** What a person calls it, e.g. "Fargate", "Aurora": groups of the report. */
    readonly service: string;
    /** e.g. "task vCPU-hours" */
    readonly what: string;
    readonly unit: string;
    /** In that unit, in each of the three months. */
    readonly quantity: Amounts;
    readonly priceKey: string;
    /** US dollars per unit; undefined where the table has none and no estimate is possible. */
    readonly unitPrice?: number;
    /** Why the price is an estimate. */
    readonly estimate?: string;
}

/** Something that the bill is incomplete without. */
export interface MissingPrice {
    readonly priceKey: string;
    readonly region: string;
    /** e.g. "Aurora: storage" */
    readonly what: string;
}

/** A month's bill, from list prices on demand and without the free tier. */
export interface Bill {
    readonly items: readonly LineItem[];
    /** US dollars of what is priced. */
    readonly total: Amounts;
    /** What nothing is known of, each once: the total is then "incomplete, without …". */
    readonly missing: readonly MissingPrice[];
    /** Types that are neither priced nor declared free. */
    readonly unpriced: readonly string[];
}

/** What a bill is computed from. */
export type Billed = Pick<Preview, "stacks" | "plan" | "settings">;

/** Types that the engine itself has: providers and references to other stacks. */
const engineTypes = "pulumi:";

/** Nothing, in each of the three months. */
const nothing: Amounts = amounts(() => 0);

const bills = new WeakMap<Billed["stacks"], Bill>();

/** The bill of the recorded graph at the configured users; computed once for a preview, however many ask. */
export function billOf({ stacks, plan, settings }: Billed): Bill {
    const known = bills.get(stacks);
    if (known !== undefined) return known;
    const bill = billAt(new CostGraph({ stacks }), plan.cells, settings.assumptions);
    bills.set(stacks, bill);
    return bill;
}

/** The bill of a graph for these cells, under these assumptions. */
export function billAt(graph: CostGraph, plans: readonly CellPlan[], assumed: Assumptions): Bill {
    const cells = plans.map((plan): PricedCell => {
        const presence = presenceIn(plan, assumed);
        return { plan, usage: amounts((scenario) => cellUsage(presence[scenario], assumed)) };
    });
    const byName = new Map(cells.map((cell) => [cell.plan.name, cell]));
    const pricing: Pricing = { graph, assumed, cells, edge: edgeRegions(cells, assumed) };
    const items: LineItem[] = [];
    const missing = new Map<string, MissingPrice>();
    const unpriced = new Set<string>();
    for (const placed of graph.resources) {
        const { type } = placed.resource;
        if (type in freeTypes || type.startsWith(engineTypes)) continue;
        const price = pricers[type];
        if (price === undefined) {
            unpriced.add(type);
            continue;
        }
        const inCell = placed.cell === undefined ? undefined : byName.get(placed.cell);
        const region = placed.region ?? unknownRegion;
        const charges = price({ ...placed, region, ...(inCell === undefined ? {} : { inCell }) }, pricing);
        for (const charge of charges) {
            const item = itemOf(placed, charge, charge.region ?? region);
            if (item !== undefined) items.push(item);
            if (item?.unitPrice === undefined) {
                const one = missingOf(charge, charge.region ?? region);
                missing.set(`${one.priceKey} ${one.region} ${one.what}`, one);
            }
        }
    }
    return { items, total: totalOf(items), missing: [...missing.values()], unpriced: [...unpriced].sort() };
}

/** The users of each region's cells at the edge. */
function edgeRegions(cells: readonly PricedCell[], assumed: Assumptions): readonly EdgeRegion[] {
    return [...new Set(cells.map(({ plan }) => plan.region))].map((region) => {
        const there = cells.filter(({ plan }) => plan.region === region);
        const usage = amounts((scenario) => {
            const users = there.map(({ plan }) => edgeUsage(presenceIn(plan, assumed)[scenario], assumed));
            return users.reduce((sum, one) => ({
                apiRequests: sum.apiRequests + one.apiRequests,
                siteRequests: sum.siteRequests + one.siteRequests,
                gigabytes: sum.gigabytes + one.gigabytes,
                accessLogGigabytes: sum.accessLogGigabytes + one.accessLogGigabytes,
            }));
        });
        return { region, usage };
    });
}

function itemOf(
    { stack, resource, cell }: PlacedResource,
    { service, what, priceKey, quantity }: Charge,
    region: string,
): LineItem | undefined {
    if (quantity === undefined) return undefined;
    const price = priceOf(priceKey, region);
    return {
        stack,
        urn: resource.urn,
        type: resource.type,
        ...(cell === undefined ? {} : { cell }),
        region,
        service,
        what,
        unit: listPrice(priceKey)?.unit ?? "unit",
        quantity,
        priceKey,
        ...price,
    };
}

function missingOf({ service, what, priceKey, quantity }: Charge, region: string): MissingPrice {
    const unknown = quantity === undefined ? ", whose size is not known before the update" : "";
    return { priceKey, region, what: `${service}: ${what}${unknown}` };
}

/** US dollars of an item; nothing where it has no price. */
export function costOf({ quantity, unitPrice = 0 }: LineItem): Amounts {
    return amounts((scenario) => quantity[scenario] * unitPrice);
}

/** US dollars of these items together. */
export function totalOf(items: readonly LineItem[]): Amounts {
    return items.reduce((sum, item) => {
        const cost = costOf(item);
        return amounts((scenario) => sum[scenario] + cost[scenario]);
    }, nothing);
}

/** Names of the cells that have items in the bill, in the order of the stacks. */
export function cellsIn({ items }: Bill): readonly string[] {
    return [...new Set(items.flatMap(({ cell }) => (cell === undefined ? [] : [cell])))];
}

/** Whether all of the environment is in the bill, and not one stack of it. */
export function isWhole({ plan }: Pick<Billed, "plan">, bill: Bill): boolean {
    return bill.items.some(({ cell }) => cell === undefined) && cellsIn(bill).length === plan.cells.length;
}

/** What a cell costs, its secondary and its backups elsewhere included. */
export function cellTotal({ items }: Bill, cell: string): Amounts {
    return totalOf(items.filter((item) => item.cell === cell));
}

/** What is no cell's: the edge. */
export function edgeTotal({ items }: Bill): Amounts {
    return totalOf(items.filter(({ cell }) => cell === undefined));
}

/** What each service costs, the most expensive first. */
export function byService(
    items: readonly LineItem[],
): readonly { readonly service: string; readonly cost: Amounts }[] {
    return [...groupBy(items, ({ service }) => service)]
        .map(([service, group]) => ({ service, cost: totalOf(group) }))
        .sort((one, other) => other.cost.expected - one.cost.expected);
}

/** Dollars for each 1,000 users. */
export function perThousandUsers(dollars: number, users: number): number {
    return (dollars * 1_000) / users;
}
