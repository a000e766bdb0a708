import type * as pulumi from "@pulumi/pulumi";

/** The statement of a resource's policy that refuses whoever speaks to it without TLS, whatever else the policy says. */
export function plainTextDenial(
    action: string,
    resource: pulumi.Input<string> | readonly pulumi.Input<string>[],
): object {
    return {
        Sid: "NothingUnencrypted",
        Effect: "Deny",
        Principal: "*",
        Action: action,
        Resource: resource,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
}
