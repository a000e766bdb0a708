import * as pulumi from "@pulumi/pulumi";
import { serviceLaw } from "../strategy/law";
import { taskBoundsMistakes, taskTarget, trackingPolicy, type ScaledTasks } from "./task-scaling";

/** What a caller decides about {@link ServiceScaling}. */
export type ServiceScalingArgs = ScaledTasks;

/** What the two policies watch, by role. */
const signals = {
    cpu: {
        predefinedMetricType: "ECSServiceAverageCPUUtilization",
        targetValue: serviceLaw.cpuTargetPercent,
    },
    memory: {
        predefinedMetricType: "ECSServiceAverageMemoryUtilization",
        targetValue: serviceLaw.memoryTargetPercent,
    },
} as const;

/** Keeps a service's number of tasks where CPU and memory are on target: the one that asks for more tasks wins. */
export class ServiceScaling extends pulumi.ComponentResource {
    constructor(name: string, args: ServiceScalingArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:compute:ServiceScaling", name, {}, opts);
        const mistakes = taskBoundsMistakes(args.tasks);
        if (mistakes.length > 0) throw new pulumi.ResourceError(mistakes.join("\n"), this, true);

        const target = taskTarget(`${name}-target`, args, this);
        for (const [role, { predefinedMetricType, targetValue }] of Object.entries(signals)) {
            const tracking = { predefinedMetricSpecification: { predefinedMetricType }, targetValue };
            trackingPolicy(`${name}-${role}`, target, tracking, this);
        }

        this.registerOutputs();
    }
}
