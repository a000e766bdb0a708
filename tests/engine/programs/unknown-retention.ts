import * as pulumi from "@pulumi/pulumi";
import program from "../../../stacks";

/** Days that CloudWatch does not offer, though every type accepts the number. */
const unknownDays = 731_000;

/** The platform with an argument that no type, no setting and no policy refuses, but AWS does. */
export = function unknownRetention(): Promise<Record<string, unknown>> {
    pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
        type === "aws:cloudwatch/logGroup:LogGroup"
            ? { props: { ...props, retentionInDays: unknownDays }, opts }
            : undefined,
    );
    return program();
};
