import { setByGlobalDatabase } from "../../components/database";
import { listAt, movedTo, withInputs, withSources, type Control, type Graph, type Node } from "./control";

const cluster = "aws:rds/cluster:Cluster";
const instance = "aws:rds/clusterInstance:ClusterInstance";
const globalCluster = "aws:rds/globalCluster:GlobalCluster";
const secret = "aws:secretsmanager/secret:Secret";
const secretVersion = "aws:secretsmanager/secretVersion:SecretVersion";
const key = "aws:kms/key:Key";
const vpc = "aws:ec2/vpc:Vpc";
const subnet = "aws:ec2/subnet:Subnet";

/** Whether a cluster follows another: it is a member of a Global Database by its own word. */
export const isSecondary = ({ inputs }: Node): boolean => inputs.globalClusterIdentifier !== undefined;

/** Whether a Global Database was founded with a cluster. */
export const isFounder = (node: Node, graph: Graph): boolean =>
    graph.usersOf(node, globalCluster, "sourceDbClusterIdentifier").length > 0;

/** The clusters that a Global Database of this secondary was founded with. */
export const foundersOf = (node: Node, graph: Graph): readonly Node[] =>
    graph
        .sourcesOf(node, globalCluster, "globalClusterIdentifier")
        .flatMap((global) => graph.sourcesOf(global, cluster, "sourceDbClusterIdentifier"));

/** Whether a secret's first value is the master password of a Global Database: the one password that is ours (ADR 0021). */
export const holdsMasterPassword = (version: Node, graph: Graph): boolean =>
    version.type === secretVersion &&
    graph.usersOf(version, cluster, "masterPassword").some((user) => isFounder(user, graph));

const isMasterSecret = (node: Node, graph: Graph): boolean =>
    graph.usersOf(node, secretVersion, "secretId").some((version) => holdsMasterPassword(version, graph));

/** Regions beside its own that a resource has to do with because it replicates, or is replicated. */
export function replicationRegions(node: Node, graph: Graph): readonly unknown[] {
    if (node.type === secret && isMasterSecret(node, graph)) {
        return listAt(node, "replicas").map(({ region }) => region);
    }
    return node.type === cluster ? foundersOf(node, graph).map(({ region }) => region) : [];
}

/** Properties of a resource that a failover of a Global Database, or AWS with it, sets. */
export function changedByFailover(node: Node, graph: Graph): readonly string[] {
    if (holdsMasterPassword(node, graph)) return ["secretString"];
    if (node.type !== cluster) return [];
    if (isSecondary(node)) return [...setByGlobalDatabase, "engineVersion"];
    return isFounder(node, graph) ? setByGlobalDatabase : [];
}

/** Whether a network is a secondary's: a database in it, and no way in or out. */
export const isSecondaryNetwork = (node: Node, graph: Graph): boolean =>
    graph.usersOf(node, subnet, "vpcId").every(({ name }) => name.includes("-data-"));

/** Aurora Global Databases, which neither dev nor prod has (docs/adr/0021). */
export const globalDatabaseControls: readonly Control[] = [
    {
        ids: ["CT062"],
        promise: "Global Database takes over the encryption of a cluster that a key of its stack encrypts",
        type: globalCluster,
        only: "secondary",
        keeps: (node, graph) =>
            node.inputs.storageEncrypted === undefined &&
            graph
                .sourcesOf(node, cluster, "sourceDbClusterIdentifier")
                .filter(
                    (own) =>
                        own.inputs.storageEncrypted === true &&
                        graph.sourcesOf(own, key, "kmsKeyId").length === 1,
                ).length === 1,
        broken: (graph, subject) => {
            const [own] = graph.sourcesOf(subject, cluster, "sourceDbClusterIdentifier");
            return own === undefined ? graph.nodes : withInputs(graph, own, { storageEncrypted: false });
        },
    },
    {
        ids: ["CT046", "CT047", "E5"],
        promise:
            "secondary lies in another region than its primary, with an instance, under a key of that region",
        type: cluster,
        only: "secondary",
        where: isSecondary,
        keeps: (node, graph) => {
            const founders = foundersOf(node, graph);
            const keys = graph.sourcesOf(node, key, "kmsKeyId");
            return (
                founders.length === 1 &&
                founders.every(({ region }) => region !== node.region) &&
                keys.length === 1 &&
                keys.every(({ region }) => region === node.region) &&
                graph.usersOf(node, instance, "clusterIdentifier").length > 0
            );
        },
        broken: movedTo("sa-east-1"),
    },
    {
        ids: ["CT059", "E4", "E6"],
        promise:
            "cluster of a Global Database has the master user of the primary, whose password RDS does not manage",
        type: cluster,
        only: "secondary",
        where: (node, graph) => isSecondary(node) || isFounder(node, graph),
        keeps: (node, graph) =>
            node.inputs.manageMasterUserPassword === undefined &&
            (isSecondary(node)
                ? ["masterUsername", "masterPassword", "databaseName"].every(
                      (argument) => node.inputs[argument] === undefined,
                  )
                : !["admin", "postgres", undefined].includes(
                      node.inputs.masterUsername as string | undefined,
                  ) && graph.sourcesOf(node, secretVersion, "masterPassword").length === 1),
        broken: { manageMasterUserPassword: true },
    },
    {
        ids: ["CT079"],
        promise: "master user's secret has one copy, where the secondary is, under a key of that region",
        type: secret,
        only: "secondary",
        where: isMasterSecret,
        keeps: (node, graph) => {
            const there = listAt(node, "replicas").map(({ region }) => region);
            const keys = graph.sourcesOf(node, key, "replicas");
            const secondaries = graph
                .ofType(cluster)
                .filter((one) => one.stack === node.stack && isSecondary(one));
            return (
                there.length === 1 &&
                keys.length === 1 &&
                [...keys, ...secondaries].every(({ region }) => region === there[0])
            );
        },
        broken: (graph, subject) => withSources(graph, subject, { replicas: [] }),
    },
    {
        ids: ["CT019", "CT056", "E21"],
        promise: "network of a secondary has data subnets in two zones or more, and nothing else",
        type: vpc,
        only: "secondary",
        where: isSecondaryNetwork,
        keeps: (node, graph) => {
            const zones = graph.usersOf(node, subnet, "vpcId").map(({ inputs }) => inputs.availabilityZoneId);
            const ways = ["internetGateway:InternetGateway", "vpcEndpoint:VpcEndpoint"];
            return (
                new Set(zones).size >= 2 &&
                ways.every((way) => graph.usersOf(node, `aws:ec2/${way}`, "vpcId").length === 0)
            );
        },
        broken: (graph, subject) =>
            graph.nodes.filter((node) => !graph.usersOf(subject, subnet, "vpcId").slice(1).includes(node)),
    },
];
