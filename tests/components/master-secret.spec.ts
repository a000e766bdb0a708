import assert from "node:assert/strict";
import { MasterSecret } from "../../components/master-secret";
import { make, type MadeResources } from "../support/recording";

const here = "arn:aws:kms:eu-west-1:111122223333:key/cell";
const there = "arn:aws:kms:eu-central-1:111122223333:key/secondary";

const makeSecret = (deletionProtected = true, preview = false): Promise<MadeResources> =>
    make(
        (provider) =>
            new MasterSecret(
                "master",
                {
                    description: "Master user of the database of cell c1",
                    kmsKeyArn: here,
                    replica: { region: "eu-central-1", kmsKeyArn: there },
                    deletionProtected,
                },
                { provider },
            ),
        { preview },
    );

const secretType = "aws:secretsmanager/secret:Secret";
const versionType = "aws:secretsmanager/secretVersion:SecretVersion";

describe("MasterSecret", () => {
    it("makes a secret and its first version, on the given provider, in a preview as well", async () => {
        for (const preview of [false, true]) {
            const made = await makeSecret(true, preview);
            assert.deepEqual(made.all.map(({ type, name }) => `${type} ${name}`).sort(), [
                "aws:secretsmanager/secret:Secret master-secret",
                "aws:secretsmanager/secretVersion:SecretVersion master-first",
                "platform:data:MasterSecret master",
            ]);
            assert.deepEqual(made.orphansOf("platform:data:MasterSecret"), []);
            assert.deepEqual(made.onDefaultProvider(), []);
        }
    });

    it("is encrypted with the key of its region, and its replica with that of the other (E6)", async () => {
        const { inputs } = (await makeSecret()).only(secretType);
        assert.equal(inputs.kmsKeyId, here);
        assert.deepEqual(inputs.replicas, [{ region: "eu-central-1", kmsKeyId: there }]);
    });

    it("holds what RDS Proxy signs in with, in characters that RDS takes (E20)", async () => {
        const { inputs } = (await makeSecret()).only(versionType);
        const { username, password, ...rest } = JSON.parse(String(inputs.secretString)) as Record<
            string,
            string
        >;
        assert.equal(username, "medease_admin");
        assert.match(password ?? "", /^[A-Za-z0-9]{40}$/);
        assert.deepEqual(rest, {});
    });

    it("leaves the secret alone after its first version, whatever password a later run is handed", async () => {
        assert.deepEqual((await makeSecret()).only(versionType).options.ignoreChanges, ["secretString"]);
    });

    it("protects what nobody can sign in without, and lets dev's go", async () => {
        for (const [isProtected, days] of [
            [true, 30],
            [false, 7],
        ] as const) {
            const made = await makeSecret(isProtected);
            assert.equal(made.only(secretType).inputs.recoveryWindowInDays, days);
            for (const type of [secretType, versionType]) {
                assert.equal(made.only(type).options.protect, isProtected, type);
            }
        }
    });
});
