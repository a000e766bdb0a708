import { usersPerCell } from "../strategy/law";
import {
    cellLoads,
    changed,
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
    return { placed, unplaced };
}

/**
 * Gives each of these organizations an open cell of its zone: the emptiest, so that load stays even; where some would
 * then fit nowhere, the tightest, which fits more.
 *
 * @param placement the others, and the states of the cells.
 */
export function spread(
    homeless: readonly Organization[],
    placement: Placement,
    sites: readonly CellSite[],
): Spread {
    const even = spreadBy(emptiest, homeless, placement, sites);
    if (even.unplaced.length === 0) return even;
    const tight = spreadBy(tightest, homeless, placement, sites);
    return tight.unplaced.length === 0 ? tight : even;
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

/** Users that each cell would serve besides its own if every home were down. */
function pledged(organizations: readonly Organization[]): ReadonlyMap<string, number> {
    const sums = new Map<string, number>();
    for (const { failover, users } of organizations) {
        if (failover !== undefined) sums.set(failover, (sums.get(failover) ?? 0) + users);
    }
    return sums;
}

/**
 * Gives each organization that `needs` says another failover: an open cell of its zone that is not its home, in another
 * region where there is one, then the one with the most room beyond what is pledged there. None where there is none.
 */
export function withFailovers(
    placement: Placement,
    sites: readonly CellSite[],
    needs: (organization: Organization) => boolean,
): Placement {
    const regionOf = new Map(sites.map(({ name, region }) => [name, region]));
    const promises = new Map(pledged(placement.organizations.filter((one) => !needs(one))));
    const open = cellLoads(placement, sites).filter(({ state }) => state === "open");
    const room = ({ site, headroom }: CellLoad): number => headroom - (promises.get(site.name) ?? 0);
    const chosen = new Map<string, string | undefined>();
    for (const { id, zone, cell, users } of largestFirst(placement.organizations.filter(needs))) {
        const near = ({ site }: CellLoad): number => (site.region === regionOf.get(cell) ? 1 : 0);
        const [best] = open
            .filter(({ site }) => site.zone === zone && site.name !== cell)
            .sort((a, b) => near(a) - near(b) || room(b) - room(a) || compareText(a.site.name, b.site.name));
        chosen.set(id, best?.site.name);
        if (best !== undefined) promises.set(best.site.name, (promises.get(best.site.name) ?? 0) + users);
    }
    const organizations = placement.organizations.map((organization) => {
        if (!chosen.has(organization.id)) return organization;
        return changed(organization, { failover: chosen.get(organization.id) });
    });
    return { ...placement, organizations };
}
