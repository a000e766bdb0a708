import type { Node } from "./control";

/** A physical name that AWS takes, and which the types of the SDK do not know. */
export interface Naming {
    readonly ids: readonly string[];
    readonly type: string;
    /** Where the name is, when the program gives it. @default "name" */
    readonly property?: string;
    /** Most characters. */
    readonly longest: number;
    /** All that it may hold. */
    readonly pattern: RegExp;
    /** The provider would otherwise invent a name such as "tf-2026…" that says nothing. */
    readonly fixed?: true;
    readonly only?: "prod";
}

const words = /^[\w-]+$/;
const rds = /^(?!.*--)[a-z][a-z0-9-]*(?<!-)$/;
const lower = /^[a-z][a-z0-9.-]*$/;
const iam = /^[\w+=,.@-]+$/;

/**
 * Lengths and signs of each API's reference, or Pulumi's own where it takes less (topics, aliases). For many
 * types Pulumi's bound is 255, so that a name too long for AWS passes every preview.
 */
export const namings: readonly Naming[] = [
    { ids: ["B2"], type: "aws:iam/role:Role", longest: 64, pattern: iam },
    { ids: ["B2"], type: "aws:iam/policy:Policy", longest: 128, pattern: iam },
    { ids: ["B2"], type: "aws:iam/rolePolicy:RolePolicy", longest: 128, pattern: iam },
    { ids: ["B2"], type: "aws:kms/alias:Alias", longest: 238, pattern: /^[\w/-]+$/ },
    { ids: ["B2"], type: "aws:sns/topic:Topic", longest: 80, pattern: words },
    { ids: ["B2"], type: "aws:ecs/cluster:Cluster", longest: 255, pattern: words },
    { ids: ["B2"], type: "aws:ecs/service:Service", longest: 255, pattern: words },
    { ids: ["B2"], type: "aws:cloudwatch/metricAlarm:MetricAlarm", longest: 255, pattern: /^[\x20-\x7e]+$/ },
    {
        ids: ["B2"],
        type: "aws:cloudwatch/logDeliverySource:LogDeliverySource",
        longest: 60,
        pattern: words,
    },
    {
        ids: ["B2"],
        type: "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
        longest: 60,
        pattern: words,
    },
    {
        ids: ["B2", "B14"],
        type: "aws:s3/bucket:Bucket",
        property: "bucket",
        longest: 63,
        pattern: /^[a-z0-9][a-z0-9-]+[a-z0-9]$/, // a dot, which S3 allows, breaks TLS to the bucket's own host
    },
    { ids: ["B2", "B11"], type: "aws:cloudfront/function:Function", longest: 64, pattern: words },
    { ids: ["B2"], type: "aws:cloudfront/keyValueStore:KeyValueStore", longest: 64, pattern: words },
    {
        ids: ["B10"],
        type: "aws:secretsmanager/secret:Secret",
        longest: 512,
        pattern: /^[A-Za-z0-9/_+=.@-]+$/,
    },
    {
        ids: ["B2"],
        type: "aws:cloudfront/originAccessControl:OriginAccessControl",
        longest: 64,
        pattern: words,
    },
    {
        ids: ["B2"],
        type: "aws:synthetics/canary:Canary",
        longest: 255,
        pattern: /^[0-9a-z_-]+$/,
        only: "prod", // dev has none
    },
    { ids: ["B2"], type: "aws:cloudfront/cachePolicy:CachePolicy", longest: 128, pattern: words },
    {
        ids: ["B2"],
        type: "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
        longest: 128,
        pattern: words,
    },
    { ids: ["B2", "B11"], type: "aws:wafv2/webAcl:WebAcl", longest: 128, pattern: words },
    {
        ids: ["B3"],
        type: "aws:rds/cluster:Cluster",
        property: "clusterIdentifier",
        longest: 63,
        pattern: rds,
        fixed: true,
    },
    {
        ids: ["B3"],
        type: "aws:rds/cluster:Cluster",
        property: "finalSnapshotIdentifier",
        longest: 255,
        pattern: /^(?!.*--)[A-Za-z][A-Za-z0-9-]*(?<!-)$/,
        fixed: true,
        only: "prod", // dev keeps no snapshot
    },
    {
        ids: ["B3"],
        type: "aws:rds/clusterInstance:ClusterInstance",
        property: "identifier",
        longest: 63,
        pattern: rds,
        fixed: true,
    },
    { ids: ["B2", "B3"], type: "aws:rds/proxy:Proxy", longest: 63, pattern: rds, fixed: true },
    {
        ids: ["B3"],
        type: "aws:rds/proxyEndpoint:ProxyEndpoint",
        property: "dbProxyEndpointName",
        longest: 63,
        pattern: rds,
        fixed: true,
    },
    {
        ids: ["B2", "B5"],
        type: "aws:elasticache/replicationGroup:ReplicationGroup",
        property: "replicationGroupId",
        longest: 40,
        pattern: rds,
    },
    {
        ids: ["B5"],
        type: "aws:elasticache/user:User",
        property: "userId",
        longest: 40,
        pattern: rds,
        fixed: true,
    },
    {
        ids: ["B5"],
        type: "aws:elasticache/userGroup:UserGroup",
        property: "userGroupId",
        longest: 40,
        pattern: rds,
        fixed: true,
    },
    ...[
        "aws:rds/clusterParameterGroup:ClusterParameterGroup",
        "aws:rds/subnetGroup:SubnetGroup",
        "aws:elasticache/parameterGroup:ParameterGroup",
        "aws:elasticache/subnetGroup:SubnetGroup",
    ].map((type): Naming => ({ ids: ["B6"], type, longest: 255, pattern: lower })),
    { ids: ["B10"], type: "aws:cloudwatch/logGroup:LogGroup", longest: 512, pattern: /^[.\-_/#A-Za-z0-9]+$/ },
];

/** What a name gets behind it where the program gives none, or a beginning only. */
export const suffixes = { auto: "-0a1b2c3", prefix: "20260101000000000000000001" } as const;

/** The name that AWS is given: the program's, or the one that the provider makes. */
export function physicalName(node: Node, property: string): string {
    const { [property]: given, namePrefix } = node.inputs;
    if (typeof given === "string") return given;
    return typeof namePrefix === "string" ? namePrefix + suffixes.prefix : node.name + suffixes.auto;
}
