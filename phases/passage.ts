import type { Phase } from "../strategy/law";
import type { CellPlan } from "../strategy/plan";

/** From one phase to another, as far as the steps hang on it. */
export interface Passage {
    readonly environment: string;
    readonly from: Phase;
    readonly to: Phase;
    /** Each cell that is there now, before and after. */
    readonly cells: readonly (readonly [before: CellPlan, after: CellPlan])[];
    /** Cells that the new phase asks for besides. */
    readonly addedCells: readonly string[];
    /** Quotas that are too small for the new phase and not for the present one. */
    readonly newShortages: number;
    /** One `up` for each cell, or one for all. */
    readonly isStackPerCell: boolean;
}

/** What a step is needed by. */
export type Question = (passage: Passage) => boolean;

type Pair = readonly [before: CellPlan, after: CellPlan];

/** Whether any cell differs so. */
export const inAnyCell =
    (differs: (...pair: Pair) => boolean): Question =>
    ({ cells }) =>
        cells.some((pair) => differs(...pair));

/** The stack that is updated, as a person writes it. */
export const stackOf = ({ environment, isStackPerCell }: Passage): string =>
    isStackPerCell ? `${environment}-<cell>` : environment;

/** Class of the instances. */
export const classOf = ({ database }: CellPlan): string =>
    database.kind === "serverless" ? "db.serverless" : database.instanceClass;

const changesClass = inAnyCell((before, after) => classOf(before) !== classOf(after));

/** dev changes its instances at once in any case; so does a cell that says so already. */
export const waitsForWindow = (passage: Passage): boolean =>
    passage.environment === "prod" &&
    changesClass(passage) &&
    passage.cells.some(([before]) => before.databaseApplyImmediately !== true);

/** On every way. */
export const always = (): boolean => true;

/** Whether the kind of capacity of a cell's database becomes this one. */
export const becomes = (kind: CellPlan["database"]["kind"]): Question =>
    inAnyCell((before, after) => before.database.kind !== kind && after.database.kind === kind);

/** The same passage in the other direction; cells that were added stay. */
export function reversed(passage: Passage): Passage {
    return {
        ...passage,
        from: passage.to,
        to: passage.from,
        cells: passage.cells.map(([before, after]) => [after, before]),
        addedCells: [],
        newShortages: 0,
    };
}
