import * as appautoscaling from "@pulumi/aws/appautoscaling";
import * as pulumi from "@pulumi/pulumi";
import { floorFaults, scheduleOf, type TaskFloor } from "../strategy/floors";
import { requestsPerTaskMinute, serviceLaw } from "../strategy/law";
import type { Bounds } from "../strategy/plan";
import { trackingPolicy, type Tracking } from "./target-tracking";
import { taskBoundsMistakes, taskTarget, type ScaledTasks } from "./task-scaling";

/** What a caller decides about {@link ServiceScaling}. */
export interface ServiceScalingArgs extends ScaledTasks {
    /** Tasks that scaling keeps between, within the law's 2 to 50, and hours with a higher minimum. */
    readonly tasks: Bounds & { readonly floors: readonly TaskFloor[] };
    /** The service's load balancer and target group, "app/<name>/<id>/targetgroup/<name>/<id>"; both must be joined. */
    readonly requestLabel: pulumi.Input<string>;
}

/** What is wrong with the bounds and floors of a service's tasks; empty when nothing is. */
export function serviceScalingMistakes(tasks: ServiceScalingArgs["tasks"]): readonly string[] {
    const floors = floorFaults(tasks.floors, tasks).map(
        ({ index, key, got, expected, remedy }) =>
            `tasks.floors[${index}]${key === undefined ? "" : `.${key}`} must be ${expected}, got ${got}; ${remedy}`,
    );
    return [...taskBoundsMistakes(tasks), ...floors];
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
 * wins, and all must agree to fewer. Floors raise the minimum by the clock and lower it again.
 */
export class ServiceScaling extends pulumi.ComponentResource {
    constructor(name: string, args: ServiceScalingArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:compute:ServiceScaling", name, {}, opts);
        const mistakes = serviceScalingMistakes(args.tasks);
        if (mistakes.length > 0) throw new pulumi.ResourceError(mistakes.join("\n"), this, true);

        const { min, floors } = args.tasks;
        const target = taskTarget(`${name}-target`, args, this, {
            // Floors move the minimum from outside: an update at noon must not move it back.
            ignoreChanges: floors.length > 0 ? ["minCapacity"] : [],
        });
        const { serviceNamespace, scalableDimension, resourceId } = target;
        const scaled = { serviceNamespace, scalableDimension, resourceId };
        for (const [role, tracking] of Object.entries(signals(args.requestLabel))) {
            trackingPolicy(`${name}-${role}`, target, tracking, serviceLaw, this);
        }
        for (const floor of floors) {
            const { key, begins, ends } = scheduleOf(floor);
            for (const [change, schedule, minCapacity] of [
                ["raise", begins, floor.min],
                ["lower", ends, min],
            ] as const) {
                new appautoscaling.ScheduledAction(
                    `${name}-${key}-${change}`,
                    { ...scaled, schedule, timezone: floor.timezone, scalableTargetAction: { minCapacity } },
                    { parent: this },
                );
            }
        }

        this.registerOutputs();
    }
}
