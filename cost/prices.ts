import table from "./table.json";
import { estimated, type Estimate } from "./price-estimate";

/** Where a price is from, so that anybody can check it. */
export interface PriceSource {
    readonly what: string;
    /** Public address. */
    readonly where: string;
    /** Month in which it was read or published, e.g. "2026-09"; absent where the source does not say. */
    readonly read?: string;
}

/** A list price on demand: no free tier, no discount, the first step of what AWS prices in steps. */
export interface ListPrice {
    /** e.g. "fargate.arm64.vcpuHour" */
    readonly key: string;
    /** e.g. "vCPU-hour" */
    readonly unit: string;
    /** US dollars by region; a region that is not there is one whose price nobody has read. */
    readonly prices: Readonly<Record<string, number>>;
    /** Month of the newest source. */
    readonly date: string;
    /** Names in {@link priceSources}. */
    readonly sources: readonly string[];
    readonly confidence: "two sources agree" | "one source" | "derived";
}

/** A price of a region, and why it is an estimate where nobody has read it. */
export interface Price {
    readonly unitPrice: number;
    readonly estimate?: string;
}

/** Day on which the table was collected, e.g. "2026-11-24". */
export const pricesRead: string = table.read;

/** The sources by name. */
export const priceSources = table.sources as Readonly<Record<string, PriceSource>>;

/** The table, in the order of the file. */
export const listPrices: readonly ListPrice[] = (
    table.prices as readonly (Omit<ListPrice, "prices"> & {
        readonly prices: Readonly<Record<string, number | undefined>>;
    })[]
).map((one) => ({ ...one, prices: defined(one.prices) }));

/** TypeScript gives each object of the file every region of all of them; those that are not there are undefined. */
function defined(prices: Readonly<Record<string, number | undefined>>): Readonly<Record<string, number>> {
    return Object.fromEntries(
        Object.entries(prices).flatMap(([region, price]) => (price === undefined ? [] : [[region, price]])),
    );
}

const byKey: ReadonlyMap<string, ListPrice> = new Map(listPrices.map((one) => [one.key, one]));

const found = new Map<string, Price | undefined>();

/** What the table has for a key, over all regions. */
export function listPrice(key: string): ListPrice | undefined {
    return byKey.get(key);
}

/**
 * The price of a key in a region: the table's, else an estimate by what `price-estimate.ts` knows to move alike;
 * undefined where neither is known. Never 0 for something unknown.
 */
export function priceOf(key: string, region: string): Price | undefined {
    const place = `${key} ${region}`;
    if (!found.has(place)) found.set(place, lookUp(key, region));
    return found.get(place);
}

function lookUp(key: string, region: string): Price | undefined {
    const known = byKey.get(key)?.prices[region];
    if (known !== undefined) return { unitPrice: known };
    const estimate: Estimate | undefined = estimated(key, region, listPrice);
    return estimate && { unitPrice: estimate.unitPrice, estimate: estimate.why };
}
