import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ec2 from "@pulumi/aws/ec2";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { CopyRegion } from "../strategy/regions";
import { serviceTrust } from "./service-trust";

/** What a flow log needs to know. */
export interface FlowLogArgs {
    readonly region: CopyRegion;
    readonly accountId: pulumi.Input<string>;
    readonly vpcId: pulumi.Input<string>;
    /** Key of the log at rest; its policy must admit CloudWatch Logs. */
    readonly keyArn: pulumi.Input<string>;
    /** Days; one of CloudWatch Logs' own steps. */
    readonly retentionDays: number;
}

/** Who talked to whom, accepted or refused: what an investigation of a breach starts from. */
export function recordTraffic(name: string, args: FlowLogArgs, parent: pulumi.Resource): void {
    const role = `${name}-flow-log`;
    const group = new cloudwatch.LogGroup(
        role,
        { kmsKeyId: args.keyArn, retentionInDays: args.retentionDays },
        { parent },
    );
    const writer = new iam.Role(
        role,
        {
            assumeRolePolicy: serviceTrust(
                "vpc-flow-logs.amazonaws.com",
                args.accountId,
                pulumi.interpolate`arn:aws:ec2:${args.region}:${args.accountId}:vpc-flow-log/*`,
            ),
        },
        { parent },
    );
    const policy = new iam.RolePolicy(
        role,
        { role: writer.id, policy: flowLogPermissions(group.arn) },
        { parent },
    );
    new ec2.FlowLog(
        role,
        {
            vpcId: args.vpcId,
            trafficType: "ALL",
            logDestinationType: "cloud-watch-logs",
            logDestination: group.arn,
            iamRoleArn: writer.arn,
        },
        // The role alone may not write: without its policy the first records are lost.
        { parent, dependsOn: policy },
    );
}

/** Writing to this one group, which exists already: the role creates and deletes none. */
function flowLogPermissions(groupArn: pulumi.Input<string>): pulumi.Output<string> {
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                Resource: pulumi.interpolate`${groupArn}:*`,
            },
        ],
    });
}
