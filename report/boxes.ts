import type { Preview } from "../preview/preview";
import { number, plural } from "../preview/text";
import type { CellPlan } from "../strategy/plan";
import { byRegion, type Facts } from "./facts";
import { cellLinks, cellParts, edgeLinks, edgeParts, request, type Part } from "./parts";

/** How a box looks. */
export type BoxKind = "root" | "users" | "edge" | "group" | "region" | "cell" | "part";

/** An arrow between two boxes of the same parent. */
export interface Link {
    readonly from: string;
    readonly to: string;
    /** "copy": data that follows by itself, and no request. */
    readonly kind: "request" | "copy";
    /** The arrow points against the order of the layout, from the lower box to the upper one. @default false */
    readonly upward?: boolean;
}

/** Something in the picture, and what is in it. */
export interface Box {
    readonly id: string;
    readonly kind: BoxKind;
    readonly title: string;
    readonly details: readonly string[];
    readonly children: readonly Box[];
    readonly links: readonly Link[];
}

type Resources = Preview["stacks"][number]["resources"];

/** The parts that are there, and the arrows between those. */
function inner(
    parent: string,
    parts: readonly Part[],
    links: readonly Link[],
    types: ReadonlySet<string>,
): Pick<Box, "children" | "links"> {
    const there = parts.filter(({ type }) => types.has(type));
    const idOf = (id: string): string => `${parent}/${id}`;
    const isThere = (id: string): boolean => there.some((part) => part.id === id);
    return {
        children: there.map(({ id, title, details }) => ({
            id: idOf(id),
            kind: "part",
            title,
            details,
            children: [],
            links: [],
        })),
        links: links
            .filter(({ from, to }) => isThere(from) && isThere(to))
            .map((link) => ({ ...link, from: idOf(link.from), to: idOf(link.to) })),
    };
}

/** Resources of a component and below it. */
function below(resources: Resources, isRoot: (one: Resources[number]) => boolean): Resources {
    const urns = new Set<string | undefined>();
    return resources.filter((one) => {
        if (!isRoot(one) && !urns.has(one.parent)) return false;
        urns.add(one.urn);
        return true;
    });
}

function cellBox(cell: CellPlan, { preview }: Facts): Box {
    const isCell = ({ type, name }: Resources[number]): boolean =>
        type === "platform:cell:RegionalCell" && name === cell.name;
    const stack = preview.stacks.find(({ resources }) => resources.some(isCell));
    const resources = below(stack?.resources ?? [], isCell);
    const alarms = resources.filter(
        ({ type }) => type.startsWith("aws:cloudwatch/") && type.endsWith("Alarm"),
    );
    return {
        id: cell.name,
        kind: "cell",
        title: cell.name,
        details: [
            `${number(cell.users)} of ${number(cell.capacityUsers)} users`,
            `${cell.addresses.cidr}, ${number(cell.natGateways)} NAT, ${plural(alarms.length, "alarm")}`,
        ],
        ...inner(
            cell.name,
            cellParts(cell, preview.migrations.migrations.length),
            cellLinks,
            new Set(resources.map(({ type }) => type)),
        ),
    };
}

const edgeType = "platform:edge:GlobalEdge";

/**
 * The platform as boxes within boxes, from what the preview recorded. Where its regions do not fit side by side they are
 * one group, to which the edge has one arrow: arrows to each would run past the others.
 */
export function platformBox(facts: Facts, columns: number): Box {
    const { preview, cells, users } = facts;
    const edge = preview.stacks.flatMap(({ resources }) => below(resources, ({ type }) => type === edgeType));
    const regions = [...byRegion(cells)].map(([region, there]): Box => ({
        id: `region ${region}`,
        kind: "region",
        title: region,
        details: [plural(there.length, "cell")],
        children: there.map((cell) => cellBox(cell, facts)),
        links: [],
    }));
    const isGrouped = regions.length > columns;
    const homes: readonly Box[] = isGrouped
        ? [
              {
                  id: "regions",
                  kind: "group",
                  title: plural(regions.length, "region"),
                  details: ["every organization has a home cell"],
                  children: regions,
                  links: [],
              },
          ]
        : regions;
    const people: Box = {
        id: "users",
        kind: "users",
        title: plural(users, "user"),
        details: [],
        children: [],
        links: [],
    };
    if (edge.length === 0) {
        return { id: "platform", kind: "root", title: "", details: [], children: homes, links: [] };
    }
    const edgeBox: Box = {
        id: "edge",
        kind: "edge",
        title: "Edge",
        details: [preview.settings.domain],
        ...inner("edge", edgeParts, edgeLinks, new Set(edge.map(({ type }) => type))),
    };
    return {
        id: "platform",
        kind: "root",
        title: "",
        details: [],
        children: [people, edgeBox, ...homes],
        links: [request("users", "edge"), ...homes.map(({ id }) => request("edge", id))],
    };
}
