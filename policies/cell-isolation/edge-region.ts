import { edgeRegion } from "../../strategy/regions";
import { field, input, ofTypes, regionOf, sourcesOf, textOf } from "../graph";
import { unknown, type GraphResource, type Report, type Rule, type StackGraph } from "../rule";

const distributionType = "aws:cloudfront/distribution:Distribution";
const certificateType = "aws:acm/certificate:Certificate";
const validationType = "aws:acm/certificateValidation:CertificateValidation";
const webAclType = "aws:wafv2/webAcl:WebAcl";
const webAclLoggingType = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration";
const deliverySourceType = "aws:cloudwatch/logDeliverySource:LogDeliverySource";
const deliveryType = "aws:cloudwatch/logDelivery:LogDelivery";
const deliveryDestinationType = "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination";
const queryLogType = "aws:route53/queryLog:QueryLog";
const logGroupType = "aws:cloudwatch/logGroup:LogGroup";

/** What has a scope, and is CloudFront's where that says so. */
const scopedTypes = [
    webAclType,
    "aws:wafv2/ipSet:IpSet",
    "aws:wafv2/regexPatternSet:RegexPatternSet",
    "aws:wafv2/ruleGroup:RuleGroup",
];

/** A resource that belongs to the edge, and what it is there. */
interface EdgePart {
    readonly resource: GraphResource;
    readonly role: string;
    /** Whether it is the edge's depends on a value that is not known before the update. */
    readonly isSure: boolean;
}

const sure = (role: string, resources: readonly GraphResource[]): readonly EdgePart[] =>
    resources.map((resource) => ({ resource, role, isSure: true }));

function scoped(stack: StackGraph): readonly EdgePart[] {
    return ofTypes(stack, scopedTypes).flatMap((resource) => {
        const scope = input(resource, "scope");
        if (scope === unknown) return [{ resource, role: "of scope CLOUDFRONT", isSure: false }];
        return scope === "CLOUDFRONT" ? sure("of scope CLOUDFRONT", [resource]) : [];
    });
}

/** Certificates of distributions, by themselves or once they are validated. */
function certificates(stack: StackGraph): readonly GraphResource[] {
    return stack
        .ofType(distributionType)
        .flatMap((distribution) => [
            ...sourcesOf(distribution, "viewerCertificate", [certificateType]),
            ...sourcesOf(distribution, "viewerCertificate", [validationType]).flatMap((validation) => [
                validation,
                ...sourcesOf(validation, "certificateArn", [certificateType]),
            ]),
        ]);
}

/** The three parts of a distribution's log delivery. */
function deliveries(stack: StackGraph): readonly GraphResource[] {
    const sources = stack
        .ofType(deliverySourceType)
        .filter((source) => sourcesOf(source, "resourceArn", [distributionType]).length > 0);
    return [
        ...sources,
        ...stack
            .ofType(deliveryType)
            .filter((delivery) =>
                sourcesOf(delivery, "deliverySourceName", [deliverySourceType]).some((source) =>
                    sources.includes(source),
                ),
            )
            .flatMap((delivery) => [
                delivery,
                ...sourcesOf(delivery, "deliveryDestinationArn", [deliveryDestinationType]),
            ]),
    ];
}

function edgeParts(stack: StackGraph): readonly EdgePart[] {
    const inScope = scoped(stack);
    const isCloudFronts = (acl: GraphResource): boolean =>
        inScope.some(({ resource, isSure }) => resource === acl && isSure);
    return [
        ...inScope,
        ...sure("a distribution's certificate", certificates(stack)),
        ...sure("a distribution's log delivery", deliveries(stack)),
        ...sure(
            "the logging of CloudFront's web ACL",
            stack
                .ofType(webAclLoggingType)
                .filter((logging) => sourcesOf(logging, "resourceArn", [webAclType]).some(isCloudFronts)),
        ),
        ...sure(
            "the log group of a zone's queries",
            stack
                .ofType(queryLogType)
                .flatMap((queryLog) => sourcesOf(queryLog, "cloudwatchLogGroupArn", [logGroupType])),
        ),
    ];
}

/** What a distribution names by ARN, of whatever stack or account it is. */
const named: readonly (readonly [property: string, key: string | undefined, role: string])[] = [
    ["viewerCertificate", "acmCertificateArn", "certificate"],
    ["webAclId", undefined, "web ACL"],
];

/** ARNs that come from no resource of the program: from its settings, another stack or a look-up. */
function judgeNamed(distribution: GraphResource, report: Report): void {
    for (const [property, key, role] of named) {
        // Of the program's own resources their region is known, and judged below.
        if (sourcesOf(distribution, property, [certificateType, validationType, webAclType]).length > 0)
            continue;
        const value = input(distribution, property);
        const arn = textOf(key === undefined ? value : field(value, key));
        if (arn === unknown)
            report.undecided(distribution, `the ARN of its ${role} is not known before the update`);
        const region =
            arn === undefined || arn === unknown ? undefined : /^arn:[\w-]+:\w+:([\w-]+):/.exec(arn)?.[1];
        if (region === undefined || region === edgeRegion) continue;
        report.violation(
            distribution,
            `${[property, key].filter((part) => part !== undefined).join(".")} is of ${region}; CloudFront takes a ${role} from ${edgeRegion} only`,
        );
    }
}

/**
 * CloudFront and Route 53 are global, but what they take from other services they take from one region. Alarms on
 * their metrics are held to it by global-metric-is-watched-in-us-east-1 of uptime-alarms. Sources: "Requirements
 * for using SSL/TLS certificates with CloudFront" and "Configure standard logging (v2)", CloudFront developer guide;
 * "Protecting resources with AWS WAF", WAF guide; "Public DNS query logging", Route 53 developer guide.
 */
export const edgeIsInUsEast1: Rule = {
    name: "edge-is-in-us-east-1",
    description: `What CloudFront and Route 53 take from other services (certificates, web ACLs, log deliveries, query logs) must be in ${edgeRegion}.`,
    enforcementLevel: "mandatory",
    severity: "high",
    remediation: `Make the resource with a provider whose region is ${edgeRegion}.`,
    frameworks: { wellArchitected: ["REL10-BP01"] },
    subjects: [...scopedTypes, distributionType, queryLogType],
    check: (stack, report) => {
        for (const distribution of stack.ofType(distributionType)) judgeNamed(distribution, report);
        const seen = new Set<GraphResource>();
        for (const { resource, role, isSure } of edgeParts(stack)) {
            if (seen.has(resource)) continue;
            seen.add(resource);
            const region = regionOf(resource);
            if (region === edgeRegion) continue;
            if (region === unknown) report.undecided(resource, `its region is not known, and it is ${role}`);
            else if (!isSure)
                report.undecided(resource, `scope is not known before the update, and it lies in ${region}`);
            else
                report.violation(
                    resource,
                    `is ${role} in ${region}; CloudFront and Route 53 take it from ${edgeRegion} only`,
                );
        }
    },
};
