import type { Assumptions } from "./assumptions";
import { requestsPerSecond } from "./load";
import type { Presence } from "./scenario";

/** Hours of a month in AWS's own price examples: 365 days of 24 hours, a twelfth of them. */
export const hoursPerMonth = 730;

/** Seconds of that month. */
export const secondsPerMonth = hoursPerMonth * 3_600;

/** Days of that month. */
export const daysPerMonth = 365 / 12;

/** Gigabytes are decimal, as AWS bills what is sent and written. */
export const bytesPerGigabyte = 1e9;

/** Likewise. */
export const kilobytesPerGigabyte = 1e6;

/** What a cell's users make it do in a month; gigabytes are decimal. */
export interface CellUsage {
    /** Requests to the service. */
    readonly requests: number;
    /** Answers of the service, on their way through the load balancer. */
    readonly apiGigabytes: number;
    /** Within the cell, from one zone to another. */
    readonly crossZoneGigabytes: number;
    /** To services of others, through NAT. */
    readonly natGigabytes: number;
    /** Kept, whoever is there. */
    readonly databaseGigabytes: number;
    /** Pages read from and written to the database's storage. */
    readonly databaseRequests: number;
    /** Of the data, what is changed in a day. */
    readonly databaseGigabytesChangedPerDay: number;
    readonly cacheGigabytes: number;
    readonly logGigabytes: number;
    readonly accessLogGigabytes: number;
    readonly flowLogGigabytes: number;
    /** New connections to the load balancer. */
    readonly connections: number;
    /** Left to the queue, where the cell has one. */
    readonly messages: number;
}

/** A cell's month with these users. Grows with the users and with the share of the month in which they are there. */
export function cellUsage({ users, share }: Presence, assumed: Assumptions): CellUsage {
    const requests = requestsPerSecond(users, assumed) * secondsPerMonth * share;
    const databaseGigabytes = (users / 1_000) * assumed.databaseGigabytesPerThousandUsers;
    return {
        requests,
        apiGigabytes: bandwidth({ users, share }, assumed) * (1 - assumed.sitePercentOfBandwidth / 100),
        crossZoneGigabytes:
            (requests * assumed.internalKilobytesPerRequest * assumed.otherZonePercent) /
            100 /
            kilobytesPerGigabyte,
        natGigabytes: (requests * assumed.outsideKilobytesPerRequest) / kilobytesPerGigabyte,
        databaseGigabytes,
        databaseRequests: requests * assumed.databaseRequestsPerRequest,
        databaseGigabytesChangedPerDay: (databaseGigabytes * assumed.databaseChangePercentPerDay) / 100,
        cacheGigabytes: (users / 10_000) * assumed.cacheGigabytesPerTenThousandUsers,
        logGigabytes: (requests * assumed.logBytesPerRequest) / bytesPerGigabyte,
        accessLogGigabytes: (requests * assumed.accessLogBytesPerRequest) / bytesPerGigabyte,
        flowLogGigabytes: (requests * assumed.flowLogBytesPerRequest) / bytesPerGigabyte,
        connections: requests / assumed.requestsPerConnection,
        messages: requests / assumed.requestsPerMessage,
    };
}

/** What the users of one cell make the edge do in a month. */
export interface EdgeUsage {
    /** Requests to the API, each of which goes on to the cell. */
    readonly apiRequests: number;
    /** Requests for the site's files. */
    readonly siteRequests: number;
    /** To the users, files and answers. */
    readonly gigabytes: number;
    readonly accessLogGigabytes: number;
}

/** What these users' month is for the edge. */
export function edgeUsage(presence: Presence, assumed: Assumptions): EdgeUsage {
    const { requests: apiRequests } = cellUsage(presence, assumed);
    const siteRequests = apiRequests * assumed.siteRequestsPerApiRequest;
    return {
        apiRequests,
        siteRequests,
        gigabytes: bandwidth(presence, assumed),
        accessLogGigabytes:
            ((apiRequests + siteRequests) * assumed.accessLogBytesPerRequest) / bytesPerGigabyte,
    };
}

/** The strategy's bandwidth is that of an ordinary month, whose busy part is the assumed one. */
function bandwidth({ users, share }: Presence, assumed: Assumptions): number {
    return ((users / 10_000) * assumed.gigabytesPerTenThousandUsers * share * 100) / assumed.busyPercent;
}
