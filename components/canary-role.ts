import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { Region } from "../strategy/regions";
import { serviceTrust } from "./service-trust";

/** What a caller decides about a {@link CanaryRole}. */
export interface CanaryRoleArgs {
    readonly region: Region;
    readonly bucketArn: pulumi.Input<string>;
    /** Beginning of the keys that runs write, without a slash at its end. */
    readonly prefix: string;
    /** Key of what runs write. */
    readonly kmsKeyArn: pulumi.Input<string>;
}

/**
 * What AWS names for a canary in a VPC that encrypts what it leaves ("Required roles and permissions for canaries",
 * CloudWatch user guide), narrowed to one bucket's prefix and one key. It may make no log group: that would have
 * neither key nor end. X-Ray is left out with tracing.
 */
function runPolicy(args: CanaryRoleArgs, accountId: pulumi.Input<string>): pulumi.Output<string> {
    const changes = ["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface"];
    const looks = "ec2:DescribeNetworkInterfaces";
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "KeepWhatRunsLeave",
                Effect: "Allow",
                Action: ["s3:PutObject", "s3:GetObject"],
                Resource: pulumi.interpolate`${args.bucketArn}/${args.prefix}/*`,
            },
            {
                Sid: "FindTheBucket",
                Effect: "Allow",
                Action: "s3:GetBucketLocation",
                Resource: args.bucketArn,
            },
            {
                Sid: "EncryptThroughS3",
                Effect: "Allow",
                Action: ["kms:GenerateDataKey", "kms:Decrypt"],
                Resource: args.kmsKeyArn,
                Condition: { StringEquals: { "kms:ViaService": `s3.${args.region}.amazonaws.com` } },
            },
            {
                // Neither action knows resources (Service Authorization Reference).
                Sid: "SeeBucketNamesAndInterfaces",
                Effect: "Allow",
                Action: ["s3:ListAllMyBuckets", looks],
                Resource: "*",
            },
            {
                Sid: "TellCloudWatch",
                Effect: "Allow",
                Action: "cloudwatch:PutMetricData",
                Resource: "*",
                Condition: { StringEquals: { "cloudwatch:namespace": "CloudWatchSynthetics" } },
            },
            {
                // Lambda joins the network with the function's own role; the interfaces' ids are AWS's, and AWS asks for all
                // of them ("Giving Lambda functions access to resources in an Amazon VPC", Lambda developer guide).
                Sid: "LambdaJoinsTheNetwork",
                Effect: "Allow",
                Action: changes,
                Resource: pulumi.interpolate`arn:aws:ec2:${args.region}:${accountId}:*/*`,
            },
            {
                // Lambda needs them, the script never does (same page).
                Sid: "TheScriptTouchesNoInterface",
                Effect: "Deny",
                Action: [...changes, looks],
                Resource: "*",
                Condition: {
                    ArnLike: {
                        "lambda:SourceFunctionArn": pulumi.interpolate`arn:aws:lambda:${args.region}:${accountId}:function:*`,
                    },
                },
            },
        ],
    });
}

/** The role in which Lambda runs a canary. */
export class CanaryRole extends pulumi.ComponentResource {
    /** Known once its policy is attached: Lambda refuses a function in a network that its role may not join. */
    public readonly roleArn: pulumi.Output<string>;
    private readonly roleName: pulumi.Output<string>;

    constructor(
        private readonly name: string,
        args: CanaryRoleArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("platform:security:CanaryRole", name, {}, opts);
        const { accountId } = getCallerIdentityOutput({}, { parent: this });
        const role = new iam.Role(
            `${name}-role`,
            {
                assumeRolePolicy: serviceTrust("lambda.amazonaws.com", accountId),
            },
            { parent: this },
        );
        this.roleName = role.name;
        const attached = this.allow("run", runPolicy(args, accountId));
        this.roleArn = pulumi.all([role.arn, attached.id]).apply(([arn]) => arn);
        this.registerOutputs({ roleArn: this.roleArn });
    }

    /** Lets the canary write to its log, which gets its name from the canary and so comes after it. */
    allowLog(logGroupArn: pulumi.Input<string>): void {
        this.allow(
            "log",
            pulumi.jsonStringify({
                Version: "2012-10-17",
                Statement: [
                    {
                        Sid: "WriteTheLog",
                        Effect: "Allow",
                        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                        Resource: pulumi.interpolate`${logGroupArn}:*`,
                    },
                ],
            }),
        );
    }

    private allow(purpose: string, policy: pulumi.Output<string>): iam.RolePolicyAttachment {
        const { arn } = new iam.Policy(`${this.name}-${purpose}`, { policy }, { parent: this });
        return new iam.RolePolicyAttachment(
            `${this.name}-${purpose}`,
            { role: this.roleName, policyArn: arn },
            { parent: this },
        );
    }
}
