import { companionOf, flagOf, input, isAsked, ofTypes, sourcesOf, textOf } from "../graph";
import { unknown, type GraphResource, type Report, type Rule, type StackGraph } from "../rule";

const distributionType = "aws:cloudfront/distribution:Distribution";
const associationType = "aws:wafv2/webAclAssociation:WebAclAssociation";
const loadBalancerTypes = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"];
const aclTypes = ["aws:wafv2/webAcl:WebAcl", "aws:waf/webAcl:WebAcl"];

function checkDistribution(distribution: GraphResource, report: Report): void {
    const acl = isAsked(distribution, "webAclId") ? textOf(input(distribution, "webAclId")) : undefined;
    if (acl === unknown && sourcesOf(distribution, "webAclId", aclTypes).length === 0) {
        report.undecided(distribution, "webAclId is not known before the update");
    } else if (acl === undefined) {
        report.violation(distribution, "webAclId is not set; it must name a web ACL");
    }
}

function checkLoadBalancer(stack: StackGraph, loadBalancer: GraphResource, report: Report): void {
    const kind = textOf(input(loadBalancer, "loadBalancerType")) ?? "application";
    const internal = flagOf(input(loadBalancer, "internal"));
    // Only application load balancers take a web ACL (AWS WAF developer guide, "Resources that you can protect").
    if (internal === true || (kind !== unknown && kind !== "application")) return;
    if (internal === unknown || kind === unknown) {
        const open = internal === unknown ? "internal" : "loadBalancerType";
        report.undecided(loadBalancer, `${open} is not known before the update`);
        return;
    }
    const association = companionOf(stack, loadBalancer, [associationType], "resourceArn", ["arn", "id"]);
    if (association === undefined) {
        report.violation(loadBalancer, "faces the internet without a web ACL; it must have one");
    } else if (association === unknown) {
        report.undecided(loadBalancer, "whether a web ACL is its own is not known before the update");
    }
}

/** The form that takes a patient's name takes an injection as well; a firewall stops the known ones at the door. */
export const entryHasWebAcl: Rule = {
    name: "entry-has-web-acl",
    description:
        "Every distribution and every application load balancer that faces the internet must have a web ACL.",
    enforcementLevel: "mandatory",
    severity: "medium",
    remediation:
        "Set webAclId of the distribution; add an aws.wafv2.WebAclAssociation of the load balancer, or make it internal.",
    subjects: [distributionType, ...loadBalancerTypes],
    frameworks: {
        fsbp: ["CloudFront.6"],
        securityHub: ["ELB.16"],
        hipaa: ["164.308(a)(5)(ii)(B)", "164.312(e)(1)"],
    },
    check: (stack, report) => {
        for (const distribution of stack.ofType(distributionType)) checkDistribution(distribution, report);
        for (const loadBalancer of ofTypes(stack, loadBalancerTypes)) {
            checkLoadBalancer(stack, loadBalancer, report);
        }
    },
};
