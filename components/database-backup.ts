import * as backup from "@pulumi/aws/backup";
import * as pulumi from "@pulumi/pulumi";
import type { CopyRegion, Region } from "../strategy/regions";
import { BackupRole } from "./backup-role";
import { BackupVault } from "./backup-vault";
import { EncryptionKey } from "./encryption-key";

/** What a caller decides about a {@link DatabaseBackup}. */
export interface DatabaseBackupArgs {
    /** Name of both vaults; changing it replaces them. */
    readonly vaultName: string;
    readonly region: Region;
    /** Hour in UTC, from 0 to 21, at which the daily job may begin: after the cluster's own windows. */
    readonly startHour: number;
    /** The one cluster that is backed up. */
    readonly clusterArn: pulumi.Input<string>;
    /** Key of the cluster, and so of its snapshots. */
    readonly kmsKeyArn: pulumi.Input<string>;
    /** Days in the cluster's region, at least 35. */
    readonly keepDays: number;
    readonly copy: BackupCopyArgs;
}

/** Where the copies go. */
export interface BackupCopyArgs {
    /** Another region. Changing it replaces key and vault, which are protected: docs/restore.md says how to move. */
    readonly region: CopyRegion;
    /** Provider of that region. */
    readonly provider: pulumi.ProviderResource;
    /**
     * Days, at least 35. Every copy of an Aurora snapshot is a whole one ("DB cluster snapshot copying", Aurora user
     * guide), so that each day costs the database's size once more; in the cluster's region snapshots are free as
     * long as Aurora's own backups reach as far back.
     */
    readonly keepDays: number;
}

/** Fewest days that AWS's HIPAA rules ask of a backup ("backup-plan-min-frequency-and-min-retention-check"). */
export const leastBackupDays = 35;

/** How long a daily backup may take. */
export const backupSchedule = {
    /** Minutes in which the job must have begun; AWS Backup spreads the jobs of many cells over them. */
    startWindowMinutes: 120,
    /** Minutes after which a job that still runs has failed: long before the next one. */
    completionWindowMinutes: 720,
} as const;

/** What is wrong with the arguments; empty when nothing is. */
function backupMistakes({ region, keepDays, copy }: DatabaseBackupArgs): readonly string[] {
    const days = [
        ["keepDays", keepDays],
        ["copy.keepDays", copy.keepDays],
    ] as const;
    return [
        ...(copy.region === region
            ? [
                  `copy.region must be another region than the cluster's, got ${region}; choose one of copyPlaces`,
              ]
            : []),
        ...days
            .filter(([, given]) => !Number.isInteger(given) || given < leastBackupDays)
            .map(
                ([argument, given]) =>
                    `${argument} must be a whole number of at least ${leastBackupDays}, got ${given}; raise it`,
            ),
    ];
}

/**
 * A daily snapshot of one cluster and its copy in another region, each in a locked vault. The copy has a key of its own:
 * a key is of one region, and what survives the cell's region must not need it.
 *
 * Snapshots only: AWS Backup's continuous backups would take over the cluster's retention and windows, which
 * {@link AuroraDatabase} sets, and are not copied to other regions. There is no cold storage for Aurora.
 */
export class DatabaseBackup extends pulumi.ComponentResource {
    public readonly vaultArn: pulumi.Output<string>;
    public readonly copyVaultArn: pulumi.Output<string>;

    constructor(name: string, args: DatabaseBackupArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:data:DatabaseBackup", name, {}, opts);
        const mistakes = backupMistakes(args);
        if (mistakes.length > 0) throw new pulumi.ResourceError(mistakes.join("\n"), this, true);
        const { vaultName, copy } = args;
        const parent = { parent: this };
        const there = { parent: this, provider: copy.provider };

        const home = new BackupVault(
            `${name}-home`,
            { vaultName, kmsKeyArn: args.kmsKeyArn, minRetentionDays: args.keepDays },
            parent,
        );
        const { keyArn: copyKeyArn } = new EncryptionKey(
            `${name}-copy-key`,
            {
                region: copy.region,
                description: `Copies of the backups in vault ${vaultName} of ${args.region}`,
                deletionProtected: true,
            },
            there,
        );
        const away = new BackupVault(
            `${name}-copy`,
            { vaultName, kmsKeyArn: copyKeyArn, minRetentionDays: copy.keepDays },
            there,
        );
        const { roleArn } = new BackupRole(
            `${name}-access`,
            {
                clusterArn: args.clusterArn,
                regions: [args.region, copy.region],
                vaultArns: [home.vaultArn, away.vaultArn],
                copyVaultArn: away.vaultArn,
                kmsKeyArns: [args.kmsKeyArn, copyKeyArn],
            },
            parent,
        );
        const plan = new backup.Plan(`${name}-plan`, { rules: [dailyRule(args, home, away)] }, parent);
        new backup.Selection(
            `${name}-selection`,
            { planId: plan.id, iamRoleArn: roleArn, resources: [args.clusterArn] },
            parent,
        );

        this.vaultArn = home.vaultArn;
        this.copyVaultArn = away.vaultArn;
        this.registerOutputs({ vaultArn: this.vaultArn, copyVaultArn: this.copyVaultArn });
    }
}

function dailyRule(args: DatabaseBackupArgs, home: BackupVault, away: BackupVault): PlanRule {
    return {
        ruleName: "daily",
        targetVaultName: home.vaultName,
        schedule: `cron(0 ${args.startHour} * * ? *)`,
        startWindow: backupSchedule.startWindowMinutes,
        completionWindow: backupSchedule.completionWindowMinutes,
        lifecycle: { deleteAfter: args.keepDays },
        copyActions: [{ destinationVaultArn: away.vaultArn, lifecycle: { deleteAfter: args.copy.keepDays } }],
    };
}

type PlanRule = Extract<backup.PlanArgs["rules"], readonly unknown[]>[number];
