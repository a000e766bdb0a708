import { serviceLaw } from "../../strategy/law";
import { serviceType } from "../ecs";
import { shown } from "../graph";
import { unknown, type Report, type Rule, type StackGraph } from "../rule";
import { desiredCount, scalingOf, type Matches, type ScalableTarget, type ScalingPolicy } from "./scaling";

/** What must be tracked, and how high it may run before tasks are added. */
const signals = [
    { metric: "ECSServiceAverageCPUUtilization", percent: serviceLaw.cpuTargetPercent },
    { metric: "ECSServiceAverageMemoryUtilization", percent: serviceLaw.memoryTargetPercent },
] as const;

/** Calls back for each of the two signals of every scaled service, with the policies that follow it. */
function forEachSignal(
    stack: StackGraph,
    visit: (
        target: ScalableTarget,
        signal: (typeof signals)[number],
        policies: Matches<ScalingPolicy>,
    ) => void,
): void {
    const scaling = scalingOf(stack);
    for (const service of stack.ofType(serviceType)) {
        for (const target of scaling.targetsOf(service, desiredCount).certain) {
            const { certain, possible } = scaling.policiesOf(target);
            for (const signal of signals) {
                visit(target, signal, {
                    certain: certain.filter(({ metric }) => metric === signal.metric),
                    possible: [
                        ...certain.filter(({ metric }) => metric === unknown),
                        ...possible.filter(({ metric }) => metric === unknown || metric === signal.metric),
                    ],
                });
            }
        }
    }
}

function checkTracking(
    { resource, type, targetValue }: ScalingPolicy,
    percent: number,
    report: Report,
): void {
    if (type === unknown) report.undecided(resource, `policyType is ${shown(type)}`);
    else if (type !== "TargetTrackingScaling") {
        report.violation(resource, `policyType is ${shown(type)}; it must be "TargetTrackingScaling"`);
    }
    if (targetValue === unknown) report.undecided(resource, `targetValue is ${shown(targetValue)}`);
    else if (targetValue === undefined || targetValue <= 0 || targetValue > percent) {
        report.violation(
            resource,
            `targetValue is ${shown(targetValue)}; it must be above 0 and at most ${percent}`,
        );
    }
}

/** A service that scales on CPU alone dies of memory, and the other way round. */
export const serviceScalesOnCpuAndMemory: Rule = {
    name: "service-scales-on-cpu-and-memory",
    description: `A scaled ECS service must track CPU at ${serviceLaw.cpuTargetPercent} % and memory at ${serviceLaw.memoryTargetPercent} %.`,
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        "Give the target one TargetTrackingScaling policy on ECSServiceAverageCPUUtilization and one on ECSServiceAverageMemoryUtilization.",
    subjects: [serviceType],
    check: (stack, report) => {
        forEachSignal(stack, ({ resource }, { metric, percent }, { certain, possible }) => {
            for (const policy of certain) checkTracking(policy, percent, report);
            if (certain.length > 0) return;
            if (possible.length > 0) {
                const names = possible.map((policy) => policy.resource.name).join(", ");
                report.undecided(
                    resource,
                    `whether ${names} tracks ${metric} is not known before the update`,
                );
            } else {
                report.violation(
                    resource,
                    `no policy tracks ${metric}; there must be one, at ${percent} percent or less`,
                );
            }
        });
    },
};

/** AWS waits 300 seconds both ways where nothing is said: five minutes of overload before the next task. */
export const serviceScalingStatesCooldowns: Rule = {
    name: "service-scaling-states-cooldowns",
    description: `CPU and memory policies must both scale out again within ${serviceLaw.scaleOutCooldownSeconds} s and in no sooner than ${serviceLaw.scaleInCooldownSeconds} s.`,
    enforcementLevel: "mandatory",
    severity: "medium",
    remediation: `Set scaleOutCooldown: ${serviceLaw.scaleOutCooldownSeconds} and scaleInCooldown: ${serviceLaw.scaleInCooldownSeconds} on both policies.`,
    subjects: [serviceType],
    check: (stack, report) => {
        forEachSignal(stack, (_target, _signal, { certain }) => {
            for (const { resource, scaleOutCooldown, scaleInCooldown } of certain) {
                const [out, into] = [serviceLaw.scaleOutCooldownSeconds, serviceLaw.scaleInCooldownSeconds];
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
        });
    },
};
