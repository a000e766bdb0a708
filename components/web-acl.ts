import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type { input } from "@pulumi/aws/types";
import * as wafv2 from "@pulumi/aws/wafv2";
import * as pulumi from "@pulumi/pulumi";

/** What a caller decides about a {@link WebAcl}. */
export interface WebAclArgs {
    /** Key of the log; its policy must admit CloudWatch Logs in this region. */
    readonly kmsKeyArn: pulumi.Input<string>;
    /** One of the periods that CloudWatch Logs knows. */
    readonly logRetentionDays: number;
    /** Keeps the log, which is an audit record, from being deleted. */
    readonly deletionProtected: boolean;
}

/**
 * Requests that one address may make in five minutes before it is blocked. A hospital shows one address for all
 * its people: 500 of them at the strategy's 0.1 requests per second (1,000 for 10,000 users, "Test Scenarios") make
 * 15,000; a third more is headroom. A load test from a single address meets this limit: spread it.
 */
export const requestsPerAddress = 20_000;

/** AWS's rule groups in the order they are asked, cheapest first. Capacities: "AWS Managed Rules rule groups", WAF guide. */
export const managedRuleGroups = [
    { role: "ip-reputation", group: "AWSManagedRulesAmazonIpReputationList", capacity: 25, counted: [] },
    { role: "known-bad-inputs", group: "AWSManagedRulesKnownBadInputsRuleSet", capacity: 200, counted: [] },
    { role: "sql-injection", group: "AWSManagedRulesSQLiRuleSet", capacity: 200, counted: [] },
    {
        role: "common",
        group: "AWSManagedRulesCommonRuleSet",
        capacity: 700,
        // Blocks every body beyond 8 KB: a discharge letter is longer. Counted, so that it can still be seen.
        counted: ["SizeRestrictions_BODY"],
    },
] as const;

/**
 * Samples hold whole requests with their headers, and redaction does not reach them ("Configuring logging", WAF
 * guide): tokens and patients' names would lie open to everyone who may look at the console.
 */
function visibility(metricName: string): input.wafv2.WebAclVisibilityConfig {
    return { cloudwatchMetricsEnabled: true, sampledRequestsEnabled: false, metricName };
}

/** The rules of the ACL, each with a metric of its own. */
function rulesOf(metricName: string): input.wafv2.WebAclRule[] {
    const rateLimit: input.wafv2.WebAclRule = {
        name: "rate-limit",
        priority: 0, // first: a flood should cost no further rule
        action: { block: {} },
        statement: { rateBasedStatement: { limit: requestsPerAddress, aggregateKeyType: "IP" } },
        visibilityConfig: visibility(`${metricName}-rate-limit`),
    };
    return [
        rateLimit,
        ...managedRuleGroups.map(({ role, group, counted }, index) => ({
            name: role,
            priority: index + 1,
            overrideAction: { none: {} },
            statement: {
                managedRuleGroupStatement: {
                    vendorName: "AWS",
                    name: group,
                    ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
                },
            },
            visibilityConfig: visibility(`${metricName}-${role}`),
        })),
    ];
}

/**
 * What the log keeps: every request that a rule stopped or counted. Requests that pass are in CloudFront's access
 * log; keeping them here as well would more than double what logs cost.
 */
const keptActions = ["BLOCK", "COUNT", "EXCLUDED_AS_COUNT"] as const;

/**
 * The firewall in front of the distribution. CloudFront takes web ACLs, and WAF logs to log groups, in us-east-1
 * only. AWS adds the policy by which WAF may write to the log group itself, when logging is turned on.
 */
export class WebAcl extends pulumi.ComponentResource {
    /** For the distribution's `webAclId`. */
    public readonly arn: pulumi.Output<string>;
    /** The `WebACL` dimension of its metrics. */
    public readonly metricName: string;

    constructor(name: string, args: WebAclArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:edge:WebAcl", name, {}, opts);
        const parent = { parent: this };
        // The stack's name tells two environments of one account apart, whose metrics would add up otherwise.
        this.metricName = `${pulumi.getStack()}-${name}`;
        const acl = new wafv2.WebAcl(
            `${name}-acl`,
            {
                scope: "CLOUDFRONT",
                defaultAction: { allow: {} },
                rules: rulesOf(this.metricName),
                visibilityConfig: visibility(this.metricName),
            },
            parent,
        );
        const log = new cloudwatch.LogGroup(
            `${name}-log`,
            {
                // WAF writes to no log group of another name.
                namePrefix: `aws-waf-logs-${name}-`,
                kmsKeyId: args.kmsKeyArn,
                retentionInDays: args.logRetentionDays,
            },
            { ...parent, protect: args.deletionProtected },
        );
        new wafv2.WebAclLoggingConfiguration(
            `${name}-logging`,
            {
                resourceArn: acl.arn,
                // The bare ARN: WAF refuses one that ends in ":*".
                logDestinationConfigs: [log.arn],
                // Query strings carry what was searched for: names and dates of birth.
                redactedFields: [
                    { singleHeader: { name: "authorization" } },
                    { singleHeader: { name: "cookie" } },
                    { queryString: {} },
                ],
                loggingFilter: {
                    defaultBehavior: "DROP",
                    filters: [
                        {
                            behavior: "KEEP",
                            requirement: "MEETS_ANY",
                            conditions: keptActions.map((action) => ({ actionCondition: { action } })),
                        },
                    ],
                },
            },
            parent,
        );

        this.arn = acl.arn;
        this.registerOutputs({ arn: this.arn });
    }
}
