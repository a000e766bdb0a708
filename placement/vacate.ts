import { number, plural } from "../preview/text";
import { usersPerCell } from "../strategy/law";
import { regionsOfZone, type Region } from "../strategy/regions";
import { cellsFor, largestFirst, openCells, spread, type Spread } from "./packing";
import { changed, stateOf, withState, type CellSite, type Organization, type Placement } from "./placement";
import { openable, refuse, rooms, withCell, type Step } from "./plan-outcome";
import { routesOf, servingCell } from "./serving";

const usersOf = (organizations: readonly Organization[]): number =>
    organizations.reduce((sum, { users }) => sum + users, 0);

const idsOf = (organizations: readonly Organization[]): string =>
    organizations.map(({ id }) => id).join(", ");

/** What is vacated, for the refusal. */
interface Leaving {
    readonly homeless: readonly Organization[];
    readonly rest: Placement;
    readonly sites: readonly CellSite[];
    readonly cells: readonly CellSite[];
    readonly evacuated: Region | undefined;
}

/** Nobody may take what is left over: how much it is, what there is, how many cells are missing, and where. */
function refuseLeftOver({ unplaced, searched }: Spread, leaving: Leaving): never {
    const { homeless, rest, sites, cells, evacuated } = leaving;
    const zone = unplaced[0]?.zone ?? "us";
    const open = openCells(rest, sites, zone);
    const regions = regionsOfZone(zone).filter((region) => region !== evacuated);
    const missing = cellsFor(unplaced);
    const is = missing === 1 ? "is" : "are";
    const fitsInSum = usersOf(homeless) <= open.reduce((sum, { headroom }) => sum + headroom, 0);
    const cellsMissing = fitsInSum
        ? `their users fit in sum, but no way to divide them among these cells ${searched ? "exists" : "was found"}: move some out of the way by hand, or add ${plural(missing, "cell")} in zone ${zone}`
        : `${plural(missing, "cell")} of ${number(usersPerCell)} users ${is} missing in zone ${zone}`;
    const add = fitsInSum ? "" : `: add ${missing === 1 ? "it" : "them"} to the settings`;
    return refuse(
        `${plural(unplaced.length, "organization")} of ${number(usersOf(unplaced))} users that fit nowhere`,
        `room for all ${number(usersOf(homeless))} users in the other open cells of zone ${zone}, which they never leave, ` +
            `and ${open.length === 0 ? "there is none" : rooms(open)}`,
        regions.length === 0
            ? `${cellsMissing} outside ${evacuated ?? ""}, where the zone has no other region: wait for it, or restore there`
            : `${cellsMissing} (${regions.join(", ")})${add}${openable(rest, sites, zone, cells)}`,
    );
}

/**
 * Where a home is down, the failover that serves it is the best new home: what was written meanwhile is there. Those who
 * find room there; the others are spread.
 */
function spreadWithFailovers({ homeless, rest, sites }: Leaving, before: Placement): Spread {
    const routes = routesOf(before);
    const placed: Organization[] = [];
    const soFar = (): Placement => ({ ...rest, organizations: [...rest.organizations, ...placed] });
    for (const one of largestFirst(homeless)) {
        const host = servingCell(routes, one);
        if (host === undefined || host === one.cell) continue;
        const room =
            openCells(soFar(), sites, one.zone).find(({ site }) => site.name === host)?.headroom ?? 0;
        if (room >= one.users) placed.push({ ...one, cell: host });
    }
    const settled = new Set(placed.map(({ id }) => id));
    const others = spread(
        homeless.filter(({ id }) => !settled.has(id)),
        soFar(),
        sites,
    );
    if (others.unplaced.length > 0) return spread(homeless, rest, sites);
    return { ...others, placed: [...placed, ...others.placed] };
}

/** That these have no failover any more, and who names another. */
export function withoutFailover(bare: readonly Organization[]): string {
    const [has, it] = bare.length === 1 ? ["has", "it"] : ["have", "them"];
    return (
        `${plural(bare.length, "organization")} ${has} no failover any more: ${idsOf(bare)}; no other cell is known to hold ${it === "it" ? "its" : "their"} data. ` +
        `Name one where your service keeps it: failover <organization> --to <cell>`
    );
}

/** The cells on their way out: draining, and those that are down will be when they come back. */
function closing(before: Placement, names: ReadonlySet<string>): Placement {
    return [...names].reduce((placement, name) => {
        const drained = withCell(placement, name, "draining");
        return stateOf(placement, name) === "down"
            ? { ...drained, cells: withState(drained.cells, name, "down") }
            : drained;
    }, before);
}

/**
 * Empties these cells into the other open ones of their zone, all at once or not at all. They drain from then on; those
 * that are down stay down. Failovers that pointed there are dropped: nothing says where else the data is.
 *
 * @param evacuated the region that is left, where a whole one is.
 */
export function vacate(
    before: Placement,
    sites: readonly CellSite[],
    cells: readonly CellSite[],
    evacuated?: Region,
): Step {
    const names = new Set(cells.map(({ name }) => name));
    const marked = closing(before, names);
    const homeless = before.organizations.filter(({ cell }) => names.has(cell));
    const rest = { ...marked, organizations: before.organizations.filter(({ cell }) => !names.has(cell)) };
    const leaving: Leaving = { homeless, rest, sites, cells, evacuated };
    const spreading = spreadWithFailovers(leaving, before);
    if (spreading.unplaced.length > 0) return refuseLeftOver(spreading, leaving);
    const all = [...rest.organizations, ...spreading.placed];
    const bare = all.filter(
        ({ cell, failover }) => failover !== undefined && (names.has(failover) || failover === cell),
    );
    const organizations = all.map((one) =>
        bare.includes(one) ? changed(one, { failover: undefined }) : one,
    );
    const placement = { ...rest, organizations };
    const unserved = bare.filter((one) => stateOf(placement, one.cell) === "down");
    return {
        placement,
        warnings: [
            ...(bare.length === 0 ? [] : [withoutFailover(bare)]),
            ...(unserved.length === 0
                ? []
                : [`the edge would answer with 503, for their homes are down: ${idsOf(unserved)}`]),
        ],
    };
}
