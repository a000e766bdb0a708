import { usersPerCell, type Phase } from "./law";
import { capacityOf, usersCarriedBy, type Bounds } from "./plan";

/** What a cell carries follows from its tasks. */
type Sizes = readonly { readonly tasks: Bounds }[];

/** Cells whose loss the others must take: from phase 4 on one cell may be evacuated, whichever it is. */
export function headroomOf(phase: Phase): 0 | 1 {
    return phase === 4 ? 1 : 0;
}

/** Users that these cells hold, with so many of the largest left free. */
export function usersHeld(cells: Sizes, headroom: 0 | 1): number {
    const largest = Math.max(0, ...cells.map(({ tasks }) => usersCarriedBy(tasks.max)));
    return capacityOf(cells) - headroom * largest;
}

/** Cells missing for these users. A new cell is a full one, and then the largest. */
export function missingCells(users: number, cells: Sizes, headroom: 0 | 1): number {
    if (users <= usersHeld(cells, headroom)) return 0;
    return Math.ceil((users - capacityOf(cells)) / usersPerCell) + headroom;
}
