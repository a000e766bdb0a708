import type * as pulumi from "@pulumi/pulumi";
import { dataWindows } from "../strategy/maintenance";
import type { AlarmRule } from "./alarm-rule";
import { backupAlarms } from "./backup-alarms";
import { DatabaseBackup, type BackupCopyArgs } from "./database-backup";
import type { RegionalCellArgs } from "./regional-cell";

/** The backups of a cell's database that outlive the cell. */
export interface CellBackup {
    /** Days in the cell's own region, at least 35. */
    readonly keepDays: number;
    readonly copy: BackupCopyArgs;
}

/** Makes the backups of a cell's database, where there are any, and says what is to be watched of them. */
export function makeCellBackup(
    name: string,
    { environment, plan, backup }: Pick<RegionalCellArgs, "environment" | "plan" | "backup">,
    kmsKeyArn: pulumi.Input<string>,
    clusterArn: pulumi.Input<string>,
    parent: { readonly parent: pulumi.Resource },
): readonly AlarmRule[] {
    if (backup === undefined) return [];
    const vaultName = `${environment}-${name}`;
    const startHour = dataWindows(plan.region, plan.maintenanceDay).backupStartHour;
    new DatabaseBackup(
        `${name}-backup`,
        { ...backup, vaultName, region: plan.region, startHour, clusterArn, kmsKeyArn },
        parent,
    );
    return backupAlarms({ vaultName });
}
