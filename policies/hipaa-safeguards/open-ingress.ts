import { field, input, itemsOf, numberOf, ofTypes, perStack, refersTo, textOf } from "../graph";
import { unknown, type GraphResource, type Report, type Rule, type StackGraph } from "../rule";

const groupType = "aws:ec2/securityGroup:SecurityGroup";
const defaultGroupType = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
const ingressType = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const ruleType = "aws:ec2/securityGroupRule:SecurityGroupRule";
const loadBalancerTypes = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"];

/** What a foreign team may set otherwise. */
export interface IngressConfig {
    /** Ports that a load balancer's group may open to the internet. */
    readonly loadBalancerPorts?: readonly number[];
}

/** HTTPS, and HTTP for its redirect. */
const defaultPorts = [80, 443] as const;

/** The widest block that is still somebody's own: no registry hands out more than a /8. */
const widestPrefix = 8;

/** One opening: whence, by which ports, and in whose group. */
interface Opening {
    readonly resource: GraphResource;
    readonly sources: readonly unknown[];
    readonly from: unknown;
    readonly to: unknown;
}

/** Whether a block is (nearly) the whole internet. */
function isInternet(block: unknown): boolean {
    if (typeof block !== "string") return false;
    const prefix = Number(block.slice(block.lastIndexOf("/") + 1));
    return block.includes("/") && prefix < widestPrefix && !block.startsWith("10.");
}

/** Blocks of lists, each of which may be unknown. */
const blocksOf = (values: readonly unknown[]): readonly unknown[] =>
    values.flatMap((value) => {
        const items = itemsOf(value);
        return items === unknown ? [unknown] : items;
    });

function inlineOpenings(group: GraphResource): readonly Opening[] {
    const rules = itemsOf(input(group, "ingress"));
    if (rules === unknown) return [{ resource: group, sources: [unknown], from: unknown, to: unknown }];
    return rules.map((rule) => ({
        resource: group,
        sources: blocksOf([field(rule, "cidrBlocks"), field(rule, "ipv6CidrBlocks")]),
        from: field(rule, "fromPort"),
        to: field(rule, "toPort"),
    }));
}

function openingsOf(stack: StackGraph): readonly Opening[] {
    const single = stack.ofType(ingressType).map((resource) => ({
        resource,
        sources: [input(resource, "cidrIpv4"), input(resource, "cidrIpv6")],
        from: input(resource, "fromPort"),
        to: input(resource, "toPort"),
    }));
    const older = stack
        .ofType(ruleType)
        .filter((rule) => input(rule, "type") !== "egress")
        .map((resource) => ({
            resource,
            sources: blocksOf([input(resource, "cidrBlocks"), input(resource, "ipv6CidrBlocks")]),
            from: input(resource, "fromPort"),
            to: input(resource, "toPort"),
        }));
    return [...ofTypes(stack, [groupType, defaultGroupType]).flatMap(inlineOpenings), ...single, ...older];
}

/** Groups that a load balancer of the stack carries. */
const groupsOfLoadBalancers = perStack(
    (stack): ReadonlySet<GraphResource> =>
        new Set(
            ofTypes(stack, loadBalancerTypes).flatMap((loadBalancer) =>
                stack
                    .ofType(groupType)
                    .filter((group) => refersTo(loadBalancer, "securityGroups", group, ["id"]) === true),
            ),
        ),
);

/** Whether an opening is in the group of a load balancer. */
function isOfLoadBalancer(stack: StackGraph, resource: GraphResource): boolean {
    const groups = groupsOfLoadBalancers(stack);
    if (resource.type === groupType) return groups.has(resource);
    return [...groups].some((group) => refersTo(resource, "securityGroupId", group, ["id"]) === true);
}

function check(stack: StackGraph, report: Report, ports: readonly number[]): void {
    for (const { resource, sources, from, to } of openingsOf(stack)) {
        if (sources.includes(unknown)) {
            report.undecided(resource, "whom it admits is not known before the update");
        }
        const open = sources.filter(isInternet);
        if (open.length === 0) continue;
        const [first, last] = [numberOf(from), numberOf(to)];
        const isDoor = typeof first === "number" && first === last && ports.includes(first);
        if (isDoor && isOfLoadBalancer(stack, resource)) continue;
        const range =
            first === last
                ? (textOf(from) ?? "every port")
                : `${String(textOf(from))} to ${String(textOf(to))}`;
        report.violation(
            resource,
            `admits ${open.join(", ")} to ${typeof range === "string" ? range : "ports that are not known yet"}; ` +
                `the internet may reach ports ${ports.join(", ")} of a load balancer's group only`,
        );
    }
}

/** What the internet may reach is tried by everybody on it, every hour. */
export const securityGroupAdmitsNoInternet: Rule<IngressConfig> = {
    name: "security-group-admits-no-internet",
    description: `No security group may admit the internet, but a load balancer's on ports ${defaultPorts.join(" and ")}.`,
    enforcementLevel: "mandatory",
    severity: "critical",
    remediation:
        "Name a group (referencedSecurityGroupId), a prefix list or a network of your own instead of 0.0.0.0/0 and ::/0.",
    subjects: [groupType, defaultGroupType, ingressType, ruleType],
    frameworks: {
        fsbp: ["EC2.18", "EC2.19"],
        securityHub: ["EC2.13", "EC2.14"],
        hipaa: ["164.312(a)(1)", "164.312(e)(1)"],
    },
    configSchema: {
        properties: {
            loadBalancerPorts: {
                type: "array",
                items: { type: "integer", minimum: 0, maximum: 65_535 },
                default: [...defaultPorts],
                description: "Ports that a load balancer's group may open to the internet.",
            },
        },
    },
    check: (stack, report, { loadBalancerPorts = defaultPorts }) => {
        check(stack, report, loadBalancerPorts);
    },
};
