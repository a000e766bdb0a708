import type { RecordedGraph } from "../preview/recorded-graph";
import type { Registration } from "../preview/registration";
import { global, type Use } from "./use";

/**
 * Rules that a rule which names CloudFront's managed prefix list counts for ("Available AWS-managed prefix lists",
 * Amazon VPC user guide). Every list that a rule of the preview names is taken for it: it is the heaviest there is.
 */
const prefixListWeight = 55;

const directions = [
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
] as const;

const weightOf = ({ inputs }: Registration): number =>
    inputs.prefixListId === undefined ? 1 : prefixListWeight;

/** Rules of each security group, in the direction that has more of them: the quota holds for each. */
export function securityGroupUses(graph: RecordedGraph): readonly Use[] {
    const [ingress, egress] = directions.map((type) => {
        const weights = new Map<Registration, number>();
        for (const rule of graph.ofType(type))
            for (const group of graph.sourcesOf(
                rule,
                "securityGroupId",
                "aws:ec2/securityGroup:SecurityGroup",
            ))
                weights.set(group, (weights.get(group) ?? 0) + weightOf(rule));
        return weights;
    });
    return graph.ofType("aws:ec2/securityGroup:SecurityGroup").map((group) => ({
        key: "vpc.rulesPerSecurityGroup",
        place: group.name,
        region: graph.regionOf(group) ?? global,
        used: Math.max(ingress?.get(group) ?? 0, egress?.get(group) ?? 0),
        because: `a rule for a managed prefix list counts as ${prefixListWeight}`,
    }));
}
