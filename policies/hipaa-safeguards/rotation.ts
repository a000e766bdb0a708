import { input, isAsked, refersTo, textOf } from "../graph";
import { unknown, type GraphResource, type Rule, type StackGraph } from "../rule";
import { requireCustomerKey } from "./customer-key";
import { requireFlag } from "./promise";

const keyType = "aws:kms/key:Key";
const globalClusterType = "aws:rds/globalCluster:GlobalCluster";
const databaseTypes = ["aws:rds/cluster:Cluster", "aws:rds/instance:Instance"];

/** Whether KMS rotates keys of this kind by itself: symmetric ones of its own making ("Rotating AWS KMS keys"). */
function rotates(key: GraphResource): boolean | typeof unknown {
    const spec = textOf(input(key, "customerMasterKeySpec")) ?? "SYMMETRIC_DEFAULT";
    const store = input(key, "customKeyStoreId");
    return spec === unknown ? unknown : spec === "SYMMETRIC_DEFAULT" && store === undefined;
}

/** A key that never changes opens, once it is out, everything that was ever encrypted with it. */
export const keyRotates: Rule = {
    name: "key-rotates",
    description: "Every symmetric customer managed key must be rotated by AWS.",
    enforcementLevel: "mandatory",
    severity: "medium",
    remediation: "Set enableKeyRotation: true.",
    subjects: [keyType],
    frameworks: { securityHub: ["KMS.4"], hipaa: ["164.312(a)(2)(iv)", "164.312(e)(2)(ii)"] },
    check: (stack, report) => {
        for (const key of stack.ofType(keyType)) {
            const rotated = rotates(key);
            if (rotated === unknown) {
                report.undecided(key, "customerMasterKeySpec is not known before the update");
            } else if (rotated) requireFlag(key, "enableKeyRotation", true, report);
        }
    },
};

/** Arguments of a database that takes its users over from another. */
const takesOver = [
    "replicateSourceDb",
    "replicationSourceIdentifier",
    "snapshotIdentifier",
    "restoreToPointInTime",
    "globalClusterIdentifier",
];

/** Whether a database has a password of its own that RDS can manage; it manages none in a Global Database. */
function hasOwnPassword(stack: StackGraph, database: GraphResource): boolean {
    const isFollower = takesOver.some(
        (property) => isAsked(database, property) && input(database, property) !== undefined,
    );
    return (
        !isFollower &&
        !stack
            .ofType(globalClusterType)
            .some((global) => refersTo(global, "sourceDbClusterIdentifier", database, ["arn"]) !== false)
    );
}

/** A password in a program is known to everybody who has read it, and stays what it was until somebody changes it. */
export const masterPasswordIsManaged: Rule = {
    name: "master-password-is-managed",
    description:
        "RDS must make, keep and rotate the master password of every database that has one of its own, under a customer managed key.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        "Set manageMasterUserPassword: true and masterUserSecretKmsKeyId, and take masterPassword (password of an instance) away.",
    subjects: databaseTypes,
    frameworks: {
        fsbp: ["SecretsManager.1", "SecretsManager.4"],
        hipaa: ["164.308(a)(5)(ii)(D)", "164.312(d)"],
    },
    check: (stack, report) => {
        for (const database of databaseTypes.flatMap((type) => stack.ofType(type))) {
            if (!hasOwnPassword(stack, database)) continue;
            requireFlag(database, "manageMasterUserPassword", true, report);
            if (input(database, "manageMasterUserPassword") === true) {
                requireCustomerKey(database, "masterUserSecretKmsKeyId", report);
            }
        }
    },
};
