import type { EdgeAnswer } from "../../components/edge-functions/event";
import { edgeFunction, FakeStore, newKey, tokenOf, type EdgeRun, type ViewerRequest } from "./edge-function";

/** What the store says of an organization. */
export interface Placed {
    readonly home: string;
    readonly failover?: string;
    readonly held?: boolean;
}

/** What the store says of a cell. */
export interface PlacedCell {
    readonly down?: boolean;
    readonly keys: Readonly<Record<string, string>>;
}

/** A store as the placement's commands fill it. */
export function placementStore(
    organizations: Readonly<Record<string, Placed>>,
    cells: Readonly<Record<string, PlacedCell>>,
    others: Readonly<Record<string, string>> = {},
): FakeStore {
    const values: Record<string, string> = { v: "1" };
    for (const [id, { home, failover, held = false }] of Object.entries(organizations)) {
        values[`o:${id}`] = JSON.stringify({ c: home, f: failover, ...(held ? { w: 0 } : {}) });
    }
    for (const [name, { down = false, keys }] of Object.entries(cells)) {
        values[`c:${name}`] = JSON.stringify({ s: down ? "down" : "up", k: keys });
    }
    return new FakeStore({ ...values, ...others });
}

/** Noon of a day on which every token of these tests is good. */
export const now = Date.UTC(2026, 10, 27, 12);

/** An hour later, in a token's seconds. */
export const inAnHour = now / 1000 + 3600;

/** Three cells and their keys; the second is in the middle of a rotation. */
export const keys = { one: newKey(), twoOld: newKey(), two: newKey(), three: newKey() } as const;

export const cells = {
    "eu-west-1-c1": { keys: { "one-1": keys.one } },
    "eu-west-1-c2": { keys: { "two-1": keys.twoOld, "two-2": keys.two } },
    "eu-central-1-c1": { keys: { "three-1": keys.three } },
} as const satisfies Record<string, PlacedCell>;

/** An organization of each kind. */
export const organizations = {
    clinic: { home: "eu-west-1-c1" },
    hospital: { home: "eu-west-1-c2", failover: "eu-central-1-c1" },
    moving: { home: "eu-west-1-c1", held: true },
} as const satisfies Record<string, Placed>;

/** A token of the clinic, as its cell issues it, with other claims where they are given. */
export const clinicToken = (claims: Readonly<Record<string, unknown>> = {}): string =>
    tokenOf({ org: "clinic", exp: inAnHour, sub: "user-17", ...claims }, { kid: "one-1", key: keys.one });

const router = edgeFunction("router");

/** Sends a request through the router, at noon. */
export function route(
    request: ViewerRequest,
    store: FakeStore = placementStore(organizations, cells),
    origins?: readonly string[],
): Promise<EdgeRun> {
    return router(request, { store, now, ...(origins === undefined ? {} : { origins }) });
}

/** What the edge answers, and nothing else: the one answer for each status. */
export const answers: Readonly<Record<401 | 404 | 503, EdgeAnswer>> = {
    401: edgeAnswer(401, "Unauthorized", "unauthorized", { "www-authenticate": { value: "Bearer" } }),
    404: edgeAnswer(404, "Not Found", "not_found"),
    503: edgeAnswer(503, "Service Unavailable", "unavailable", { "retry-after": { value: "30" } }),
};

function edgeAnswer(
    statusCode: number,
    statusDescription: string,
    error: string,
    more: EdgeAnswer["headers"] = {},
): EdgeAnswer {
    return {
        statusCode,
        statusDescription,
        headers: {
            "content-type": { value: "application/json" },
            "cache-control": { value: "no-store" },
            ...more,
        },
        body: { encoding: "text", data: JSON.stringify({ error }) },
    };
}
