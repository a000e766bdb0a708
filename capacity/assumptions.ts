import { growth } from "../strategy/law";

/** One number that the platform's load is computed with and nobody can read off its resources. */
export interface Assumption {
    readonly unit: string;
    readonly value: number;
    /** Smallest and largest that the settings take. */
    readonly min: number;
    readonly max: number;
    /** Where the number is from, and what it stands for. */
    readonly source: string;
}

const own = (why: string): string => `this project's: ${why}`;

/**
 * What turns users into work. The strategy gives some of these; the others are this project's, each to be replaced by
 * what is measured: `medease-platform:assumptions` in the settings takes any of them by name.
 */
export const assumptions = {
    requestsPerThousandUsers: {
        unit: "requests/s",
        value: (growth[0].requestsPerSecond * 1_000) / growth[0].users,
        min: 0.1,
        max: 1_000,
        source: "the strategy, Growth Projections: 50 requests a second for 1,000 concurrent users",
    },
    busyPercent: {
        unit: "% of a month",
        value: 35,
        min: 1,
        max: 100,
        source: own(
            "the part of a month in which the configured users are there; a clinic's week has 11 hours on 5.5 days, 60 of 168. In the rest everything stands at its minimum",
        ),
    },
    gigabytesPerTenThousandUsers: {
        unit: "GB/month",
        value: 500,
        min: 1,
        max: 100_000,
        source: "the strategy, Resource Requirements: bandwidth of about 500 GB a month for 10,000 active users",
    },
    sitePercentOfBandwidth: {
        unit: "%",
        value: 60,
        min: 0,
        max: 100,
        source: own("of the bandwidth, what is the site's files and not the API's answers"),
    },
    siteRequestsPerApiRequest: {
        unit: "requests",
        value: 0.2,
        min: 0,
        max: 100,
        source: own("files of the site that a browser asks for, for each request to the API"),
    },
    databaseGigabytesPerThousandUsers: {
        unit: "GB",
        value: growth[0].databaseGigabytes,
        min: 0.1,
        max: 1_000,
        source: "the strategy, Growth Projections: 10 GB for 1,000 users, 100 for 10,000, 500 for 50,000",
    },
    databaseRequestsPerRequest: {
        unit: "I/O requests",
        value: 0.2,
        min: 0,
        max: 1_000,
        source: own(
            "pages that a request makes Aurora read from or write to storage, when four of five are answered by cache or memory",
        ),
    },
    databaseChangePercentPerDay: {
        unit: "% of the data",
        value: 1,
        min: 0,
        max: 100,
        source: own("what of the data a day changes: it decides how large the kept backups are"),
    },
    cacheGigabytesPerTenThousandUsers: {
        unit: "GB",
        value: 2,
        min: 0,
        max: 1_000,
        source: own("what the cache holds; an r6g.large, the strategy's node for 10,000 users, has 13 GB"),
    },
    internalKilobytesPerRequest: {
        unit: "kB",
        value: 8,
        min: 0,
        max: 100_000,
        source: own("between a task and its database and cache"),
    },
    otherZonePercent: {
        unit: "%",
        value: 67,
        min: 0,
        max: 100,
        source: own("of what is sent within a cell, what crosses zones: two of three"),
    },
    outsideKilobytesPerRequest: {
        unit: "kB",
        value: 0.1,
        min: 0,
        max: 100_000,
        source: own("sent through NAT to services of others: e-mail, payment"),
    },
    logBytesPerRequest: {
        unit: "bytes",
        value: 200,
        min: 0,
        max: 1_000_000,
        source: own("what the service writes to its log"),
    },
    accessLogBytesPerRequest: {
        unit: "bytes",
        value: 500,
        min: 0,
        max: 10_000,
        source: own("a line of CloudFront's access log, and of the load balancer's"),
    },
    flowLogBytesPerRequest: {
        unit: "bytes",
        value: 20,
        min: 0,
        max: 10_000,
        source: own(
            "flow logs sum up a minute of a connection in a line of some 150 bytes; connections are kept",
        ),
    },
    requestsPerConnection: {
        unit: "requests",
        value: 50,
        min: 1,
        max: 100_000,
        source: own("requests that the edge sends over a connection to a load balancer before it is closed"),
    },
    requestsPerMessage: {
        unit: "requests",
        value: 50,
        min: 1,
        max: 1_000_000,
        source: own("requests of which one leaves work to the queue, as strategy/law.ts counts its workers"),
    },
    uploadKilobytesPerRequest: {
        unit: "kB",
        value: 1,
        min: 0,
        max: 100_000,
        source: own("what a request to the API brings with it, through the edge and the load balancer"),
    },
    databaseWritePercent: {
        unit: "% of I/O requests",
        value: 30,
        min: 0,
        max: 100,
        source: own("what of the database's I/O is writes, each of which goes to a secondary as well"),
    },
    serverLogMegabytesPerDay: {
        unit: "MB/day",
        value: 20,
        min: 0,
        max: 1_000_000,
        source: own("what database, proxy and cache each write to their log: connections, slow queries, DDL"),
    },
    osMetricsKilobytesPerMinute: {
        unit: "kB/minute",
        value: 5,
        min: 0,
        max: 1_000,
        source: own("a sample of a database instance's Enhanced Monitoring, as CloudWatch Logs keeps it"),
    },
    insightsKilobytesPerTaskMinute: {
        unit: "kB/minute",
        value: 2,
        min: 0,
        max: 1_000,
        source: own("what Container Insights writes to its log for each task"),
    },
    wafLogBytesPerRequest: {
        unit: "bytes",
        value: 20,
        min: 0,
        max: 10_000,
        source: own("the web ACL logs what it blocks or counts: a line of 2 kB for one request in a hundred"),
    },
    logCompressedPercent: {
        unit: "%",
        value: 15,
        min: 1,
        max: 100,
        source: "what AWS's own examples leave of a log once it is compressed and kept (CloudWatch pricing page)",
    },
    releasesPerMonth: {
        unit: "releases",
        value: 20,
        min: 0,
        max: 10_000,
        source: own("one each working day: each runs the migrations' function and brings a new site"),
    },
    siteGigabytes: {
        unit: "GB",
        value: 0.5,
        min: 0,
        max: 10_000,
        source: own("the site's files with the versions that are still kept"),
    },
    canarySeconds: {
        unit: "seconds",
        value: 5,
        min: 0.1,
        max: 900,
        source: own("a run of a canary: most of it is the start of its function"),
    },
    kmsRequestsPerMinute: {
        unit: "requests/minute",
        value: 10,
        min: 0,
        max: 100_000,
        source: own("of each key: services keep data keys for minutes, so that users do not show in it"),
    },
    secretReadsPerTaskHour: {
        unit: "reads/hour",
        value: 1,
        min: 0,
        max: 10_000,
        source: own("a task reads its secrets at its start and each hour"),
    },
    messagesPerTopic: {
        unit: "messages/month",
        value: 100,
        min: 0,
        max: 1_000_000,
        source: own("alarms and events of the database that a topic tells of"),
    },
    queriesPerRecord: {
        unit: "queries/month",
        value: 10_000,
        min: 0,
        max: 1_000_000_000,
        source: own("of a DNS record that is no alias: those of certificates, which few ask for"),
    },
} as const satisfies Readonly<Record<string, Assumption>>;

/** Name of an assumption, as the settings write it. */
export type AssumptionName = keyof typeof assumptions;

/** A value for every assumption. */
export type Assumptions = Readonly<Record<AssumptionName, number>>;

/** All names, in the order of the table. */
export const assumptionNames = Object.keys(assumptions) as readonly AssumptionName[];

/** The values, those of the settings in place of the table's. */
export function assume(given: Partial<Assumptions> = {}): Assumptions {
    return Object.fromEntries(
        assumptionNames.map((name) => [name, given[name] ?? assumptions[name].value]),
    ) as Assumptions;
}
