import * as pulumi from "@pulumi/pulumi";
import program from "../../../stacks";

/** Tasks beyond the law's maximum of 50, which no settings file can ask for: the settings refuse it first. */
const unlawfulMaximum = 60;

/**
 * The platform with one law broken behind the back of its settings, as a careless transformation or a change to a
 * component would, so that nothing but a policy can stop it.
 */
export = function tooManyTasks(): Promise<Record<string, unknown>> {
    pulumi.runtime.registerStackTransformation(({ type, props, opts }) => {
        const isTasks =
            type === "aws:appautoscaling/target:Target" &&
            (props as { serviceNamespace?: unknown }).serviceNamespace === "ecs";
        return isTasks ? { props: { ...props, maxCapacity: unlawfulMaximum }, opts } : undefined;
    });
    return program();
};
