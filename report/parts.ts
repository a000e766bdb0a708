import { number, plural } from "../preview/text";
import { regionZones } from "../strategy/regions";
import type { CellPlan } from "../strategy/plan";
import type { Link } from "./boxes";
import { range } from "./text";

/** A part, by the component that makes it; it is drawn where the preview has that component. */
export interface Part {
    readonly id: string;
    readonly type: string;
    readonly title: string;
    readonly details: readonly string[];
}

/** An arrow along the way of a request. */
export const request = (from: string, to: string): Link => ({ from, to, kind: "request" });
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

/** Every part that a cell may have. */
export function cellParts(cell: CellPlan, migrations: number): readonly Part[] {
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
            details: [`${range(shards)} ${shards.max === 1 ? "shard" : "shards"}`],
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
export const cellLinks: readonly Link[] = [
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

/** Every part that the edge may have. */
export const edgeParts: readonly Part[] = [
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

/** The ways of requests and of data at the edge. */
export const edgeLinks: readonly Link[] = [
    request("dns", "acl"),
    request("acl", "distribution"),
    request("distribution", "router"),
    request("distribution", "site"),
    copy("site", "replica"),
];
