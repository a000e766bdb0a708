import { readerLaw } from "../../strategy/law";
import { auroraClustersOf, databaseType, type AuroraCluster } from "../aurora";
import { percent, whole, type SettingsOf } from "../config";
import { shown } from "../graph";
import { unknown, type Report, type Rule, type StackGraph } from "../rule";
import { checkBounds, namesOf } from "./bounds";
import { readReplicaCount, scalingOf } from "./scaling";

const readerMetric = "RDSReaderAverageCPUUtilization";

/** Clusters whose readers AWS can scale; says of which ones that is not known yet. */
function scalableClusters(stack: StackGraph, report: Report): readonly AuroraCluster[] {
    return auroraClustersOf(stack).filter(({ resource, engine, capacity, secondary }) => {
        if (engine === unknown) report.undecided(resource, "engine is not known before the update");
        else if (capacity === unknown) {
            report.undecided(resource, "the class of an instance is not known before the update");
        }
        return engine !== unknown && capacity === "provisioned" && !secondary;
    });
}

/** Readers that a cluster may have ("Aurora Replicas", Aurora user guide). */
const readers = [0, 15] as const;

const bounds = {
    properties: {
        minReaders: whole(readerLaw.min, readers, "Readers that a target may not go below."),
        maxReaders: whole(readerLaw.max, readers, "Readers that a target may not go above."),
    },
};

/** Readers that nobody adds leave the reads to a writer that is busy writing. */
export const clusterHasReaderScaling: Rule<SettingsOf<typeof bounds>> = {
    name: "cluster-has-reader-scaling",
    description: `The readers of a provisioned Aurora cluster must be scaled by exactly one target, from ${readerLaw.min} to ${readerLaw.max}.`,
    enforcementLevel: "mandatory",
    severity: "high",
    remediation: "Add one aws.appautoscaling.Target for rds:cluster:ReadReplicaCount that names the cluster.",
    frameworks: { wellArchitected: ["REL07-BP01", "PERF02-BP04"] },
    subjects: [databaseType],
    configSchema: bounds,
    check: (stack, report, { minReaders: min, maxReaders: max }) => {
        for (const { resource } of scalableClusters(stack, report)) {
            const { certain, possible } = scalingOf(stack).targetsOf(resource, readReplicaCount);
            for (const target of certain) checkBounds(target, { min, max }, report);
            if (certain.length > 1) {
                report.violation(
                    resource,
                    `${certain.length} targets scale its readers: ${namesOf(certain)}; it must be one`,
                );
            } else if (certain.length === 0 && possible.length > 0) {
                report.undecided(
                    resource,
                    `whether ${namesOf(possible)} scales its readers is not known before the update`,
                );
            } else if (certain.length === 0) {
                report.violation(
                    resource,
                    `no target scales its readers; it must be one, from ${min} to ${max}`,
                );
            }
        }
    },
};

const target = {
    properties: {
        cpuPercent: percent(
            readerLaw.cpuTargetPercent,
            "Percent of CPU at which readers are added, at most.",
        ),
    },
};

/** A target alone moves nothing: a policy has to say when. */
export const clusterScalesOnReaderCpu: Rule<SettingsOf<typeof target>> = {
    name: "cluster-scales-on-reader-cpu",
    description: `The readers of a provisioned Aurora cluster must be added at ${readerLaw.cpuTargetPercent} % of reader CPU.`,
    enforcementLevel: "mandatory",
    severity: "high",
    remediation: `Give the target a TargetTrackingScaling policy on ${readerMetric} with targetValue ${readerLaw.cpuTargetPercent}.`,
    frameworks: { wellArchitected: ["REL07-BP01", "PERF02-BP04"] },
    subjects: [databaseType],
    configSchema: target,
    check: (stack, report, { cpuPercent }) => {
        const scaling = scalingOf(stack);
        const targets = auroraClustersOf(stack).flatMap(
            ({ resource }) => scaling.targetsOf(resource, readReplicaCount).certain,
        );
        for (const target of targets) {
            const { certain, possible } = scaling.policiesOf(target);
            const tracking = certain.filter(({ metric }) => metric === readerMetric);
            for (const { resource, type, targetValue } of tracking) {
                if (type === unknown || targetValue === unknown) {
                    report.undecided(resource, "policyType or targetValue is not known before the update");
                } else if (type !== "TargetTrackingScaling") {
                    report.violation(
                        resource,
                        `policyType is ${shown(type)}; it must be "TargetTrackingScaling"`,
                    );
                } else if (targetValue === undefined || targetValue <= 0 || targetValue > cpuPercent) {
                    report.violation(
                        resource,
                        `targetValue is ${shown(targetValue)}; it must be above 0 and at most ${cpuPercent}`,
                    );
                }
            }
            if (tracking.length > 0) continue;
            if (
                [...certain, ...possible].some(
                    ({ metric, target: own }) => metric === unknown || own === unknown,
                )
            ) {
                report.undecided(
                    target.resource,
                    `whether a policy tracks ${readerMetric} is not known before the update`,
                );
            } else {
                report.violation(
                    target.resource,
                    `no policy tracks ${readerMetric}; there must be one, at ${cpuPercent} percent or less`,
                );
            }
        }
    },
};

/** AWS scales no readers of a serverless cluster or of a Global Database's secondary: the target is dead. */
export const readerTargetScalesProvisionedPrimary: Rule = {
    name: "reader-target-scales-provisioned-primary",
    description:
        "Only a provisioned Aurora cluster that is no Global Database's secondary may carry a reader target.",
    enforcementLevel: "mandatory",
    severity: "medium",
    remediation: "Remove the target and its policies, or make the cluster provisioned.",
    frameworks: { wellArchitected: ["REL07-BP01", "PERF02-BP04"] },
    subjects: [databaseType],
    check: (stack, report) => {
        for (const { resource, capacity, secondary } of auroraClustersOf(stack)) {
            const { certain } = scalingOf(stack).targetsOf(resource, readReplicaCount);
            for (const target of certain) {
                if (capacity === "serverless") {
                    report.violation(
                        target.resource,
                        `it scales readers of ${resource.name}, which is serverless; AWS does not`,
                    );
                } else if (secondary) {
                    report.violation(
                        target.resource,
                        `it scales readers of ${resource.name}, a secondary of a Global Database; AWS does not`,
                    );
                } else if (capacity === unknown) {
                    report.undecided(
                        target.resource,
                        `the class of an instance of ${resource.name} is not known before the update`,
                    );
                }
            }
        }
    },
};
