import assert from "node:assert/strict";
import * as sns from "@pulumi/aws/sns";
import { BackupVault, type BackupVaultArgs } from "../../components/backup-vault";
import { make, type MadeResources } from "../support/recording";

const [vault, lock] = ["aws:backup/vault:Vault", "aws:backup/vaultLockConfiguration:VaultLockConfiguration"];

const args = (over: Partial<BackupVaultArgs> = {}): BackupVaultArgs => ({
    vaultName: "prod-eu-west-1-c1",
    kmsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/cell",
    minRetentionDays: 35,
    ...over,
});

const makeVault = (over: Partial<BackupVaultArgs> = {}, options = {}): Promise<MadeResources> =>
    make((provider) => new BackupVault("home", args(over), { provider }), options);

describe("BackupVault", () => {
    it("makes a vault and its lock, and nothing else", async () => {
        assert.deepEqual((await makeVault()).all.map(({ type, name }) => `${type} ${name}`).sort(), [
            `${vault} home-vault`,
            `${lock} home-lock`,
            "platform:data:BackupVault home",
        ]);
    });

    it("owns every child it makes, with the given provider", async () => {
        const made = await makeVault();
        assert.deepEqual(made.orphansOf("platform:data:BackupVault"), []);
        assert.deepEqual(made.onDefaultProvider(), []);
    });

    it("encrypts the vault with the given key and never empties it to destroy it (K2)", async () => {
        const { inputs, options } = (await makeVault()).only(vault);
        assert.deepEqual(inputs, {
            name: "prod-eu-west-1-c1",
            kmsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/cell",
            forceDestroy: false,
        });
        assert.equal(options.protect, true);
    });

    it("locks it in governance mode: compliance mode could never be taken off", async () => {
        const { inputs, options } = (await makeVault()).only(lock);
        assert.deepEqual(inputs, { backupVaultName: "prod-eu-west-1-c1", minRetentionDays: 35 });
        assert.equal(options.protect, true);
    });

    it("lets those who use it wait for the lock", async () => {
        const made = await make((provider) => {
            const { vaultArn } = new BackupVault("home", args(), { provider });
            new sns.Topic("probe", { displayName: vaultArn }, { provider });
        });
        const { dependencies } = made.only("aws:sns/topic:Topic");
        assert.ok(dependencies.includes(made.only(lock).urn));
    });

    for (const vaultName of ["a", "a".repeat(51), "prod.eu", ""]) {
        it(`refuses the name "${vaultName}"`, async () => {
            await assert.rejects(makeVault({ vaultName }), {
                message: `vaultName must be 2 to 50 letters, digits, hyphens and underscores, got "${vaultName}"; shorten it`,
            });
        });
    }

    it("makes the same resources in a preview", async () => {
        const urns = ({ all }: MadeResources): readonly string[] => all.map(({ urn }) => urn).sort();
        assert.deepEqual(urns(await makeVault({}, { preview: true })), urns(await makeVault()));
    });
});
