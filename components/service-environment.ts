import type { Input } from "@pulumi/pulumi";
import { cacheTtlSeconds, connectionLaw } from "../strategy/law";

/** Where the service reaches its database, and as whom. */
export interface DatabaseAccess {
    readonly databaseName: Input<string>;
    readonly masterUsername: Input<string>;
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

/** Variables that a task receives; docs/service-contract.md tells the image's authors. None is a secret. */
export function serviceEnvironment(
    database: DatabaseAccess,
    proxy: ProxyAccess,
    cache: CacheAccess,
): Readonly<Record<string, Input<string>>> {
    return {
        DATABASE_HOST: proxy.endpoint,
        DATABASE_READER_HOST: proxy.readerEndpoint,
        DATABASE_PORT: "5432",
        DATABASE_NAME: database.databaseName,
        DATABASE_USER: database.masterUsername,
        DATABASE_POOL_MAX: String(connectionLaw.poolMaxPerTask),
        DATABASE_POOL_MIN: String(connectionLaw.poolMinPerTask),
        DATABASE_POOL_IDLE_MS: String(connectionLaw.poolIdleTimeoutMilliseconds),
        DATABASE_POOL_CONNECT_MS: String(connectionLaw.poolConnectTimeoutMilliseconds),
        CACHE_HOST: cache.endpoint,
        CACHE_REPLICATION_GROUP: cache.replicationGroupId,
        CACHE_PORT: "6379",
        CACHE_USER: cache.userName,
        CACHE_TTL_SESSIONS: String(cacheTtlSeconds.sessions),
        CACHE_TTL_PERMISSIONS: String(cacheTtlSeconds.permissions),
        CACHE_TTL_PATIENT_LIST: String(cacheTtlSeconds.patientList),
        CACHE_TTL_STATIC_CONFIG: String(cacheTtlSeconds.staticConfig),
        CACHE_TTL_API_RESPONSES: String(cacheTtlSeconds.apiResponses),
    };
}
