import { number, plural } from "../preview/text";
import { regionsOfZone, type Region, type ResidencyZone } from "../strategy/regions";
import { closedZones, setState } from "./cell-states";
import { openCells } from "./packing";
import { cellLoads, changed, type CellSite, type Organization, type Placement } from "./placement";
import {
    cellOfZone,
    knownCell,
    knownOrganization,
    openable,
    openCell,
    planned,
    refuse,
    rooms,
    withOrganization,
    type Outcome,
    type Step,
} from "./plan-outcome";
import { describeRequest, type PlanRequest } from "./plan-request";
import { checkPledge, pledgeWarnings } from "./pledge";
import { vacate, withoutFailover } from "./vacate";

type RequestOf<V extends PlanRequest["verb"]> = Extract<PlanRequest, { readonly verb: V }>;

function roomIn(placement: Placement, sites: readonly CellSite[], site: CellSite, users: number): void {
    const headroom = cellLoads(placement, sites).find((load) => load.site === site)?.headroom ?? 0;
    if (users <= headroom) return;
    refuse(
        `${plural(users, "user")} for ${site.name}, which has room for ${number(headroom)} of ${number(site.capacityUsers)}`,
        "no more users than a cell's tasks carry",
        "choose an emptier cell, or move somebody out first",
    );
}

function emptiestCell(
    placement: Placement,
    sites: readonly CellSite[],
    zone: ResidencyZone,
    users: number,
): CellSite {
    const open = openCells(placement, sites, zone);
    const [best] = open;
    if (best !== undefined && best.headroom >= users) return best.site;
    return refuse(
        `${plural(users, "user")}, and ${open.length === 0 ? `no open cell in zone ${zone}` : rooms(open)}`,
        `an open cell of zone ${zone} that holds them`,
        `1 cell is missing in zone ${zone} (${regionsOfZone(zone).join(", ")}): add it to the settings${openable(placement, sites, zone, [])}`,
    );
}

function place(before: Placement, sites: readonly CellSite[], request: RequestOf<"place">): Step {
    const { organization: id, zone, users, cell, failover } = request;
    const known = before.organizations.find((one) => one.id === id);
    if (known !== undefined) {
        refuse(
            `${id}, which lives in ${known.cell}`,
            "a new organization",
            `move it instead: move ${id} --to`,
        );
    }
    let site: CellSite;
    if (cell === undefined) {
        site = emptiestCell(before, sites, zone, users);
    } else {
        site = knownCell(sites, cell);
        cellOfZone(site, { id, zone });
        openCell(before, site);
        roomIn(before, sites, site, users);
    }
    const placed: Organization = { id, zone, users, cell: site.name };
    if (failover === undefined) return { placement: withOrganization(before, placed) };
    return { placement: withFailover(before, sites, placed, failover) };
}

/** The organization with that failover, which must be able to serve it. */
function withFailover(
    before: Placement,
    sites: readonly CellSite[],
    organization: Organization,
    failover: string,
): Placement {
    const second = knownCell(sites, failover);
    cellOfZone(second, organization);
    openCell(before, second);
    if (failover === organization.cell) {
        refuse(failover, "another cell than its home", "choose another, or none");
    }
    const after = withOrganization(before, changed(organization, { failover }));
    checkPledge(after, sites, second);
    return after;
}

function failover(
    before: Placement,
    sites: readonly CellSite[],
    { organization, to }: RequestOf<"failover">,
): Step {
    const known = knownOrganization(before, organization);
    if (to === undefined) {
        return { placement: withOrganization(before, changed(known, { failover: undefined })) };
    }
    return {
        placement: withFailover(before, sites, known, to),
        warnings: [
            `a failover is a route: ${organization} is served there only as well as its data got there`,
        ],
    };
}

function resize(
    before: Placement,
    sites: readonly CellSite[],
    { organization, users }: RequestOf<"resize">,
): Step {
    const known = knownOrganization(before, organization);
    const without = { ...before, organizations: before.organizations.filter((one) => one !== known) };
    roomIn(without, sites, knownCell(sites, known.cell), users);
    return { placement: withOrganization(before, { ...known, users }) };
}

function move(before: Placement, sites: readonly CellSite[], { organization, to }: RequestOf<"move">): Step {
    const known = knownOrganization(before, organization);
    const site = knownCell(sites, to);
    if (known.cell === to) refuse(`${to}, where ${organization} lives`, "another cell", "choose another");
    cellOfZone(site, known);
    openCell(before, site);
    const without = { ...before, organizations: before.organizations.filter((one) => one !== known) };
    roomIn(without, sites, site, known.users);
    if (known.failover !== to) return { placement: withOrganization(before, { ...known, cell: to }) };
    return {
        placement: withOrganization(before, changed(known, { cell: to, failover: undefined })),
        warnings: [withoutFailover([known])],
    };
}

function withWrites(before: Placement, ids: ReadonlySet<string>, held: boolean): Step {
    const writes = held ? "held" : undefined;
    const organizations = before.organizations.map((one) =>
        ids.has(one.id) ? changed(one, { writes }) : one,
    );
    return { placement: { ...before, organizations } };
}

function hold(
    before: Placement,
    sites: readonly CellSite[],
    { organizations, cell }: RequestOf<"hold">,
): Step {
    const home = cell === undefined ? undefined : knownCell(sites, cell).name;
    const named = organizations.map((id) => knownOrganization(before, id).id);
    const there = before.organizations.filter((one) => one.cell === home).map(({ id }) => id);
    return withWrites(before, new Set([...named, ...there]), true);
}

function release(before: Placement, { organizations, all = false }: RequestOf<"release">): Step {
    const named = organizations.map((id) => knownOrganization(before, id).id);
    const everyone = all ? before.organizations.map(({ id }) => id) : [];
    return withWrites(before, new Set([...named, ...everyone]), false);
}

function leaving(sites: readonly CellSite[], region: Region): readonly CellSite[] {
    const there = sites.filter((site) => site.region === region);
    if (there.length > 0) return there;
    const regions = [...new Set(sites.map((site) => site.region))];
    return refuse(region, "a region with cells", `choose one of ${regions.join(", ")}`);
}

function step(before: Placement, sites: readonly CellSite[], request: PlanRequest): Step {
    switch (request.verb) {
        case "place":
            return place(before, sites, request);
        case "resize":
            return resize(before, sites, request);
        case "move":
            return move(before, sites, request);
        case "failover":
            return failover(before, sites, request);
        case "hold":
            return hold(before, sites, request);
        case "release":
            return release(before, request);
        case "drain":
            return vacate(before, sites, [knownCell(sites, request.cell)]);
        case "evacuate":
            return vacate(before, sites, leaving(sites, request.region), request.region);
        case "open":
        case "full":
        case "down":
        case "up":
            return setState(before, sites, request);
    }
}

/** What the request would make of the placement. Nothing but the arguments decides, so that a plan can be made again. */
export function plan(before: Placement, sites: readonly CellSite[], request: PlanRequest): Outcome {
    return planned(describeRequest(request), before, () => {
        const { placement, warnings = [] } = step(before, sites, request);
        return {
            placement,
            warnings: [
                ...warnings,
                ...pledgeWarnings(before, placement, sites),
                ...closedZones(before, placement, sites),
            ],
        };
    });
}
