import { billOf, edgeTotal, isWhole, type Bill } from "../cost/bill";
import type { Preview } from "../preview/preview";
import { builtCells } from "../preview/summary";
import { groupBy } from "../strategy/groups";
import type { CellPlan } from "../strategy/plan";

/** What every part of the page asks of a preview, computed once. */
export interface Facts {
    readonly preview: Preview;
    /** Cells that the preview really holds. */
    readonly cells: readonly CellPlan[];
    /** Users whose home they are. */
    readonly users: number;
    readonly bill: Bill;
    /** Whether the edge and every cell is there, and not one stack of an environment. */
    readonly isWhole: boolean;
}

/** The facts of a preview. */
export function factsOf(preview: Preview): Facts {
    const cells = builtCells(preview);
    const bill = billOf(preview);
    const whole = cells.length === preview.plan.cells.length;
    return {
        preview,
        cells,
        users: whole ? preview.settings.users : cells.reduce((sum, cell) => sum + cell.users, 0),
        bill,
        isWhole: isWhole(preview, bill),
    };
}

/** Whether the preview has an edge. */
export const hasEdge = ({ bill }: Facts): boolean => edgeTotal(bill).ceiling > 0;

/** Cells by their region, in the order of the settings. */
export function byRegion(cells: readonly CellPlan[]): ReadonlyMap<string, readonly CellPlan[]> {
    return groupBy(cells, ({ region }) => region);
}
