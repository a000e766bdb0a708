import * as pulumi from "@pulumi/pulumi";
import program from "../../../stacks";

/** The platform with alarms that tell nobody: every stack of it, of whatever kind, breaks the rules about alarms. */
export = function silentAlarms(): Promise<Record<string, unknown>> {
    pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
        type === "aws:cloudwatch/metricAlarm:MetricAlarm"
            ? { props: { ...props, alarmActions: [] }, opts }
            : undefined,
    );
    return program();
};
