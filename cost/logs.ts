import { amounts, type Amounts } from "../capacity/scenario";
import { bytesPerGigabyte, daysPerMonth, hoursPerMonth, kilobytesPerGigabyte } from "../capacity/usage";
import type { Registration } from "../preview/registration";
import { tasksOf } from "./compute";
import {
    always,
    isAtHome,
    times,
    used,
    type Priced,
    type Pricer,
    type Pricers,
    type Pricing,
} from "./pricing";
import { listAt, numberAt, textAt } from "../preview/input-reading";
import { runsOf } from "./schedule";

/** What is written to a log group in a month, and whether AWS bills it as a log that it vends. */
interface Written {
    readonly what: string;
    readonly gigabytes: Amounts | undefined;
    readonly vended?: true;
}

const megabytesPerGigabyte = 1_000;

/** A run of the migrations' function or of a canary says a few lines. */
const kilobytesPerRun = 5;

type Volume = (writer: Registration, priced: Priced, pricing: Pricing) => Written;

const sum = (list: readonly Amounts[]): Amounts =>
    amounts((scenario) => list.reduce((total, one) => total + one[scenario], 0));

const edgeTotal = (
    { edge }: Pricing,
    of: (usage: (typeof edge)[number]["usage"]["floor"]) => number,
): Amounts => amounts((scenario) => edge.reduce((total, { usage }) => total + of(usage[scenario]), 0));

/** What each kind of writer writes, by the type that points to the group or that its name is taken from. */
const volumes: Readonly<Record<string, Volume>> = {
    "aws:ec2/flowLog:FlowLog": (_, priced) => ({
        what: "flow log",
        // A secondary's network carries replication only, which flow logs hardly see.
        gigabytes: used(isAtHome(priced) ? priced.inCell : undefined, (usage) => usage.flowLogGigabytes),
        vended: true,
    }),
    "aws:ecs/taskDefinition:TaskDefinition": (definition, { inCell }, { graph, assumed }) => {
        const [service] = graph.pointingTo(definition, "aws:ecs/service:Service");
        const answers = service !== undefined && listAt(service, "loadBalancers").length > 0;
        return {
            what: answers ? "service's log" : "worker's log",
            gigabytes: used(inCell, ({ logGigabytes, messages }) =>
                answers ? logGigabytes : (messages * assumed.logBytesPerRequest) / bytesPerGigabyte,
            ),
        };
    },
    "aws:lambda/function:Function": (_, __, { assumed }) => ({
        what: "function's log",
        gigabytes: always((assumed.releasesPerMonth * kilobytesPerRun) / kilobytesPerGigabyte),
    }),
    "aws:synthetics/canary:Canary": (canary) => {
        const runs = runsOf(textAt(canary, "schedule.expression"));
        return {
            what: "canary's log",
            gigabytes:
                runs === undefined ? undefined : always((runs * kilobytesPerRun) / kilobytesPerGigabyte),
        };
    },
    "aws:ecs/cluster:Cluster": (cluster, { inCell }, pricing) => {
        const services = pricing.graph.pointingTo(cluster, "aws:ecs/service:Service");
        const tasks = services.flatMap((service) => tasksOf(service, inCell?.plan, pricing) ?? []);
        const kilobytes = pricing.assumed.insightsKilobytesPerTaskMinute * 60 * hoursPerMonth;
        return {
            what: "Container Insights' log",
            gigabytes: times(sum(tasks), kilobytes / kilobytesPerGigabyte),
        };
    },
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": (_, __, pricing) => ({
        what: "edge's access log",
        gigabytes: edgeTotal(pricing, ({ accessLogGigabytes }) => accessLogGigabytes),
        vended: true,
    }),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": (_, __, pricing) => ({
        what: "web ACL's log",
        gigabytes: edgeTotal(
            pricing,
            ({ apiRequests, siteRequests }) =>
                ((apiRequests + siteRequests) * pricing.assumed.wafLogBytesPerRequest) / bytesPerGigabyte,
        ),
        vended: true,
    }),
};

/** Groups whose writers know them by name only: databases, proxies, caches. */
const serverGroups = /^\/aws\/(rds\/(cluster|proxy)|vendedlogs\/elasticache)\//;

/** Resources whose own name the group's is made from. */
const namesakes = ["aws:ecs/cluster:Cluster", "aws:synthetics/canary:Canary"];

function writtenTo(priced: Priced, pricing: Pricing): Written {
    const { resource } = priced;
    const writers = [
        ...pricing.graph.pointersTo(resource),
        ...namesakes.flatMap((type) =>
            pricing.graph.sourceUrns(resource, "name", type).map((one) => one.resource),
        ),
    ];
    for (const writer of writers) {
        const volume = volumes[writer.type];
        if (volume !== undefined) return volume(writer, priced, pricing);
    }
    const isServer = serverGroups.test(textAt(resource, "name") ?? "");
    const megabytes = pricing.assumed.serverLogMegabytesPerDay * daysPerMonth;
    const what = isServer ? "log of a database, proxy or cache" : "log that no known resource writes";
    return { what, gigabytes: isServer ? always(megabytes / megabytesPerGigabyte) : undefined };
}

/** What is kept once the group is as old as its retention; CloudWatch bills it compressed. */
const logGroup: Pricer = (priced, pricing) => {
    const { what, gigabytes, vended } = writtenTo(priced, pricing);
    const days = numberAt(priced.resource, "retentionInDays");
    const months = days === undefined ? undefined : days / daysPerMonth;
    const compressed = pricing.assumed.logCompressedPercent / 100;
    return [
        {
            service: "Logs",
            what,
            priceKey:
                vended === true
                    ? "cloudwatch.vendedLogs.toCloudWatch.first10TB.gb"
                    : "cloudwatch.logs.ingest.gb",
            quantity: gigabytes,
        },
        {
            service: "Logs",
            what: `${what}, kept`,
            priceKey: "cloudwatch.logs.storage.gbMonth",
            quantity:
                months === undefined || gigabytes === undefined
                    ? undefined
                    : times(gigabytes, months * compressed),
        },
    ];
};

export const logPricers: Pricers = { "aws:cloudwatch/logGroup:LogGroup": logGroup };
