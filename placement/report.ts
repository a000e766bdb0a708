import { number, plural, width } from "../preview/text";
import { row } from "../preview/resource-tree";
import { wrap } from "../stacks/settings-error";
import { residencyZones } from "../strategy/regions";
import type { Change } from "./change";
import { cellLoads, type CellLoad, type CellSite, type Placement } from "./placement";
import type { Refusal } from "./plan-outcome";

/** A change as one line. */
export function describeChange(change: Change): string {
    switch (change.kind) {
        case "cell":
            return `${change.cell}: ${change.from} -> ${change.to}${change.was === undefined ? "" : `, ${change.was} when it comes back`}`;
        case "placed":
            return `${change.organization}: placed in ${change.cell}, ${plural(change.users, "user")}${change.failover === undefined ? "" : `, failover ${change.failover}`}`;
        case "moved":
            return `${change.organization}: ${change.from} -> ${change.to}, ${plural(change.users, "user")}`;
        case "failover":
            return `${change.organization}: failover ${change.from ?? "none"} -> ${change.to ?? "none"}`;
        case "writes":
            return `${change.organization}: writes ${change.held ? "held" : "released"}`;
        case "resized":
            return `${change.organization}: ${number(change.from)} -> ${plural(change.to, "user")}`;
    }
}

/** A refusal as one sentence. */
export function describeRefusal({ request, got, expected, remedy }: Refusal): string {
    return `${request}: got ${got}; expected ${expected}; ${remedy}`;
}

/** "draining", or that it is empty already. */
function stateWord({ state, organizations }: CellLoad): string {
    return state === "draining" && organizations === 0 ? "drained" : state;
}

function loadLines(load: CellLoad): readonly string[] {
    const { site, organizations, users, guests, headroom } = load;
    const room = load.state === "open" ? `room for ${number(headroom)}` : "takes nobody";
    return [
        row(
            `  ${site.name}  ${stateWord(load)}`,
            `${number(organizations)} org. · ${number(users)} of ${number(site.capacityUsers)} users · ${room}`,
            width,
        ),
        ...(guests === 0 ? [] : [`    and serves ${number(guests)} users of cells that are down`]),
    ];
}

/** Every cell with what it carries and what it could take, zone by zone. */
export function headroomLines(placement: Placement, sites: readonly CellSite[]): readonly string[] {
    const loads = cellLoads(placement, sites);
    return residencyZones.flatMap((zone) => {
        const there = loads.filter(({ site }) => site.zone === zone);
        if (there.length === 0) return [];
        const open = there.filter(({ state }) => state === "open");
        const room = open.reduce((sum, { headroom }) => sum + headroom, 0);
        return [
            row(
                `zone ${zone}`,
                `room for ${number(room)} users in ${plural(open.length, "open cell")}`,
                width,
            ),
            ...there.flatMap(loadLines),
        ];
    });
}

/** Text in paragraphs of at most 80 columns. */
export function paragraphs(lines: readonly string[]): string {
    return lines.map((line) => wrap(line)).join("\n");
}

/** What a plan would change, or changed. */
export function changeLines(changes: readonly Change[], applied: boolean): readonly string[] {
    if (changes.length === 0) return ["nothing changes"];
    return [
        applied ? "changed" : "would change",
        ...changes.map((change) => `  ${wrap(describeChange(change)).replaceAll("\n", "\n  ")}`),
    ];
}

/** The cells for machines. */
export function cellsJson(
    placement: Placement,
    sites: readonly CellSite[],
): Readonly<Record<string, unknown>> {
    return Object.fromEntries(
        cellLoads(placement, sites).map(({ site, ...load }) => [
            site.name,
            { region: site.region, zone: site.zone, capacityUsers: site.capacityUsers, ...load },
        ]),
    );
}
