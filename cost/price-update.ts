import type { ListPrice, PriceSource } from "./prices";
import { priceIn, questionFor, type Question } from "./price-list";

/** The table as the file holds it. */
export interface PriceTable {
    readonly read: string;
    readonly sources: Readonly<Record<string, PriceSource>>;
    readonly prices: readonly ListPrice[];
}

/** Asks the Price List of a region; the answer is its products. */
export type PriceReader = (question: Question, region: string) => Promise<readonly unknown[]>;

/** A price that is another now. */
export interface PriceChange {
    readonly key: string;
    readonly region: string;
    /** Absent where nobody had read it. */
    readonly from?: number;
    readonly to: number;
}

/** What an update found. */
export interface PriceUpdate {
    readonly table: PriceTable;
    readonly changes: readonly PriceChange[];
    /** Keys that stay as they are, because the Price List's name for them is not known or it gave no single answer. */
    readonly kept: readonly string[];
}

const sourceName = "aws-price-list";

/** Every price that can be read, read anew in these regions on a day such as "2026-11-27"; the others stay. */
export async function updated<Table extends PriceTable>(
    table: Table,
    read: PriceReader,
    regions: readonly string[],
    day: string,
): Promise<PriceUpdate & { readonly table: Table }> {
    const month = day.slice(0, 7);
    const changes: PriceChange[] = [];
    const kept: string[] = [];
    const prices: ListPrice[] = [];
    for (const item of table.prices) {
        const fresh = await readItem(item, read, regions);
        if (Object.keys(fresh).length === 0) kept.push(item.key);
        for (const [region, to] of Object.entries(fresh)) {
            const from = item.prices[region];
            if (from !== to)
                changes.push({ key: item.key, region, to, ...(from === undefined ? {} : { from }) });
        }
        prices.push(merged(item, fresh, month));
    }
    const named = new Set(prices.flatMap(({ sources }) => sources));
    const source: PriceSource = {
        what: "AWS Price List, read by npm run prices:update",
        where: "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/index.json",
        read: month,
    };
    const sources = Object.fromEntries(
        Object.entries({ ...table.sources, [sourceName]: source }).filter(([name]) => named.has(name)),
    );
    return { table: { ...table, read: day, sources, prices }, changes, kept };
}

async function readItem(
    { key }: ListPrice,
    read: PriceReader,
    regions: readonly string[],
): Promise<Readonly<Record<string, number>>> {
    const question = questionFor(key);
    const fresh: Record<string, number> = {};
    if (question === undefined) return fresh;
    for (const region of regions) {
        const price = priceIn(await read(question, region), question);
        if (price !== undefined) fresh[region] = price;
    }
    return fresh;
}

function merged(item: ListPrice, fresh: Readonly<Record<string, number>>, month: string): ListPrice {
    if (Object.keys(fresh).length === 0) return item;
    const isWhole = Object.keys(item.prices).every((region) => region in fresh);
    return {
        ...item,
        prices: { ...item.prices, ...fresh },
        date: month,
        sources: isWhole ? [sourceName] : [...new Set([...item.sources, sourceName])],
        confidence: isWhole ? "one source" : item.confidence,
    };
}
