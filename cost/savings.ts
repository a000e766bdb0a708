import { amounts, type Amounts } from "../capacity/scenario";
import type { Registration } from "../preview/registration";
import { costOf, type Bill, type Billed, type LineItem } from "./bill";
import { fieldOf, listAt } from "../preview/input-reading";
import table from "./table.json";

/** A way to pay less for the same. */
export interface Saving {
    readonly key: string;
    readonly what: string;
    /** US dollars a month that it saves. */
    readonly dollars: Amounts;
    /** AWS says "up to": no month saves more. */
    readonly isMaximum: boolean;
    /** Regions whose percentage nobody has read; what is spent there is left out. */
    readonly without: readonly string[];
    readonly date: string;
    readonly source: string;
}

interface Discount {
    readonly key: string;
    readonly what: string;
    /** Percent off the price on demand by region; "all" stands for every region. */
    readonly percent: Readonly<Record<string, number | undefined>>;
    readonly maximum: boolean;
    readonly date: string;
    readonly source: string;
}

const discounts = table.savings as readonly Discount[];

type Part = (item: LineItem) => Amounts | undefined;

const whole = (isOf: (item: LineItem) => boolean): Part => {
    return (item) => (isOf(item) ? costOf(item) : undefined);
};

/** Percent of the tasks above the base that are Spot, by the service's own strategy. */
function spotShare(service: Registration): number {
    const weights = listAt(service, "capacityProviderStrategies").map((one) => ({
        isSpot: fieldOf(one, "capacityProvider") === "FARGATE_SPOT",
        weight: Number(fieldOf(one, "weight") ?? 0),
    }));
    const all = weights.reduce((sum, { weight }) => sum + weight, 0);
    const spot = weights.reduce((sum, { isSpot, weight }) => sum + (isSpot ? weight : 0), 0);
    return all === 0 ? 0 : spot / all;
}

/** What runs on Spot: a share of the tasks above the floor, which is on demand. */
function onSpot({ stacks }: Billed): Part {
    const shares = new Map(
        stacks
            .flatMap(({ resources }) => resources)
            .filter(({ type }) => type === "aws:ecs/service:Service")
            .map((service) => [service.urn, spotShare(service)]),
    );
    return (item) => {
        const share = shares.get(item.urn);
        const cost = costOf(item);
        return share === undefined ? undefined : amounts((scenario) => share * (cost[scenario] - cost.floor));
    };
}

/**
 * What Spot, a Savings Plan and reservations would save. A plan and a reservation are bought for what always runs: the
 * floor is what they are sure to save on. They do not add up where they are about the same hours.
 */
export function savingsOf(billed: Billed, { items }: Bill): readonly Saving[] {
    const parts: Readonly<Record<string, Part>> = {
        spot: onSpot(billed),
        computeSavingsPlan: whole(({ service }) => service === "Fargate"),
        reservedAurora: whole(({ what, service }) => service === "Aurora" && what === "instance-hours"),
        reservedCache: whole(({ what, service }) => service === "Cache" && what === "node-hours"),
    };
    return discounts.map(({ key, what, percent, maximum, date, source }) => {
        const without = new Set<string>();
        const dollars = { floor: 0, expected: 0, ceiling: 0 };
        for (const item of items) {
            const part = parts[key]?.(item);
            if (part === undefined) continue;
            const off = percent.all ?? percent[item.region];
            if (off === undefined) {
                without.add(item.region);
                continue;
            }
            dollars.floor += (part.floor * off) / 100;
            dollars.expected += (part.expected * off) / 100;
            dollars.ceiling += (part.ceiling * off) / 100;
        }
        return { key, what, dollars, isMaximum: maximum, without: [...without], date, source };
    });
}
