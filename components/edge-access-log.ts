import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";
import { cdnLaw } from "../strategy/law";

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

/** A number that the log is counted into. */
export interface LogMetric {
    readonly namespace: string;
    readonly metricName: string;
}

/** How CloudFront names what it answered by itself, and what it had to fetch ("Standard logging reference"). */
const results = { hit: "*Hit", miss: "Miss" } as const;

/**
 * Requests for the site's files that were answered with one. CloudFront's own hit rate counts the API's reads as
 * misses, which no cache is to answer; redirects and errors are no reads of a file either.
 */
function siteRequests(...types: readonly string[]): string {
    const isAnswered = types.map((type) => `($.x-edge-detailed-result-type = "${type}")`).join(" || ");
    return `{ ($.cache-behavior-path-pattern != "${cdnLaw.api.pathPattern}") && (${isAnswered}) }`;
}

/**
 * The distribution's standard log (v2): one JSON line for each request, in an encrypted log group. The older kind
 * of log needs a bucket with access control lists. Deliveries of CloudFront are made in us-east-1 only; AWS adds the
 * policy by which it may write to the log group itself.
 */
export class EdgeAccessLog extends pulumi.ComponentResource {
    /** Answers from the site: those that a cache gave, and all. A sum for each is what there is. */
    public readonly siteAnswers: { readonly hits: LogMetric; readonly all: LogMetric };

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

        // The stack's name tells two environments of one account apart, whose counts would add up otherwise.
        const counted = (role: string, pattern: string): LogMetric => {
            const metric = { namespace: "medease/edge", metricName: `${pulumi.getStack()}-site-${role}` };
            new cloudwatch.LogMetricFilter(
                `${name}-site-${role}`,
                {
                    logGroupName: group.name,
                    pattern,
                    metricTransformation: {
                        namespace: metric.namespace,
                        name: metric.metricName,
                        value: "1",
                    },
                },
                parent,
            );
            return metric;
        };
        this.siteAnswers = {
            hits: counted("hits", siteRequests(results.hit)),
            all: counted("answers", siteRequests(results.hit, results.miss)),
        };
        this.registerOutputs({});
    }
}
