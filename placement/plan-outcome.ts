import { number } from "../preview/text";
import { nearest } from "../stacks/nearest";
import { listOf } from "../stacks/strict-readers";
import { changesBetween, type Change } from "./change";
import {
    sortedById,
    stateOf,
    withState,
    type CellLoad,
    type CellSite,
    type CellState,
    type Organization,
    type Placement,
} from "./placement";

/** Why a plan is refused. */
export interface Refusal {
    /** What was asked, e.g. "drain eu-west-1-c1". */
    readonly request: string;
    readonly got: string;
    readonly expected: string;
    readonly remedy: string;
}

/** A new placement and what leads to it, or why there is none. */
export type Outcome =
    | {
          readonly placement: Placement;
          readonly changes: readonly Change[];
          /** What a person should know before it is applied. */
          readonly warnings: readonly string[];
      }
    | { readonly refusals: readonly Refusal[] };

/** Thrown by the parts of the planner; {@link planned} turns it into an outcome. */
class Refused extends Error {
    constructor(readonly refusal: Omit<Refusal, "request">) {
        super(refusal.expected);
    }
}

/** Ends the planning. */
export function refuse(got: string, expected: string, remedy: string): never {
    throw new Refused({ got, expected, remedy });
}

/** What a step of the planner makes of the placement. */
export interface Step {
    readonly placement: Placement;
    readonly warnings?: readonly string[];
}

/** Runs a step; what it refuses becomes part of the outcome. */
export function planned(request: string, before: Placement, step: () => Step): Outcome {
    try {
        const { placement, warnings = [] } = step();
        const after = { ...placement, organizations: sortedById(placement.organizations) };
        return { placement: after, changes: changesBetween(before, after), warnings };
    } catch (error) {
        if (error instanceof Refused) return { refusals: [{ request, ...error.refusal }] };
        throw error;
    }
}

/** "eu-west-1-c1 has room for 10, eu-west-1-c2 for 5". */
export function rooms(loads: readonly CellLoad[]): string {
    return loads
        .map(
            ({ site, headroom }, index) =>
                `${site.name} ${index === 0 ? "has room " : ""}for ${number(headroom)}`,
        )
        .join(", ");
}

/** The second way out, where there are cells of the zone that are up and closed: ", or open a, b". */
export function openable(
    placement: Placement,
    sites: readonly CellSite[],
    zone: Organization["zone"],
    leaving: readonly CellSite[],
): string {
    const closed = sites
        .filter((site) => site.zone === zone && !leaving.includes(site))
        .filter(({ name }) => ["full", "draining"].includes(stateOf(placement, name)))
        .map(({ name }) => name);
    return closed.length === 0 ? "" : `, or open ${closed.join(", ")}`;
}

/** The organization of that id. */
export function knownOrganization({ organizations }: Placement, id: string): Organization {
    const found = organizations.find((one) => one.id === id);
    if (found !== undefined) return found;
    const near = nearest(
        id,
        organizations.map((one) => one.id),
    );
    return refuse(
        id,
        "an organization of the placement",
        `${near === undefined ? "" : `did you mean ${near}? Otherwise `}place it first: place ${id} --zone <zone> --users <n>`,
    );
}

/** The cell of that name. */
export function knownCell(sites: readonly CellSite[], name: string): CellSite {
    const found = sites.find((site) => site.name === name);
    if (found !== undefined) return found;
    const names = sites.map((site) => site.name);
    const near = nearest(name, names);
    return refuse(
        name,
        "a cell of the settings",
        near === undefined ? `choose one of ${listOf(names)}` : `did you mean ${near}?`,
    );
}

/** The placement with this organization in place of the one with its id. */
export function withOrganization(placement: Placement, changed: Organization): Placement {
    const others = placement.organizations.filter(({ id }) => id !== changed.id);
    return { ...placement, organizations: [...others, changed] };
}

/** The placement with a cell in another state. */
export function withCell(placement: Placement, cell: string, state: CellState): Placement {
    return { ...placement, cells: withState(placement.cells, cell, state) };
}

/** A cell that organizations may move to. */
export function openCell(placement: Placement, site: CellSite): void {
    const state = stateOf(placement, site.name);
    if (state === "open") return;
    refuse(
        `${site.name}, which is ${state}`,
        "an open cell",
        state === "down"
            ? `choose another, or bring it back: up ${site.name}`
            : `choose another, or open it: open ${site.name}`,
    );
}

/** A cell under the law that the organization is pinned to. */
export function cellOfZone(site: CellSite, { id, zone }: Pick<Organization, "id" | "zone">): void {
    if (site.zone === zone) return;
    refuse(
        `${site.name} in zone ${site.zone}`,
        `a cell of zone ${zone}, which ${id} never leaves`,
        `choose a cell of zone ${zone}`,
    );
}
