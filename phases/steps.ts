import { isAutoscaled } from "../strategy/cache-bounds";
import {
    always,
    becomes,
    classOf,
    inAnyCell,
    stackOf,
    waitsForWindow,
    type Passage,
    type Question,
} from "./passage";

/**
 * What a step asks of those who run it. "needs a window": something restarts or fails over, for seconds, so that it is
 * done in the cell's quiet hours or waits for its maintenance window.
 */
export type Disturbance = "online" | "needs a window" | "cannot be undone";

/** One step of the way. */
export interface Step {
    readonly key: string;
    /** What to do, or what the update does. */
    readonly what: (passage: Passage) => string;
    readonly disturbance: Disturbance;
    /** Why it is so, and why there. */
    readonly because: string;
    /** Page of the repository, with its heading. */
    readonly page: string;
    readonly isNeeded: Question;
}

/**
 * Every step that there is, in the order in which they are taken: what needs somebody else first, what is lost before it
 * is lost, then what the update of a cell does, from what nobody sees to what restarts. A way between two phases is what of
 * it the cells need: phases 1 to 4 go through no serverless database, because neither of the two has one.
 */
export const steps: readonly Step[] = [
    {
        key: "request-quotas",
        what: ({ environment }) => `ask AWS for the quotas that are short: npm run quotas -- ${environment}`,
        disturbance: "online",
        because: "AWS takes hours to days, and an update that meets a quota stops half-way",
        page: "docs/phases.md#before",
        isNeeded: ({ newShortages }) => newShortages > 0,
    },
    {
        key: "write-phase",
        what: ({ environment, to }) =>
            `write phase: ${String(to)} into Pulumi.${environment}.yaml, and have the comparison reviewed`,
        disturbance: "online",
        because: "the settings change nothing until an update runs",
        page: "docs/phases.md#before",
        isNeeded: always,
    },
    {
        key: "add-cells",
        what: ({ addedCells, environment, isStackPerCell }) =>
            `add ${addedCells.join(", ")} to the settings` +
            (isStackPerCell ? `; up each new stack, then the edge's (${environment})` : ""),
        disturbance: "online",
        because: "phase 4 evacuates a cell into the others, so that one must be free",
        page: "docs/changes.md#a-cell-more-in-a-region",
        isNeeded: ({ addedCells }) => addedCells.length > 0,
    },
    {
        key: "empty-queue",
        what: () =>
            "let the service leave no more work to the queue, wait until queue and dead letters are empty, then " +
            "take the protection off both queues and the workers' log (pulumi state unprotect)",
        disturbance: "cannot be undone",
        because:
            "the queues go with their messages, and the log with its lines; in prod the update fails rather than do it",
        page: "docs/phases.md#without-a-queue",
        isNeeded: inAnyCell((before, after) => before.workers !== undefined && after.workers === undefined),
    },
    {
        key: "keep-canary-history",
        what: () =>
            "copy what you want of the canary's bucket and log, empty the bucket, take its protection off",
        disturbance: "cannot be undone",
        because: "the bucket and the log go with the canary; in prod the update fails rather than do it",
        page: "docs/phases.md#without-a-canary",
        isNeeded: inAnyCell((before, after) => before.canary && !after.canary),
    },
    {
        key: "fewer-addresses",
        what: () => "tell whoever admits the cells by address which addresses remain",
        disturbance: "cannot be undone",
        because:
            "the Elastic IPs of two zones are released and never come back; the zone that keeps its NAT gateway carries the " +
            "others, and takes their way out with it when it fails",
        page: "docs/phases.md#nat-gateways",
        isNeeded: inAnyCell((before, after) => after.natGateways < before.natGateways),
    },
    {
        key: "more-addresses",
        what: () => "tell whoever admits the cells by address about the new ones, once they are there",
        disturbance: "online",
        because:
            "two zones get NAT gateways of their own; their open connections to the outside break once, as the routes move",
        page: "docs/phases.md#nat-gateways",
        isNeeded: inAnyCell((before, after) => after.natGateways > before.natGateways),
    },
    {
        key: "apply-at-once",
        what: (passage) =>
            "for this update, set database: {applyImmediately: true} under the cell" +
            (passage.isStackPerCell ? "; one cell at a time, the smallest first" : ""),
        disturbance: "online",
        because:
            "without it the instances wait for the maintenance window; on the way from serverless the update then ends with " +
            "reader-target-scales-provisioned-primary, for AWS scales no serverless readers",
        page: "docs/database-capacity.md#do-it",
        isNeeded: waitsForWindow,
    },
    {
        key: "up",
        what: (passage) =>
            `npm run up -- ${stackOf(passage)}; it does all of the following that is not yours:`,
        disturbance: "online",
        because: "a cell is deployed alone, so that what goes wrong stays in it",
        page: "docs/adr/0001-cells-and-stacks.md",
        isNeeded: always,
    },
    {
        key: "endpoints-added",
        what: () => "interface endpoints are added, and AWS's services are reached through them",
        disturbance: "online",
        because: "names resolve to the endpoints once they answer",
        page: "docs/adr/0015-vpc-endpoints.md",
        isNeeded: inAnyCell((before, after) => !before.interfaceEndpoints && after.interfaceEndpoints),
    },
    {
        key: "endpoints-removed",
        what: () => "interface endpoints are removed, and AWS's services are reached through NAT",
        disturbance: "needs a window",
        because: "a call to AWS that is under way through one fails and is tried again",
        page: "docs/adr/0015-vpc-endpoints.md",
        isNeeded: inAnyCell((before, after) => before.interfaceEndpoints && !after.interfaceEndpoints),
    },
    {
        key: "canary-added",
        what: () => "a canary asks each cell's door",
        disturbance: "online",
        because: "it is beside everything else; its alarm rings where the door was shut all along",
        page: "docs/adr/0022-canary.md",
        isNeeded: inAnyCell((before, after) => !before.canary && after.canary),
    },
    {
        key: "queue-added",
        what: () =>
            "the queue and its workers come, and the service rolls to a revision that knows the queue",
        disturbance: "online",
        because: "the rollout doubles the tasks and goes back by itself where they do not become healthy",
        page: "docs/adr/0012-event-queue.md",
        isNeeded: inAnyCell((before, after) => before.workers === undefined && after.workers !== undefined),
    },
    {
        key: "queue-removed",
        what: () => "the workers and the queue go, and the service rolls to a revision that knows no queue",
        disturbance: "online",
        because: "work that the service still leaves to it from then on fails",
        page: "docs/phases.md#without-a-queue",
        isNeeded: inAnyCell((before, after) => before.workers !== undefined && after.workers === undefined),
    },
    {
        key: "cache-nodes",
        what: () => "every node of the cache is replaced by one of the new type, at once",
        disturbance: "needs a window",
        because:
            "ElastiCache copies to new nodes and fails over to them; it refuses a smaller type where the data does not fit, and " +
            "the update then ends there",
        page: "docs/phases.md#the-caches-nodes",
        isNeeded: inAnyCell((before, after) => before.cache.nodeType !== after.cache.nodeType),
    },
    {
        key: "cache-shards-more",
        what: () => "the cache's autoscaling raises its minimum, and shards are added",
        disturbance: "online",
        because:
            "the update changes the target, and slots move while the cache answers, for minutes to hours",
        page: "docs/adr/0010-cache-autoscaling.md",
        isNeeded: inAnyCell((before, after) => after.cache.shards > before.cache.shards),
    },
    {
        key: "cache-shards-fewer",
        what: () =>
            "the cache's autoscaling lowers its bounds, and shards are removed once it is idle enough",
        disturbance: "online",
        because: "their slots move to the others first; a lower maximum removes at once what is above it",
        page: "docs/adr/0010-cache-autoscaling.md",
        isNeeded: inAnyCell(
            (before, after) => after.cache.shards < before.cache.shards && isAutoscaled(after.cache.nodeType),
        ),
    },
    {
        key: "cache-unscaled",
        what: () => "the cache is brought to its number of shards, which nothing scales any more",
        disturbance: "needs a window",
        because:
            "all slots move to the shards that stay, and must fit there: what does not is evicted or stops the update; sessions " +
            "that are evicted sign in again",
        page: "docs/phases.md#the-caches-nodes",
        isNeeded: inAnyCell(
            (before, after) =>
                after.cache.shards < before.cache.shards && !isAutoscaled(after.cache.nodeType),
        ),
    },
    {
        key: "readers-more",
        what: () => "readers are added",
        disturbance: "online",
        because: "each joins the read-only endpoint when it is ready",
        page: "docs/changes.md",
        isNeeded: inAnyCell((before, after) => after.readers.min > before.readers.min),
    },
    {
        key: "readers-fewer",
        what: () =>
            "readers that the new phase has no need of are removed; their data is the cluster's and stays",
        disturbance: "needs a window",
        because: "connections to such a reader end, and its queries are tried again on another",
        page: "docs/database-capacity.md",
        isNeeded: inAnyCell((before, after) => after.readers.min < before.readers.min),
    },
    {
        key: "to-serverless",
        what: () =>
            "writer and readers become serverless, one after the other; the readers' autoscaling goes",
        disturbance: "needs a window",
        because:
            "two failovers, each some seconds of refused connections that the proxy hides in part; 20 to 60 minutes in all",
        page: "docs/database-capacity.md",
        isNeeded: becomes("serverless"),
    },
    {
        key: "to-provisioned",
        what: () => "writer and readers become provisioned, one after the other; the readers are autoscaled",
        disturbance: "needs a window",
        because: "the same two failovers as on the way there",
        page: "docs/database-capacity.md",
        isNeeded: becomes("provisioned"),
    },
    {
        key: "database-class",
        what: () => "writer and readers change their class, one after the other",
        disturbance: "needs a window",
        because: "an instance that changes its class restarts: two failovers, as between the kinds",
        page: "docs/phases.md#the-databases-class",
        isNeeded: inAnyCell(
            (before, after) =>
                before.database.kind === "provisioned" &&
                after.database.kind === "provisioned" &&
                classOf(before) !== classOf(after),
        ),
    },
    {
        key: "take-back",
        what: (passage) =>
            `take applyImmediately away, then npm run up -- ${stackOf(passage)} --refresh: it finds nothing left to do`,
        disturbance: "online",
        because: "a later change of class would restart the database in the middle of the day",
        page: "docs/database-capacity.md#do-it",
        isNeeded: waitsForWindow,
    },
];

/** The steps from one phase to another, in their order. */
export function stepsOf(passage: Passage): readonly Step[] {
    return steps.filter(({ isNeeded }) => isNeeded(passage));
}
