// Compiled from router.ts by npm run edge:build; change that.
import cf from "cloudfront";
import crypto from "crypto";
const originPrefix = "cell-";
const organizationHeader = "x-medease-organization";
const verifiedHeader = "x-medease-verified";
const tokenCookie = "__Host-medease-token";
const ownHeaders = /^x[-_](medease[-_]|http[-_]method|method[-_])/i;
const authorization = /^authorization$/i;
const cloudFrontHeaders = /^(host|via|content-length|transfer-encoding)$/i;
const tokenCookies = /^__Host-medease-token$/;
const nameOnly = /^[a-z0-9-]{1,63}$/;
const doorPath = /^\/api\/auth\/([a-z0-9-]{1,63})(\/[\w.~-]+)+$/;
const healthPath = /^\/api\/cells\/([a-z0-9-]{1,63})\/health$/;
const tokenShape = /^([\w-]+)\.([\w-]+)\.([\w-]{43})$/;
const keyShape = /^[\w-]{43}$/;
const longestToken = 4096;
const longestLife = 43200 + 300;
const mostKeys = 2;
const retryAfterSeconds = "30";
const store = cf.kvs();
function answer(statusCode, statusDescription, error, more) {
    const headers = { "content-type": { value: "application/json" }, "cache-control": { value: "no-store" } };
    return {
        statusCode: statusCode,
        statusDescription: statusDescription,
        headers: Object.assign(headers, more),
        body: { encoding: "text", data: JSON.stringify({ error: error }) },
    };
}
function unauthorized() {
    return answer(401, "Unauthorized", "unauthorized", { "www-authenticate": { value: "Bearer" } });
}
function notFound() {
    return answer(404, "Not Found", "not_found", {});
}
function unavailable() {
    return answer(503, "Service Unavailable", "unavailable", { "retry-after": { value: retryAfterSeconds } });
}
function isName(value) {
    return typeof value === "string" && nameOnly.test(value);
}
function isRead(method) {
    return method === "GET" || method === "HEAD";
}
function mustWait(placement, method) {
    return placement.held && !isRead(method) && method !== "OPTIONS";
}
function objectIn(text) {
    try {
        const value = JSON.parse(text);
        return typeof value === "object" && value !== null && !Array.isArray(value)
            ? value
            : undefined;
    }
    catch (_a) {
        return undefined;
    }
}
function those(fields, isWanted) {
    const kept = {};
    Object.entries(fields).forEach((entry) => {
        if (isWanted(entry[0]))
            kept[entry[0]] = entry[1];
    });
    return kept;
}
function without(fields, unwanted) {
    return those(fields, (name) => !unwanted.test(name));
}
function climbs(uri) {
    const segments = uri
        .replace(/%2f|%5c|\\/gi, "/")
        .replace(/%2e/gi, ".")
        .split("/");
    return segments.some((segment) => /^\.\.?(;.*)?$/.test(segment));
}
async function read(key) {
    try {
        const text = await store.get(key);
        return objectIn(text);
    }
    catch (_a) {
        return undefined;
    }
}
async function placementOf(organization) {
    const key = "o:" + organization;
    const record = await read(key);
    if (record === undefined) {
        try {
            const isThere = await store.exists(key);
            return isThere ? undefined : "unknown";
        }
        catch (_a) {
            return undefined;
        }
    }
    const failover = record.f;
    if (!isName(record.c) || !(failover === undefined || isName(failover)))
        return undefined;
    if (!(record.w === undefined || record.w === 0))
        return undefined;
    return { home: record.c, failover: failover, held: record.w === 0 };
}
async function cellOf(name) {
    const record = await read("c:" + name);
    if (record === undefined || (record.s !== "up" && record.s !== "down"))
        return undefined;
    const keys = record.k;
    if (typeof keys !== "object" || keys === null || Array.isArray(keys))
        return undefined;
    const values = Object.values(keys);
    if (values.length > mostKeys || !values.every((key) => typeof key === "string" && keyShape.test(key))) {
        return undefined;
    }
    return { name: name, up: record.s === "up", keys: keys };
}
async function servingCell(placement) {
    const home = await cellOf(placement.home);
    if (home === undefined || home.up || placement.failover === undefined)
        return home;
    const failover = await cellOf(placement.failover);
    return failover === undefined || failover.up ? failover : home;
}
function tokenTextOf(request) {
    const header = request.headers.authorization;
    const field = header !== null && header !== void 0 ? header : request.cookies[tokenCookie];
    if (field === undefined || (field.multiValue !== undefined && field.multiValue.length > 1))
        return undefined;
    if (header === undefined)
        return field.value;
    const bearer = /^bearer +(\S+)$/i.exec(header.value);
    return bearer === null ? undefined : bearer[1];
}
function tokenIn(text) {
    if (text === undefined || text.length > longestToken)
        return undefined;
    const parts = tokenShape.exec(text);
    if (parts === null)
        return undefined;
    const header = objectIn(Buffer.from(String(parts[1]), "base64url").toString("utf8"));
    const claims = objectIn(Buffer.from(String(parts[2]), "base64url").toString("utf8"));
    if (header === undefined || claims === undefined)
        return undefined;
    if (header.alg !== "HS256" || typeof header.kid !== "string" || header.crit !== undefined)
        return undefined;
    const expiry = claims.exp;
    if (typeof expiry !== "number")
        return undefined;
    const now = Date.now() / 1000;
    if (!(expiry > now && expiry <= now + longestLife))
        return undefined;
    if (!isName(claims.org))
        return undefined;
    return {
        organization: claims.org,
        kid: header.kid,
        signed: String(parts[1]) + "." + String(parts[2]),
        signature: String(parts[3]),
    };
}
function areSame(one, other) {
    let difference = one.length ^ other.length;
    for (let index = 0; index < one.length; index += 1) {
        difference |= one.charCodeAt(index) ^ other.charCodeAt(index);
    }
    return difference === 0;
}
function isSignedBy(cell, token) {
    if (!Object.prototype.hasOwnProperty.call(cell.keys, token.kid))
        return false;
    const key = Buffer.from(String(cell.keys[token.kid]), "base64url");
    const signature = crypto.createHmac("sha256", key).update(token.signed).digest("base64url");
    return areSame(signature, token.signature);
}
function sendTo(cell, request) {
    try {
        cf.selectRequestOriginById(originPrefix + cell);
    }
    catch (_a) {
        return unavailable();
    }
    return request;
}
function forOrganization(request, organization, verified) {
    const told = {};
    told[organizationHeader] = { value: organization };
    told[verifiedHeader] = { value: verified };
    request.headers = Object.assign({}, request.headers, told);
    return request;
}
async function toHealth(request, cell) {
    try {
        const isThere = await store.exists("c:" + cell);
        if (!isThere)
            return notFound();
    }
    catch (_a) {
        return unavailable();
    }
    request.uri = "/healthz/deep";
    request.querystring = {};
    request.cookies = {};
    request.headers = those(request.headers, (name) => cloudFrontHeaders.test(name));
    return sendTo(cell, request);
}
async function throughDoor(request) {
    const path = doorPath.exec(request.uri);
    if (path === null)
        return notFound();
    const organization = String(path[1]);
    const placement = await placementOf(organization);
    if (placement === "unknown")
        return notFound();
    if (placement === undefined || mustWait(placement, request.method))
        return unavailable();
    const cell = await servingCell(placement);
    if (!(cell === null || cell === void 0 ? void 0 : cell.up))
        return unavailable();
    request.headers = without(request.headers, authorization);
    request.cookies = without(request.cookies, tokenCookies);
    return sendTo(cell.name, forOrganization(request, organization, "no"));
}
async function byToken(request) {
    const token = tokenIn(tokenTextOf(request));
    if (token === undefined)
        return unauthorized();
    const placement = await placementOf(token.organization);
    if (placement === "unknown")
        return unauthorized();
    if (placement === undefined)
        return unavailable();
    const cell = await servingCell(placement);
    if (cell === undefined)
        return unavailable();
    if (!isSignedBy(cell, token))
        return unauthorized();
    if (!cell.up || mustWait(placement, request.method))
        return unavailable();
    if (request.headers.authorization !== undefined)
        request.cookies = without(request.cookies, tokenCookies);
    return sendTo(cell.name, forOrganization(request, token.organization, "yes"));
}
async function handler(event) {
    const request = event.request;
    request.headers = without(request.headers, ownHeaders);
    if (climbs(request.uri))
        return notFound();
    const health = healthPath.exec(request.uri);
    if (health !== null && isRead(request.method))
        return await toHealth(request, String(health[1]));
    if (request.uri.startsWith("/api/auth/"))
        return await throughDoor(request);
    return await byToken(request);
}
