import { usersCarriedBy, type CellRequest } from "../strategy/plan";
import { residencyZoneOf, type Region, type ResidencyZone } from "../strategy/regions";

/**
 * What a cell may do. Open: takes organizations. Full: keeps those it has and takes none. Draining: is being emptied.
 * Down: serves nobody; the router sends its organizations to their failovers.
 */
export const cellStates = ["open", "full", "draining", "down"] as const;

/** One of {@link cellStates}. */
export type CellState = (typeof cellStates)[number];

/** States in which a cell is up and takes nobody. */
export type ClosedState = "full" | "draining";

/** What the file says of a cell. */
export interface CellEntry {
    readonly state: CellState;
    /** Of a cell that is down: what it was, and will be when it comes back. @default open */
    readonly was?: ClosedState;
}

/** Where one organization lives. */
export interface Organization {
    readonly id: string;
    /** The law under which its data stays: home and failover lie in this zone. */
    readonly zone: ResidencyZone;
    /** Concurrent users at its peak. */
    readonly users: number;
    /** Home: the one cell that holds its data. */
    readonly cell: string;
    /** Cell that may serve it while its home is down. @default none */
    readonly failover?: string;
    /** Writes wait at the edge while data is moved; reads go on. @default writes go through */
    readonly writes?: "held";
}

/** The organization with some of it changed; what becomes undefined is left out. */
export function changed(
    organization: Organization,
    to: {
        readonly cell?: string;
        readonly users?: number;
        readonly failover?: string | undefined;
        readonly writes?: "held" | undefined;
    },
): Organization {
    const { id, zone, users, cell, failover, writes } = { ...organization, ...to };
    return {
        id,
        zone,
        users,
        cell,
        ...(failover === undefined ? {} : { failover }),
        ...(writes === undefined ? {} : { writes }),
    };
}

/** Which organization lives where, and what each cell may do: `placement/<environment>.json`. */
export interface Placement {
    /** Raised by one with every change that is applied. */
    readonly version: number;
    /** Cells that are not named are open. */
    readonly cells: Readonly<Record<string, CellEntry>>;
    /** Sorted by id. */
    readonly organizations: readonly Organization[];
}

/** What placement needs to know of a cell. */
export interface CellSite {
    readonly name: string;
    readonly region: Region;
    readonly zone: ResidencyZone;
    /** Users that the most of its tasks carry; the law ends it at 100,000. */
    readonly capacityUsers: number;
}

/** The sites of an environment's cells; their capacity is the plan's. */
export function cellSites(
    cells: readonly Pick<CellRequest, "name" | "region" | "tasks">[],
): readonly CellSite[] {
    return cells.map(({ name, region, tasks }) => ({
        name,
        region,
        zone: residencyZoneOf(region),
        capacityUsers: usersCarriedBy(tasks.max),
    }));
}

/** What a cell may do at present. */
export function stateOf({ cells }: Pick<Placement, "cells">, cell: string): CellState {
    return cells[cell]?.state ?? "open";
}

/** What one cell carries. */
export interface CellLoad {
    readonly site: CellSite;
    readonly state: CellState;
    /** Organizations whose home it is. */
    readonly organizations: number;
    /** Their users. */
    readonly users: number;
    /** Users of other cells' organizations that it serves at present, because their homes are down. */
    readonly guests: number;
    /** Users that it could still take; never below nought. */
    readonly headroom: number;
}

/** The load of every cell, in the order of the sites. */
export function cellLoads(placement: Placement, sites: readonly CellSite[]): readonly CellLoad[] {
    const sums = new Map(sites.map(({ name }) => [name, { organizations: 0, users: 0, guests: 0 }]));
    for (const { cell, failover, users } of placement.organizations) {
        const home = sums.get(cell);
        if (home !== undefined) {
            home.organizations += 1;
            home.users += users;
        }
        const host = stateOf(placement, cell) === "down" ? sums.get(failover ?? "") : undefined;
        if (host !== undefined) host.guests += users;
    }
    return sites.map((site) => {
        const sum = sums.get(site.name) ?? { organizations: 0, users: 0, guests: 0 };
        return {
            site,
            state: stateOf(placement, site.name),
            ...sum,
            headroom: Math.max(0, site.capacityUsers - sum.users - sum.guests),
        };
    });
}

/**
 * The same cells with one of them in another state. An open cell is not named; one that goes down remembers that it was
 * closed, so that it does not take organizations when it comes back.
 */
export function withState(cells: Placement["cells"], cell: string, state: CellState): Placement["cells"] {
    const others = Object.entries(cells).filter(([name]) => name !== cell);
    if (state === "open") return Object.fromEntries(others);
    const { state: old, was } = cells[cell] ?? { state: "open" };
    const closed = old === "down" ? was : old === "open" ? undefined : old;
    const entry = { state, ...(state !== "down" || closed === undefined ? {} : { was: closed }) };
    return Object.fromEntries([...others, [cell, entry]]);
}

/** Sorted by id as machines compare text, so that every machine sorts alike. */
export function sortedById(organizations: readonly Organization[]): readonly Organization[] {
    return [...organizations].sort((a, b) => compareText(a.id, b.id));
}

/** The order of UTF-16 code units, which no locale changes. */
export function compareText(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
}
