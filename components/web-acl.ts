import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as wafv2 from "@pulumi/aws/wafv2";
import * as pulumi from "@pulumi/pulumi";
import { visibility, webAclRules } from "./web-acl-rules";

/** What a caller decides about a {@link WebAcl}. */
export interface WebAclArgs {
    /** Key of the log; its policy must admit CloudWatch Logs in this region. */
    readonly kmsKeyArn: pulumi.Input<string>;
    /** One of the periods that CloudWatch Logs knows. */
    readonly logRetentionDays: number;
    /** Keeps the log, which is an audit record, from being deleted. */
    readonly deletionProtected: boolean;
    /** Rules that count and do not block, by their names in web-acl-rules.ts. @default none */
    readonly countedRules?: readonly string[];
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
                rules: webAclRules(this.metricName, args.countedRules ?? []),
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
