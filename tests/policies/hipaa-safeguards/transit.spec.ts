import { cacheEncryptsTransit } from "../../../policies/hipaa-safeguards/cache-transit";
import { databaseForcesTls } from "../../../policies/hipaa-safeguards/database-transit";
import { distributionSpeaksTls } from "../../../policies/hipaa-safeguards/distribution-tls";
import { loadBalancerSpeaksTls } from "../../../policies/hipaa-safeguards/listener-tls";
import { output, resource } from "../../support/stack-graph";
import { fourWays, maker, source } from "./four-ways";

const later = output(source, "value");

const listener = maker("aws:lb/listener:Listener", "https", {
    protocol: "HTTPS",
    sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
});
const redirect = { type: "redirect", redirect: { protocol: "HTTPS", statusCode: "HTTP_301" } };
const group = maker("aws:lb/targetGroup:TargetGroup", "tasks", { protocol: "HTTPS" });
const tcp = group({ protocol: "TCP" });
fourWays(loadBalancerSpeaksTls, {
    passes: {
        "TLS from end to end": [listener(), group()],
        "TLS 1.2 by an older name": [listener({ sslPolicy: "ELBSecurityPolicy-FS-1-2-Res-2020-10" })],
        "a redirect to HTTPS": [listener({ protocol: "HTTP", defaultActions: [redirect] })],
    },
    refuses: {
        "plain HTTP": [
            [listener({ protocol: "HTTP", defaultActions: [{ type: "forward" }] })],
            'https: protocol is "HTTP"; it must be "HTTPS", or its only action a redirect to HTTPS',
        ],
        "a redirect to HTTP": [
            [
                listener({
                    protocol: "HTTP",
                    defaultActions: [{ ...redirect, redirect: { protocol: "HTTP" } }],
                }),
            ],
            'https: protocol is "HTTP"; it must be "HTTPS", or its only action a redirect to HTTPS',
        ],
        "a listener that says nothing": [
            [resource("aws:alb/listener:Listener", "old")],
            'old: protocol is not set; it must be "HTTPS", or its only action a redirect to HTTPS',
        ],
        "TLS 1.0": [
            [listener({ sslPolicy: "ELBSecurityPolicy-TLS13-1-0-2021-06" })],
            'https: sslPolicy is "ELBSecurityPolicy-TLS13-1-0-2021-06"; it must be one that speaks nothing older than TLS 1.2',
        ],
        "the policy of 2016, which holds where none is set": [
            [listener({ protocol: "TLS", sslPolicy: undefined })],
            "https: sslPolicy is not set; it must be one that speaks nothing older than TLS 1.2",
        ],
        "plain HTTP to the targets": [
            [group({ protocol: "HTTP" })],
            'tasks: protocol is "HTTP"; it must be "HTTPS" to the targets',
        ],
        "a group that says nothing": [
            [resource("aws:lb/targetGroup:TargetGroup", "tasks")],
            'tasks: protocol is not set; it must be "HTTPS" to the targets',
        ],
        "TCP to the targets of a listener that ends TLS": [
            [tcp, listener({ protocol: "TLS", defaultActions: [{ targetGroupArn: output(tcp, "arn") }] })],
            'tasks: protocol is "TCP" behind a listener that ends TLS; it must be "HTTPS" or "TLS" to the targets',
        ],
    },
    ignores: {
        "TCP, which carries what it is given": [listener({ protocol: "TCP" }), group({ protocol: "TCP" })],
        "a group of functions": [resource("aws:lb/targetGroup:TargetGroup", "fn", { targetType: "lambda" })],
    },
    leavesOpen: {
        "a protocol that comes from elsewhere": [
            [listener({ protocol: later }), group({ protocol: later })],
            "https: protocol is not known before the update",
            "tasks: protocol is not known before the update",
        ],
        "a policy that comes from elsewhere": [
            [listener({ sslPolicy: later })],
            "https: sslPolicy is not known before the update",
        ],
        "actions that come from elsewhere": [
            [listener({ protocol: "HTTP", defaultActions: later })],
            "https: defaultActions are not known before the update",
        ],
    },
});

const behavior = { viewerProtocolPolicy: "redirect-to-https" };
const custom = { originProtocolPolicy: "https-only", originSslProtocols: ["TLSv1.2"] };
const distribution = maker("aws:cloudfront/distribution:Distribution", "cdn", {
    defaultCacheBehavior: behavior,
    viewerCertificate: { acmCertificateArn: "arn", minimumProtocolVersion: "TLSv1.2_2021" },
    origins: [{ domainName: "api.example.com", customOriginConfig: custom }],
});
fourWays(distributionSpeaksTls, {
    passes: {
        "TLS 1.2 from viewer to origin": [distribution()],
        "an origin that is known later, and no custom one": [
            distribution({ origins: [{ domainName: later, originAccessControlId: later }] }),
        ],
    },
    refuses: {
        "plain HTTP to viewers, wherever": [
            [
                distribution({
                    defaultCacheBehavior: { viewerProtocolPolicy: "allow-all" },
                    orderedCacheBehaviors: [behavior, { pathPattern: "/api/*" }],
                }),
            ],
            'cdn: defaultCacheBehavior.viewerProtocolPolicy is "allow-all"; it must be redirect-to-https or https-only',
            "cdn: orderedCacheBehaviors[1].viewerProtocolPolicy is not set; it must be redirect-to-https or https-only",
        ],
        "CloudFront's own certificate": [
            [distribution({ viewerCertificate: { cloudfrontDefaultCertificate: true } })],
            "cdn: viewerCertificate is CloudFront's own, which speaks TLS 1.0; it must be a certificate of the distribution's names",
        ],
        "an old security policy": [
            [distribution({ viewerCertificate: { minimumProtocolVersion: "TLSv1.1_2016" } })],
            'cdn: viewerCertificate.minimumProtocolVersion is "TLSv1.1_2016"; it must be TLSv1.2_2021 or TLSv1.2_2025 or TLSv1.3_2025',
        ],
        "no security policy": [
            [distribution({ viewerCertificate: { acmCertificateArn: "arn" } })],
            "cdn: viewerCertificate.minimumProtocolVersion is not set; it must be TLSv1.2_2021 or TLSv1.2_2025 or TLSv1.3_2025",
        ],
        "plain HTTP or old TLS to an origin": [
            [
                distribution({
                    origins: [
                        {
                            customOriginConfig: {
                                originProtocolPolicy: "match-viewer",
                                originSslProtocols: ["TLSv1", "TLSv1.2"],
                            },
                        },
                    ],
                }),
            ],
            'cdn: origins[0].customOriginConfig.originProtocolPolicy is "match-viewer"; it must be "https-only"',
            "cdn: origins[0].customOriginConfig.originSslProtocols has TLSv1; it must be TLSv1.2 alone",
        ],
    },
    ignores: { "a function of the edge": [resource("aws:cloudfront/function:Function", "paths")] },
    leavesOpen: {
        "what comes from elsewhere": [
            [
                distribution({
                    defaultCacheBehavior: later,
                    orderedCacheBehaviors: later,
                    viewerCertificate: later,
                    origins: later,
                }),
            ],
            "cdn: defaultCacheBehavior.viewerProtocolPolicy is not known before the update",
            "cdn: orderedCacheBehaviors are not known before the update",
            "cdn: viewerCertificate is not known before the update",
            "cdn: origins are not known before the update",
        ],
        "an origin's protocol that comes from elsewhere": [
            [distribution({ origins: [{ customOriginConfig: { ...custom, originProtocolPolicy: later } }] })],
            "cdn: origins[0].customOriginConfig is not known before the update",
        ],
    },
});

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
