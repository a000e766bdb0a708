import { at, cellOf, withInputs, without, type Control, type Graph, type Node } from "./control";
import { isSecondaryNetwork } from "./global-database";

const vpc = "aws:ec2/vpc:Vpc";
const subnet = "aws:ec2/subnet:Subnet";
const ingress = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const egress = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const group = "aws:ec2/securityGroup:SecurityGroup";

/** Signs and length that EC2 takes in a description ("CreateSecurityGroup", EC2 API reference). */
const plain = /^[A-Za-z0-9. _\-:/()#,@[\]+=&;{}!$*]{1,255}$/;
const described = (node: Node): boolean => {
    const text = node.inputs.description;
    return typeof text === "string" && plain.test(text) && !text.startsWith("Managed by");
};

/** Whether a route table leads to the internet gateway. */
function isPublic(graph: Graph, table: Node): boolean {
    return graph
        .usersOf(table, "aws:ec2/route:Route", "routeTableId")
        .some((route) => graph.sourcesOf(route, "aws:ec2/internetGateway:InternetGateway").length > 0);
}

/** Route tables of a subnet. */
export function tablesOf(graph: Graph, node: Node): readonly Node[] {
    return graph
        .usersOf(node, "aws:ec2/routeTableAssociation:RouteTableAssociation", "subnetId")
        .flatMap((association) =>
            graph.sourcesOf(association, "aws:ec2/routeTable:RouteTable", "routeTableId"),
        );
}

const dataTypes = ["aws:rds/subnetGroup:SubnetGroup", "aws:elasticache/subnetGroup:SubnetGroup"];

/** Whether a group protects the database, its proxy or the cache. */
function guardsData(graph: Graph, node: Node): boolean {
    return [
        "aws:rds/cluster:Cluster",
        "aws:rds/proxy:Proxy",
        "aws:elasticache/replicationGroup:ReplicationGroup",
    ].some((type) => graph.usersOf(node, type).length > 0);
}

/** Whether a rule is one that ADR 0032 leaves open: of tasks and canary, and of migrations where no endpoint is near. */
function mayLeave({ name, stack }: Node, graph: Graph): boolean {
    const [, role] = /-groups-(tasks|canary|migrator)-to-aws-services$/.exec(name) ?? [];
    const isNear = ({ inputs, ...endpoint }: Node): boolean =>
        endpoint.stack === stack && String(inputs.serviceName).endsWith(".secretsmanager");
    return role === "migrator"
        ? !graph.ofType("aws:ec2/vpcEndpoint:VpcEndpoint").some(isNear)
        : role !== undefined;
}

/** Isolation of cells, their networks and security groups. */
export const networkControls: readonly Control[] = [
    {
        ids: ["CT001", "CT003"],
        promise: "resource of a cell comes from no other cell",
        type: vpc,
        keeps: (node, graph) => {
            const cell = cellOf(node);
            return graph.nodes
                .filter((other) => cellOf(other) === cell)
                .every((member) =>
                    Object.values(member.sources)
                        .flat()
                        .concat(member.dependencies)
                        .every((urn) => {
                            const name = urn.split("::")[3] ?? "";
                            const owner = cellOf({ ...member, urn, name });
                            return owner === undefined || owner === cell;
                        }),
                );
        },
        broken: (graph, subject) => {
            const foreign = `${subject.urn.split("::").slice(0, 3).join("::")}::eu-west-9-c9-network-vpc`;
            const [victim] = graph.usersOf(subject, subnet);
            return graph.nodes.map((node) =>
                node === victim ? { ...node, sources: { ...node.sources, vpcId: [foreign] } } : node,
            );
        },
    },
    {
        ids: ["CT009"],
        promise: "VPC has its default security group emptied",
        type: vpc,
        keeps: (node, graph) =>
            graph
                .usersOf(node, "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "vpcId")
                .some(({ inputs }) => inputs.ingress === undefined && inputs.egress === undefined),
        broken: without("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"),
    },
    {
        ids: ["CT010", "A15"],
        promise: "VPC has its whole traffic recorded",
        type: vpc,
        keeps: (node, graph) =>
            graph
                .usersOf(node, "aws:ec2/flowLog:FlowLog", "vpcId")
                .some(
                    (log) =>
                        log.inputs.trafficType === "ALL" &&
                        graph.sourcesOf(log, "aws:cloudwatch/logGroup:LogGroup", "logDestination").length ===
                            1 &&
                        log.inputs.iamRoleArn !== undefined,
                ),
        broken: without("aws:ec2/flowLog:FlowLog"),
    },
    {
        ids: ["CT011"],
        promise: "subnet hands out no public address by itself",
        type: subnet,
        keeps: ({ inputs }) => inputs.mapPublicIpOnLaunch === false,
        broken: { mapPublicIpOnLaunch: true },
    },
    {
        ids: ["CT012"],
        promise: "ingress rule admits a group or CloudFront's prefix list, never the internet",
        type: ingress,
        keeps: ({ inputs }) =>
            inputs.cidrIpv4 === undefined &&
            inputs.cidrIpv6 === undefined &&
            (inputs.referencedSecurityGroupId !== undefined || inputs.prefixListId !== undefined),
        broken: { cidrIpv4: "0.0.0.0/0" },
    },
    {
        ids: ["CT013"],
        promise: "ingress rule of database, proxy and cache names a group",
        type: ingress,
        where: (node, graph) =>
            graph.sourcesOf(node, group, "securityGroupId").some((owner) => guardsData(graph, owner)),
        keeps: ({ inputs }) => inputs.referencedSecurityGroupId !== undefined,
        broken: (graph, subject) =>
            withInputs(graph, subject, { referencedSecurityGroupId: undefined, prefixListId: "pl-1" }),
    },
    ...[group, ingress, egress].map((type): Control => ({
        ids: ["CT014", "B9"],
        promise: "security group and rule says in signs that EC2 takes what it is for",
        type,
        keeps: described,
        broken: { description: "Zugang über CloudFront" },
    })),
    {
        ids: ["CT015"],
        promise: "egress rule reaches a group, or by TLS on port 443 what ADR 0032 leaves open",
        type: egress,
        keeps: (node, graph) =>
            node.inputs.ipProtocol === "tcp" &&
            (node.inputs.referencedSecurityGroupId !== undefined ||
                (node.inputs.fromPort === 443 && node.inputs.toPort === 443 && mayLeave(node, graph))),
        broken: { ipProtocol: "-1" },
    },
    {
        ids: ["CT015"],
        promise: "egress rule of what serves no user names a group, never an address",
        type: egress,
        where: (node, graph) => !mayLeave(node, graph),
        keeps: ({ inputs }) => inputs.referencedSecurityGroupId !== undefined,
        broken: {
            referencedSecurityGroupId: undefined,
            cidrIpv4: "0.0.0.0/0",
            fromPort: 443,
            toPort: 443,
        },
    },
    ...dataTypes.map((type): Control => ({
        ids: ["CT017"],
        promise: "data subnet has no way to the internet",
        type,
        keeps: (node, graph) => {
            const subnets = graph.sourcesOf(node, subnet, "subnetIds");
            const tables = subnets.flatMap((one) => tablesOf(graph, one));
            return (
                tables.length >= subnets.length &&
                subnets.length > 1 &&
                tables.every(
                    (table) =>
                        !isPublic(graph, table) &&
                        graph.usersOf(table, "aws:ec2/route:Route", "routeTableId").length === 0,
                )
            );
        },
        broken: (graph, subject) => {
            const [one] = graph.sourcesOf(subject, subnet, "subnetIds");
            const open = graph
                .ofType("aws:ec2/routeTable:RouteTable")
                .find((table) => isPublic(graph, table));
            return graph.nodes.map((node) =>
                one !== undefined &&
                open !== undefined &&
                node.type === "aws:ec2/routeTableAssociation:RouteTableAssociation" &&
                node.sources.subnetId?.includes(one.urn) === true
                    ? { ...node, sources: { ...node.sources, routeTableId: [open.urn] } }
                    : node,
            );
        },
    })),
    {
        ids: ["CT018"],
        promise: "VPC is the cell's own and no default VPC is used",
        type: vpc,
        keeps: (_, graph) => graph.ofType("aws:ec2/defaultVpc:DefaultVpc").length === 0,
        broken: (graph, subject) => [
            ...graph.nodes,
            { ...subject, type: "aws:ec2/defaultVpc:DefaultVpc", urn: `${subject.urn}-default` },
        ],
    },
    {
        ids: ["CT019"],
        promise: "VPC has its subnets of each tier in three zones",
        type: vpc,
        where: (node, graph) => !isSecondaryNetwork(node, graph),
        keeps: (node, graph) => {
            const zones = new Map<string, Set<unknown>>();
            for (const one of graph.usersOf(node, subnet, "vpcId")) {
                const tier = /-(public|private|data)-/.exec(one.name)?.[1] ?? "";
                zones.set(tier, (zones.get(tier) ?? new Set()).add(at(one, "availabilityZoneId")));
            }
            return zones.size === 3 && [...zones.values()].every(({ size }) => size >= 3);
        },
        broken: (graph, subject) => {
            const [one] = graph.usersOf(subject, subnet, "vpcId");
            return graph.nodes.filter((node) => node !== one);
        },
    },
    {
        ids: ["CT020"],
        promise: "VPC has a NAT gateway per zone, and each private subnet leaves by its own",
        type: vpc,
        only: "prod",
        keeps: (node, graph) => {
            const privates = graph
                .usersOf(node, subnet, "vpcId")
                .filter(({ name }) => name.includes("-private-"));
            return privates.every((one) =>
                tablesOf(graph, one).some((table) =>
                    graph
                        .usersOf(table, "aws:ec2/route:Route", "routeTableId")
                        .flatMap((route) => graph.sourcesOf(route, "aws:ec2/natGateway:NatGateway"))
                        .some((nat) =>
                            graph
                                .sourcesOf(nat, subnet, "subnetId")
                                .some(
                                    (home) =>
                                        at(home, "availabilityZoneId") === at(one, "availabilityZoneId"),
                                ),
                        ),
                ),
            );
        },
        broken: (graph) => {
            const [nat] = graph.ofType("aws:ec2/natGateway:NatGateway");
            return graph.nodes.filter((node) => node !== nat);
        },
    },
];
