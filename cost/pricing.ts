import type { Assumptions } from "../capacity/assumptions";
import { amounts, type Amounts, type Scenario } from "../capacity/scenario";
import { hoursPerMonth, type CellUsage, type EdgeUsage } from "../capacity/usage";
import type { CellPlan } from "../strategy/plan";
import type { CostGraph, PlacedResource } from "./graph";

/** A cell with what its users do in each of the three months. */
export interface PricedCell {
    readonly plan: CellPlan;
    readonly usage: Readonly<Record<Scenario, CellUsage>>;
}

/** What the users of a region's cells do at the edge; AWS prices the edge by where users are. */
export interface EdgeRegion {
    readonly region: string;
    readonly usage: Readonly<Record<Scenario, EdgeUsage>>;
}

/** Stands for the region of a resource that neither its argument nor its provider says; no price is known of it. */
export const unknownRegion = "an unknown region";

/** What a pricer may ask besides the resource. */
export interface Pricing {
    readonly graph: CostGraph;
    readonly assumed: Assumptions;
    readonly cells: readonly PricedCell[];
    readonly edge: readonly EdgeRegion[];
}

/** A resource that a pricer prices. */
export interface Priced extends PlacedResource {
    readonly region: string;
    /** The cell's plan and usage; absent at the edge. */
    readonly inCell?: PricedCell;
}

/** One thing of a resource that AWS bills. */
export interface Charge {
    /** What a person calls it; groups of the report. */
    readonly service: string;
    readonly what: string;
    readonly priceKey: string;
    /**
     * In units of the price. Undefined where the resource's size is not known before the update: the bill is then
     * incomplete, and says so.
     */
    readonly quantity: Amounts | undefined;
    /** @default the resource's own region */
    readonly region?: string;
}

/** Says what of a resource AWS bills, and how much of it. */
export type Pricer = (priced: Priced, pricing: Pricing) => readonly Charge[];

/** Pricers by the resource's type. */
export type Pricers = Readonly<Record<string, Pricer>>;

/** The same in each of the three months. */
export function always(quantity: number): Amounts {
    return amounts(() => quantity);
}

/** So many, all month: hours of each. */
export function hoursOf(count: Amounts): Amounts {
    return times(count, hoursPerMonth);
}

/** Each of the three by the factor. */
export function times(quantity: Amounts, factor: number): Amounts {
    return amounts((scenario) => quantity[scenario] * factor);
}

/** The three of one added to the three of the other. */
export function plus(one: Amounts, other: Amounts): Amounts {
    return amounts((scenario) => one[scenario] + other[scenario]);
}

/** A number of the cell's usage in each of the three months; nothing where the resource is of no cell. */
export function used(cell: PricedCell | undefined, of: (usage: CellUsage) => number): Amounts {
    return amounts((scenario) => (cell === undefined ? 0 : of(cell.usage[scenario])));
}

/** Whether the resource is in its cell's own region, where the users' work is done, and not in the secondary's. */
export function isAtHome({ region, inCell }: Priced): boolean {
    return inCell?.plan.region === region;
}
