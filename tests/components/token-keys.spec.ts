import assert from "node:assert/strict";
import { TokenKeys } from "../../components/token-keys";
import { make, type MadeResources } from "../support/recording";

const kmsKeyArn = "arn:aws:kms:eu-west-1:111122223333:key/cell";
const secretType = "aws:secretsmanager/secret:Secret";

async function makeKeys({ deletionProtected = true, preview = false } = {}): Promise<{
    readonly made: MadeResources;
    readonly policy: unknown;
}> {
    let policy: unknown;
    const made = await make(
        (provider) => {
            const args = {
                region: "eu-west-1",
                description: "Keys of c1",
                kmsKeyArn,
                deletionProtected,
            } as const;
            const keys = new TokenKeys("keys", args, { provider });
            keys.readPolicy.apply((text) => {
                policy = JSON.parse(text);
            });
        },
        { preview },
    );
    return { made, policy };
}

describe("TokenKeys", () => {
    it("makes a secret without a value: a key never passes through a state (A20)", async () => {
        for (const preview of [false, true]) {
            const { made } = await makeKeys({ preview });
            assert.deepEqual(made.all.map(({ type, name }) => `${type} ${name}`).sort(), [
                `${secretType} keys-secret`,
                "platform:security:TokenKeys keys",
            ]);
            assert.deepEqual(made.orphansOf("platform:security:TokenKeys"), []);
            assert.deepEqual(made.onDefaultProvider(), []);
        }
    });

    it("is encrypted with the cell's key", async () => {
        assert.equal((await makeKeys()).made.only(secretType).inputs.kmsKeyId, kmsKeyArn);
    });

    it("lets a role read this one secret, and use the key for that alone", async () => {
        const { made, policy } = await makeKeys();
        assert.deepEqual(policy, {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Action: "secretsmanager:GetSecretValue",
                    Resource: [made.only(secretType).state.arn],
                },
                {
                    Effect: "Allow",
                    Action: "kms:Decrypt",
                    Resource: [kmsKeyArn],
                    Condition: {
                        StringEquals: { "kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com" },
                    },
                },
            ],
        });
    });

    for (const [deletionProtected, days] of [
        [true, 30],
        [false, 7],
    ] as const) {
        it(`is kept, and can be had back for ${days} days, when deletionProtected is ${String(deletionProtected)}`, async () => {
            const secret = (await makeKeys({ deletionProtected })).made.only(secretType);
            assert.equal(secret.options.protect, deletionProtected);
            assert.equal(secret.inputs.recoveryWindowInDays, days);
        });
    }
});
