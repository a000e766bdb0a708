import assert from "node:assert/strict";
import { Provider } from "@pulumi/aws/provider";
import {
    backupSchedule,
    DatabaseBackup,
    leastBackupDays,
    type DatabaseBackupArgs,
} from "../../components/database-backup";
import { backupDays } from "../../stacks/cell";
import { make, type MadeResources } from "../support/recording";

const clusterArn = "arn:aws:rds:eu-west-1:111122223333:cluster:prod-eu-west-1-c1-database";
const kmsKeyArn = "arn:aws:kms:eu-west-1:111122223333:key/cell";

type Over = Partial<Omit<DatabaseBackupArgs, "copy">> & {
    readonly copy?: Partial<DatabaseBackupArgs["copy"]>;
};

const makeBackup = (over: Over = {}, options = {}): Promise<MadeResources> =>
    make((provider) => {
        const copy = {
            region: "eu-central-1",
            provider: new Provider("there", { region: "eu-central-1" }),
            keepDays: 35,
            ...over.copy,
        } as const;
        const args = {
            vaultName: "prod-eu-west-1-c1",
            region: "eu-west-1",
            startHour: 4,
            clusterArn,
            kmsKeyArn,
            keepDays: 35,
        } as const;
        return new DatabaseBackup("backup", { ...args, ...over, copy }, { provider });
    }, options);

const regionOf = ({ provider }: { readonly provider?: string }): string | undefined =>
    provider?.split("::").at(-2) === "there" ? "eu-central-1" : "eu-west-1";

/** The schedule as numbers that may change. */
type Schedule = Readonly<Record<keyof typeof backupSchedule, number>>;

describe("DatabaseBackup", () => {
    it("makes two vaults, a key for the copies, a role, a plan and a selection", async () => {
        const made = await makeBackup();
        assert.deepEqual(made.all.map(({ type, name }) => `${name} ${type}`).sort(), [
            "backup platform:data:DatabaseBackup",
            "backup-access platform:security:BackupRole",
            "backup-access-policy aws:iam/policy:Policy",
            "backup-access-policy aws:iam/rolePolicyAttachment:RolePolicyAttachment",
            "backup-access-role aws:iam/role:Role",
            "backup-copy platform:data:BackupVault",
            "backup-copy-key platform:security:EncryptionKey",
            "backup-copy-key-alias aws:kms/alias:Alias",
            "backup-copy-key-key aws:kms/key:Key",
            "backup-copy-lock aws:backup/vaultLockConfiguration:VaultLockConfiguration",
            "backup-copy-vault aws:backup/vault:Vault",
            "backup-home platform:data:BackupVault",
            "backup-home-lock aws:backup/vaultLockConfiguration:VaultLockConfiguration",
            "backup-home-vault aws:backup/vault:Vault",
            "backup-plan aws:backup/plan:Plan",
            "backup-selection aws:backup/selection:Selection",
        ]);
        assert.deepEqual(made.orphansOf("platform:data:DatabaseBackup"), []);
        assert.deepEqual(made.onDefaultProvider(), []);
    });

    it("puts key and vault of the copies into the other region, and everything else beside the cluster", async () => {
        const made = await makeBackup();
        assert.deepEqual(
            made.all
                .filter(({ custom }) => custom)
                .filter((resource) => regionOf(resource) === "eu-central-1")
                .map(({ name }) => name)
                .sort(),
            ["backup-copy-key-alias", "backup-copy-key-key", "backup-copy-lock", "backup-copy-vault"],
        );
    });

    it("never uses one key in two regions (CT119)", async () => {
        const made = await makeBackup();
        const keyOf = (name: string): unknown => made.named("aws:backup/vault:Vault", name).inputs.kmsKeyArn;
        assert.equal(keyOf("backup-home-vault"), kmsKeyArn);
        assert.equal(
            keyOf("backup-copy-vault"),
            "arn:aws:kms:eu-central-1:111122223333:key/backup-copy-key-key",
        );
        assert.equal(made.only("aws:kms/key:Key").options.protect, true);
    });

    it("backs up daily, keeps each backup and its copy, and copies to the other vault (CT120)", async () => {
        const { inputs } = (await makeBackup()).only("aws:backup/plan:Plan");
        assert.deepEqual(inputs, {
            rules: [
                {
                    ruleName: "daily",
                    targetVaultName: "prod-eu-west-1-c1",
                    schedule: "cron(0 4 * * ? *)",
                    startWindow: 120,
                    completionWindow: 720,
                    lifecycle: { deleteAfter: 35 },
                    copyActions: [
                        {
                            destinationVaultArn:
                                "arn:aws:backup:eu-central-1:111122223333:backup-vault:prod-eu-west-1-c1",
                            lifecycle: { deleteAfter: 35 },
                        },
                    ],
                },
            ],
        });
    });

    it("keeps each for as long as it is told to, and locks the vaults for as long", async () => {
        const made = await makeBackup({ keepDays: 40, copy: { keepDays: 50 } });
        const locks = made
            .ofType("aws:backup/vaultLockConfiguration:VaultLockConfiguration")
            .map(({ name, inputs }) => `${name} ${String(inputs.minRetentionDays)}`);
        assert.deepEqual(locks.sort(), ["backup-copy-lock 50", "backup-home-lock 40"]);
        const [rule] = made.only("aws:backup/plan:Plan").inputs.rules as [
            { lifecycle: unknown; copyActions: { lifecycle: unknown }[] },
        ];
        assert.deepEqual(rule.lifecycle, { deleteAfter: 40 });
        assert.deepEqual(rule.copyActions[0]?.lifecycle, { deleteAfter: 50 });
    });

    it("selects exactly the cluster (CT060), once the role may do its work (H7)", async () => {
        const made = await makeBackup();
        const { inputs, dependencies } = made.only("aws:backup/selection:Selection");
        assert.deepEqual(inputs.resources, [clusterArn]);
        assert.deepEqual(Object.keys(inputs).sort(), ["iamRoleArn", "planId", "resources"]);
        const attachment = made.only("aws:iam/rolePolicyAttachment:RolePolicyAttachment");
        assert.ok(dependencies.includes(attachment.urn));
    });

    it("has ended or failed before the next day's begins", () => {
        const { startWindowMinutes, completionWindowMinutes }: Schedule = backupSchedule;
        assert.ok(startWindowMinutes + completionWindowMinutes < 24 * 60);
        assert.ok(startWindowMinutes >= 60, "AWS Backup takes no shorter start window");
    });

    it("refuses every mistake at once", async () => {
        await assert.rejects(makeBackup({ keepDays: 34, copy: { region: "eu-west-1", keepDays: 35.5 } }), {
            message:
                "copy.region must be another region than the cluster's, got eu-west-1; choose one of copyPlaces\n" +
                "keepDays must be a whole number of at least 35, got 34; raise it\n" +
                "copy.keepDays must be a whole number of at least 35, got 35.5; raise it",
        });
    });

    it("is given no fewer days by the stacks than it takes", () => {
        for (const [place, days] of Object.entries<number>(backupDays))
            assert.ok(days >= leastBackupDays, place);
    });

    it("makes the same resources in a preview", async () => {
        const urns = ({ all }: MadeResources): readonly string[] => all.map(({ urn }) => urn).sort();
        assert.deepEqual(urns(await makeBackup({}, { preview: true })), urns(await makeBackup()));
    });
});
