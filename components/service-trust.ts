import * as pulumi from "@pulumi/pulumi";

/**
 * A policy that lets one service of AWS take a role, and only for this account: the service acts for every other
 * customer, too, and could be sent by one of them (IAM user guide, "The confused deputy problem").
 *
 * @param sourceArn what the service acts for, where it tells more than the account
 */
export function serviceTrust(
    service: `${string}.amazonaws.com`,
    accountId: pulumi.Input<string>,
    sourceArn?: pulumi.Input<string>,
): pulumi.Output<string> {
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { Service: service },
                Action: "sts:AssumeRole",
                Condition: {
                    StringEquals: { "aws:SourceAccount": accountId },
                    ...(sourceArn === undefined ? {} : { ArnLike: { "aws:SourceArn": sourceArn } }),
                },
            },
        ],
    });
}
