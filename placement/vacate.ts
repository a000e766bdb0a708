import { usersPerCell } from "../strategy/law";
import { regionsOfZone, type Region } from "../strategy/regions";
import { cellsFor, openCells, spread, withFailovers } from "./packing";
import { stateOf, type CellSite, type Organization, type Placement } from "./placement";
import { number, openable, plural, refuse, rooms, withCell, type Step } from "./plan-outcome";

const usersOf = (organizations: readonly Organization[]): number =>
    organizations.reduce((sum, { users }) => sum + users, 0);

/** Nobody may take what is left over: how much it is, what there is, how many cells are missing, and where. */
function refuseLeftOver(
    unplaced: readonly Organization[],
    homeless: readonly Organization[],
    rest: Placement,
    sites: readonly CellSite[],
    leaving: readonly CellSite[],
    evacuated: Region | undefined,
): never {
    const zone = unplaced[0]?.zone ?? "us";
    const open = openCells(rest, sites, zone);
    const regions = regionsOfZone(zone).filter((region) => region !== evacuated);
    const missing = cellsFor(unplaced);
    const is = missing === 1 ? "is" : "are";
    return refuse(
        `${plural(unplaced.length, "organization")} of ${number(usersOf(unplaced))} users that fit nowhere`,
        `room for all ${number(usersOf(homeless))} users in the other open cells of zone ${zone}, which they never leave, ` +
            `and ${open.length === 0 ? "there is none" : rooms(open)}`,
        regions.length === 0
            ? `${plural(missing, "cell")} of ${number(usersPerCell)} users ${is} missing in zone ${zone} outside ${evacuated ?? ""}, where the zone has no other region: wait for it, or restore there`
            : `${plural(missing, "cell")} of ${number(usersPerCell)} users ${is} missing in zone ${zone} (${regions.join(", ")}): add ${missing === 1 ? "it" : "them"} to the settings${openable(rest, sites, zone, leaving)}`,
    );
}

/**
 * Empties these cells into the other open ones of their zone, all at once or not at all, and points failovers elsewhere.
 * They drain from then on; those that are down stay down.
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
    const marked = [...names]
        .filter((name) => stateOf(before, name) !== "down")
        .reduce((placement, name) => withCell(placement, name, "draining"), before);
    const homeless = before.organizations.filter(({ cell }) => names.has(cell));
    const rest = { ...marked, organizations: before.organizations.filter(({ cell }) => !names.has(cell)) };
    const { placed, unplaced } = spread(homeless, rest, sites);
    if (unplaced.length > 0) return refuseLeftOver(unplaced, homeless, rest, sites, cells, evacuated);
    const moved = { ...rest, organizations: [...rest.organizations, ...placed] };
    const placement = withFailovers(
        moved,
        sites,
        ({ cell, failover }) => failover !== undefined && (names.has(failover) || failover === cell),
    );
    const failovers = new Map(before.organizations.map(({ id, failover }) => [id, failover]));
    const bare = placement.organizations.filter(
        ({ id, failover }) => failover === undefined && failovers.get(id) !== undefined,
    );
    return {
        placement,
        warnings:
            bare.length === 0
                ? []
                : [
                      `${plural(bare.length, "organization")} would have no failover any more, for no other cell of the zone is open: ${bare.map(({ id }) => id).join(", ")}`,
                  ],
    };
}
