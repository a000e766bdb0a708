import { connectionLaw } from "../../strategy/law";
import { containers } from "./compute-controls";
import {
    at,
    hasty,
    listAt,
    statements,
    withInputs,
    without,
    type Control,
    type Graph,
    type Node,
} from "./control";
import { instancesOf, trusts } from "./database-traps";

const cluster = "aws:rds/cluster:Cluster";
const parameterGroup = "aws:rds/clusterParameterGroup:ClusterParameterGroup";
const proxy = "aws:rds/proxy:Proxy";
const pool = "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup";
const target = "aws:rds/proxyTarget:ProxyTarget";
const endpoint = "aws:rds/proxyEndpoint:ProxyEndpoint";
const role = "aws:iam/role:Role";
const subnet = "aws:ec2/subnet:Subnet";

const parametersOf = (node: Node): ReadonlyMap<unknown, unknown> =>
    new Map(listAt(node, "parameters").map(({ name, value }) => [name, value]));

/** What a proxy's targets are. */
const clustersOf = (graph: Graph, node: Node): readonly Node[] =>
    graph
        .usersOf(node, target, "dbProxyName")
        .flatMap((own) => graph.sourcesOf(own, cluster, "dbClusterIdentifier"));

/** Traps of RDS Proxy (group E). */
export const proxyTraps: readonly Control[] = [
    {
        ids: ["E27"],
        promise: "proxy signs in with IAM as one user of its cluster, by a role that has its policy by then",
        type: proxy,
        keeps: (node, graph) => {
            const reached = graph.reach(node);
            const users = graph
                .sourcesOf(node, role, "roleArn")
                .filter((own) => trusts(own, "rds.amazonaws.com"))
                .flatMap((own) => graph.usersOf(own, "aws:iam/rolePolicy:RolePolicy", "role"))
                .filter(({ urn }) => reached.has(urn))
                .filter((policy) =>
                    clustersOf(graph, node).every((own) =>
                        graph.sourcesOf(policy, cluster, "policy").includes(own),
                    ),
                )
                .flatMap((policy) => statements(policy))
                .filter(({ actions }) => actions.join() === "rds-db:connect")
                .flatMap(({ resources }) => resources);
            return (
                node.inputs.engineFamily === "POSTGRESQL" &&
                node.inputs.defaultAuthScheme === "IAM_AUTH" &&
                listAt(node, "auths").length === 0 &&
                clustersOf(graph, node).every(
                    ({ inputs }) => inputs.iamDatabaseAuthenticationEnabled === true,
                ) &&
                users.length === 1 &&
                users.every((user) => /:dbuser:cluster-\w+\/medease_service$/.test(user))
            );
        },
        broken: { defaultAuthScheme: "NONE" },
    },
    {
        ids: ["E27"],
        promise: "task may sign in to the proxy as the user that it is told, and that the proxy may be",
        type: "aws:ecs/taskDefinition:TaskDefinition",
        keeps: (node, graph) => {
            const told = containers(node)
                .flatMap(({ environment }) => environment as readonly { name: string; value: string }[])
                .filter(({ name }) => name === "DATABASE_USER")
                .map(({ value }) => value);
            const allowed = graph
                .sourcesOf(node, role, "taskRoleArn")
                .flatMap((own) =>
                    graph.usersOf(own, "aws:iam/rolePolicyAttachment:RolePolicyAttachment", "role"),
                )
                .flatMap((own) => graph.sourcesOf(own, "aws:iam/policy:Policy", "policyArn"))
                .flatMap((policy) => statements(policy))
                .filter(({ actions }) => actions.includes("rds-db:connect"))
                .flatMap(({ resources }) => resources);
            return (
                told.length === 1 &&
                allowed.length === 1 &&
                allowed.every((user) => user.includes(":dbuser:prx-") && user.endsWith(`/${String(told[0])}`))
            );
        },
        broken: (graph, subject) =>
            withInputs(graph, subject, {
                containerDefinitions: String(subject.inputs.containerDefinitions).replaceAll(
                    "medease_service",
                    "medease_admin",
                ),
            }),
    },
    {
        ids: ["E28"],
        promise: "proxy's target waits for the writer of its cluster",
        type: "aws:rds/proxyTarget:ProxyTarget",
        keeps: (node, graph) => {
            const reached = graph.reach(node);
            return graph
                .sourcesOf(node, cluster, "dbClusterIdentifier")
                .flatMap((own) => instancesOf(graph, own))
                .some(({ name, urn }) => name.endsWith("-writer") && reached.has(urn));
        },
        broken: hasty,
    },
    {
        ids: ["E28"],
        promise: "proxy lies in the VPC of its database",
        type: proxy,
        keeps: (node, graph) => {
            const vpcOf = (one: Node | undefined, property: string): Node | undefined =>
                one === undefined
                    ? undefined
                    : graph
                          .sourcesOf(one, subnet, property)
                          .flatMap((home) => graph.sourcesOf(home, "aws:ec2/vpc:Vpc", "vpcId"))[0];
            const [group] = clustersOf(graph, node).flatMap((own) =>
                graph.sourcesOf(own, "aws:rds/subnetGroup:SubnetGroup", "dbSubnetGroupName"),
            );
            const home = vpcOf(node, "vpcSubnetIds");
            return home !== undefined && home === vpcOf(group, "subnetIds");
        },
        broken: without("aws:rds/subnetGroup:SubnetGroup"),
    },
    {
        ids: ["E29"],
        promise: "proxy has a second endpoint for reads, and readers behind it",
        type: proxy,
        keeps: (node, graph) =>
            graph
                .usersOf(node, endpoint, "dbProxyName")
                .some(({ inputs }) => inputs.targetRole === "READ_ONLY") &&
            clustersOf(graph, node).some((own) =>
                instancesOf(graph, own).some(({ name }) => name.includes("-reader-")),
            ),
        broken: without(endpoint),
    },
    {
        ids: ["E30"],
        promise: "pool of a proxy holds shares that AWS takes, and no filter that only MySQL has",
        type: pool,
        keeps: (node) => {
            const [most, idle] = ["maxConnectionsPercent", "maxIdleConnectionsPercent"].map((share) =>
                Number(at(node, `connectionPoolConfig.${share}`)),
            ) as [number, number];
            return (
                most >= 1 &&
                most <= 100 &&
                idle <= most &&
                at(node, "connectionPoolConfig.sessionPinningFilters") === undefined
            );
        },
        broken: { connectionPoolConfig: { maxConnectionsPercent: 50, maxIdleConnectionsPercent: 60 } },
    },
    {
        ids: ["E36"],
        promise: "pool of a proxy holds the connections of a service, out of four fifths of the database's",
        type: pool,
        keeps: (node, graph) =>
            graph
                .sourcesOf(node, proxy, "dbProxyName")
                .flatMap((own) => clustersOf(graph, own))
                .flatMap((own) => graph.sourcesOf(own, parameterGroup, "dbClusterParameterGroupName"))
                .every((group) => {
                    const max = Number(parametersOf(group).get("max_connections"));
                    const held = (max * Number(at(node, "connectionPoolConfig.maxConnectionsPercent"))) / 100;
                    return held <= connectionLaw.maxPerService && held <= 0.8 * max;
                }),
        broken: { connectionPoolConfig: { maxConnectionsPercent: 90 } },
    },
    {
        ids: ["E36"],
        promise: "task reaches the database through the proxy, whatever its pools open",
        type: "aws:ecs/taskDefinition:TaskDefinition",
        keeps: (node, graph) => {
            const hosts = containers(node)
                .flatMap(({ environment }) => environment as readonly { name: string; value: string }[])
                .filter(({ name }) => /^DATABASE_(READER_)?HOST$/.test(name));
            return (
                hosts.length === 2 &&
                hosts.every(({ value }) => value.includes(".proxy-")) &&
                graph.sourcesOf(node, proxy, "containerDefinitions").length === 1
            );
        },
        broken: (graph, subject) =>
            withInputs(graph, subject, {
                containerDefinitions: String(subject.inputs.containerDefinitions).replaceAll(
                    ".proxy-",
                    ".cluster-",
                ),
            }),
    },
];
