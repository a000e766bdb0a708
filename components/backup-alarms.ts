import type { Input } from "@pulumi/pulumi";
import type { AlarmRule } from "./alarm-rule";

/** What the alarms of a database's backups need to know. */
export interface BackupAlarmsArgs {
    /** Name of the vault and of the one that copies go to: a copy job is counted under the name of its destination. */
    readonly vaultName: Input<string>;
}

/** Backups are daily, so that a day is the shortest time that says anything. */
const day = { periodSeconds: 86_400, periods: 1 } as const;

/** A metric of AWS Backup, which publishes it only when it is not zero. */
const metric = (
    metricName: string,
    BackupVaultName: Input<string>,
): {
    namespace: string;
    metricName: string;
    dimensions: Readonly<Record<string, Input<string>>>;
    statistic: "Sum";
} => ({ namespace: "AWS/Backup", metricName, dimensions: { BackupVaultName }, statistic: "Sum" });

/**
 * Alarms of a database's backups and of their copies in another region, as AWS Backup counts them in the cell's own region
 * ("AWS Backup metrics with Amazon CloudWatch", developer guide). None wakes anybody: the cell serves, Aurora's own
 * backups go on, and another day's backup follows.
 *
 * AWS does not say in which of the two regions it counts a copy job. `StartCopyJob` and `ListCopyJobs` are calls to the
 * source's, so that one is taken; were it the other, backup-copy-overdue would fire from the first day and not end.
 */
export function backupAlarms({ vaultName }: BackupAlarmsArgs): readonly AlarmRule[] {
    return [
        {
            key: "backup-job-failed",
            severity: "ticket",
            meaning:
                "A daily backup of the database failed, was cancelled or never began. The last one is a day older than it should be; find the job's message in the vault, mend it and start a job by hand.",
            signal: {
                expression: "FILL(failed, 0) + FILL(expired, 0) + FILL(aborted, 0)",
                label: "Backup jobs that did not finish",
                metrics: {
                    failed: metric("NumberOfBackupJobsFailed", vaultName),
                    expired: metric("NumberOfBackupJobsExpired", vaultName),
                    aborted: metric("NumberOfBackupJobsAborted", vaultName),
                },
            },
            threshold: { above: 0 },
            ...day,
            whenSilent: "notBreaching",
        },
        {
            key: "backup-copy-failed",
            severity: "ticket",
            meaning:
                "A backup of the database was not copied to the other region. If this region were lost now, a day more of data would be; find the copy job's message and copy the recovery point by hand.",
            signal: metric("NumberOfCopyJobsFailed", vaultName),
            threshold: { above: 0 },
            ...day,
            whenSilent: "notBreaching",
        },
        {
            key: "backup-copy-overdue",
            severity: "ticket",
            meaning:
                "For two days no backup of the database has reached the other region, whether or not a job failed. In a new cell it fires until the first copy has arrived; in any other, see whether backups are taken at all.",
            signal: metric("NumberOfCopyJobsCompleted", vaultName),
            threshold: { below: 1 },
            ...day,
            // Two days, because a large copy may take hours longer than the one before.
            periods: 2,
            whenSilent: "breaching",
        },
    ];
}
