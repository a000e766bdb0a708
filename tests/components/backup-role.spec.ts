import assert from "node:assert/strict";
import * as sns from "@pulumi/aws/sns";
import { BackupRole, type BackupRoleArgs } from "../../components/backup-role";
import { make, type MadeResources } from "../support/recording";

interface Statement {
    readonly Sid: string;
    readonly Action: string | readonly string[];
    readonly Resource: string | readonly string[];
    readonly Condition?: unknown;
    readonly Principal?: unknown;
}

const account = "111122223333";
const cluster = `arn:aws:rds:eu-west-1:${account}:cluster:prod-eu-west-1-c1-database`;
const vaults = ["eu-west-1", "eu-central-1"].map(
    (region) => `arn:aws:backup:${region}:${account}:backup-vault:prod-eu-west-1-c1`,
);
const keys = ["eu-west-1", "eu-central-1"].map((region) => `arn:aws:kms:${region}:${account}:key/own`);
const snapshots = ["eu-west-1", "eu-central-1"].map(
    (region) => `arn:aws:rds:${region}:${account}:cluster-snapshot:awsbackup:*`,
);

const args: BackupRoleArgs = {
    clusterArn: cluster,
    regions: ["eu-west-1", "eu-central-1"],
    vaultArns: vaults,
    copyVaultArn: vaults[1] ?? "",
    kmsKeyArns: keys,
};

const makeRole = (options = {}): Promise<MadeResources> =>
    make((provider) => new BackupRole("access", args, { provider }), options);

const statementsOf = (document: unknown): readonly Statement[] =>
    (JSON.parse(String(document)) as { Statement: readonly Statement[] }).Statement;

async function statement(sid: string): Promise<Statement> {
    const found = statementsOf((await makeRole()).only("aws:iam/policy:Policy").inputs.policy).find(
        ({ Sid }) => Sid === sid,
    );
    assert.ok(found, sid);
    return found;
}

describe("BackupRole", () => {
    it("makes a role with one attached policy, and nothing else", async () => {
        const made = await makeRole();
        assert.deepEqual(made.all.map(({ type, name }) => `${type} ${name}`).sort(), [
            "aws:iam/policy:Policy access-policy",
            "aws:iam/role:Role access-role",
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment access-policy",
            "platform:security:BackupRole access",
        ]);
        assert.deepEqual(made.orphansOf("platform:security:BackupRole"), []);
        assert.deepEqual(made.onDefaultProvider(), []);
    });

    it("is taken by AWS Backup for this account only", async () => {
        assert.deepEqual(statementsOf((await makeRole()).only("aws:iam/role:Role").inputs.assumeRolePolicy), [
            {
                Effect: "Allow",
                Principal: { Service: "backup.amazonaws.com" },
                Action: "sts:AssumeRole",
                Condition: { StringEquals: { "aws:SourceAccount": account } },
            },
        ]);
    });

    it("snapshots its own cluster and no other", async () => {
        const { Resource, Action } = await statement("TakeSnapshotsOfTheCluster");
        assert.deepEqual(Resource, [cluster, ...snapshots]);
        assert.deepEqual(Action, ["rds:CreateDBClusterSnapshot", "rds:AddTagsToResource"]);
    });

    it("copies and deletes snapshots of AWS Backup in the two regions, and none that a person took", async () => {
        assert.deepEqual((await statement("CopyAndExpireOwnSnapshots")).Resource, snapshots);
    });

    it("puts recovery points into its own two vaults, and copies to the other one only", async () => {
        assert.deepEqual((await statement("PutIntoTheVaults")).Resource, vaults);
        assert.deepEqual((await statement("CopyToTheOtherVaultOnly")).Condition, {
            "ForAllValues:ArnEquals": { "backup:CopyTargets": [vaults[1]] },
            Null: { "backup:CopyTargets": "false" },
        });
    });

    it("bounds no list that a request may leave out", async () => {
        const { policy } = (await makeRole()).only("aws:iam/policy:Policy").inputs;
        for (const { Sid, Condition = {} } of statementsOf(policy)) {
            const condition = Condition as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
            const listed = Object.entries(condition)
                .filter(([operator]) => operator.startsWith("ForAllValues:"))
                .flatMap(([, keys]) => Object.keys(keys));
            for (const key of listed) assert.equal(condition.Null?.[key], "false", `${Sid}: ${key}`);
        }
    });

    it("uses its own two keys, through AWS only", async () => {
        const lend = await statement("LendTheKeysToAws");
        assert.deepEqual(lend.Resource, keys);
        assert.deepEqual(lend.Condition, { Bool: { "kms:GrantIsForAWSResource": "true" } });
        const use = await statement("UseTheKeysThroughAws");
        assert.deepEqual(use.Resource, keys);
        assert.deepEqual(use.Condition, {
            StringLike: { "kms:ViaService": ["backup.*.amazonaws.com", "rds.*.amazonaws.com"] },
        });
    });

    it("changes nothing where it may name any resource", async () => {
        const { policy } = (await makeRole()).only("aws:iam/policy:Policy").inputs;
        const wide = statementsOf(policy).filter(({ Resource }) => Resource === "*");
        const actions = wide.flatMap(({ Action }) => Action);
        assert.deepEqual(
            actions.filter((action) => !/:(Describe|List|Get)/.test(action)),
            ["backup:CopyFromBackupVault"],
        );
    });

    it("restores nothing", async () => {
        const { policy } = (await makeRole()).only("aws:iam/policy:Policy").inputs;
        assert.doesNotMatch(String(policy), /Restore/);
    });

    it("fits into a managed policy (H6)", async () => {
        const { policy } = (await makeRole()).only("aws:iam/policy:Policy").inputs;
        assert.ok(String(policy).length < 6_144);
    });

    it("lets those who use it wait for the attachment (H7)", async () => {
        const made = await make((provider) => {
            const { roleArn } = new BackupRole("access", args, { provider });
            new sns.Topic("probe", { displayName: roleArn }, { provider });
        });
        const attachment = made.only("aws:iam/rolePolicyAttachment:RolePolicyAttachment");
        assert.ok(made.only("aws:sns/topic:Topic").dependencies.includes(attachment.urn));
    });

    it("makes the same resources in a preview", async () => {
        const urns = ({ all }: MadeResources): readonly string[] => all.map(({ urn }) => urn).sort();
        assert.deepEqual(urns(await makeRole({ preview: true })), urns(await makeRole()));
    });
});
