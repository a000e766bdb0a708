import type { Rule } from "../rule";
import { requireFlag } from "./promise";

/** Types that AWS deletes only after a second thought, each with the flag for it, and the one that leaves no snapshot behind. */
const flags: Readonly<Record<string, readonly (readonly [string, boolean])[]>> = {
    "aws:rds/cluster:Cluster": [
        ["deletionProtection", true],
        ["skipFinalSnapshot", false],
    ],
    "aws:rds/instance:Instance": [
        ["deletionProtection", true],
        ["skipFinalSnapshot", false],
    ],
    "aws:docdb/cluster:Cluster": [
        ["deletionProtection", true],
        ["skipFinalSnapshot", false],
    ],
    "aws:neptune/cluster:Cluster": [
        ["deletionProtection", true],
        ["skipFinalSnapshot", false],
    ],
    "aws:rds/globalCluster:GlobalCluster": [["deletionProtection", true]],
    "aws:dynamodb/table:Table": [["deletionProtectionEnabled", true]],
    "aws:lb/loadBalancer:LoadBalancer": [["enableDeletionProtection", true]],
    "aws:alb/loadBalancer:LoadBalancer": [["enableDeletionProtection", true]],
};

/** One mistaken change of a program deletes a database as readily as a tag. */
export const deletionIsGuarded: Rule = {
    name: "deletion-is-guarded",
    description:
        "Every database, table and load balancer must be protected from deletion, and every database must leave a last snapshot behind.",
    enforcementLevel: "mandatory",
    severity: "medium",
    remediation:
        "Set deletionProtection: true and skipFinalSnapshot: false (deletionProtectionEnabled of a table, enableDeletionProtection of a load balancer).",
    subjects: Object.keys(flags),
    frameworks: {
        fsbp: ["RDS.7", "RDS.8", "DynamoDB.6", "ELB.6", "Neptune.4", "DocumentDB.5"],
        hipaa: ["164.308(a)(7)(i)", "164.312(c)(1)"],
    },
    check: (stack, report) => {
        for (const [type, promises] of Object.entries(flags)) {
            for (const resource of stack.ofType(type)) {
                for (const [flag, must] of promises) requireFlag(resource, flag, must, report);
            }
        }
    },
};
