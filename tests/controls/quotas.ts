import { listAt, textsAt, withValues, type Control, type Graph, type Node } from "./control";

const instance = "aws:rds/clusterInstance:ClusterInstance";
const cluster = "aws:rds/cluster:Cluster";
const cache = "aws:elasticache/replicationGroup:ReplicationGroup";
const distribution = "aws:cloudfront/distribution:Distribution";
const service = "aws:ecs/service:Service";
const scalingTarget = "aws:appautoscaling/target:Target";

type Count = (node: Node, graph: Graph) => number;

/** Nodes of a cache: a primary and its standbys for each shard. */
const cacheNodes: Count = ({ inputs }) =>
    Number(inputs.numNodeGroups) * (1 + Number(inputs.replicasPerNodeGroup));

/** Instances of a cluster once autoscaling has added all readers that it may; the writer comes on top. */
const clusterInstances: Count = ({ stack, inputs }, graph) => {
    const inStack = (type: string): readonly Node[] =>
        graph.ofType(type).filter((one) => one.stack === stack);
    const own = inStack(instance).filter((one) => one.inputs.clusterIdentifier === inputs.clusterIdentifier);
    const scaled = inStack(scalingTarget)
        .filter((target) => target.inputs.resourceId === `cluster:${String(inputs.clusterIdentifier)}`)
        .map((target) => 1 + Number(target.inputs.maxCapacity));
    return Math.max(own.length, ...scaled);
};

/** Virtual CPUs of a service when it has as many tasks as it may have; 0 for whatever else is scaled. */
const virtualCpus: Count = (node, graph) => {
    const [task] = graph
        .sourcesOf(node, service, "resourceId")
        .flatMap((scaled) => graph.sourcesOf(scaled, "aws:ecs/taskDefinition:TaskDefinition"));
    return task === undefined ? 0 : (Number(node.inputs.maxCapacity) * Number(task.inputs.cpu)) / 1_024;
};

interface AccountQuota {
    readonly what: string;
    readonly type: string;
    readonly limit: number;
    readonly per: "region" | "account";
    /** What one resource adds. @default 1 */
    readonly count?: Count;
}

/**
 * What an account may hold until it asks for more ("Service Quotas" of each service), where prod comes near it. Elastic
 * IPs are beyond it: a region has 5, and three cells need 9. README says to ask; a fourth cell means to ask again.
 */
const accountQuotas: readonly AccountQuota[] = [
    { what: "5 VPCs", type: "aws:ec2/vpc:Vpc", limit: 5, per: "region" },
    { what: "9 Elastic IPs, asked for,", type: "aws:ec2/eip:Eip", limit: 9, per: "region" },
    { what: "40 Aurora instances", type: cluster, limit: 40, per: "region", count: clusterInstances },
    { what: "20 database proxies", type: "aws:rds/proxy:Proxy", limit: 20, per: "region" },
    { what: "300 cache nodes", type: cache, limit: 300, per: "region", count: cacheNodes },
    { what: "5,000 alarms", type: "aws:cloudwatch/metricAlarm:MetricAlarm", limit: 5_000, per: "region" },
    { what: "25 VPC origins", type: "aws:cloudfront/vpcOrigin:VpcOrigin", limit: 25, per: "account" },
    { what: "20 cache policies", type: "aws:cloudfront/cachePolicy:CachePolicy", limit: 20, per: "account" },
    {
        what: "20 policies of response headers",
        type: "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
        limit: 20,
        per: "account",
    },
];

interface OwnQuota {
    readonly what: string;
    readonly type: string;
    readonly limit: number;
    readonly count: Count;
    /** The input that holds too many when it is broken. */
    readonly property: string;
    /** With what, where a list of anything will not do. */
    readonly many?: unknown;
    readonly where?: NonNullable<Control["where"]>;
}

/** What one resource may hold. */
const ownQuotas: readonly OwnQuota[] = [
    {
        what: "distribution has 100 origins",
        type: distribution,
        limit: 100,
        count: (node) => listAt(node, "origins").length,
        property: "origins",
    },
    {
        what: "distribution has 75 behaviours",
        type: distribution,
        limit: 75,
        count: (node) => 1 + listAt(node, "orderedCacheBehaviors").length,
        property: "orderedCacheBehaviors",
    },
    {
        what: "certificate has 10 names",
        type: "aws:acm/certificate:Certificate",
        limit: 10,
        count: (node) => 1 + textsAt(node, "subjectAlternativeNames").length,
        property: "subjectAlternativeNames",
    },
    {
        what: "service has 5 security groups",
        type: service,
        limit: 5,
        count: (node) => textsAt(node, "networkConfiguration.securityGroups").length,
        property: "networkConfiguration",
        many: { securityGroups: ["a", "b", "c", "d", "e", "f"] },
    },
    {
        what: "service has 5 target groups",
        type: service,
        limit: 5,
        count: (node) => listAt(node, "loadBalancers").length,
        property: "loadBalancers",
    },
    {
        what: "scaling target adds up to 15 readers or 5,000 tasks",
        type: scalingTarget,
        limit: 1,
        count: ({ inputs }) => Number(inputs.maxCapacity) / (inputs.serviceNamespace === "rds" ? 15 : 5_000),
        property: "maxCapacity",
        many: 5_001,
    },
    {
        // README says to ask for so many; an account that is new has a handful.
        what: "service scales to 100 Fargate CPUs, asked for,",
        type: scalingTarget,
        limit: 100,
        count: virtualCpus,
        property: "maxCapacity",
        many: 5_000,
        where: ({ inputs }) => inputs.serviceNamespace === "ecs",
    },
    {
        what: "cache has 90 nodes",
        type: cache,
        limit: 90,
        count: cacheNodes,
        property: "numNodeGroups",
        many: 46,
    },
];

/** Capacity of AWS's groups of rules ("AWS Managed Rules rule groups list", WAF developer guide). */
const groupCapacity: Readonly<Record<string, number>> = {
    AWSManagedRulesAmazonIpReputationList: 25,
    AWSManagedRulesAnonymousIpList: 50,
    AWSManagedRulesKnownBadInputsRuleSet: 200,
    AWSManagedRulesSQLiRuleSet: 200,
    AWSManagedRulesCommonRuleSet: 700,
};

/** A rule that counts requests. */
interface Rate {
    readonly customKeys?: readonly unknown[];
    readonly scopeDownStatement?: {
        readonly byteMatchStatement?: {
            readonly positionalConstraint: string;
            readonly textTransformations: readonly unknown[];
        };
    };
}

/**
 * 2, 30 for each key of its own, and what narrows it: 2 for a beginning, 10 for each transformation ("Rate-based rule
 * statement", "String match rule statement" and "Text transformations", WAF developer guide).
 */
function rateCapacity({ customKeys = [], scopeDownStatement }: Rate): number {
    const own = 2 + 30 * customKeys.length;
    if (scopeDownStatement === undefined) return own;
    const match = scopeDownStatement.byteMatchStatement;
    return match?.positionalConstraint === "STARTS_WITH"
        ? own + 2 + 10 * match.textTransformations.length
        : Infinity;
}

/** Capacity of a rule; without end for one that is not known here, so that somebody looks it up. */
function capacityOf({ statement }: Readonly<Record<string, unknown>>): number {
    const { rateBasedStatement: rate, managedRuleGroupStatement: group } = statement as {
        readonly rateBasedStatement?: Rate;
        readonly managedRuleGroupStatement?: { readonly name: string };
    };
    if (group !== undefined) return groupCapacity[group.name] ?? Infinity;
    return rate === undefined ? Infinity : rateCapacity(rate);
}

function idsOf(type: string): readonly string[] {
    if (type === "aws:ec2/eip:Eip") return ["L", "C8"];
    return type.startsWith("aws:cloudfront/") ? ["L", "G16"] : ["L"];
}

const together = (a: Node, b: Node, per: AccountQuota["per"]): boolean =>
    per === "account" || a.region === b.region;

/** Default quotas, counted (table L). */
export const quotaTraps: readonly Control[] = [
    ...accountQuotas.map(({ what, type, limit, per, count = () => 1 }): Control => ({
        ids: idsOf(type),
        promise: `${per} holds ${what} at most`,
        type,
        // The first stands for all, so that each region is counted once.
        where: (node, graph) => graph.ofType(type).find((one) => together(node, one, per)) === node,
        keeps: (node, graph) =>
            graph
                .ofType(type)
                .filter((one) => together(node, one, per))
                .reduce((sum, one) => sum + count(one, graph), 0) <= limit,
        broken: ({ nodes }, subject) => [...nodes, ...Array.from({ length: limit }, () => ({ ...subject }))],
    })),
    ...ownQuotas.map(({ what, type, limit, count, property, many, where = () => true }): Control => ({
        ids: idsOf(type),
        promise: `${what} at most`,
        type,
        where,
        keeps: (node, graph) => count(node, graph) <= limit,
        broken: (graph, subject) =>
            withValues(graph, subject, {
                [property]: many ?? Array.from({ length: limit + 1 }, (_, index) => ({ index })),
            }),
    })),
    {
        ids: ["L", "G24"],
        promise: "web ACL asks for the 1,500 units of capacity at most that its price includes",
        type: "aws:wafv2/webAcl:WebAcl",
        keeps: (node) => listAt(node, "rules").reduce((sum, rule) => sum + capacityOf(rule), 0) <= 1_500,
        broken: (graph, subject) =>
            withValues(graph, subject, { rules: [...listAt(subject, "rules"), ...listAt(subject, "rules")] }),
    },
];
