import { serviceLaw } from "../../strategy/law";
import { whole, type SettingsOf } from "../config";
import { serviceType } from "../ecs";
import { input, textOf } from "../graph";
import { unknown, type GraphResource, type Rule } from "../rule";
import { checkBounds, namesOf } from "./bounds";
import { desiredCount, scalingOf } from "./scaling";

/** Whether a service has a number of tasks at all: a daemon runs one on each instance. */
export function isReplicated(service: GraphResource): boolean | typeof unknown {
    const strategy = textOf(input(service, "schedulingStrategy"));
    return strategy === unknown ? unknown : strategy !== "DAEMON";
}

/** Tasks that one service may have (quota L-9EF96962 "Tasks per service"). */
const tasks = [0, 5_000] as const;

const settings = {
    properties: {
        minTasks: whole(serviceLaw.minTasks, tasks, "Tasks that a target may not go below."),
        maxTasks: whole(serviceLaw.maxTasks, tasks, "Tasks that a target may not go above."),
    },
};

/** Without a target a service never grows; with a wide one it falls to one task, or bills without end. */
export const serviceHasBoundedTarget: Rule<SettingsOf<typeof settings>> = {
    name: "service-has-bounded-target",
    description: `Every ECS service must be scaled by exactly one target, from ${serviceLaw.minTasks} to ${serviceLaw.maxTasks} tasks.`,
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        "Add one aws.appautoscaling.Target for ecs:service:DesiredCount that names the service and bounds its tasks.",
    frameworks: { wellArchitected: ["REL07-BP01", "PERF02-BP04"] },
    subjects: [serviceType],
    configSchema: settings,
    check: (stack, report, { minTasks, maxTasks }) => {
        const law = { min: minTasks, max: maxTasks };
        for (const service of stack.ofType(serviceType)) {
            const replicated = isReplicated(service);
            if (replicated === unknown) {
                report.undecided(service, "schedulingStrategy is not known before the update");
            }
            if (replicated !== true) continue;
            const { certain, possible } = scalingOf(stack).targetsOf(service, desiredCount);
            for (const target of certain) checkBounds(target, law, report);
            if (certain.length > 1) {
                report.violation(
                    service,
                    `${certain.length} targets scale it: ${namesOf(certain)}; it must be one`,
                );
            } else if (certain.length === 0 && possible.length > 0) {
                report.undecided(
                    service,
                    `whether ${namesOf(possible)} scales it is not known before the update`,
                );
            } else if (certain.length === 0) {
                report.violation(
                    service,
                    `no target scales its desired count; it must be one, from ${law.min} to ${law.max} tasks`,
                );
            }
        }
    },
};
