import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import * as pulumi from "@pulumi/pulumi";
import { makePrivateBucket } from "./private-bucket";

/** What a caller decides about an {@link AccessLogBucket}. */
export interface AccessLogBucketArgs {
    /** Keeps the bucket and its logs through a mistaken `pulumi destroy`; without it a destroy empties it first. */
    readonly deletionProtected: boolean;
    /** Days after which a log file is deleted. @default 365 */
    readonly retentionDays?: pulumi.Input<number>;
}

export const accessLogBucketDefaults = {
    /** A year, the least that Security Hub accepts for logs (CloudWatch.16). */
    retentionDays: 365,
} as const;

/** Load balancers of this account may write their logs. */
function deliveryStatement(bucketArn: pulumi.Input<string>, accountId: pulumi.Input<string>): object {
    return {
        Sid: "LoadBalancersOfThisAccountWrite",
        Effect: "Allow",
        Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: pulumi.interpolate`${bucketArn}/AWSLogs/${accountId}/*`,
        // The service writes for every AWS customer; a load balancer of another account must not
        // fill this bucket.
        Condition: {
            ArnLike: {
                "aws:SourceArn": pulumi.interpolate`arn:aws:elasticloadbalancing:*:${accountId}:loadbalancer/*`,
            },
        },
    };
}

/**
 * A private bucket that a load balancer of the same region writes its access logs to. It is encrypted with
 * S3's own key: with any other the load balancer delivers nothing and says nothing ("Enable access logs",
 * Elastic Load Balancing user guide). It has no log of its own, which would need another such bucket.
 */
export class AccessLogBucket extends pulumi.ComponentResource {
    /** Known once the bucket's policy is in place: AWS refuses logging to a bucket it cannot yet write to. */
    public readonly bucketName: pulumi.Output<string>;

    constructor(name: string, args: AccessLogBucketArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:storage:AccessLogBucket", name, {}, opts);
        const parent = { parent: this };
        const { accountId } = getCallerIdentityOutput({}, parent);
        const days = args.retentionDays ?? accessLogBucketDefaults.retentionDays;

        const { bucketName } = makePrivateBucket(
            name,
            {
                deletionProtected: args.deletionProtected,
                expiry: { prefix: "", days },
                statements: (bucketArn) => [deliveryStatement(bucketArn, accountId)],
            },
            parent,
        );

        this.bucketName = bucketName;
        this.registerOutputs({ bucketName: this.bucketName });
    }
}
