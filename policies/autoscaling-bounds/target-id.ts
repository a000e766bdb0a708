import { clusterType } from "../ecs";
import { input, shown, sourcesOf, textOf, type Reading } from "../graph";
import { unknown, type GraphResource, type Rule } from "../rule";
import { dimensions, scalingOf, targetType } from "./scaling";

/** A service in a cluster that this stack does not make has the cluster's name as plain text. */
function partsExpected(type: string, scales: Reading<GraphResource>): boolean {
    if (type !== clusterType || scales === unknown || scales === undefined) return true;
    return sourcesOf(scales, "cluster", [clusterType]).length > 0;
}

/** AWS takes names, and what it does not recognize it scales never. */
export const targetNamesWhatItScales: Rule = {
    name: "target-names-what-it-scales",
    description:
        "The id of a scalable target must name an ECS service, an Aurora cluster or a cache the way AWS does.",
    enforcementLevel: "mandatory",
    severity: "medium",
    remediation:
        "Build resourceId from names: service/<cluster name>/<service name>, cluster:<cluster identifier> or replication-group/<id>.",
    frameworks: { wellArchitected: ["REL07-BP01", "PERF02-BP04"] },
    subjects: [targetType],
    check: (stack, report) => {
        for (const { resource, dimension, scales } of scalingOf(stack).targets) {
            if (dimension === unknown) {
                report.undecided(resource, "scalableDimension is not known before the update");
                continue;
            }
            const known = dimensions.find(({ name }) => name === dimension);
            if (known === undefined) continue;
            const namespace = textOf(input(resource, "serviceNamespace"));
            if (namespace !== unknown && namespace !== known.namespace) {
                report.violation(
                    resource,
                    `serviceNamespace is ${shown(namespace)}; it must be "${known.namespace}"`,
                );
            }
            const id = textOf(input(resource, "resourceId"));
            if (id === unknown) {
                // Its form shows with the update; before it, only what it is made of does.
                const parts = known.types.filter((type) => partsExpected(type, scales));
                const absent = parts.filter((type) => sourcesOf(resource, "resourceId", [type]).length === 0);
                if (absent.length > 0) {
                    report.undecided(
                        resource,
                        `resourceId is ${shown(id)} and does not come from ${absent.join(" and ")}`,
                    );
                } else if (scales === unknown) {
                    report.undecided(
                        resource,
                        `resourceId is ${shown(id)} and comes from several resources of ${known.types.join(" or ")}`,
                    );
                }
            } else if (id === undefined || !known.resourceId.test(id)) {
                report.violation(resource, `resourceId is ${shown(id)}; it must be ${known.example}`);
            }
        }
    },
};
