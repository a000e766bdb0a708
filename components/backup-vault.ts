import * as backup from "@pulumi/aws/backup";
import * as pulumi from "@pulumi/pulumi";

/** What a caller decides about a {@link BackupVault}. */
export interface BackupVaultArgs {
    /** Physical name, unique in the account and region; whoever restores looks for it. Changing it replaces the vault. */
    readonly vaultName: string;
    /**
     * Key in the vault's own region. Copies of Aurora snapshots are encrypted with it; a snapshot that was taken in
     * the vault's region keeps its cluster's key ("Encryption for backups", AWS Backup developer guide). Changing it
     * replaces the vault.
     */
    readonly kmsKeyArn: pulumi.Input<string>;
    /** Days. A backup or copy that is to be kept for less fails. */
    readonly minRetentionDays: number;
}

/**
 * A vault whose recovery points nobody deletes before their time. There is no unprotected form: a backup that can
 * be destroyed together with what it backs up is none.
 *
 * The lock is in governance mode: not even the root user deletes a recovery point while it is on, and taking it off
 * is an act of its own (`DeleteBackupVaultLockConfiguration`), which the operator can be denied and CloudTrail shows.
 * Compliance mode could never be taken off, neither after a mistake nor when a court orders an erasure. A vault policy
 * that denies the deletion has to deny its own change, too, and with it every later update.
 */
export class BackupVault extends pulumi.ComponentResource {
    /** Both are known once the lock is on. */
    public readonly vaultArn: pulumi.Output<string>;
    public readonly vaultName: pulumi.Output<string>;

    constructor(name: string, args: BackupVaultArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:data:BackupVault", name, {}, opts);
        if (!/^[A-Za-z0-9_-]{2,50}$/.test(args.vaultName)) {
            throw new pulumi.ResourceError(
                `vaultName must be 2 to 50 letters, digits, hyphens and underscores, got "${args.vaultName}"; shorten it`,
                this,
                true,
            );
        }

        const vault = new backup.Vault(
            `${name}-vault`,
            { name: args.vaultName, kmsKeyArn: args.kmsKeyArn, forceDestroy: false },
            { parent: this, protect: true },
        );
        const lock = new backup.VaultLockConfiguration(
            `${name}-lock`,
            // changeableForDays would make it compliance mode.
            { backupVaultName: vault.name, minRetentionDays: args.minRetentionDays },
            { parent: this, protect: true },
        );

        const locked = pulumi.all([vault.arn, vault.name, lock.id]);
        this.vaultArn = locked.apply(([arn]) => arn);
        this.vaultName = locked.apply(([, vaultName]) => vaultName);
        this.registerOutputs({ vaultArn: this.vaultArn, vaultName: this.vaultName });
    }
}
