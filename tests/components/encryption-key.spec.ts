import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { EncryptionKey, deletionWindowDays, type EncryptionKeyArgs } from "../../components/encryption-key";
import { make, type MadeResources } from "../support/recording";

interface Statement {
    readonly Sid: string;
    readonly Effect: string;
    readonly Principal: Readonly<Record<string, string>>;
    readonly Action: string | readonly string[];
    readonly Resource: string;
    readonly Condition?: unknown;
}

const key = "aws:kms/key:Key";

const args = (over: Partial<EncryptionKeyArgs> = {}): EncryptionKeyArgs => ({
    region: "eu-west-1",
    description: "Everything of cell eu-west-1-c1",
    deletionProtected: true,
    ...over,
});

const makeKey = (over: Partial<EncryptionKeyArgs> = {}, options = {}): Promise<MadeResources> =>
    make((provider) => new EncryptionKey("cell", args(over), { provider }), options);

function statements(made: MadeResources): readonly Statement[] {
    const document = JSON.parse(String(made.only(key).inputs.policy)) as { Statement: readonly Statement[] };
    return document.Statement;
}

describe("EncryptionKey", () => {
    it("makes a key with an alias and nothing else", async () => {
        const made = await makeKey();

        assert.deepEqual(
            made.all.map(({ type, name }) => `${type} ${name}`),
            [
                "platform:security:EncryptionKey cell",
                "aws:kms/key:Key cell-key",
                "aws:kms/alias:Alias cell-alias",
            ],
        );
        assert.equal(made.only("aws:kms/alias:Alias").inputs.targetKeyId, "cell-key-id");
    });

    it("owns every child it makes", async () => {
        assert.deepEqual((await makeKey()).orphansOf("platform:security:EncryptionKey"), []);
    });

    it("makes every child with the given provider", async () => {
        assert.deepEqual((await makeKey()).onDefaultProvider(), []);
    });

    it("rotates the key", async () => {
        assert.equal((await makeKey()).only(key).inputs.enableKeyRotation, true);
    });

    it("leaves the alias to Pulumi's naming, so that two environments cannot collide", async () => {
        assert.equal((await makeKey()).only("aws:kms/alias:Alias").inputs.name, undefined);
    });

    it("protects a protected key and gives it the longest window", async () => {
        const { inputs, options } = (await makeKey({ deletionProtected: true })).only(key);

        assert.equal(options.protect, true);
        assert.equal(inputs.deletionWindowInDays, 30);
    });

    it("lets an unprotected key go after the shortest window", async () => {
        const { inputs, options } = (await makeKey({ deletionProtected: false })).only(key);

        assert.equal(options.protect, false);
        assert.equal(inputs.deletionWindowInDays, 7);
    });

    it("keeps its windows within AWS's 7 to 30 days", () => {
        assert.deepEqual(deletionWindowDays, { protected: 30, unprotected: 7 });
    });

    it("hands the decision to the account's IAM, or nobody could change the policy again", async () => {
        const root = statements(await makeKey()).find(({ Action }) => Action === "kms:*");

        assert.deepEqual(root?.Principal, { AWS: "arn:aws:iam::111122223333:root" });
    });

    it("admits the log service of its own region for log groups of this account only", async () => {
        for (const region of ["eu-west-1", "ap-southeast-2"] as const) {
            const logs = statements(await makeKey({ region })).find(({ Sid }) => Sid.startsWith("LogGroups"));

            assert.deepEqual(logs?.Principal, { Service: `logs.${region}.amazonaws.com` });
            assert.deepEqual(logs.Action, [
                "kms:Encrypt*",
                "kms:Decrypt*",
                "kms:ReEncrypt*",
                "kms:GenerateDataKey*",
                "kms:Describe*",
            ]);
            assert.deepEqual(logs.Condition, {
                ArnLike: {
                    "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${region}:111122223333:log-group:*`,
                },
            });
        }
    });

    it("admits CloudWatch for this account only, so that alarms reach encrypted topics", async () => {
        const alarms = statements(await makeKey()).find(({ Sid }) => Sid.startsWith("Alarms"));

        assert.deepEqual(alarms?.Principal, { Service: "cloudwatch.amazonaws.com" });
        assert.deepEqual(alarms.Action, ["kms:Decrypt", "kms:GenerateDataKey*"]);
        assert.deepEqual(alarms.Condition, { StringEquals: { "aws:SourceAccount": "111122223333" } });
    });

    it("admits nobody else", async () => {
        const made = statements(await makeKey());

        assert.deepEqual(
            made.map(({ Effect, Principal }) => [Effect, Object.values(Principal).join()]),
            [
                ["Allow", "arn:aws:iam::111122223333:root"],
                ["Allow", "logs.eu-west-1.amazonaws.com"],
                ["Allow", "cloudwatch.amazonaws.com"],
            ],
        );
    });

    it("admits RDS for this account only, and only where a database tells of itself through the key's topics", async () => {
        const events = statements(await makeKey({ databaseEvents: true })).filter(({ Sid }) =>
            Sid.startsWith("Databases"),
        );

        assert.deepEqual(
            events.map(({ Principal, Action, Condition }) => ({ Principal, Action, Condition })),
            [
                {
                    Principal: { Service: "events.rds.amazonaws.com" },
                    Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
                    Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
                },
            ],
        );
    });

    it("hands out the key's ARN", async () => {
        let arn: pulumi.Output<string> | undefined;
        await make((provider) => {
            arn = new EncryptionKey("cell", args(), { provider }).keyArn;
        });

        assert.ok(arn);
        const value = await new Promise((resolve) => arn?.apply(resolve));
        assert.equal(value, "arn:aws:kms:eu-west-1:111122223333:key/cell-key");
    });

    it("shows its policy in a preview, where values of the cloud are unknown", async () => {
        const made = await makeKey({}, { preview: true });

        assert.equal(statements(made).length, 3);
        assert.deepEqual(
            made.all.map(({ urn }) => urn),
            (await makeKey()).all.map(({ urn }) => urn),
        );
    });
});
