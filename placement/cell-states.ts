import { number, plural } from "../preview/text";
import { cellLoads, stateOf, withState, type CellLoad, type CellSite, type Placement } from "./placement";
import { knownCell, refuse, withCell, type Step } from "./plan-outcome";
import type { PlanRequest } from "./plan-request";
import { listLosses, losses, routesOf } from "./serving";

type StateRequest = Extract<PlanRequest, { readonly verb: "open" | "full" | "down" | "up" }>;

/** Cells that would serve more than their tasks carry, and more than before. */
function overloaded(before: Placement, after: Placement, sites: readonly CellSite[]): readonly CellLoad[] {
    const guestsBefore = new Map(cellLoads(before, sites).map(({ site, guests }) => [site.name, guests]));
    return cellLoads(after, sites).filter(
        ({ site, users, guests }) =>
            guests > (guestsBefore.get(site.name) ?? 0) && users + guests > site.capacityUsers,
    );
}

/** A cell that goes down: who is served elsewhere, who is not, and where it gets tight. */
function down(before: Placement, sites: readonly CellSite[], cell: string, overload: boolean): Step {
    const placement = withCell(before, cell, "down");
    const served = (host: string | undefined): boolean =>
        host !== undefined && stateOf(placement, host) !== "down";
    const stranded = before.organizations.filter((one) => one.cell === cell && !served(one.failover));
    const crowded = overloaded(before, placement, sites).map(
        ({ site, users, guests }) =>
            `${site.name} would serve ${number(users + guests)} users, ${number(guests)} of them for cells that are down; its tasks carry ${number(site.capacityUsers)}`,
    );
    if (crowded.length > 0 && !overload) {
        refuse(
            crowded.join("; "),
            "no more users than a cell's tasks carry",
            `take failovers away first: failover <organization> --none, which leaves it without service; or down ${cell} --overload: everybody of that cell then waits longer or fails, its own organizations as well`,
        );
    }
    return {
        placement,
        warnings: [
            ...(stranded.length === 0
                ? []
                : [
                      `${plural(stranded.length, "organization")} of ${cell} ${stranded.length === 1 ? "has" : "have"} no failover that is up, ` +
                          `and the edge answers ${stranded.length === 1 ? "it" : "them"} with 503: ${stranded.map(({ id }) => id).join(", ")}`,
                  ]),
            ...crowded.map((one) => `${one}: everybody there waits longer or fails`),
        ],
    };
}

/** A cell that comes back, as it was before it went down; what its failovers took must be back first. */
function up(before: Placement, cell: string): Step {
    const placement = { ...before, cells: withState(before.cells, cell, before.cells[cell]?.was ?? "open") };
    const lost = losses(routesOf(before), routesOf(placement));
    if (lost.length > 0) {
        refuse(
            `${plural(lost.length, "organization")} whose failover takes writes, which would stay there: ${listLosses(lost)}`,
            "held writes of all whom a failover serves",
            `hold --cell ${cell} --apply, copy back what was written in the failover, up ${cell} --apply, then release`,
        );
    }
    return { placement };
}

/** Another state for one cell. */
export function setState(before: Placement, sites: readonly CellSite[], request: StateRequest): Step {
    const { verb } = request;
    const { name: cell } = knownCell(sites, request.cell);
    const state = stateOf(before, cell);
    if (verb === "down") return down(before, sites, cell, request.overload ?? false);
    if (verb === "up") {
        if (state === "down") return up(before, cell);
        refuse(
            `${cell}, which is ${state}`,
            "a cell that is down",
            `nothing to bring back; to let it take organizations: open ${cell}`,
        );
    }
    if (state === "down") {
        refuse(`${cell}, which is down`, "a cell that is up", `bring it back first: up ${cell}`);
    }
    return { placement: withCell(before, cell, verb) };
}

/** Zones that had a cell which takes organizations, and have none any more. */
export function closedZones(
    before: Placement,
    after: Placement,
    sites: readonly CellSite[],
): readonly string[] {
    const open = (placement: Placement): ReadonlySet<string> =>
        new Set(sites.filter(({ name }) => stateOf(placement, name) === "open").map(({ zone }) => zone));
    return [...open(before)]
        .filter((zone) => !open(after).has(zone))
        .map((zone) => `zone ${zone} has no open cell any more, and takes nobody`);
}
