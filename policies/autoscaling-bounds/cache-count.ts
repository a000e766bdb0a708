import { cacheType } from "../elasticache";
import type { Rule } from "../rule";
import { scalingOf, shardCount, standbyCount } from "./scaling";

/** What each dimension moves. */
const moved = [
    { dimension: shardCount, property: "numNodeGroups" },
    { dimension: standbyCount, property: "replicasPerNodeGroup" },
] as const;

/** Each update would reshard the cache back to the program's number: in the middle of a peak, and with evictions. */
export const autoscaledNodesAreIgnored: Rule = {
    name: "autoscaled-nodes-are-ignored",
    description: "A cache whose shards or replicas are scaled must ignore changes of their number.",
    enforcementLevel: "mandatory",
    severity: "critical",
    remediation:
        'Add ignoreChanges: ["numNodeGroups"] for scaled shards, ["replicasPerNodeGroup"] for scaled replicas, to the replication group itself.',
    frameworks: { wellArchitected: ["REL07-BP01", "PERF02-BP04"] },
    subjects: [cacheType],
    check: (stack, report) => {
        for (const group of stack.ofType(cacheType)) {
            const ignored = group.opts.ignoreChanges ?? [];
            if (ignored.includes("*")) continue;
            const found = ignored.length === 0 ? "nothing" : ignored.join(", ");
            for (const { dimension, property } of moved) {
                if (ignored.includes(property)) continue;
                const { certain, possible } = scalingOf(stack).targetsOf(group, dimension);
                if (certain.length > 0) {
                    report.violation(group, `ignoreChanges holds ${found}; it must hold ${property}`);
                } else if (possible.length > 0) {
                    report.undecided(
                        group,
                        `ignoreChanges holds ${found}, and whether a target scales its ${property} is not known before the update`,
                    );
                }
            }
        }
    },
};
