import type { Input } from "@pulumi/pulumi";
import { cacheTtlSeconds, connectionLaw } from "../strategy/law";
import { databaseEngine } from "./database-parameters";

/** What the service finds behind the proxy. */
export interface DatabaseAccess {
    readonly databaseName: Input<string>;
}

/** The two doors of RDS Proxy. */
export interface ProxyAccess {
    readonly endpoint: Input<string>;
    readonly readerEndpoint: Input<string>;
}

/** Where the service reaches its cache, and as whom. */
export interface CacheAccess {
    readonly endpoint: Input<string>;
    readonly userName: Input<string>;
    readonly replicationGroupId: Input<string>;
}

/** What the service caches, each kind with its own lifetime. */
type CacheLayer = keyof typeof cacheTtlSeconds;

/** Variable that carries each lifetime, in seconds. A layer that the law adds does not compile until it has one. */
export const cacheTtlVariables = {
    sessions: "CACHE_TTL_SESSIONS",
    permissions: "CACHE_TTL_PERMISSIONS",
    patientList: "CACHE_TTL_PATIENT_LIST",
    staticConfig: "CACHE_TTL_STATIC_CONFIG",
    apiResponses: "CACHE_TTL_API_RESPONSES",
} as const satisfies Record<CacheLayer, `CACHE_TTL_${string}`>;

/** The law's lifetimes, as the service reads them. */
function cacheLifetimes(): Readonly<Record<(typeof cacheTtlVariables)[CacheLayer], string>> {
    return {
        [cacheTtlVariables.sessions]: String(cacheTtlSeconds.sessions),
        [cacheTtlVariables.permissions]: String(cacheTtlSeconds.permissions),
        [cacheTtlVariables.patientList]: String(cacheTtlSeconds.patientList),
        [cacheTtlVariables.staticConfig]: String(cacheTtlSeconds.staticConfig),
        [cacheTtlVariables.apiResponses]: String(cacheTtlSeconds.apiResponses),
    };
}

/** Where the service leaves work for later. */
export interface QueueAccess {
    readonly queueUrl: Input<string>;
}

/** Variable that tells the service, and no worker, where the keys are by which it signs users in: an ARN. */
export const tokenKeysVariable = "SIGNING_KEYS_ARN";

/** Variables that a task receives; docs/service-contract.md tells the image's authors. None is a secret. */
export function serviceEnvironment(
    database: DatabaseAccess,
    proxy: ProxyAccess,
    cache: CacheAccess,
    queue?: QueueAccess,
): Readonly<Record<string, Input<string>>> {
    return {
        ...(queue === undefined ? {} : { EVENTS_QUEUE_URL: queue.queueUrl }),
        DATABASE_HOST: proxy.endpoint,
        DATABASE_READER_HOST: proxy.readerEndpoint,
        DATABASE_PORT: String(databaseEngine.port),
        DATABASE_NAME: database.databaseName,
        DATABASE_USER: databaseEngine.serviceUsername,
        DATABASE_POOL_MAX: String(connectionLaw.poolMaxPerTask),
        DATABASE_POOL_MIN: String(connectionLaw.poolMinPerTask),
        DATABASE_POOL_IDLE_MS: String(connectionLaw.poolIdleTimeoutMilliseconds),
        DATABASE_POOL_CONNECT_MS: String(connectionLaw.poolConnectTimeoutMilliseconds),
        CACHE_HOST: cache.endpoint,
        CACHE_REPLICATION_GROUP: cache.replicationGroupId,
        CACHE_PORT: "6379",
        CACHE_USER: cache.userName,
        ...cacheLifetimes(),
    };
}
