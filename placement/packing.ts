import { usersPerCell } from "../strategy/law";
import { pack } from "./exact-packing";
import {
    cellLoads,
    compareText,
    type CellLoad,
    type CellSite,
    type Organization,
    type Placement,
} from "./placement";

/** Where organizations went, and which fit nowhere. */
export interface Spread {
    readonly placed: readonly Organization[];
    readonly unplaced: readonly Organization[];
    /** Whether it is certain that no way places all of them, where some are left. */
    readonly searched: boolean;
}

/** Chooses among cells that have room; all of them are given with the room that they have left. */
type Choice = (rooms: readonly Room[]) => Room | undefined;

interface Room {
    readonly site: CellSite;
    left: number;
}

/** The most room left; the first by name among equals. */
const emptiest: Choice = (rooms) =>
    [...rooms].sort((a, b) => b.left - a.left || compareText(a.site.name, b.site.name))[0];

/** The least room left that is enough: keeps large gaps for large organizations. */
const tightest: Choice = (rooms) =>
    [...rooms].sort((a, b) => a.left - b.left || compareText(a.site.name, b.site.name))[0];

/** Large ones first, because they have the fewest places; by id among equals. */
export function largestFirst(organizations: readonly Organization[]): readonly Organization[] {
    return [...organizations].sort((a, b) => b.users - a.users || compareText(a.id, b.id));
}

/** Open cells that could take somebody of the zone, the emptiest first. */
export function openCells(
    placement: Placement,
    sites: readonly CellSite[],
    zone: Organization["zone"],
): readonly CellLoad[] {
    return cellLoads(placement, sites)
        .filter(({ site, state }) => site.zone === zone && state === "open")
        .sort((a, b) => b.headroom - a.headroom || compareText(a.site.name, b.site.name));
}

function spreadBy(
    choose: Choice,
    homeless: readonly Organization[],
    placement: Placement,
    sites: readonly CellSite[],
): Spread {
    const rooms: readonly Room[] = cellLoads(placement, sites)
        .filter(({ state }) => state === "open")
        .map(({ site, headroom }) => ({ site, left: headroom }));
    const placed: Organization[] = [];
    const unplaced: Organization[] = [];
    for (const organization of largestFirst(homeless)) {
        const { users, zone } = organization;
        const room = choose(rooms.filter(({ site, left }) => site.zone === zone && left >= users));
        if (room === undefined) {
            unplaced.push(organization);
        } else {
            room.left -= users;
            placed.push({ ...organization, cell: room.site.name });
        }
    }
    return { placed, unplaced, searched: false };
}

const usersOf = (organizations: readonly Organization[]): number =>
    organizations.reduce((sum, { users }) => sum + users, 0);

/** Every way is looked at; undefined where none was found. */
function spreadExactly(
    homeless: readonly Organization[],
    placement: Placement,
    sites: readonly CellSite[],
): Spread | "none" | "unknown" {
    const sorted = largestFirst(homeless);
    const open = homeless[0] === undefined ? [] : openCells(placement, sites, homeless[0].zone);
    const packing = pack(
        sorted.map(({ users }) => users),
        open.map(({ headroom }) => headroom),
    );
    if (packing.kind !== "found") return packing.kind;
    const placed = sorted.map((organization, index): Organization => {
        const load = open[packing.rooms[index] ?? -1];
        return { ...organization, cell: load?.site.name ?? organization.cell };
    });
    return { placed, unplaced: [], searched: true };
}

/**
 * Gives each of these organizations of one zone an open cell of it: the emptiest, so that load stays even; where some
 * would then fit nowhere, the tightest, which fits more; where they still do not, whatever way there is.
 *
 * @param placement the others, and the states of the cells.
 */
export function spread(
    homeless: readonly Organization[],
    placement: Placement,
    sites: readonly CellSite[],
): Spread {
    const quick = [emptiest, tightest].map((choose) => spreadBy(choose, homeless, placement, sites));
    const whole = quick.find(({ unplaced }) => unplaced.length === 0);
    if (whole !== undefined) return whole;
    const exact = spreadExactly(homeless, placement, sites);
    if (typeof exact === "object") return exact;
    const [best] = [...quick].sort(
        (a, b) => cellsFor(a.unplaced) - cellsFor(b.unplaced) || usersOf(a.unplaced) - usersOf(b.unplaced),
    );
    return { placed: [], unplaced: homeless, ...best, searched: exact === "none" };
}

/** New cells of the law's size that would hold these organizations. */
export function cellsFor(organizations: readonly Organization[]): number {
    const left: number[] = [];
    for (const { users } of largestFirst(organizations)) {
        const fit = left.findIndex((room) => room >= users);
        if (fit === -1) left.push(usersPerCell - users);
        else left[fit] = (left[fit] ?? 0) - users;
    }
    return left.length;
}
