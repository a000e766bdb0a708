import { cacheEncryptsTransit } from "../../../policies/hipaa-safeguards/cache-transit";
import { databaseForcesTls } from "../../../policies/hipaa-safeguards/database-transit";
import { output, resource } from "../../support/stack-graph";
import { fourWays, maker, source } from "./four-ways";

const later = output(source, "value");

const cache = maker("aws:elasticache/replicationGroup:ReplicationGroup", "cache", {
    transitEncryptionEnabled: true,
});
fourWays(cacheEncryptsTransit, {
    passes: {
        "a cache by TLS": [cache(), cache({ transitEncryptionMode: "required" })],
        "MemoryDB, which speaks TLS where nobody says otherwise": [
            resource("aws:memorydb/cluster:Cluster", "memory"),
        ],
    },
    refuses: {
        "plain connections": [
            [cache({ transitEncryptionEnabled: false })],
            "cache: transitEncryptionEnabled is false; it must be true",
        ],
        "a cache that says nothing": [
            [resource("aws:elasticache/cluster:Cluster", "memcached")],
            "memcached: transitEncryptionEnabled is not set; it must be true",
        ],
        "a cache that prefers TLS": [
            [cache({ transitEncryptionMode: "preferred" })],
            'cache: transitEncryptionMode is "preferred"; it must be "required"',
        ],
        "MemoryDB without": [
            [resource("aws:memorydb/cluster:Cluster", "memory", { tlsEnabled: false })],
            "memory: tlsEnabled is false; it must be true",
        ],
    },
    ignores: {
        "members of groups": [
            resource("aws:elasticache/cluster:Cluster", "replica", { replicationGroupId: "main" }),
            resource("aws:elasticache/replicationGroup:ReplicationGroup", "follower", {
                globalReplicationGroupId: "g",
            }),
        ],
    },
    leavesOpen: {
        "what comes from elsewhere": [
            [cache({ transitEncryptionEnabled: later, transitEncryptionMode: later })],
            "cache: transitEncryptionEnabled is not known before the update",
            "cache: transitEncryptionMode is not known before the update",
        ],
    },
});

const parameters = (
    list: unknown,
    type = "clusterParameterGroup:ClusterParameterGroup",
): ReturnType<typeof resource> =>
    resource(`aws:rds/${type}`, "parameters", { name: "own", parameters: list });
const forced = parameters([{ name: "rds.force_ssl", value: "1" }]);
const loose = parameters([{ name: "rds.force_ssl", value: "0" }]);
const cluster = maker("aws:rds/cluster:Cluster", "db", { engine: "aurora-postgresql" });
const uses = (group: ReturnType<typeof resource>): Readonly<Record<string, unknown>> => ({
    dbClusterParameterGroupName: output(group, "name"),
});
const proxy = maker("aws:rds/proxy:Proxy", "proxy", { requireTls: true });
fourWays(databaseForcesTls, {
    passes: {
        "a database that forces TLS, and its proxy": [forced, cluster(uses(forced)), proxy()],
        "MySQL's own way": [
            parameters([{ name: "require_secure_transport", value: "ON" }], "parameterGroup:ParameterGroup"),
            resource("aws:rds/instance:Instance", "shop", { engine: "mysql", parameterGroupName: "own" }),
        ],
    },
    refuses: {
        "a group that lets plain connections in": [
            [loose, cluster(uses(loose))],
            'parameters: parameter rds.force_ssl is "0"; it must be "1", for db uses it',
        ],
        "a group that says nothing of it": [
            [parameters([]), cluster({ dbClusterParameterGroupName: "own" })],
            'parameters: parameter rds.force_ssl is not set; it must be "1", for db uses it',
        ],
        "a database without a group of its own": [
            [
                cluster(),
                resource("aws:rds/instance:Instance", "shop", {
                    engine: "mysql",
                    parameterGroupName: "default.mysql8.0",
                }),
            ],
            "db: dbClusterParameterGroupName names no group of its own; it must name one with rds.force_ssl on",
            "shop: parameterGroupName names no group of its own; it must name one with require_secure_transport on",
        ],
        "a proxy that takes plain connections": [
            [resource("aws:rds/proxy:Proxy", "proxy")],
            "proxy: requireTls is not set; it must be true",
        ],
    },
    ignores: {
        "an engine that has no such parameter": [
            resource("aws:rds/instance:Instance", "oracle", { engine: "oracle-ee" }),
        ],
        "a group that no database uses": [loose],
    },
    leavesOpen: {
        "a group of another stack": [
            [cluster({ dbClusterParameterGroupName: "theirs" })],
            "db: what the parameter group of dbClusterParameterGroupName says of rds.force_ssl is not known here",
        ],
        "an engine and a proxy that are known later": [
            [cluster({ engine: later }), proxy({ requireTls: later })],
            "db: engine is not known before the update",
            "proxy: requireTls is not known before the update",
        ],
        "a value that comes from elsewhere": [
            [
                parameters([{ name: "rds.force_ssl", value: later }]),
                cluster({ dbClusterParameterGroupName: "own" }),
            ],
            "parameters: parameter rds.force_ssl is not known before the update",
        ],
        "parameters that come from elsewhere": [
            [parameters(later), cluster({ dbClusterParameterGroupName: "own" })],
            "parameters: parameters are not known before the update",
        ],
    },
});
