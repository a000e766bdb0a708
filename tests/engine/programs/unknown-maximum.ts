import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import program from "../../../stacks";

/**
 * The platform with a maximum of tasks that nobody knows before the update, so that the bounds cannot be decided
 * in a preview. The number is lawful: who looks after the update finds nothing.
 */
export = function unknownMaximum(): Promise<Record<string, unknown>> {
    const provider = new aws.Provider("of-the-maximum", { region: "us-east-1" });
    const source = new aws.ssm.Parameter("maximum", { type: "String", value: "40" }, { provider });
    pulumi.runtime.registerStackTransformation(({ type, props, opts }) => {
        const isTasks =
            type === "aws:appautoscaling/target:Target" &&
            (props as { serviceNamespace?: unknown }).serviceNamespace === "ecs";
        const maxCapacity = source.arn.apply(() => 40);
        return isTasks ? { props: { ...props, maxCapacity }, opts } : undefined;
    });
    return program();
};
