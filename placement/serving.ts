import { stateOf, type Organization, type Placement } from "./placement";

/** Where requests of an organization may go. */
export type Route = Pick<Organization, "id" | "cell" | "failover" | "writes">;

/** What the router decides from, as a placement or the store has it. */
export interface Routes {
    readonly isUp: (cell: string) => boolean;
    readonly organizations: readonly Route[];
}

/** The routes of a placement. */
export function routesOf(placement: Placement): Routes {
    return {
        isUp: (cell) => stateOf(placement, cell) !== "down",
        organizations: placement.organizations,
    };
}

/** The cell that serves an organization: its home, or its failover while the home is down; undefined where none is up. */
export function servingCell({ isUp }: Routes, { cell, failover }: Route): string | undefined {
    return [cell, failover].find((one) => one !== undefined && isUp(one));
}

/** An organization whose writes would be lost, and the cell that holds them. */
export interface Loss {
    readonly organization: string;
    readonly cell: string;
}

/**
 * The cell with what was written last, for a change to the new route; undefined where nobody writes. A failover that has
 * gone down as well still holds what was written there when the home comes back.
 */
function writtenIn(before: Routes, old: Route, after: Routes): string | undefined {
    if (old.writes === "held") return undefined;
    const comesBack = !before.isUp(old.cell) && after.isUp(old.cell);
    return servingCell(before, old) ?? (comesBack ? old.failover : undefined);
}

/** Whether nothing happens but that the serving cell goes down: a person found that it serves nobody. */
function onlyGoesDown(source: string, old: Route, route: Route, before: Routes, after: Routes): boolean {
    return (
        before.isUp(source) &&
        !after.isUp(source) &&
        route.cell === old.cell &&
        (source === old.cell || route.failover === old.failover)
    );
}

/**
 * Organizations that would leave the cell that serves them while their writes go on: what is written there after the copy
 * was made would be lost. Homes matter only as far as they serve: a failover that serves may become the home as it is.
 */
export function losses(before: Routes, after: Routes): readonly Loss[] {
    const known = new Map(before.organizations.map((one) => [one.id, one]));
    return after.organizations.flatMap((route): readonly Loss[] => {
        const old = known.get(route.id);
        const source = old === undefined ? undefined : writtenIn(before, old, after);
        if (old === undefined || source === undefined) return [];
        if (servingCell(after, route) === source || onlyGoesDown(source, old, route, before, after))
            return [];
        return [{ organization: route.id, cell: source }];
    });
}

/** "acme (in eu-west-1-c1), beta (in eu-west-1-c2)". */
export function listLosses(lost: readonly Loss[]): string {
    return lost.map(({ organization, cell }) => `${organization} (in ${cell})`).join(", ");
}

/** What stands against applying a change that loses writes, and the way around it. */
export function unheld(lost: readonly Loss[]): string {
    const [organizations, their] =
        lost.length === 1 ? ["1 organization", "its"] : [`${String(lost.length)} organizations`, "their"];
    return (
        `${organizations} would leave the cell that serves ${their === "its" ? "it" : "them"} while ${their} writes go on, and what is written there after the copy would be lost: ${listLosses(lost)}; ` +
        `hold them first: hold <organization>… --apply, copy ${their} data from there, then apply this, then release`
    );
}
