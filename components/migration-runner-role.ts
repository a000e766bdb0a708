import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { Region } from "../strategy/regions";
import { serviceTrust } from "./service-trust";

/** What a caller decides about a {@link MigrationRunnerRole}. */
export interface MigrationRunnerRoleArgs {
    readonly region: Region;
    /** Where the runner says what it does. */
    readonly logGroupArn: pulumi.Input<string>;
    /** Secret of the database's master user. */
    readonly masterSecretArn: pulumi.Input<string>;
    /** Key of that secret. */
    readonly kmsKeyArn: pulumi.Input<string>;
}

/**
 * Joining a network is Lambda's doing with the function's role, for interfaces whose ids are AWS's ("Giving Lambda functions
 * access to resources in an Amazon VPC", Lambda developer guide); the code itself touches none.
 */
function runPolicy(args: MigrationRunnerRoleArgs, accountId: pulumi.Input<string>): pulumi.Output<string> {
    const { region } = args;
    const changes = [
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:AssignPrivateIpAddresses",
        "ec2:UnassignPrivateIpAddresses",
    ];
    const looks = ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"];
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "WriteTheLog",
                Effect: "Allow",
                Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                Resource: pulumi.interpolate`${args.logGroupArn}:*`,
            },
            {
                Sid: "SignInToTheDatabase",
                Effect: "Allow",
                Action: "secretsmanager:GetSecretValue",
                Resource: args.masterSecretArn,
            },
            {
                Sid: "OpenTheSecretAlone",
                Effect: "Allow",
                Action: "kms:Decrypt",
                Resource: args.kmsKeyArn,
                Condition: { StringEquals: { "kms:ViaService": `secretsmanager.${region}.amazonaws.com` } },
            },
            {
                Sid: "LambdaJoinsTheNetwork",
                Effect: "Allow",
                Action: changes,
                Resource: pulumi.interpolate`arn:aws:ec2:${region}:${accountId}:*/*`,
            },
            {
                // None of these knows resources (Service Authorization Reference).
                Sid: "SeeInterfacesAndTrace",
                Effect: "Allow",
                Action: [...looks, "xray:PutTraceSegments", "xray:PutTelemetryRecords"],
                Resource: "*",
            },
            {
                Sid: "TheRunnerTouchesNoInterface",
                Effect: "Deny",
                Action: [...changes, ...looks],
                Resource: "*",
                Condition: {
                    ArnLike: {
                        "lambda:SourceFunctionArn": pulumi.interpolate`arn:aws:lambda:${region}:${accountId}:function:*`,
                    },
                },
            },
        ],
    });
}

/** The role in which Lambda runs a cell's migrations: its log, one secret, the network. */
export class MigrationRunnerRole extends pulumi.ComponentResource {
    /** Known once its policy is attached: Lambda refuses a function in a network that its role may not join. */
    public readonly roleArn: pulumi.Output<string>;

    constructor(name: string, args: MigrationRunnerRoleArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:security:MigrationRunnerRole", name, {}, opts);
        const parent = { parent: this };
        const { accountId } = getCallerIdentityOutput({}, parent);
        const role = new iam.Role(
            `${name}-role`,
            { assumeRolePolicy: serviceTrust("lambda.amazonaws.com", accountId) },
            parent,
        );
        const policy = new iam.Policy(`${name}-run`, { policy: runPolicy(args, accountId) }, parent);
        const attached = new iam.RolePolicyAttachment(
            `${name}-run`,
            { role: role.name, policyArn: policy.arn },
            parent,
        );
        this.roleArn = pulumi.all([role.arn, attached.id]).apply(([arn]) => arn);
        this.registerOutputs({ roleArn: this.roleArn });
    }
}
