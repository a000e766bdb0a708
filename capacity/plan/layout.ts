import { addressCount, formatCidr, freeBlockAfter, networkOf, parseCidr } from "../../strategy/address-plan";
import { usersHeld } from "../../strategy/headroom";
import { serviceLaw, usersPerCell } from "../../strategy/law";
import type { Bounds } from "../../strategy/plan";
import { wrap } from "../../stacks/settings-error";
import { PlanMistake } from "./mistake";

/** A cell as the settings write it, whatever else it says. */
export interface CellEntry {
    readonly name: string;
    readonly region: string;
    readonly cidr: string;
    readonly tasks?: Partial<Bounds>;
    readonly [key: string]: unknown;
}

/** Cells for a number of users, as a change of those that there are. */
export interface Layout {
    /** All of them, in the settings' order, new ones behind the others of their region. */
    readonly cells: readonly CellEntry[];
    readonly kept: readonly string[];
    readonly added: readonly CellEntry[];
    /** Cells that the users do not need; each is emptied before it goes. */
    readonly dropped: readonly string[];
    /** Kept cells whose `tasks.max` has to rise to the law's for the users to fit. */
    readonly raised: readonly string[];
}

/** More could not be told apart by a network of their own: 10.0.0.0/8 in the smallest blocks. */
const mostCells = 4_096;

const maxTasksOf = ({ tasks }: CellEntry): number => tasks?.max ?? serviceLaw.maxTasks;
const asSize = (cell: CellEntry): { readonly tasks: Bounds } => ({
    tasks: { min: serviceLaw.minTasks, max: maxTasksOf(cell) },
});

/** Full cells that so many users take, and the headroom. */
export function cellsFor(users: number, headroom: 0 | 1): number {
    return Math.ceil(users / usersPerCell) + headroom;
}

/**
 * So many seats in the proportion of the weights, by Sainte-Laguë's divisors (1, 3, 5 …), earlier ones first where two
 * are equal. A seat more never takes one from anybody, so that growth moves no cell.
 */
export function seatsFor(count: number, weights: readonly number[]): readonly number[] {
    const seats = weights.map(() => 0);
    for (let seat = 0; seat < count; seat++) {
        const claims = weights.map((weight, index) => weight / (2 * (seats[index] ?? 0) + 1));
        const first = claims.indexOf(Math.max(...claims));
        seats[first] = (seats[first] ?? 0) + 1;
    }
    return seats;
}

/** Names are identity and never used twice: the number behind the region's highest. */
function nextName(region: string, taken: readonly string[]): string {
    const numbers = taken.map((name) =>
        name.startsWith(`${region}-c`) ? Number(name.slice(region.length + 2)) : 0,
    );
    return `${region}-c${String(Math.max(0, ...numbers.filter(Number.isInteger)) + 1)}`;
}

/** A full cell like the region's first, in the next network behind the region's last. */
function newCell(region: string, cells: readonly CellEntry[]): CellEntry {
    const there = cells.filter((cell) => cell.region === region);
    const blocks = (of: readonly CellEntry[]): readonly NonNullable<ReturnType<typeof parseCidr>>[] =>
        of.map(({ cidr }) => parseCidr(cidr)).filter((block) => block !== undefined);
    const [like] = there;
    const last = blocks(there).at(-1);
    const free = last === undefined ? undefined : freeBlockAfter(networkOf(last), blocks(cells));
    if (like === undefined || last === undefined || free === undefined) {
        const size = last === undefined ? "" : ` of ${addressCount(last).toLocaleString("en-US")} addresses`;
        throw new PlanMistake(
            wrap(
                `no network${size} is free for another cell in ${region}: the settings' blocks reach to the end of 10.0.0.0/8; ` +
                    "ask for fewer users, or give the cells smaller blocks",
            ),
        );
    }
    return {
        ...like,
        name: nextName(
            region,
            cells.map(({ name }) => name),
        ),
        region,
        cidr: formatCidr(parseCidr(free) ?? last),
        tasks: { ...like.tasks, max: serviceLaw.maxTasks },
    };
}

/**
 * Cells for these users and the headroom, in the regions of the given ones and in their proportions. Cells that are there
 * stay as long as their region has a seat for them, the first of a region first.
 *
 * @param atLeast cells; with as many as there are, none of them goes. @default what the users take
 * @throws PlanMistake where there are no networks for so many.
 */
export function layoutFor(users: number, headroom: 0 | 1, cells: readonly CellEntry[], atLeast = 0): Layout {
    const count = Math.max(cellsFor(users, headroom), atLeast);
    if (count > mostCells) {
        throw new PlanMistake(
            wrap(
                `${users.toLocaleString("en-US")} users are ${count.toLocaleString("en-US")} cells, and 10.0.0.0/8 has networks for ` +
                    `${mostCells.toLocaleString("en-US")} at the most; ask for fewer users`,
            ),
        );
    }
    const regions = [...new Set(cells.map(({ region }) => region))];
    const seats = seatsFor(
        count,
        regions.map((region) => cells.filter((cell) => cell.region === region).length),
    );
    const all = [...cells];
    const placed = regions.flatMap((region, index) => {
        const wanted = seats[index] ?? 0;
        const kept = cells.filter((cell) => cell.region === region).slice(0, wanted);
        const added = Array.from({ length: wanted - kept.length }, () => {
            const cell = newCell(region, all);
            all.push(cell);
            return cell;
        });
        return [...kept, ...added];
    });
    const isThere = ({ name }: CellEntry): boolean => cells.some((cell) => cell.name === name);
    const isShort = usersHeld(placed.map(asSize), headroom) < users;
    const mustRise = (cell: CellEntry): boolean => isShort && maxTasksOf(cell) < serviceLaw.maxTasks;
    return {
        cells: placed.map((cell) =>
            mustRise(cell) ? { ...cell, tasks: { ...cell.tasks, max: serviceLaw.maxTasks } } : cell,
        ),
        kept: placed.filter(isThere).map(({ name }) => name),
        added: placed.filter((cell) => !isThere(cell)),
        dropped: cells
            .filter(({ name }) => !placed.some((cell) => cell.name === name))
            .map(({ name }) => name),
        raised: placed.filter(mustRise).map(({ name }) => name),
    };
}
