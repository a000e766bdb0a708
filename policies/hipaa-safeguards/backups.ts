import { input } from "../graph";
import type { Rule } from "../rule";
import { requireAtLeast, requireFlag } from "./promise";

const clusterTypes = ["aws:rds/cluster:Cluster", "aws:docdb/cluster:Cluster", "aws:neptune/cluster:Cluster"];
const instanceType = "aws:rds/instance:Instance";
const tableType = "aws:dynamodb/table:Table";
const cacheTypes = [
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:elasticache/serverlessCache:ServerlessCache",
];

/** What a foreign team may set otherwise. */
export interface BackupConfig {
    readonly databaseDays?: number;
    readonly cacheDays?: number;
}

/** A week covers a long weekend before anybody notices (Security Hub RDS.11); a cache can be filled again (ElastiCache.1). */
const floors = { databaseDays: 7, cacheDays: 1 } as const;

const days = (
    floor: number,
    what: string,
): { type: "integer"; minimum: number; maximum: number; default: number; description: string } => ({
    type: "integer",
    minimum: 1,
    maximum: 35,
    default: floor,
    description: `Days that backups of a ${what} are kept, at least.`,
});

/** A record that is lost cannot be asked for again, and the law says that it must be there. */
export const dataIsBackedUp: Rule<BackupConfig> = {
    name: "data-is-backed-up",
    description: `Every database must keep backups for ${String(floors.databaseDays)} days or more, every cache a snapshot, and every table its history.`,
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        "Set backupRetentionPeriod (snapshotRetentionLimit of a cache, pointInTimeRecovery.enabled of a table).",
    subjects: [...clusterTypes, instanceType, tableType, ...cacheTypes],
    frameworks: {
        fsbp: ["RDS.11", "DocumentDB.2", "Neptune.5", "DynamoDB.2", "ElastiCache.1"],
        hipaa: ["164.308(a)(7)(ii)(A)", "164.312(c)(1)"],
    },
    configSchema: {
        properties: {
            databaseDays: days(floors.databaseDays, "database"),
            cacheDays: days(floors.cacheDays, "cache"),
        },
    },
    check: (stack, report, { databaseDays = floors.databaseDays, cacheDays = floors.cacheDays }) => {
        for (const cluster of clusterTypes.flatMap((type) => stack.ofType(type))) {
            requireAtLeast(cluster, "backupRetentionPeriod", databaseDays, report);
        }
        for (const instance of stack.ofType(instanceType)) {
            // What a replica loses its source still has.
            if (input(instance, "replicateSourceDb") === undefined) {
                requireAtLeast(instance, "backupRetentionPeriod", databaseDays, report);
            }
        }
        for (const table of stack.ofType(tableType)) {
            requireFlag(table, "pointInTimeRecovery.enabled", true, report);
        }
        for (const cache of cacheTypes.flatMap((type) => stack.ofType(type))) {
            requireAtLeast(cache, "snapshotRetentionLimit", cacheDays, report);
        }
    },
};
