import { withNode, at, textsAt, unwired, withInputs, type Control, type Graph, type Node } from "./control";

const logGroup = "aws:cloudwatch/logGroup:LogGroup";
const cluster = "aws:rds/cluster:Cluster";
const bucket = "aws:s3/bucket:Bucket";
const bucketPolicy = "aws:s3/bucketPolicy:BucketPolicy";
const accessBlock = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const versioning = "aws:s3/bucketVersioning:BucketVersioning";
const lifecycle = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";

const encryption = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
const canary = "aws:synthetics/canary:Canary";

/** Whether it is of the bucket that a canary's runs write to. */
function isOfCanary(node: Node, graph: Graph): boolean {
    const policies = graph
        .sourcesOf(node, bucket, "bucket")
        .flatMap((own) => graph.usersOf(own, bucketPolicy, "bucket"));
    return policies.some((policy) => graph.usersOf(policy, canary, "s3Bucket").length > 0);
}

/** Days that CloudWatch Logs can keep something for; 0 is forever. 730, the two years one thinks of, is none. */
const retentions = [
    ...[0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731],
    ...[1096, 1827, 2192, 2557, 2922, 3288, 3653],
];

/** Whether a resource waits for the log group of a name, which AWS would otherwise make as it likes. */
function waitsForGroup(node: Node, graph: Graph, name: string): boolean {
    const reached = graph.reach(node);
    return graph
        .ofType(logGroup)
        .some((group) => group.stack === node.stack && group.inputs.name === name && reached.has(group.urn));
}

/** Whether a resource of a bucket waits for another of the same bucket. */
function waitsForOther(node: Node, graph: Graph, type: string): boolean {
    const reached = graph.reach(node);
    const others = graph
        .sourcesOf(node, bucket, "bucket")
        .flatMap((own) => graph.usersOf(own, type, "bucket"));
    return others.length > 0 && others.every(({ urn }) => reached.has(urn));
}

/** A graph in which one resource waits for its bucket only. */
const waitingForBucket = withNode(({ sources }) => ({
    dependencies: [],
    sources: { bucket: sources.bucket ?? [] },
}));

/** Buckets and log groups (traps H). */
export const storageTraps: readonly Control[] = [
    {
        ids: ["H10"],
        promise: "log group is kept for one of the periods that CloudWatch Logs knows",
        type: logGroup,
        keeps: ({ inputs }) => retentions.includes(Number(inputs.retentionInDays)),
        broken: { retentionInDays: 730 },
    },
    {
        ids: ["H11"],
        promise: "cluster finds the groups of its logs made, with a key and an end",
        type: cluster,
        keeps: (node, graph) => {
            const exported = textsAt(node, "enabledCloudwatchLogsExports");
            const identifier = String(node.inputs.clusterIdentifier);
            return exported.every((log) =>
                waitsForGroup(node, graph, `/aws/rds/cluster/${identifier}/${log}`),
            );
        },
        broken: { clusterIdentifier: "another" },
    },
    {
        ids: ["H11"],
        promise: "service's first task finds the group of Container Insights made",
        type: "aws:ecs/service:Service",
        keeps: (node, graph) => {
            const reached = graph.reach(node);
            const clusters = graph.sourcesOf(node, "aws:ecs/cluster:Cluster", "cluster");
            return (
                clusters.length === 1 &&
                clusters
                    .flatMap((own) => graph.usersOf(own, logGroup, "name"))
                    .some(
                        ({ urn, inputs }) =>
                            reached.has(urn) &&
                            /^\/aws\/ecs\/containerinsights\/[^/]+\/performance$/.test(String(inputs.name)),
                    )
            );
        },
        broken: (graph) => graph.nodes.filter(({ name }) => !name.endsWith("-insights")),
    },
    {
        ids: ["H11"],
        promise: "proxy finds the group of its log made",
        type: "aws:rds/proxy:Proxy",
        keeps: (node, graph) => waitsForGroup(node, graph, `/aws/rds/proxy/${String(node.inputs.name)}`),
        broken: unwired,
    },
    {
        // Elsewhere AWS writes each group into its one resource policy, until that is full.
        ids: ["G26"],
        promise: "cache delivers its logs to groups that one resource policy covers",
        type: "aws:elasticache/replicationGroup:ReplicationGroup",
        keeps: (node, graph) => {
            const groups = graph.sourcesOf(node, logGroup, "logDeliveryConfigurations");
            return (
                groups.length > 0 &&
                groups.every(({ inputs }) => String(inputs.name).startsWith("/aws/vendedlogs/"))
            );
        },
        broken: (graph, subject) =>
            graph
                .sourcesOf(subject, logGroup, "logDeliveryConfigurations")
                .slice(0, 1)
                .flatMap((group) => withInputs(graph, group, { name: "/cache/slow-log" })),
    },
    {
        ids: ["H12"],
        promise: "bucket policy waits until the public is kept out: S3 aborts changes at one time",
        type: bucketPolicy,
        keeps: (node, graph) => waitsForOther(node, graph, accessBlock),
        broken: waitingForBucket,
    },
    {
        ids: ["H12"],
        promise: "lifecycle waits for the versions that it is about",
        type: lifecycle,
        keeps: (node, graph) => waitsForOther(node, graph, versioning),
        broken: waitingForBucket,
    },
    {
        ids: ["G12", "H14"],
        promise:
            "bucket is encrypted with S3's own key: a load balancer writes with no other, CloudFront reads none unasked",
        type: encryption,
        where: (node, graph) => !isOfCanary(node, graph),
        keeps: (node) => at(node, "rules.0.applyServerSideEncryptionByDefault.sseAlgorithm") === "AES256",
        broken: { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }] },
    },
    {
        ids: ["H14"],
        promise: "bucket of a canary, whose writer can use any key, is encrypted with the cell's",
        type: encryption,
        only: "prod",
        where: isOfCanary,
        keeps: (node, graph) =>
            at(node, "rules.0.applyServerSideEncryptionByDefault.sseAlgorithm") === "aws:kms" &&
            graph.sourcesOf(node, "aws:kms/key:Key", "rules").length === 1,
        broken: { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
    },
    {
        // Lambda makes one without key and end at the first line, where it may.
        ids: ["H11"],
        promise: "canary's log has a group of its cell's key, and its role makes none",
        type: canary,
        only: "prod",
        keeps: (node, graph) =>
            graph.usersOf(node, logGroup, "name").some(({ inputs }) => inputs.kmsKeyId !== undefined) &&
            graph
                .ofType("aws:iam/policy:Policy")
                .filter(({ stack, name }) => stack === node.stack && name.startsWith(`${node.name}-role-`))
                .every((policy) => !JSON.stringify(policy.inputs.policy).includes("logs:CreateLogGroup")),
        broken: (graph, subject) => {
            const groups = graph.usersOf(subject, logGroup, "name");
            return graph.nodes.filter((node) => !groups.includes(node));
        },
    },
    {
        ids: ["H14"],
        promise: "bucket of access logs locks no object, which would keep the logs out",
        type: bucket,
        where: (node, graph) =>
            graph
                .ofType("aws:lb/loadBalancer:LoadBalancer")
                .some((balancer) => balancer.stack === node.stack && graph.reach(balancer).has(node.urn)),
        keeps: ({ inputs }) => inputs.objectLockEnabled !== true,
        broken: { objectLockEnabled: true },
    },
    {
        ids: ["H13"],
        promise: "replication begins once both buckets keep versions",
        type: "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
        only: "prod",
        keeps: (node, graph) => {
            const reached = graph.reach(node);
            return (
                graph
                    .ofType(versioning)
                    .filter(
                        (one) =>
                            one.stack === node.stack &&
                            reached.has(one.urn) &&
                            at(one, "versioningConfiguration.status") === "Enabled",
                    ).length === 2
            );
        },
        broken: unwired,
    },
];
