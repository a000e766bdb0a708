import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";

/** What a caller decides about an {@link EdgeAccessLog}. */
export interface EdgeAccessLogArgs {
    readonly distributionArn: pulumi.Input<string>;
    /** Key of the log; its policy must admit CloudWatch Logs in this region. */
    readonly kmsKeyArn: pulumi.Input<string>;
    /** One of the periods that CloudWatch Logs knows. */
    readonly logRetentionDays: number;
    /** Keeps the log, which is an audit record, from being deleted. */
    readonly deletionProtected: boolean;
}

/**
 * Who asked for what, when, how it ended and how long it took. Left out are query string, cookies and referrer,
 * which carry what was searched for and session tokens. Names: "Standard logging reference", CloudFront guide.
 */
export const accessLogFields = [
    "date",
    "time",
    "c-ip",
    "c-country",
    "cs-method",
    "x-host-header",
    "cs-uri-stem",
    "cache-behavior-path-pattern",
    "sc-status",
    "sc-bytes",
    "cs-bytes",
    "time-taken",
    "time-to-first-byte",
    "cs(User-Agent)",
    "cs-protocol",
    "cs-protocol-version",
    "ssl-protocol",
    "ssl-cipher",
    "x-edge-location",
    "x-edge-detailed-result-type",
    "x-edge-request-id",
] as const;

/**
 * The distribution's standard log (v2): one JSON line for each request, in an encrypted log group. The older kind
 * of log needs a bucket with access control lists. Deliveries of CloudFront are made in us-east-1 only; AWS adds the
 * policy by which it may write to the log group itself.
 */
export class EdgeAccessLog extends pulumi.ComponentResource {
    constructor(name: string, args: EdgeAccessLogArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:edge:EdgeAccessLog", name, {}, opts);
        const parent = { parent: this };
        // Named automatically: CloudFront delivers to no group with a slash in its name.
        const group = new cloudwatch.LogGroup(
            `${name}-group`,
            { kmsKeyId: args.kmsKeyArn, retentionInDays: args.logRetentionDays },
            { ...parent, protect: args.deletionProtected },
        );
        const source = new cloudwatch.LogDeliverySource(
            `${name}-source`,
            { logType: "ACCESS_LOGS", resourceArn: args.distributionArn },
            parent,
        );
        const destination = new cloudwatch.LogDeliveryDestination(
            `${name}-destination`,
            {
                outputFormat: "json",
                deliveryDestinationConfiguration: { destinationResourceArn: group.arn },
            },
            parent,
        );
        new cloudwatch.LogDelivery(
            `${name}-delivery`,
            {
                deliverySourceName: source.name,
                deliveryDestinationArn: destination.arn,
                recordFields: [...accessLogFields],
            },
            parent,
        );
        this.registerOutputs({});
    }
}
