import { withNode, type Control } from "./control";
import { changedByFailover } from "./global-database";

const bucket = "aws:s3/bucket:Bucket";
const cell = "platform:cell:RegionalCell";
const edge = "platform:edge:GlobalEdge";

/**
 * What nobody may rename: another name, or another component around it, is a new resource and the end of the old one.
 * Who changes a row adds an alias in the same commit. By whole: type, components around it, name.
 */
const names: Readonly<Record<string, readonly (readonly [string, string, string])[]>> = {
    [cell]: [
        ["aws:rds/cluster:Cluster", `${cell}$platform:data:AuroraDatabase`, "*-database-cluster"],
        ["aws:rds/subnetGroup:SubnetGroup", `${cell}$platform:data:AuroraDatabase`, "*-database-subnets"],
        ["aws:rds/proxy:Proxy", `${cell}$platform:data:DatabaseProxy`, "*-proxy-proxy"],
        [
            "aws:elasticache/replicationGroup:ReplicationGroup",
            `${cell}$platform:data:ValkeyCache`,
            "*-cache-nodes",
        ],
        ["aws:elasticache/userGroup:UserGroup", `${cell}$platform:data:ValkeyCache`, "*-cache-users"],
        ["aws:kms/key:Key", `${cell}$platform:security:EncryptionKey`, "*-key-key"],
        ["aws:ec2/vpc:Vpc", `${cell}$platform:network:CellNetwork`, "*-network-vpc"],
        ["aws:lb/loadBalancer:LoadBalancer", `${cell}$platform:network:ServiceLoadBalancer`, "*-alb"],
        ["aws:lb/targetGroup:TargetGroup", `${cell}$platform:network:ServiceLoadBalancer`, "*-alb"],
        ["aws:ecs/cluster:Cluster", `${cell}$platform:compute:FargateService`, "*-service-cluster"],
        ["aws:ecs/service:Service", `${cell}$platform:compute:FargateService`, "*-service-tasks"],
        ["aws:sns/topic:Topic", `${cell}$platform:observability:AlarmTopic`, "*-alarms-topic"],
        ["aws:secretsmanager/secret:Secret", `${cell}$platform:security:TokenKeys`, "*-token-keys-secret"],
    ],
    [edge]: [
        [
            "aws:cloudfront/distribution:Distribution",
            `${edge}$platform:edge:Distribution`,
            "edge-distribution-cdn",
        ],
        ["aws:wafv2/webAcl:WebAcl", `${edge}$platform:edge:WebAcl`, "edge-waf-acl"],
        [
            "aws:cloudfront/keyValueStore:KeyValueStore",
            `${edge}$platform:edge:EdgeRouter`,
            "edge-router-store",
        ],
        ["aws:s3/bucket:Bucket", `${edge}$platform:edge:StaticSite`, "edge-site-bucket"],
        ["aws:kms/key:Key", "platform:security:EncryptionKey", "edge-key-key"],
    ],
};

const nameTraps = Object.entries(names).flatMap(([whole, parts]) =>
    parts.map(([type, parents, name]): Control => ({
        ids: ["K4"],
        promise: `${whole.split(":").at(-1) ?? ""} keeps the URN of its ${type.split(":")[1] ?? ""} ${name}`,
        type: whole,
        keeps: (node, graph) => {
            const path = `${parents}$${type}::${name.replace("*", node.name)}`;
            const found = graph.find(node.stack, `urn:pulumi:${node.stack}::medease-platform::${path}`);
            return found !== undefined;
        },
        broken: ({ nodes }) =>
            nodes.map((node) => (node.type === type ? { ...node, urn: `${node.urn}-renamed` } : node)),
    })),
);

/** Numbers in names that are no positions: of cells and their regions, zones, cache nodes, and of equal readers. */
const givenNumbers = /[a-z]+-[a-z]+-\d-c\d+|[a-z]+\d-az\d|-\d{4}-(?:\d{3}-)?|-database-reader-\d+$/g;

/** What the provider may find changed and leave, because AWS or a scaling policy changes it. */
const changedByAws: Readonly<Record<string, readonly string[]>> = {
    "aws:ecs/service:Service": ["desiredCount"],
    "aws:elasticache/replicationGroup:ReplicationGroup": [
        "engineVersion",
        "numNodeGroups",
        "replicasPerNodeGroup",
    ],
};

/** Updates, replacements and the end (traps K). */
export const lifecycleTraps: readonly Control[] = [
    {
        ids: ["K1"],
        promise: "resource of a thrown-away environment can be destroyed in one go",
        only: "dev",
        keeps: ({ inputs, options }) =>
            !options.protect &&
            !options.retainOnDelete &&
            inputs.deletionProtection !== true &&
            inputs.enableDeletionProtection !== true &&
            inputs.deletionProtectionEnabled !== true &&
            inputs.skipDestroy !== true,
        broken: { enableDeletionProtection: true },
    },
    {
        ids: ["K2"],
        promise: "bucket goes with its objects in a thrown-away environment, and in no other",
        type: bucket,
        keeps: ({ inputs, stack }) => (inputs.forceDestroy === true) === (stack === "dev"),
        broken: (graph, subject) =>
            withNode(({ inputs }) => ({ inputs: { ...inputs, forceDestroy: inputs.forceDestroy !== true } }))(
                graph,
                subject,
            ),
    },
    ...nameTraps,
    {
        ids: ["K5"],
        promise: "resource is named by what it is for, and by no position in a list",
        keeps: ({ name }) => !/(^|-)\d+(-|$)/.test(name.replace(givenNumbers, "")),
        broken: withNode(({ name }) => ({ name: `${name}-0` })),
    },
    {
        ids: ["K7"],
        promise: "cell has a stack to itself, so that a bad change meets one cell at a time",
        type: cell,
        only: "prod",
        keeps: ({ stack, name }, graph) =>
            stack === `prod-${name}` &&
            graph.ofType(cell).filter((other) => other.stack === stack).length === 1,
        broken: ({ nodes }, subject) => [...nodes, { ...subject, name: "another", urn: `${subject.urn}-2` }],
    },
    {
        ids: ["K7"],
        promise: "reference to a stack goes from the edge to a cell",
        type: "pulumi:pulumi:StackReference",
        only: "prod",
        keeps: ({ stack, name }, graph) =>
            stack === "prod" && graph.ofType(cell).some((other) => name.endsWith(`/prod-${other.name}`)),
        broken: withNode(() => ({ stack: "prod-us-east-1-c1" })),
    },
    {
        ids: ["K9"],
        promise: "resource hides no change but those that AWS makes",
        keeps: (node, graph) => {
            const changed = [...(changedByAws[node.type] ?? []), ...changedByFailover(node, graph)];
            return node.options.ignoreChanges.every((property) => changed.includes(property));
        },
        broken: withNode(({ options }) => ({ options: { ...options, ignoreChanges: ["tags"] } })),
    },
];
