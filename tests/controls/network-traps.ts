import { addressCount, overlaps, parseCidr, type Cidr } from "../../strategy/address-plan";
import { cellOf, withInputs, without, type Control, type Graph, type Node } from "./control";

const vpc = "aws:ec2/vpc:Vpc";
const subnet = "aws:ec2/subnet:Subnet";
const group = "aws:ec2/securityGroup:SecurityGroup";
const ingress = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const egress = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const service = "aws:ecs/service:Service";
const balancer = "aws:lb/loadBalancer:LoadBalancer";
const proxy = "aws:rds/proxy:Proxy";

/** A block of the graph; one that cannot be read shares addresses with every other. */
const blockOf = ({ inputs }: Node): Cidr => parseCidr(String(inputs.cidrBlock)) ?? { base: 0, prefix: 0 };

const within = (inner: Cidr, outer: Cidr): boolean => inner.prefix >= outer.prefix && overlaps(inner, outer);

/** Weight of CloudFront's prefix list, and what a group may hold in one direction ("AWS-managed prefix lists"). */
const prefixListWeight = 55;
const rulesPerGroup = 60;

/** Zones where RDS Proxy does not exist ("Limitations for RDS Proxy", Aurora user guide). */
const zonesWithoutProxy = ["use1-az3"];

/** Tasks that the services of a cell grow to at most, together. */
function maxTasks(graph: Graph, node: Node): number {
    return graph
        .ofType("aws:appautoscaling/target:Target")
        .filter((one) => cellOf(one) === cellOf(node) && one.inputs.serviceNamespace === "ecs")
        .reduce((sum, target) => sum + Number(target.inputs.maxCapacity), 0);
}

/** Rules of a direction that open a port, of the groups that a resource wears. */
function opens(graph: Graph, wearer: Node, direction: string, port: unknown): boolean {
    return graph
        .sourcesOf(wearer, group)
        .flatMap((own) => graph.usersOf(own, direction, "securityGroupId"))
        .some(
            ({ inputs }) => Number(inputs.fromPort) <= Number(port) && Number(port) <= Number(inputs.toPort),
        );
}

/** Traps of networks and security groups (group C). */
export const networkTraps: readonly Control[] = [
    {
        ids: ["C6"],
        promise: "VPC resolves names, private ones of endpoints included",
        type: vpc,
        keeps: ({ inputs }) => inputs.enableDnsHostnames === true && inputs.enableDnsSupport === true,
        broken: { enableDnsHostnames: undefined },
    },
    {
        ids: ["C7"],
        promise: "VPC shares no address with another, so that any two can be joined",
        type: vpc,
        keeps: (node, graph) =>
            graph.ofType(vpc).every((other) => other === node || !overlaps(blockOf(node), blockOf(other))),
        broken: (graph, subject) => [...graph.nodes, { ...subject, urn: `${subject.urn}-twin` }],
    },
    {
        ids: ["C9"],
        promise: "security group of what opens connections lets some out",
        type: group,
        where: (node, graph) =>
            [service, balancer, proxy].some((type) => graph.usersOf(node, type).length > 0),
        keeps: (node, graph) => graph.usersOf(node, egress, "securityGroupId").length > 0,
        broken: without(egress),
    },
    {
        ids: ["C9"],
        promise: "target group's port is open from the load balancer to the tasks",
        type: "aws:lb/targetGroup:TargetGroup",
        keeps: (node, graph) => {
            const balancers = graph
                .usersOf(node, "aws:lb/listener:Listener", "defaultActions")
                .flatMap((listener) => graph.sourcesOf(listener, balancer, "loadBalancerArn"));
            const services = graph.usersOf(node, service, "loadBalancers");
            const { port } = node.inputs;
            return (
                balancers.length > 0 &&
                services.length > 0 &&
                balancers.every((one) => opens(graph, one, egress, port)) &&
                services.every((one) => opens(graph, one, ingress, port))
            );
        },
        broken: { port: 9443 },
    },
    {
        ids: ["C10", "C11"],
        promise: "security group has its rules as resources, never inline as well",
        type: group,
        keeps: ({ inputs }) => inputs.ingress === undefined && inputs.egress === undefined,
        broken: { egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }] },
    },
    ...[ingress, egress].map((direction): Control => ({
        ids: ["C12"],
        promise: `security group holds ${direction === ingress ? "incoming" : "outgoing"} rules of weight 60 at most`,
        type: group,
        where: (node, graph) => graph.usersOf(node, direction, "securityGroupId").length > 0,
        keeps: (node, graph) =>
            graph
                .usersOf(node, direction, "securityGroupId")
                .reduce(
                    (sum, { inputs }) => sum + (inputs.prefixListId === undefined ? 1 : prefixListWeight),
                    0,
                ) <= rulesPerGroup,
        broken: (graph, subject) => {
            const [rule] = graph.usersOf(subject, direction, "securityGroupId");
            return rule === undefined
                ? graph.nodes
                : [80, 443].reduce<readonly Node[]>(
                      (nodes, port) => [
                          ...nodes,
                          {
                              ...rule,
                              urn: `${rule.urn}-${port}`,
                              inputs: { ...rule.inputs, prefixListId: "pl-1" },
                          },
                      ],
                      graph.nodes,
                  );
        },
    })),
    ...[ingress, egress].map((type): Control => ({
        ids: ["C13"],
        promise: "rule names both its ports, or neither where it opens them all",
        type,
        keeps: ({ inputs }) => {
            const ports = [inputs.fromPort, inputs.toPort];
            return inputs.ipProtocol === "-1"
                ? ports.every((port) => port === undefined)
                : ports.every((port) => Number.isInteger(port));
        },
        broken: { ipProtocol: "-1" },
    })),
    {
        ids: ["C15"],
        promise: "proxy lies in two zones or more that have RDS Proxy, of a VPC on shared hardware",
        type: proxy,
        keeps: (node, graph) => {
            const subnets = graph.sourcesOf(node, subnet, "vpcSubnetIds");
            const zones = new Set(subnets.map(({ inputs }) => String(inputs.availabilityZoneId)));
            return (
                zones.size >= 2 &&
                zonesWithoutProxy.every((zone) => !zones.has(zone)) &&
                subnets
                    .flatMap((one) => graph.sourcesOf(one, vpc, "vpcId"))
                    .every(({ inputs }) => [undefined, "default"].includes(inputs.instanceTenancy as string))
            );
        },
        broken: (graph, subject) => {
            const [one] = graph.sourcesOf(subject, subnet, "vpcSubnetIds");
            return one === undefined
                ? graph.nodes
                : withInputs(graph, one, { availabilityZoneId: "use1-az3" });
        },
    },
    {
        ids: ["C16"],
        promise: "subnet lies in its VPC's block, is of a size that AWS takes and shares no address",
        type: subnet,
        keeps: (node, graph) => {
            const own = blockOf(node);
            const [home] = graph.sourcesOf(node, vpc, "vpcId");
            return (
                home !== undefined &&
                within(own, blockOf(home)) &&
                own.prefix >= 16 &&
                own.prefix <= 28 &&
                graph
                    .usersOf(home, subnet, "vpcId")
                    .every((other) => other === node || !overlaps(own, blockOf(other)))
            );
        },
        broken: { cidrBlock: "10.255.0.0/29" },
    },
    {
        ids: ["C16"],
        promise: "private subnet has addresses for twice its share of the tasks and twenty more",
        type: subnet,
        where: (node, graph) => graph.usersOf(node, service, "networkConfiguration").length > 0,
        keeps: (node, graph) => {
            const [user] = graph.usersOf(node, service, "networkConfiguration");
            const zones =
                user === undefined ? 0 : graph.sourcesOf(user, subnet, "networkConfiguration").length;
            const free = addressCount(blockOf(node)) - 5; // AWS keeps five of every subnet
            return free >= (2 * maxTasks(graph, node)) / zones + 20;
        },
        broken: (graph, subject) => withInputs(graph, subject, { cidrBlock: "10.255.0.0/27" }),
    },
];
