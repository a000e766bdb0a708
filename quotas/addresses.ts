import { numberAt, textAt } from "../preview/input-reading";
import type { RecordedGraph } from "../preview/recorded-graph";
import type { Registration } from "../preview/registration";
import { usableAddresses } from "../strategy/address-plan";
import { nodesAtMost, readersAtMost, tasksAtMost } from "./scaled";

/** Addresses of a subnet, and what takes them at the maximum of all autoscaling. */
export interface SubnetUse {
    /** Name of the subnet. */
    readonly subnet: string;
    readonly cidr: string;
    /** Zone by its id. */
    readonly zone: string;
    readonly usable: number;
    readonly needed: number;
    /** What needs them, e.g. "tasks" → 60. */
    readonly parts: Readonly<Record<string, number>>;
}

/** Free addresses that AWS asks for in each subnet of a load balancer ("Application Load Balancers", its guide). */
const loadBalancerAddresses = 8;

/**
 * Addresses that AWS asks to keep free for RDS Proxy, by the sizes of the instances behind it: for each of them, by its
 * class or, serverless, by the most capacity units; for each endpoint of its own three more; 215 at the most ("Planning
 * for IP address capacity", Aurora user guide).
 */
export const proxyAddresses = {
    bySize: { "2xlarge": 15, "4xlarge": 25, "8xlarge": 45, "12xlarge": 60, "16xlarge": 75, "24xlarge": 110 },
    byAcu: [
        [16, 10],
        [32, 15],
        [64, 25],
        [96, 30],
        [128, 40],
        [160, 50],
        [192, 55],
        [224, 65],
        [256, 75],
    ],
    smallest: 10,
    perEndpoint: 3,
    most: 215,
} as const;

/** Addresses that RDS Proxy needs for one instance behind it. */
export function proxyAddressesFor(instanceClass: string, maxAcu: number | undefined): number {
    if (instanceClass === "db.serverless") {
        const step = proxyAddresses.byAcu.find(([acu]) => (maxAcu ?? Infinity) <= acu);
        return step?.[1] ?? proxyAddresses.byAcu[proxyAddresses.byAcu.length - 1]?.[1] ?? 0;
    }
    const size = instanceClass.split(".").at(-1) ?? "";
    const bySize: Readonly<Record<string, number>> = proxyAddresses.bySize;
    return bySize[size] ?? proxyAddresses.smallest;
}

const subnetType = "aws:ec2/subnet:Subnet";

/** Where each kind of resource says in which subnets it is. */
const placedBy: Readonly<Record<string, string>> = {
    "aws:ecs/service:Service": "networkConfiguration",
    "aws:lb/loadBalancer:LoadBalancer": "subnets",
    "aws:ec2/natGateway:NatGateway": "subnetId",
    "aws:ec2/vpcEndpoint:VpcEndpoint": "subnetIds",
    "aws:rds/proxy:Proxy": "vpcSubnetIds",
    "aws:lambda/function:Function": "vpcConfig",
    "aws:synthetics/canary:Canary": "vpcConfig",
};

/** What a resource needs over all of its subnets, and what it is called. */
interface Need {
    readonly part: string;
    readonly subnets: readonly Registration[];
    /** For each of its subnets. */
    readonly each: number;
}

/** The proxy's addresses for its cluster: the writer, and every reader that there may be. */
function proxyNeed(graph: RecordedGraph, proxy: Registration): number {
    const cluster = graph
        .ofType("aws:rds/proxyTarget:ProxyTarget")
        .filter((target) => graph.sourcesOf(target, "dbProxyName", proxy.type).includes(proxy))
        .flatMap((target) => graph.sourcesOf(target, "dbClusterIdentifier", "aws:rds/cluster:Cluster"))[0];
    if (cluster === undefined) return proxyAddresses.smallest;
    const { instances, readers } = readersAtMost(graph, cluster);
    const [instance] = instances;
    const each = proxyAddressesFor(
        (instance && textAt(instance, "instanceClass")) ?? "",
        numberAt(cluster, "serverlessv2ScalingConfiguration.maxCapacity"),
    );
    const endpoints = graph
        .ofType("aws:rds/proxyEndpoint:ProxyEndpoint")
        .filter((endpoint) => graph.sourcesOf(endpoint, "dbProxyName", proxy.type).includes(proxy)).length;
    return Math.min((1 + readers) * each + endpoints * proxyAddresses.perEndpoint, proxyAddresses.most);
}

/** Spread over what is left when one of the zones is lost. */
const withoutOneZone = (count: number, zones: number): number => Math.ceil(count / Math.max(zones - 1, 1));

function needsOf(graph: RecordedGraph): readonly Need[] {
    const placed = (type: string, part: string, each: (of: Registration, zones: number) => number): Need[] =>
        graph.ofType(type).map((of) => {
            const subnets = graph.sourcesOf(of, placedBy[type] ?? "", subnetType);
            return { part, subnets, each: each(of, subnets.length) };
        });
    const grouped = (
        type: string,
        property: string,
        groupType: string,
        part: string,
        count: (of: Registration) => number,
    ): Need[] =>
        graph.ofType(type).map((of) => {
            const subnets = graph
                .sourcesOf(of, property, groupType)
                .flatMap((group) => graph.sourcesOf(group, "subnetIds", subnetType));
            return { part, subnets, each: withoutOneZone(count(of), subnets.length) };
        });
    return [
        ...placed("aws:ecs/service:Service", "tasks", (service, zones) => {
            const { onDemand, spot, whileDeploying } = tasksAtMost(graph, service);
            return withoutOneZone((onDemand + spot) * whileDeploying, zones);
        }),
        ...placed("aws:lb/loadBalancer:LoadBalancer", "load balancer", () => loadBalancerAddresses),
        ...placed("aws:ec2/natGateway:NatGateway", "NAT gateway", () => 1),
        ...placed("aws:ec2/vpcEndpoint:VpcEndpoint", "endpoints", () => 1),
        ...placed("aws:rds/proxy:Proxy", "proxy", (proxy, zones) =>
            Math.ceil(proxyNeed(graph, proxy) / Math.max(zones, 1)),
        ),
        ...placed("aws:lambda/function:Function", "functions", () => 1),
        ...placed("aws:synthetics/canary:Canary", "functions", () => 1),
        ...grouped(
            "aws:rds/cluster:Cluster",
            "dbSubnetGroupName",
            "aws:rds/subnetGroup:SubnetGroup",
            "database",
            (cluster) => 1 + readersAtMost(graph, cluster).readers,
        ),
        ...grouped(
            "aws:elasticache/replicationGroup:ReplicationGroup",
            "subnetGroupName",
            "aws:elasticache/subnetGroup:SubnetGroup",
            "cache",
            (cache) => nodesAtMost(graph, cache).nodes,
        ),
    ];
}

/** Every subnet with the addresses that it has and that are needed in it. */
export function subnetUses(graph: RecordedGraph): readonly SubnetUse[] {
    const parts = new Map<Registration, Record<string, number>>();
    for (const { part, subnets, each } of needsOf(graph))
        for (const subnet of subnets) {
            const own = parts.get(subnet) ?? {};
            own[part] = (own[part] ?? 0) + each;
            parts.set(subnet, own);
        }
    return graph.ofType(subnetType).map((subnet) => {
        const own = parts.get(subnet) ?? {};
        const cidr = String(subnet.inputs.cidrBlock);
        return {
            subnet: subnet.name,
            cidr,
            zone: String(subnet.inputs.availabilityZoneId ?? subnet.inputs.availabilityZone),
            usable: usableAddresses(cidr),
            needed: Object.values(own).reduce((sum, count) => sum + count, 0),
            parts: own,
        };
    });
}
