import { input, shown, textOf } from "../graph";
import { unknown, type Rule } from "../rule";
import { requireFlag } from "./promise";

const groupType = "aws:elasticache/replicationGroup:ReplicationGroup";
const clusterType = "aws:elasticache/cluster:Cluster";
const memoryDbType = "aws:memorydb/cluster:Cluster";

/** An unencrypted hop inside the VPC is still readable by anything else in the VPC. */
export const cacheEncryptsTransit: Rule = {
    name: "cache-encrypts-transit",
    description: "Every cache must take connections by TLS only.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediation: 'Set transitEncryptionEnabled: true, and transitEncryptionMode, if any, to "required".',
    subjects: [groupType, clusterType, memoryDbType],
    frameworks: { fsbp: ["ElastiCache.5"], hipaa: ["164.312(e)(1)", "164.312(e)(2)(ii)"] },
    check: (stack, report) => {
        for (const group of stack.ofType(groupType)) {
            if (input(group, "globalReplicationGroupId") !== undefined) continue;
            requireFlag(group, "transitEncryptionEnabled", true, report);
            const mode = textOf(input(group, "transitEncryptionMode"));
            if (mode === unknown)
                report.undecided(group, "transitEncryptionMode is not known before the update");
            else if (mode !== undefined && mode !== "required") {
                report.violation(group, `transitEncryptionMode is ${shown(mode)}; it must be "required"`);
            }
        }
        for (const cluster of stack.ofType(clusterType)) {
            if (input(cluster, "replicationGroupId") === undefined) {
                requireFlag(cluster, "transitEncryptionEnabled", true, report);
            }
        }
        for (const cluster of stack.ofType(memoryDbType)) {
            requireFlag(cluster, "tlsEnabled", true, report, { unset: true });
        }
    },
};
