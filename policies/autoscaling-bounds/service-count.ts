import { serviceType } from "../ecs";
import type { Rule } from "../rule";
import { desiredCount, scalingOf } from "./scaling";

/** Each update would set the count back to the program's number: in the middle of a peak, an outage. */
export const autoscaledCountIsIgnored: Rule = {
    name: "autoscaled-count-is-ignored",
    description: "A service whose tasks are scaled must ignore changes of its desired count.",
    enforcementLevel: "mandatory",
    severity: "critical",
    remediation:
        'Add ignoreChanges: ["desiredCount"] to the service itself; on a component it has no effect.',
    frameworks: { wellArchitected: ["REL07-BP01", "PERF02-BP04"] },
    subjects: [serviceType],
    check: (stack, report) => {
        for (const service of stack.ofType(serviceType)) {
            const ignored = service.opts.ignoreChanges ?? [];
            if (ignored.includes("desiredCount") || ignored.includes("*")) continue;
            const { certain, possible } = scalingOf(stack).targetsOf(service, desiredCount);
            const found = ignored.length === 0 ? "nothing" : ignored.join(", ");
            if (certain.length > 0) {
                report.violation(service, `ignoreChanges holds ${found}; it must hold desiredCount`);
            } else if (possible.length > 0) {
                report.undecided(
                    service,
                    `ignoreChanges holds ${found}, and whether a target scales the service is not known before the update`,
                );
            }
        }
    },
};
