import { at, listAt, withInputs, withValues, type Breakage, type Control, type Node } from "./control";
import { behaviours, routersOf, routesApi } from "./edge-routing";

const distribution = "aws:cloudfront/distribution:Distribution";
const edgeFunction = "aws:cloudfront/function:Function";
const keyValueStore = "aws:cloudfront/keyValueStore:KeyValueStore";

type Part = Readonly<Record<string, unknown>>;

/** AWS's CachingDisabled and AllViewerExceptHostHeader ("Use managed … policies", CloudFront developer guide). */
const apiPolicies = ["4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "b689b0a8-53d0-40ab-baf2-68738e2966ac"];

/** The three sets of methods that CloudFront takes (API reference, AllowedMethods), sorted. */
const reads = ["GET,HEAD", "GET,HEAD,OPTIONS"];
const methodSets = [...reads, "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT"];

const methods = (value: unknown): string => (Array.isArray(value) ? value.map(String).sort().join() : "");

/** What a behaviour without a cache policy would say; beside a policy CloudFront refuses it. */
const legacyFields = ["forwardedValues", "minTtl", "defaultTtl", "maxTtl"];

/** Whether a path pattern of CloudFront matches a path: "*" is any text, slashes included, and "?" one character. */
function matches(pattern: string, path: string): boolean {
    const source = pattern
        .replace(/[.+^${}()|[\]\\]/g, "\\$&")
        .replace(/\*/g, ".*")
        .replace(/\?/g, ".");
    return new RegExp(`^/?${source.replace(/^\//, "")}$`).test(path);
}

/** Pattern of the behaviour that answers a path; undefined for the default one. */
function patternOf(node: Node, path: string): unknown {
    return listAt(node, "orderedCacheBehaviors").find(({ pathPattern }) => matches(String(pathPattern), path))
        ?.pathPattern;
}

/** A change of the ordered behaviour for a pattern. */
function behaviourWith(pattern: string, changes: Part): Breakage {
    return (graph, subject) =>
        withValues(graph, subject, {
            orderedCacheBehaviors: listAt(subject, "orderedCacheBehaviors").map((behaviour) =>
                behaviour.pathPattern === pattern ? { ...behaviour, ...changes } : behaviour,
            ),
        });
}

const within = (value: unknown, min: number, max: number): boolean =>
    value === undefined || (Number(value) >= min && Number(value) <= max);

/** What CloudFront does with a request (traps G). */
export const distributionTraps: readonly Control[] = [
    {
        ids: ["G4", "G10"],
        promise: "behaviour of the distribution names an origin, or for reads a group of them",
        type: distribution,
        keeps: (node) => {
            const origins = listAt(node, "origins").map(({ originId }) => originId);
            const groups = listAt(node, "originGroups").map(({ originId }) => originId);
            const ids = [...origins, ...groups];
            return (
                new Set(ids).size === ids.length &&
                behaviours(node).every(
                    ({ targetOriginId, allowedMethods }) =>
                        origins.includes(targetOriginId) ||
                        (groups.includes(targetOriginId) && reads.includes(methods(allowedMethods))),
                )
            );
        },
        broken: (graph, subject) => {
            const group = { originGroups: [{ originId: "cells" }] };
            const [api] = listAt(subject, "orderedCacheBehaviors");
            const moved = { orderedCacheBehaviors: [{ ...api, targetOriginId: "cells" }] };
            return withInputs(graph, subject, { ...group, ...moved });
        },
    },
    {
        ids: ["G5"],
        promise:
            "behaviour that leads to cells caches nothing and forwards all but the host, by AWS's own policies",
        type: distribution,
        keeps: (node, graph) => {
            const routed = behaviours(node).filter((behaviour) => routersOf(behaviour, graph).length > 0);
            return (
                routed.length > 0 &&
                routed.every(
                    ({ cachePolicyId, originRequestPolicyId }) =>
                        String([cachePolicyId, originRequestPolicyId]) === String(apiPolicies),
                )
            );
        },
        broken: behaviourWith("/api/*", { originRequestPolicyId: "custom-policy-with-authorization" }),
    },
    {
        ids: ["G6"],
        promise: "cache policy that caches nothing has nothing in its key",
        type: "aws:cloudfront/cachePolicy:CachePolicy",
        keeps: (node) => {
            const key = "parametersInCacheKeyAndForwardedToOrigin";
            return (
                node.inputs.maxTtl !== 0 ||
                (["cookiesConfig.cookie", "headersConfig.header", "queryStringsConfig.queryString"].every(
                    (part) => at(node, `${key}.${part}Behavior`) === "none",
                ) &&
                    at(node, `${key}.enableAcceptEncodingGzip`) !== true &&
                    at(node, `${key}.enableAcceptEncodingBrotli`) !== true)
            );
        },
        broken: { maxTtl: 0 },
    },
    {
        ids: ["G7"],
        promise: "behaviour has a cache policy and nothing of the style before it",
        type: distribution,
        keeps: (node) =>
            behaviours(node).every(
                (behaviour) =>
                    behaviour.cachePolicyId !== undefined &&
                    legacyFields.every((field) => behaviour[field] === undefined),
            ),
        broken: behaviourWith("/static/*", { minTtl: 31_536_000 }),
    },
    {
        ids: ["G8"],
        promise: "path of the API and of the site meets its own behaviour first",
        type: distribution,
        keeps: (node) =>
            patternOf(node, "/api/reports/2026.js") === "/api/*" &&
            patternOf(node, "/static/app.3f2a91.js") === "/static/*" &&
            patternOf(node, "/app.js") === "*.js" &&
            patternOf(node, "/patients/17") === undefined,
        broken: (graph, subject) =>
            withInputs(graph, subject, {
                orderedCacheBehaviors: [...listAt(subject, "orderedCacheBehaviors")].reverse(),
            }),
    },
    {
        ids: ["G11"],
        promise: "behaviour allows one of CloudFront's three sets of methods, and caches reads",
        type: distribution,
        keeps: (node) =>
            behaviours(node).every(
                ({ allowedMethods, cachedMethods }) =>
                    methodSets.includes(methods(allowedMethods)) && reads.includes(methods(cachedMethods)),
            ),
        broken: behaviourWith("/api/*", { allowedMethods: ["GET", "HEAD", "POST"] }),
    },
    {
        ids: ["G14"],
        promise: "distribution has no log of the older kind, whose bucket would need access lists",
        type: distribution,
        keeps: ({ inputs }) => inputs.loggingConfig === undefined,
        broken: { loggingConfig: { bucket: "logs.s3.amazonaws.com" } },
    },
    {
        ids: ["G15"],
        promise: "origin is tried and waited for within CloudFront's limits",
        type: distribution,
        keeps: (node) =>
            listAt(node, "origins").every((origin) => {
                const vpc = (origin.vpcOriginConfig ?? {}) as Part;
                return (
                    within(origin.connectionAttempts, 1, 3) &&
                    within(origin.connectionTimeout, 1, 10) &&
                    within(vpc.originReadTimeout, 1, 120) &&
                    within(vpc.originKeepaliveTimeout, 1, 120)
                );
            }),
        broken: (graph, subject) =>
            withValues(graph, subject, {
                origins: listAt(subject, "origins").map((origin) => ({ ...origin, connectionAttempts: 5 })),
            }),
    },
    {
        ids: ["G17"],
        promise: "function fits into the 10 KB that CloudFront takes; the provider lets 40 KB pass",
        type: "aws:cloudfront/function:Function",
        keeps: ({ inputs }) => Buffer.byteLength(String(inputs.code)) <= 10_240,
        broken: { code: "/".repeat(10_241) },
    },
    {
        ids: ["G18", "A16"],
        promise:
            "store is read by functions of runtime 2.0, ten at most, each of which has no other, by its ARN",
        type: keyValueStore,
        keeps: (node, graph) => {
            const readers = graph.usersOf(node, edgeFunction, "keyValueStoreAssociations");
            return (
                readers.length > 0 &&
                readers.length <= 10 &&
                readers.every(({ inputs }) => {
                    const stores = inputs.keyValueStoreAssociations as readonly unknown[];
                    return (
                        inputs.runtime === "cloudfront-js-2.0" &&
                        stores.length === 1 &&
                        /^arn:aws:cloudfront::\d{12}:key-value-store\/[0-9a-f-]{36}$/.test(String(stores[0]))
                    );
                })
            );
        },
        broken: (graph, subject) =>
            graph
                .usersOf(subject, edgeFunction)
                .flatMap((reader) =>
                    withValues(graph, reader, { keyValueStoreAssociations: [`${subject.name}-id`] }),
                ),
    },
    {
        ids: ["G21"],
        promise: "behaviour of the API has a router, and no cell where the router sends nobody",
        type: distribution,
        keeps: routesApi,
        broken: behaviourWith("/api/*", { functionAssociations: [] }),
    },
];
