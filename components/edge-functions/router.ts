import cf from "cloudfront";
import crypto from "crypto";
import type { EdgeAnswer, EdgeEvent, EdgeField, EdgeFields, EdgeRequest } from "./event";

// Names that others know: the distribution its origins, the service its headers, browsers the cookie.
const originPrefix = "cell-";
const organizationHeader = "x-medease-organization";
const verifiedHeader = "x-medease-verified";
const tokenCookie = "__Host-medease-token";

/**
 * By these cells know what the edge found out; an underscore reads as a hyphen in some frameworks. And by these some take
 * a request for one of another method than the router saw.
 */
const ownHeaders = /^x[-_](medease[-_]|http[-_]method|method[-_])/i;
const authorization = /^authorization$/i;
/** What CloudFront itself needs, and lets no function take away ("Restrictions on edge functions", developer guide). */
const cloudFrontHeaders = /^(host|via|content-length|transfer-encoding)$/i;
const tokenCookies = /^__Host-medease-token$/;
/** Organizations and cells alike; nothing else ever becomes part of a key of the store. */
const nameOnly = /^[a-z0-9-]{1,63}$/;
/** The sign-in door. Unreserved characters only, so that no service reads another path out of it. */
const doorPath = /^\/api\/auth\/([a-z0-9-]{1,63})(\/[\w.~-]+)+$/;
const healthPath = /^\/api\/cells\/([a-z0-9-]{1,63})\/health$/;
/** Header, claims and signature in base64url; 43 characters are the 32 bytes of SHA-256. */
const tokenShape = /^([\w-]+)\.([\w-]+)\.([\w-]{43})$/;
/** 32 bytes in base64url. */
const keyShape = /^[\w-]{43}$/;
/** Browsers keep no cookie that is longer (RFC 6265, 6.1). */
const longestToken = 4096;
/** Seconds that a token may still be good: a user's session, and what clocks differ by. A rotation waits as long. */
const longestLife = 43200 + 300;
/** A key is in use, or about to be, or just was. */
const mostKeys = 2;
/** What a command writes to the store is everywhere within seconds. */
const retryAfterSeconds = "30";

const store = cf.kvs();

type Fields = Readonly<Record<string, unknown>>;

interface Placement {
    readonly home: string;
    readonly failover: string | undefined;
    /** Its data is being moved: what would change it waits. */
    readonly held: boolean;
}

interface Cell {
    readonly name: string;
    readonly up: boolean;
    readonly keys: Fields;
}

/** What a token says, before anybody has checked its signature. */
interface Token {
    readonly organization: string;
    readonly kid: string;
    readonly signed: string;
    readonly signature: string;
}

function answer(statusCode: number, statusDescription: string, error: string, more: EdgeFields): EdgeAnswer {
    const headers = { "content-type": { value: "application/json" }, "cache-control": { value: "no-store" } };
    return {
        statusCode: statusCode,
        statusDescription: statusDescription,
        headers: Object.assign(headers, more),
        body: { encoding: "text", data: JSON.stringify({ error: error }) },
    };
}

/** One and the same for every reason: it tells nobody which organizations exist. */
function unauthorized(): EdgeAnswer {
    return answer(401, "Unauthorized", "unauthorized", { "www-authenticate": { value: "Bearer" } });
}

function notFound(): EdgeAnswer {
    return answer(404, "Not Found", "not_found", {});
}

function unavailable(): EdgeAnswer {
    return answer(503, "Service Unavailable", "unavailable", { "retry-after": { value: retryAfterSeconds } });
}

function isName(value: unknown): value is string {
    return typeof value === "string" && nameOnly.test(value);
}

function isRead(method: string): boolean {
    return method === "GET" || method === "HEAD";
}

/** Writes of an organization whose data is being moved would be lost. */
function mustWait(placement: Placement, method: string): boolean {
    return placement.held && !isRead(method) && method !== "OPTIONS";
}

/** The object that a JSON text holds; undefined where it holds none. */
function objectIn(text: string): Fields | undefined {
    try {
        const value: unknown = JSON.parse(text);
        return typeof value === "object" && value !== null && !Array.isArray(value)
            ? (value as Fields)
            : undefined;
    } catch {
        return undefined;
    }
}

function those(fields: EdgeFields, isWanted: (name: string) => boolean): EdgeFields {
    const kept: Record<string, EdgeField> = {};
    Object.entries(fields).forEach((entry) => {
        if (isWanted(entry[0])) kept[entry[0]] = entry[1];
    });
    return kept;
}

function without(fields: EdgeFields, unwanted: RegExp): EdgeFields {
    return those(fields, (name) => !unwanted.test(name));
}

/** Whether a path leads upwards once somebody decodes and normalizes it, as a service may. */
function climbs(uri: string): boolean {
    const segments = uri
        .replace(/%2f|%5c|\\/gi, "/")
        .replace(/%2e/gi, ".")
        .split("/");
    return segments.some((segment) => /^\.\.?(;.*)?$/.test(segment));
}

/** The record under a key; undefined where there is none, or none that can be read. */
async function read(key: string): Promise<Fields | undefined> {
    try {
        const text = await store.get(key); // CloudFront knows no await within arguments
        return objectIn(text);
    } catch {
        return undefined;
    }
}

/** Where an organization lives; "unknown" only when the store says so, undefined when that cannot be found out. */
async function placementOf(organization: string): Promise<Placement | "unknown" | undefined> {
    const key = "o:" + organization;
    const record = await read(key);
    if (record === undefined) {
        try {
            const isThere = await store.exists(key);
            return isThere ? undefined : "unknown";
        } catch {
            return undefined;
        }
    }
    const failover = record.f;
    if (!isName(record.c) || !(failover === undefined || isName(failover))) return undefined;
    if (!(record.w === undefined || record.w === 0)) return undefined;
    return { home: record.c, failover: failover, held: record.w === 0 };
}

/** State and keys of a cell; undefined where the store does not hold both as they must be. */
async function cellOf(name: string): Promise<Cell | undefined> {
    const record = await read("c:" + name);
    if (record === undefined || (record.s !== "up" && record.s !== "down")) return undefined;
    const keys = record.k;
    if (typeof keys !== "object" || keys === null || Array.isArray(keys)) return undefined;
    const values = Object.values(keys);
    if (values.length > mostKeys || !values.every((key) => typeof key === "string" && keyShape.test(key))) {
        return undefined;
    }
    return { name: name, up: record.s === "up", keys: keys as Fields };
}

/** The failover where it is needed and can serve, the home cell otherwise, which may be down. */
async function servingCell(placement: Placement): Promise<Cell | undefined> {
    const home = await cellOf(placement.home);
    if (home === undefined || home.up || placement.failover === undefined) return home;
    const failover = await cellOf(placement.failover);
    return failover === undefined || failover.up ? failover : home;
}

/** The token of a request: the header's, and where there is no such header, the cookie's. Two are none. */
function tokenTextOf(request: EdgeRequest): string | undefined {
    const header = request.headers.authorization;
    const field = header ?? request.cookies[tokenCookie];
    if (field === undefined || (field.multiValue !== undefined && field.multiValue.length > 1))
        return undefined;
    if (header === undefined) return field.value;
    const bearer = /^bearer +(\S+)$/i.exec(header.value);
    return bearer === null ? undefined : bearer[1];
}

/** Reads a token; undefined where it is none, or has expired. What it says counts once it is known to be signed. */
function tokenIn(text: string | undefined): Token | undefined {
    if (text === undefined || text.length > longestToken) return undefined;
    const parts = tokenShape.exec(text);
    if (parts === null) return undefined;
    const header = objectIn(Buffer.from(String(parts[1]), "base64url").toString("utf8"));
    const claims = objectIn(Buffer.from(String(parts[2]), "base64url").toString("utf8"));
    if (header === undefined || claims === undefined) return undefined;
    // A token with critical extensions asks to be refused by whoever does not know them (RFC 7515, 4.1.11).
    if (header.alg !== "HS256" || typeof header.kid !== "string" || header.crit !== undefined)
        return undefined;
    const expiry = claims.exp;
    if (typeof expiry !== "number") return undefined;
    const now = Date.now() / 1000;
    if (!(expiry > now && expiry <= now + longestLife)) return undefined;
    if (!isName(claims.org)) return undefined;
    return {
        organization: claims.org,
        kid: header.kid,
        signed: String(parts[1]) + "." + String(parts[2]),
        signature: String(parts[3]),
    };
}

/** Compares in a time that does not depend on where two texts differ. */
function areSame(one: string, other: string): boolean {
    let difference = one.length ^ other.length;
    for (let index = 0; index < one.length; index += 1) {
        difference |= one.charCodeAt(index) ^ other.charCodeAt(index);
    }
    return difference === 0;
}

/** Always HMAC with SHA-256, whatever the token says of itself. */
function isSignedBy(cell: Cell, token: Token): boolean {
    if (!Object.prototype.hasOwnProperty.call(cell.keys, token.kid)) return false;
    const key = Buffer.from(String(cell.keys[token.kid]), "base64url");
    const signature = crypto.createHmac("sha256", key).update(token.signed).digest("base64url");
    return areSame(signature, token.signature);
}

function sendTo(cell: string, request: EdgeRequest): EdgeRequest | EdgeAnswer {
    try {
        cf.selectRequestOriginById(originPrefix + cell);
    } catch {
        return unavailable(); // the store knows a cell that the distribution does not have
    }
    return request;
}

/** Tells the cell for whom the request is, and whether the edge has checked that. */
function forOrganization(request: EdgeRequest, organization: string, verified: "yes" | "no"): EdgeRequest {
    const told: Record<string, EdgeField> = {};
    told[organizationHeader] = { value: organization };
    told[verifiedHeader] = { value: verified };
    request.headers = Object.assign({}, request.headers, told);
    return request;
}

/** A cell's own health, for probes: with nothing of the viewer's. */
async function toHealth(request: EdgeRequest, cell: string): Promise<EdgeRequest | EdgeAnswer> {
    try {
        const isThere = await store.exists("c:" + cell);
        if (!isThere) return notFound();
    } catch {
        return unavailable();
    }
    request.uri = "/healthz/deep";
    request.querystring = {};
    request.cookies = {};
    request.headers = those(request.headers, (name) => cloudFrontHeaders.test(name));
    return sendTo(cell, request);
}

/** The one way in without a token: to sign in. Whatever token comes along is taken away. */
async function throughDoor(request: EdgeRequest): Promise<EdgeRequest | EdgeAnswer> {
    const path = doorPath.exec(request.uri);
    if (path === null) return notFound();
    const organization = String(path[1]);
    const placement = await placementOf(organization);
    if (placement === "unknown") return notFound();
    if (placement === undefined || mustWait(placement, request.method)) return unavailable();
    const cell = await servingCell(placement);
    if (!cell?.up) return unavailable();
    request.headers = without(request.headers, authorization);
    request.cookies = without(request.cookies, tokenCookies);
    return sendTo(cell.name, forOrganization(request, organization, "no"));
}

/** Everything else: to the cell that serves the organization of a token which that very cell has signed. */
async function byToken(request: EdgeRequest): Promise<EdgeRequest | EdgeAnswer> {
    const token = tokenIn(tokenTextOf(request));
    if (token === undefined) return unauthorized();
    const placement = await placementOf(token.organization);
    if (placement === "unknown") return unauthorized();
    if (placement === undefined) return unavailable();
    const cell = await servingCell(placement);
    if (cell === undefined) return unavailable();
    // Before all else that could be answered: a forged token must not learn how its organization fares.
    if (!isSignedBy(cell, token)) return unauthorized();
    if (!cell.up || mustWait(placement, request.method)) return unavailable();
    // A cookie that was not asked is not verified, and must not look as if it were.
    if (request.headers.authorization !== undefined) request.cookies = without(request.cookies, tokenCookies);
    return sendTo(cell.name, forOrganization(request, token.organization, "yes"));
}

/** Runs on viewer requests of /api/*, and sends each to the one cell that may see it, or to none. */
export async function handler(event: EdgeEvent): Promise<EdgeRequest | EdgeAnswer> {
    const request = event.request;
    request.headers = without(request.headers, ownHeaders);
    if (climbs(request.uri)) return notFound();
    const health = healthPath.exec(request.uri);
    if (health !== null && isRead(request.method)) return await toHealth(request, String(health[1]));
    if (request.uri.startsWith("/api/auth/")) return await throughDoor(request);
    return await byToken(request);
}
