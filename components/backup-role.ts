import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { CopyRegion } from "../strategy/regions";
import { serviceTrust } from "./service-trust";

/** What a caller decides about a {@link BackupRole}. */
export interface BackupRoleArgs {
    /** The only cluster that may be backed up. */
    readonly clusterArn: pulumi.Input<string>;
    /** Regions of the snapshots and of their copies. */
    readonly regions: readonly CopyRegion[];
    /** Vaults that recovery points are put into. */
    readonly vaultArns: readonly pulumi.Input<string>[];
    /** The vault that copies may go to, and no other. */
    readonly copyVaultArn: pulumi.Input<string>;
    /** Keys of the cluster and of the copies. */
    readonly kmsKeyArns: readonly pulumi.Input<string>[];
}

/**
 * What backing up one cluster needs: the statements that AWS names for Aurora ("Customer managed policies", AWS Backup
 * developer guide), narrowed to this cluster, these vaults and these keys. Snapshots cannot be narrowed further than
 * to those of AWS Backup, whose names it makes up. There is no right to restore: whoever restores does it in his own name.
 */
function policy(args: BackupRoleArgs, accountId: pulumi.Input<string>): pulumi.Output<string> {
    const snapshots = args.regions.map(
        (region) => pulumi.interpolate`arn:aws:rds:${region}:${accountId}:cluster-snapshot:awsbackup:*`,
    );
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "SeeDatabasesAndTags",
                Effect: "Allow",
                Action: [
                    "rds:DescribeDBClusters",
                    "rds:DescribeDBClusterSnapshots",
                    "rds:DescribeDBClusterAutomatedBackups",
                    "rds:DescribeDBInstances",
                    "rds:ListTagsForResource",
                    "tag:GetResources",
                ],
                Resource: "*",
            },
            {
                Sid: "TakeSnapshotsOfTheCluster",
                Effect: "Allow",
                Action: ["rds:CreateDBClusterSnapshot", "rds:AddTagsToResource"],
                Resource: [args.clusterArn, ...snapshots],
            },
            {
                Sid: "CopyAndExpireOwnSnapshots",
                Effect: "Allow",
                Action: [
                    "rds:CopyDBClusterSnapshot",
                    "rds:DeleteDBClusterSnapshot",
                    "rds:ModifyDBClusterSnapshotAttribute",
                ],
                Resource: snapshots,
            },
            {
                Sid: "PutIntoTheVaults",
                Effect: "Allow",
                Action: ["backup:DescribeBackupVault", "backup:CopyIntoBackupVault"],
                Resource: args.vaultArns,
            },
            {
                Sid: "CopyToTheOtherVaultOnly",
                Effect: "Allow",
                Action: "backup:CopyFromBackupVault",
                // The action's resource is the recovery point, whose name AWS makes up.
                Resource: "*",
                // ForAllValues alone also holds where a request names no target ("Multivalued context key examples", IAM user guide).
                Condition: {
                    "ForAllValues:ArnEquals": { "backup:CopyTargets": [args.copyVaultArn] },
                    Null: { "backup:CopyTargets": "false" },
                },
            },
            {
                // A copy looks at alias/aws/backup as well, whatever key the vault has.
                Sid: "SeeKeys",
                Effect: "Allow",
                Action: "kms:DescribeKey",
                Resource: pulumi.interpolate`arn:aws:kms:*:${accountId}:key/*`,
            },
            {
                Sid: "LendTheKeysToAws",
                Effect: "Allow",
                Action: "kms:CreateGrant",
                Resource: args.kmsKeyArns,
                Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
            },
            {
                Sid: "UseTheKeysThroughAws",
                Effect: "Allow",
                Action: ["kms:Decrypt", "kms:GenerateDataKey"],
                Resource: args.kmsKeyArns,
                Condition: {
                    StringLike: { "kms:ViaService": ["backup.*.amazonaws.com", "rds.*.amazonaws.com"] },
                },
            },
        ],
    });
}

/** The role in which AWS Backup snapshots one cluster and copies the snapshots to one other vault. */
export class BackupRole extends pulumi.ComponentResource {
    /** Known once its policy is attached: a selection that comes earlier is accepted, and its first job fails. */
    public readonly roleArn: pulumi.Output<string>;

    constructor(name: string, args: BackupRoleArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:security:BackupRole", name, {}, opts);
        const parent = { parent: this };
        const { accountId } = getCallerIdentityOutput({}, parent);
        const role = new iam.Role(
            `${name}-role`,
            {
                // Backup names the account, but no plan, as the source.
                assumeRolePolicy: serviceTrust("backup.amazonaws.com", accountId),
            },
            parent,
        );
        const { arn } = new iam.Policy(`${name}-policy`, { policy: policy(args, accountId) }, parent);
        const attached = new iam.RolePolicyAttachment(
            `${name}-policy`,
            { role: role.name, policyArn: arn },
            parent,
        );

        this.roleArn = pulumi.all([role.arn, attached.id]).apply(([roleArn]) => roleArn);
        this.registerOutputs({ roleArn: this.roleArn });
    }
}
