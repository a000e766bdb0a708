import type { ListPrice } from "./prices";

/** A price that nobody has read. */
export interface Estimate {
    readonly unitPrice: number;
    /** e.g. "by db.r6g.large's ratio of eu-west-1 to us-east-1" */
    readonly why: string;
}

type Table = (key: string) => ListPrice | undefined;

/** The instance whose prices are known in every region that has one: what hardware costs there. */
const hardware = "aurora.pg.standard.db.r6g.large.hour";

/**
 * What moves alike from region to region: a price by the ratio of a related one. Only where the two are the same
 * kind of thing: hardware by hardware, storage by storage.
 */
const relations: readonly { readonly keys: RegExp; readonly by: string }[] = [
    { keys: /^aurora\.pg\.(standard|ioOptimized)\.db\./, by: hardware },
    { keys: /^(fargate|aurora\.serverlessV2|aurora\.databaseInsights)\./, by: hardware },
    { keys: /^elasticache\.valkey\.cache\..*\.hour$/, by: "elasticache.valkey.cache.r6g.large.hour" },
    { keys: /^rds\.proxy\.acuHour$/, by: "rds.proxy.vcpuHour" },
    { keys: /^rds\.proxy\.vcpuHour$/, by: hardware },
    { keys: /^aurora\.storage\./, by: "aurora.io.perMillion" },
    { keys: /^aurora\.globalDatabase\./, by: "aurora.io.perMillion" },
    { keys: /^aurora\.io\./, by: hardware },
    { keys: /^aurora\.backup\./, by: "s3.standard.gbMonth" },
    { keys: /^alb\.hour$/, by: "nat.hour" },
];

/** Prices for which AWS publishes one rate for all regions, though the table has read it in few of them. */
const oneRate: Readonly<Record<string, string>> = {
    "cloudwatch.dashboard.month": "CloudWatch pricing page",
    "elasticache.snapshot.gbMonth": "ElastiCache pricing page",
    "sqs.standard.perMillion": "SQS pricing page",
};

/** Regions that must agree before another is believed to be like them. */
const enoughRegions = 5;

/** Instance sizes, each twice the one before it; AWS prices a family by its vCPU. */
const sizes = ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "16xlarge"];

const vcpuFactor = (size: string): number | undefined => {
    const large = sizes[0];
    if (size === large) return 1;
    const times = /^(\d*)xlarge$/.exec(size)?.[1];
    return times === undefined ? undefined : 2 * Number(times === "" ? 1 : times);
};

/** The region whose prices others are estimated from. */
const home = "us-east-1";

/** How far estimates may rest on estimates. */
const deepest = 3;

/** An estimate of a price that the table does not have; undefined where nothing related is known. */
export function estimated(key: string, region: string, table: Table, depth = 0): Estimate | undefined {
    return (
        byOneRate(key, table) ??
        byRelation(key, region, table, depth) ??
        byAgreement(key, table) ??
        bySize(key, region, table, depth)
    );
}

function known(key: string, region: string, table: Table, depth: number): number | undefined {
    const price = table(key)?.prices[region];
    if (price !== undefined || depth >= deepest) return price;
    return estimated(key, region, table, depth + 1)?.unitPrice;
}

function byOneRate(key: string, table: Table): Estimate | undefined {
    const page = oneRate[key];
    const [price] = Object.values(table(key)?.prices ?? {});
    return page === undefined || price === undefined
        ? undefined
        : { unitPrice: price, why: `one rate for all regions (${page})` };
}

/** Regions of the table's price, us-east-1 first: most is known there, and most of it by two sources. */
function bases(prices: Readonly<Record<string, number>>): readonly string[] {
    return Object.keys(prices).sort((one, other) => Number(other === home) - Number(one === home));
}

function byRelation(key: string, region: string, table: Table, depth: number): Estimate | undefined {
    const by = relations.find(({ keys }) => keys.test(key))?.by;
    const prices = table(key)?.prices;
    if (by === undefined || by === key || prices === undefined) return undefined;
    const there = known(by, region, table, depth);
    if (there === undefined) return undefined;
    for (const base of bases(prices)) {
        const [price, related] = [prices[base], known(by, base, table, depth)];
        if (price === undefined || related === undefined) continue;
        const unitPrice = rounded((price * there) / related);
        return { unitPrice, why: `${base}'s price by the ratio of ${by}` };
    }
    return undefined;
}

function byAgreement(key: string, table: Table): Estimate | undefined {
    const prices = Object.values(table(key)?.prices ?? {});
    const [first] = prices;
    return first === undefined || prices.length < enoughRegions || new Set(prices).size > 1
        ? undefined
        : { unitPrice: first, why: `the same in all ${prices.length} regions that are known` };
}

/** A size that the table lacks, by another of its family. */
function bySize(key: string, region: string, table: Table, depth: number): Estimate | undefined {
    const [, family, size] = /^(.*\.)(\d*x?large)\.hour$/.exec(key) ?? [];
    const factor = size === undefined ? undefined : vcpuFactor(size);
    if (family === undefined || factor === undefined || depth >= deepest) return undefined;
    for (const other of [...sizes].reverse()) {
        const sibling = `${family}${other}.hour`;
        const otherFactor = vcpuFactor(other);
        if (sibling === key || table(sibling) === undefined || otherFactor === undefined) continue;
        const price = known(sibling, region, table, depth);
        if (price === undefined) continue;
        return { unitPrice: rounded((price * factor) / otherFactor), why: `by the size of ${sibling}` };
    }
    return undefined;
}

/** Six significant digits: more than any price list has. */
function rounded(price: number): number {
    return Number(price.toPrecision(6));
}
