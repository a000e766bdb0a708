import { securityGroupAdmitsNoInternet } from "../../../policies/hipaa-safeguards/open-ingress";
import { taskIsPrivate } from "../../../policies/hipaa-safeguards/task-privacy";
import { vpcClosesDefaultGroup, vpcRecordsItsTraffic } from "../../../policies/hipaa-safeguards/vpc";
import { output, resource } from "../../support/stack-graph";
import { fourWays, maker, source } from "./four-ways";

const later = output(source, "value");

const service = maker("aws:ecs/service:Service", "web");
const network = (assignPublicIp?: unknown): Readonly<Record<string, unknown>> => ({
    networkConfiguration: { assignPublicIp, subnets: ["subnet-1"] },
});
fourWays(taskIsPrivate, {
    passes: { "private tasks": [service(network(false)), service(network())] },
    refuses: {
        "public tasks": [
            [service(network(true))],
            "web: networkConfiguration.assignPublicIp is true; it must be false",
        ],
        "public instances and subnets": [
            [
                resource("aws:ec2/instance:Instance", "host", { associatePublicIpAddress: true }),
                resource("aws:ec2/subnet:Subnet", "public", { mapPublicIpOnLaunch: true }),
            ],
            "host: associatePublicIpAddress is true; it must be false",
            "public: mapPublicIpOnLaunch is true; it must be false",
        ],
    },
    ignores: { "a cluster": [resource("aws:ecs/cluster:Cluster", "cluster")] },
    leavesOpen: {
        "what comes from elsewhere": [
            [service(network(later))],
            "web: networkConfiguration.assignPublicIp is not known before the update",
        ],
    },
});

const group = maker("aws:ec2/securityGroup:SecurityGroup", "group");
const own = group();
const rule = maker("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "rule", {
    securityGroupId: output(own, "id"),
    cidrIpv4: "0.0.0.0/0",
    fromPort: 443,
    toPort: 443,
});
const balancer = resource("aws:lb/loadBalancer:LoadBalancer", "lb", { securityGroups: [output(own, "id")] });
const doors = group({
    ingress: [80, 443].map((port) => ({ cidrBlocks: ["0.0.0.0/0"], fromPort: port, toPort: port })),
});
const onlyDoors = "the internet may reach ports 80, 443 of a load balancer's group only";
fourWays(securityGroupAdmitsNoInternet, {
    passes: {
        "a group, a network of one's own, a prefix list": [
            own,
            rule({ cidrIpv4: "10.0.0.0/7" }),
            rule({ cidrIpv4: undefined, prefixListId: "pl-1" }),
            group({ ingress: [{ cidrBlocks: ["172.16.0.0/12"], fromPort: 22, toPort: 22 }] }),
        ],
        "HTTPS to a load balancer": [own, rule(), balancer],
        "HTTPS and HTTP to a load balancer, inline": [
            doors,
            resource("aws:alb/loadBalancer:LoadBalancer", "lb", { securityGroups: [output(doors, "id")] }),
        ],
    },
    refuses: {
        "HTTPS to anything else": [[own, rule()], `rule: admits 0.0.0.0/0 to 443; ${onlyDoors}`],
        "another port of a load balancer": [
            [own, rule({ fromPort: 8080, toPort: 8080 }), balancer],
            `rule: admits 0.0.0.0/0 to 8080; ${onlyDoors}`,
        ],
        "every port, by both kinds of address": [
            [
                own,
                rule({ cidrIpv4: undefined, cidrIpv6: "::/0", fromPort: undefined, toPort: undefined }),
                resource("aws:ec2/securityGroupRule:SecurityGroupRule", "old", {
                    type: "ingress",
                    cidrBlocks: ["0.0.0.0/1", "128.0.0.0/1"],
                    fromPort: 0,
                    toPort: 65535,
                }),
            ],
            `rule: admits ::/0 to every port; ${onlyDoors}`,
            `old: admits 0.0.0.0/1, 128.0.0.0/1 to 0 to 65535; ${onlyDoors}`,
        ],
        "SSH, inline": [
            [group({ ingress: [{ cidrBlocks: ["0.0.0.0/0"], fromPort: 22, toPort: 22 }] })],
            `group: admits 0.0.0.0/0 to 22; ${onlyDoors}`,
        ],
    },
    ignores: {
        "what leaves": [
            group({ egress: [{ cidrBlocks: ["0.0.0.0/0"], fromPort: 0, toPort: 0 }] }),
            resource("aws:ec2/securityGroupRule:SecurityGroupRule", "out", {
                type: "egress",
                cidrBlocks: ["0.0.0.0/0"],
            }),
        ],
    },
    leavesOpen: {
        "whom it admits, from elsewhere": [
            [own, rule({ cidrIpv4: later })],
            "rule: whom it admits is not known before the update",
        ],
    },
    configured: {
        "other ports of a load balancer": [
            { loadBalancerPorts: [8443] },
            [own, rule(), rule({ fromPort: 8443, toPort: 8443 }), balancer],
            "rule: admits 0.0.0.0/0 to 443; the internet may reach ports 8443 of a load balancer's group only",
        ],
    },
});

const vpc = resource("aws:ec2/vpc:Vpc", "vpc");
const flowLog = maker("aws:ec2/flowLog:FlowLog", "flow", { vpcId: output(vpc, "id"), trafficType: "ALL" });
fourWays(vpcRecordsItsTraffic, {
    passes: { "a flow log of all traffic": [vpc, flowLog()] },
    refuses: {
        "no flow log": [[vpc], "vpc: has no flow log; it must have one of ALL"],
        "a log of refusals": [
            [vpc, flowLog({ trafficType: "REJECT" })],
            'flow: trafficType is "REJECT"; it must be ALL',
        ],
        "a log of a subnet": [
            [vpc, flowLog({ vpcId: undefined, subnetId: "subnet-1" })],
            "vpc: has no flow log; it must have one of ALL",
        ],
    },
    ignores: { "a flow log alone": [flowLog()] },
    leavesOpen: {
        "whose log it is": [
            [vpc, flowLog({ vpcId: later })],
            "vpc: whether a flow log is its own is not known before the update",
        ],
        "what it records": [
            [vpc, flowLog({ trafficType: later })],
            "flow: trafficType is not known before the update",
        ],
    },
    configured: {
        "that refusals are enough": [
            { trafficTypes: ["ALL", "REJECT"] },
            [vpc, flowLog({ trafficType: "REJECT" })],
        ],
    },
});

const emptied = maker("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "default", {
    vpcId: output(vpc, "id"),
});
fourWays(vpcClosesDefaultGroup, {
    passes: { "an emptied group": [vpc, emptied()] },
    refuses: {
        "a VPC that leaves it as it is": [
            [vpc],
            "vpc: leaves its default security group as it is; it must be emptied",
        ],
        "rules that are left": [
            [vpc, emptied({ ingress: [{ self: true }], egress: [{}, {}] })],
            "default: ingress has 1 of its rules left; it must have none",
            "default: egress has 2 of its rules left; it must have none",
        ],
    },
    ignores: { "a group of one's own": [group()] },
    leavesOpen: {
        "whose group it is, and what it holds": [
            [vpc, emptied({ ingress: later })],
            "default: ingress is not known before the update",
        ],
        "whose group it is": [
            [vpc, emptied({ vpcId: later })],
            "vpc: whether a default security group is its own is not known before the update",
        ],
    },
});
