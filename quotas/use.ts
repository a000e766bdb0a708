import type { RecordedGraph } from "../preview/recorded-graph";
import type { Registration } from "../preview/registration";

/** What a preview takes of a quota somewhere, at the maximum of all autoscaling. */
export interface Use {
    /** Key of the quota, e.g. "vpc.perRegion". */
    readonly key: string;
    /** Where it counts: a region, a zone, "global", or a resource by its name. */
    readonly place: string;
    /** The region whose quota it is; "global" where the account has one for all. */
    readonly region: string;
    readonly used: number;
    /** What makes the number where it is not one of a kind each, e.g. "tasks at most, twice while they are replaced". */
    readonly because?: string;
}

/** Where a quota of one resource counts. */
export function placeOf(graph: RecordedGraph, resource: Registration): Pick<Use, "place" | "region"> {
    return { place: resource.name, region: graph.regionOf(resource) ?? global };
}

/** Where quotas of the account as a whole count. */
export const global = "global";
