import { serviceLaw } from "../../strategy/law";
import { percent, whole, type SettingsOf } from "../config";
import { serviceType } from "../ecs";
import { input, shown } from "../graph";
import { unknown, type GraphResource, type Report, type Rule, type StackGraph } from "../rule";
import {
    desiredCount,
    requestMetric,
    scalingOf,
    type Matches,
    type ScalableTarget,
    type ScalingPolicy,
} from "./scaling";

/** How high what must be tracked may run before tasks are added. */
const targets = {
    properties: {
        cpuPercent: percent(serviceLaw.cpuTargetPercent, "Percent of CPU at which tasks are added, at most."),
        memoryPercent: percent(
            serviceLaw.memoryTargetPercent,
            "Percent of memory at which tasks are added, at most.",
        ),
    },
};

type Targets = SettingsOf<typeof targets>;

/** What must be tracked, by the setting of its target. */
const signals: readonly { readonly metric: string; readonly setting: keyof Targets }[] = [
    { metric: "ECSServiceAverageCPUUtilization", setting: "cpuPercent" },
    { metric: "ECSServiceAverageMemoryUtilization", setting: "memoryPercent" },
];

/** Metrics whose policies must keep the law's cooldowns: the two that must be, and requests, which may be. */
const pacedMetrics: readonly unknown[] = [...signals.map(({ metric }) => metric), requestMetric];

/** How requests reach a service (ECS API, CreateService). */
const entrances = [
    "loadBalancers",
    "serviceConnectConfiguration",
    "serviceRegistries",
    "vpcLatticeConfigurations",
] as const;

/** Whether requests reach a service; where none does, nobody waits for its CPU. */
function isReached(service: GraphResource): boolean | typeof unknown {
    const readings = entrances.map((property) => input(service, property));
    const given = readings.filter((reading) => reading !== undefined);
    if (given.some((reading) => reading !== unknown)) return true;
    return given.length > 0 ? unknown : false;
}

/** Calls back for each target of a service, with the policies that move it. */
function forEachTarget(
    stack: StackGraph,
    visit: (service: GraphResource, target: ScalableTarget, policies: Matches<ScalingPolicy>) => void,
): void {
    const scaling = scalingOf(stack);
    for (const service of stack.ofType(serviceType)) {
        for (const target of scaling.targetsOf(service, desiredCount).certain) {
            visit(service, target, scaling.policiesOf(target));
        }
    }
}

/** Reports a policy that tracks no target, or one above a limit. */
export function checkTracking(
    { resource, type, targetValue }: ScalingPolicy,
    most: number | undefined,
    report: Report,
): void {
    if (type === unknown) report.undecided(resource, `policyType is ${shown(type)}`);
    else if (type !== "TargetTrackingScaling") {
        report.violation(resource, `policyType is ${shown(type)}; it must be "TargetTrackingScaling"`);
    }
    if (targetValue === unknown) report.undecided(resource, `targetValue is ${shown(targetValue)}`);
    else if (targetValue === undefined || targetValue <= 0 || targetValue > (most ?? Infinity)) {
        const limit = most === undefined ? "" : ` and at most ${most}`;
        report.violation(resource, `targetValue is ${shown(targetValue)}; it must be above 0${limit}`);
    }
}

function checkSignals(
    target: ScalableTarget,
    { certain, possible }: Matches<ScalingPolicy>,
    most: Targets,
    report: Report,
): void {
    for (const { metric, setting } of signals) {
        const tracking = certain.filter((policy) => policy.metric === metric);
        for (const policy of tracking) checkTracking(policy, most[setting], report);
        if (tracking.length > 0) continue;
        const mayTrack = [
            ...certain.filter((policy) => policy.metric === unknown),
            ...possible.filter((policy) => policy.metric === unknown || policy.metric === metric),
        ];
        if (mayTrack.length > 0) {
            const names = mayTrack.map(({ resource }) => resource.name).join(", ");
            report.undecided(
                target.resource,
                `whether ${names} tracks ${metric} is not known before the update`,
            );
        } else {
            report.violation(
                target.resource,
                `no policy tracks ${metric}; there must be one, at ${most[setting]} percent or less`,
            );
        }
    }
}

/**
 * A service that scales on CPU alone dies of memory, and the other way round. A worker that no request reaches takes
 * from its queue what it can carry: busy is what it shall be, and only the backlog says that there are too few.
 */
export const serviceScalesOnCpuAndMemory: Rule<Targets> = {
    name: "service-scales-on-cpu-and-memory",
    description: `A scaled ECS service must track CPU at ${serviceLaw.cpuTargetPercent} % and memory at ${serviceLaw.memoryTargetPercent} %, or the backlog of its queue where no request reaches it.`,
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        "Give the target one TargetTrackingScaling policy on ECSServiceAverageCPUUtilization and one on ECSServiceAverageMemoryUtilization; a worker without load balancer may have one on its queue's ApproximateNumberOfMessagesVisible instead.",
    frameworks: { wellArchitected: ["REL07-BP01", "PERF02-BP04"] },
    subjects: [serviceType],
    configSchema: targets,
    check: (stack, report, most) => {
        forEachTarget(stack, (service, target, policies) => {
            const onBacklog = policies.certain.filter(({ followsQueue }) => followsQueue === true);
            const reached = onBacklog.length === 0 || isReached(service);
            if (reached === true) checkSignals(target, policies, most, report);
            else if (reached === unknown) {
                report.undecided(service, "whether requests reach it is not known before the update");
            } else for (const policy of onBacklog) checkTracking(policy, undefined, report);
        });
    },
};

/** A day: longer than anybody waits for the next task, and what AWS takes in any case. */
const pauses = [0, 86_400] as const;

const cooldowns = {
    properties: {
        scaleOutSeconds: whole(
            serviceLaw.scaleOutCooldownSeconds,
            pauses,
            "Seconds after which tasks are added again, at most.",
        ),
        scaleInSeconds: whole(
            serviceLaw.scaleInCooldownSeconds,
            pauses,
            "Seconds before tasks are taken away again, at least.",
        ),
    },
};

type Cooldowns = SettingsOf<typeof cooldowns>;

/** AWS waits 300 seconds both ways where nothing is said: five minutes of overload before the next task. */
export const serviceScalingStatesCooldowns: Rule<Cooldowns> = {
    name: "service-scaling-states-cooldowns",
    description: `Policies on CPU, memory, requests and a queue's backlog must all scale out again within ${serviceLaw.scaleOutCooldownSeconds} s and in no sooner than ${serviceLaw.scaleInCooldownSeconds} s.`,
    enforcementLevel: "mandatory",
    severity: "medium",
    remediation: `Set scaleOutCooldown: ${serviceLaw.scaleOutCooldownSeconds} and scaleInCooldown: ${serviceLaw.scaleInCooldownSeconds} on every policy.`,
    frameworks: { wellArchitected: ["REL07-BP01", "PERF02-BP04"] },
    subjects: [serviceType],
    configSchema: cooldowns,
    check: (stack, report, bounds) => {
        forEachTarget(stack, (_service, _target, { certain }) => {
            for (const policy of certain) {
                if (pacedMetrics.includes(policy.metric) || policy.followsQueue === true) {
                    checkCooldowns(policy, bounds, report);
                }
            }
        });
    },
};

/** Reports a policy that leaves its pauses to AWS, or has others than these. */
export function checkCooldowns(
    { resource, scaleOutCooldown, scaleInCooldown }: ScalingPolicy,
    { scaleOutSeconds: out, scaleInSeconds: into }: Cooldowns,
    report: Report,
): void {
    if (scaleOutCooldown === unknown) {
        report.undecided(resource, `scaleOutCooldown is ${shown(scaleOutCooldown)}`);
    } else if (scaleOutCooldown === undefined || scaleOutCooldown > out) {
        report.violation(
            resource,
            `scaleOutCooldown is ${shown(scaleOutCooldown)}; it must be at most ${out} seconds`,
        );
    }
    if (scaleInCooldown === unknown) {
        report.undecided(resource, `scaleInCooldown is ${shown(scaleInCooldown)}`);
    } else if (scaleInCooldown === undefined || scaleInCooldown < into) {
        report.violation(
            resource,
            `scaleInCooldown is ${shown(scaleInCooldown)}; it must be at least ${into} seconds`,
        );
    }
}
