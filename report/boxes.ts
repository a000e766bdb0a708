import type { Preview } from "../preview/preview";
import { number, plural } from "../preview/text";
import { regionZones } from "../strategy/regions";
import type { CellPlan } from "../strategy/plan";
import { byRegion, type Facts } from "./facts";
import { range } from "./text";

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

/** A part, by the component that makes it; it is drawn where the preview has that component. */
interface Part {
    readonly id: string;
    readonly type: string;
    readonly title: string;
    readonly details: readonly string[];
}

const request = (from: string, to: string): Link => ({ from, to, kind: "request" });
const copy = (from: string, to: string): Link => ({ from, to, kind: "copy" });
/** The arrow from the lower box to the upper one. */
const upward = (lower: string, upper: string): Link => ({ ...request(upper, lower), upward: true });

function databaseDetails({ database, readers }: CellPlan): readonly string[] {
    return database.kind === "provisioned"
        ? [database.instanceClass, `1 writer, ${range(readers)} readers`]
        : [
              `${range({ min: database.minAcu, max: database.maxAcu })} ACU each`,
              `1 writer, ${range(readers)} readers`,
          ];
}

function cellParts(cell: CellPlan, migrations: number): readonly Part[] {
    const { tasks, workers, cache, connections, backupRegion, globalSecondary } = cell;
    const shards = { min: cache.shards, max: cache.maxShards };
    return [
        {
            id: "balancer",
            type: "platform:network:ServiceLoadBalancer",
            title: "Load balancer",
            details: [plural(regionZones[cell.region].length, "zone")],
        },
        {
            id: "canary",
            type: "platform:observability:DoorCanary",
            title: "Canary",
            details: ["asks the door"],
        },
        {
            id: "service",
            type: "platform:compute:FargateService",
            title: "Service",
            details: [`${number(tasks.expected)} of ${range(tasks)} tasks`],
        },
        {
            id: "cache",
            type: "platform:data:ValkeyCache",
            title: "Cache",
            details: [`${range(shards)} shards`],
        },
        {
            id: "proxy",
            type: "platform:data:DatabaseProxy",
            title: "Proxy",
            details: [`${number(connections.fromProxy)} pooled`],
        },
        { id: "queue", type: "platform:messaging:EventQueue", title: "Queue", details: ["events"] },
        {
            id: "database",
            type: "platform:data:AuroraDatabase",
            title: "Aurora",
            details: databaseDetails(cell),
        },
        {
            id: "workers",
            type: "platform:compute:QueueWorker",
            title: "Workers",
            details: workers === undefined ? [] : [`${range(workers)} tasks`],
        },
        {
            id: "backups",
            type: "platform:data:DatabaseBackup",
            title: "Backups",
            details: backupRegion === undefined ? [] : [`to ${backupRegion}`],
        },
        {
            id: "secondary",
            type: "platform:data:DatabaseSecondary",
            title: "Secondary",
            details: globalSecondary === undefined ? [] : [globalSecondary.region],
        },
        {
            id: "migrations",
            type: "platform:data:MigrationRunner",
            title: "Migrations",
            details: [plural(migrations, "file")],
        },
    ];
}

/** The main ways of requests and of data; that everything has alarms and keys needs no arrow. */
const cellLinks: readonly Link[] = [
    request("balancer", "service"),
    upward("canary", "balancer"),
    request("service", "cache"),
    request("service", "proxy"),
    request("service", "queue"),
    request("proxy", "database"),
    request("queue", "workers"),
    upward("workers", "proxy"),
    copy("database", "backups"),
    copy("database", "secondary"),
    upward("migrations", "database"),
];

const edgeParts: readonly Part[] = [
    { id: "dns", type: "platform:edge:EdgeDns", title: "DNS", details: ["Route 53"] },
    { id: "acl", type: "platform:edge:WebAcl", title: "Firewall", details: ["WAF"] },
    {
        id: "distribution",
        type: "platform:edge:Distribution",
        title: "Distribution",
        details: ["CloudFront"],
    },
    { id: "router", type: "platform:edge:EdgeRouter", title: "Router", details: ["home cells"] },
    { id: "site", type: "platform:edge:StaticSite", title: "Site", details: ["S3"] },
    { id: "replica", type: "platform:edge:SiteReplica", title: "Site's copy", details: ["S3"] },
];

const edgeLinks: readonly Link[] = [
    request("dns", "acl"),
    request("acl", "distribution"),
    request("distribution", "router"),
    request("distribution", "site"),
    copy("site", "replica"),
];

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
