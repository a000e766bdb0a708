import * as pulumi from "@pulumi/pulumi";
import { requestsPerTaskMinute, serviceLaw } from "../strategy/law";
import {
    taskBoundsMistakes,
    taskTarget,
    trackingPolicy,
    type ScaledTasks,
    type Tracking,
} from "./task-scaling";

/** What a caller decides about {@link ServiceScaling}. */
export interface ServiceScalingArgs extends ScaledTasks {
    /** The service's load balancer and target group, "app/<name>/<id>/targetgroup/<name>/<id>"; both must be joined. */
    readonly requestLabel: pulumi.Input<string>;
}

/**
 * What the policies watch, by role. CPU and memory are a minute's averages: AWS offers both every 20 s, but the
 * provider cannot switch that on (docs/adr/0014-scaling-signals.md).
 */
function signals(requestLabel: pulumi.Input<string>): Readonly<Record<string, Tracking>> {
    return {
        cpu: {
            predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
            targetValue: serviceLaw.cpuTargetPercent,
        },
        memory: {
            predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageMemoryUtilization" },
            targetValue: serviceLaw.memoryTargetPercent,
        },
        // Sees a rush, and tasks that wait for the database, before either shows in CPU.
        requests: {
            predefinedMetricSpecification: {
                predefinedMetricType: "ALBRequestCountPerTarget",
                resourceLabel: requestLabel,
            },
            targetValue: requestsPerTaskMinute,
        },
    };
}

/**
 * Keeps a service's number of tasks where CPU, memory and requests are on target: the one that asks for more tasks
 * wins, and all must agree to fewer.
 */
export class ServiceScaling extends pulumi.ComponentResource {
    constructor(name: string, args: ServiceScalingArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:compute:ServiceScaling", name, {}, opts);
        const mistakes = taskBoundsMistakes(args.tasks);
        if (mistakes.length > 0) throw new pulumi.ResourceError(mistakes.join("\n"), this, true);

        const target = taskTarget(`${name}-target`, args, this);
        for (const [role, tracking] of Object.entries(signals(args.requestLabel))) {
            trackingPolicy(`${name}-${role}`, target, tracking, this);
        }

        this.registerOutputs();
    }
}
