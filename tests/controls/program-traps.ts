import { regionZones } from "../../strategy/regions";
import {
    movedTo,
    withNode,
    at,
    cellOf,
    listAt,
    withInputs,
    without,
    type Control,
    type Node,
} from "./control";
import { holdsMasterPassword, replicationRegions } from "./global-database";

const stack = "pulumi:pulumi:Stack";
const provider = "pulumi:providers:aws";
const ingress = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const instance = "aws:rds/clusterInstance:ClusterInstance";

/** Regions in the ARNs inside a resource's inputs, each once. */
function regionsNamed({ inputs }: Node): readonly string[] {
    const arns = JSON.stringify(inputs).matchAll(/arn:aws[\w-]*:[\w-]+:([a-z]{2}(?:-[a-z]+)+-\d):/g);
    return [...new Set([...arns].map(([, region = ""]) => region))];
}

/**
 * CloudFront reaches load balancers and buckets in every region, IAM lets a cell pull its image from any, and the site
 * is copied to another.
 */
const namesOtherRegions =
    /^aws:(backup\/plan|cloudfront\/(vpcOrigin|distribution)|iam\/policy|iam\/rolePolicy|s3\/bucketReplicationConfig):/;

/** Published where files are copied from, under the name of the bucket that they go to. */
const copyMetric = "OperationsFailedReplication";

/** What CloudFront has is in no region, whichever provider made it. */
const isGlobal = ({ type }: Node): boolean => type.startsWith("aws:cloudfront/");

const isComponent = ({ type }: Node): boolean => type.startsWith("platform:");
const typesOf = ({ urn }: Node): readonly string[] => (urn.split("::")[2] ?? "").split("$");
const cellName = /^[a-z]+-[a-z]+-\d+-c\d+-/;

/** Inputs that hold a password or a token in plain text, in the state as in every diff. */
const passwords = ["masterPassword", "authToken", "passwords", "secretString", "password"];

/** Arguments of a bucket that have become resources of their own; given both ways, each update undoes the other. */
const movedOut = [
    "acl",
    "corsRules",
    "grants",
    "lifecycleRules",
    "loggings",
    "logging",
    "policy",
    "serverSideEncryptionConfiguration",
    "versioning",
    "website",
];

/** Traps of the program, the engine and the SDK (group A). */
export const programTraps: readonly Control[] = [
    {
        ids: ["A4"],
        promise: "certificate has a record of proof for each of its names",
        type: "aws:acm/certificate:Certificate",
        keeps: (node, graph) => {
            const names = new Set([node.inputs.domainName, ...listAt(node, "subjectAlternativeNames")]);
            return graph.usersOf(node, "aws:route53/record:Record", "name").length === names.size;
        },
        broken: without("aws:route53/record:Record"),
    },
    {
        ids: ["A6", "C1", "C2", "C3", "C4", "C5", "C17"],
        promise: "stack holds no component of awsx, whose children no preview without a cloud shows",
        type: stack,
        keeps: (node, graph) =>
            !graph.nodes.some((other) => other.stack === node.stack && other.type.startsWith("awsx:")),
        broken: (graph, subject) => [
            ...graph.nodes,
            { ...subject, type: "awsx:ec2:Vpc", urn: `${subject.urn}-awsx` },
        ],
    },
    {
        ids: ["A7"],
        promise: "stack gives its components no option that only resources heed",
        type: stack,
        keeps: (node, graph) =>
            graph.nodes
                .filter((other) => other.stack === node.stack && isComponent(other))
                .every(
                    ({ options }) =>
                        options.ignoreChanges.length === 0 &&
                        options.additionalSecretOutputs.length === 0 &&
                        !options.retainOnDelete &&
                        Object.values(options.timeouts).every((timeout) => timeout === ""),
                ),
        broken: (graph, subject) => {
            const victim = graph.nodes.find((node) => node.stack === subject.stack && isComponent(node));
            return graph.nodes.map((node) =>
                node === victim
                    ? { ...node, options: { ...node.options, ignoreChanges: ["desiredCount"] } }
                    : node,
            );
        },
    },
    {
        ids: ["A8", "A25"],
        promise: "provider is named for its region, which outlives every cell in it",
        type: provider,
        keeps: ({ name, inputs }) => inputs.region === name && name in regionZones,
        broken: { region: "sa-east-1" },
    },
    {
        ids: ["A8", "A9"],
        promise: "resource lies in its provider's region and comes from and names no other, but to replicate",
        where: ({ type, inputs }) => !namesOtherRegions.test(type) && inputs.metricName !== copyMetric,
        keeps: (node, graph) =>
            [undefined, node.region].includes(node.inputs.region as string | undefined) &&
            [
                ...regionsNamed(node),
                ...Object.values(node.sources)
                    .flat()
                    .flatMap((urn) => graph.find(node.stack, urn) ?? [])
                    .flatMap((source) => (isGlobal(source) ? [] : (source.region ?? []))),
            ].every((region) => region === node.region || replicationRegions(node, graph).includes(region)),
        broken: (graph, subject) => {
            const [key] = graph.ofType("aws:kms/key:Key").filter((node) => node.stack === subject.stack);
            return graph.nodes.map((node) => (node === key ? { ...node, region: "sa-east-1" } : node));
        },
    },
    {
        ids: ["A9"],
        promise: "log group names a key of its own region",
        type: "aws:cloudwatch/logGroup:LogGroup",
        keeps: (node) => JSON.stringify(regionsNamed(node)) === JSON.stringify([node.region]),
        broken: { kmsKeyId: "arn:aws:kms:sa-east-1:111122223333:key/another" },
    },
    {
        ids: ["A10"],
        promise: "prefix list was asked for in the region of the rule that names it",
        type: ingress,
        only: "prod",
        where: ({ inputs }) => inputs.prefixListId !== undefined,
        keeps: (node, graph) =>
            graph
                .ofType(ingress)
                .filter(({ inputs }) => inputs.prefixListId !== undefined)
                .every(
                    (other) =>
                        (other.inputs.prefixListId === node.inputs.prefixListId) ===
                        (other.region === node.region),
                ),
        broken: (graph, subject) => {
            const abroad = graph
                .ofType(ingress)
                .find(({ inputs, region }) => inputs.prefixListId !== undefined && region !== subject.region);
            return withInputs(graph, subject, { prefixListId: abroad?.inputs.prefixListId });
        },
    },
    {
        ids: ["A10"],
        promise: "database instance lies in a zone of its region",
        type: instance,
        keeps: ({ inputs, region = "" }) =>
            new RegExp(`^${region}[a-f]$`).test(String(inputs.availabilityZone)),
        broken: { availabilityZone: "sa-east-1a" },
    },
    {
        ids: ["A11"],
        promise: "resource belongs to a component, and what is named for a cell to that cell",
        keeps: (node) =>
            typesOf(node).some((type) => type.startsWith("platform:")) &&
            (!cellName.test(node.name) || cellOf(node) !== undefined),
        broken: withNode((node) => ({ urn: node.urn.replace(typesOf(node).join("$"), node.type) })),
    },
    {
        ids: ["A13"],
        promise: "bucket leaves its settings to resources of their own, none of an old kind",
        type: "aws:s3/bucket:Bucket",
        keeps: ({ inputs }, graph) =>
            movedOut.every((argument) => inputs[argument] === undefined) &&
            !graph.nodes.some(({ type }) => /^aws:s3\/\w+V2:/.test(type)),
        broken: { versioning: { enabled: true } },
    },
    {
        ids: ["A14"],
        promise: "distribution reaches buckets by the name that has their region in it",
        type: "aws:cloudfront/distribution:Distribution",
        keeps: (node, graph) => {
            const buckets = graph.sourcesOf(node, "aws:s3/bucket:Bucket", "origins");
            const regional = listAt(node, "origins").filter(({ domainName }) =>
                buckets.some(({ region = "" }) => String(domainName).endsWith(`.s3.${region}.amazonaws.com`)),
            );
            return buckets.length > 0 && regional.length === buckets.length;
        },
        broken: (graph, subject) =>
            withInputs(graph, subject, { origins: [{ domainName: "site.s3.undefined.amazonaws.com" }] }),
    },
    {
        ids: ["A15"],
        promise: "elastic IP says that it is a VPC's, by the name that version 7 of the SDK knows",
        type: "aws:ec2/eip:Eip",
        keeps: ({ inputs }) => inputs.domain === "vpc",
        broken: { domain: undefined },
    },
    {
        ids: ["A17"],
        promise: "database instance has the engine of its cluster",
        type: instance,
        keeps: (node, graph) =>
            graph
                .sourcesOf(node, "aws:rds/cluster:Cluster", "clusterIdentifier")
                .some(({ inputs }) => inputs.engine === node.inputs.engine) &&
            node.inputs.engine === "aurora-postgresql",
        broken: { engine: undefined },
    },
    {
        ids: ["A20"],
        promise: "resource is given neither password nor token, but a Global Database that of its own secret",
        keeps: (node, graph) =>
            passwords.every(
                (name) =>
                    node.inputs[name] === undefined ||
                    holdsMasterPassword(node, graph) ||
                    graph
                        .sourcesOf(node, "aws:secretsmanager/secretVersion:SecretVersion", name)
                        .some((version) => holdsMasterPassword(version, graph)),
            ) && at(node, "authenticationMode.passwords") === undefined,
        broken: { masterPassword: "plain text" },
    },
    {
        ids: ["A21"],
        promise: "cache has a way of changing its token only where it has a token",
        type: "aws:elasticache/replicationGroup:ReplicationGroup",
        keeps: ({ inputs }) =>
            ["SET", "ROTATE"].includes(String(inputs.authTokenUpdateStrategy)) ===
            (inputs.authToken !== undefined || inputs.authTokenWo !== undefined),
        broken: { authTokenUpdateStrategy: "ROTATE" },
    },
    {
        ids: ["A24"],
        promise: "resource of the edge lies in us-east-1, but for the copy of the site",
        where: (node) =>
            typesOf(node).includes("platform:edge:GlobalEdge") &&
            !(typesOf(node).includes("platform:edge:SiteReplica") && node.type.startsWith("aws:s3/")),
        keeps: ({ region }) => region === "us-east-1",
        broken: movedTo("eu-west-1"),
    },
];
