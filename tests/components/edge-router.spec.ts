import assert from "node:assert/strict";
import { codeOf } from "../../components/edge-functions/artefact";
import { EdgeRouter } from "../../components/edge-router";
import { make, type MadeResources } from "../support/recording";

const storeType = "aws:cloudfront/keyValueStore:KeyValueStore";
const functionType = "aws:cloudfront/function:Function";

const makeRouter = ({ deletionProtected = true, preview = false } = {}): Promise<MadeResources> =>
    make((provider) => new EdgeRouter("router", { deletionProtected }, { provider }), {
        region: "us-east-1",
        preview,
    });

describe("EdgeRouter", () => {
    it("makes a store and a function, on the given provider, in a preview as well", async () => {
        for (const preview of [false, true]) {
            const made = await makeRouter({ preview });
            assert.deepEqual(made.all.map(({ type, name }) => `${type} ${name}`).sort(), [
                "aws:cloudfront/function:Function router-function",
                "aws:cloudfront/keyValueStore:KeyValueStore router-store",
                "platform:edge:EdgeRouter router",
            ]);
            assert.deepEqual(made.orphansOf("platform:edge:EdgeRouter"), []);
            assert.deepEqual(made.onDefaultProvider(), []);
        }
    });

    it("publishes the tested artefact, and lets it read the store by the store's ARN (A16)", async () => {
        const made = await makeRouter();
        const { arn } = made.only(storeType).state;
        assert.match(String(arn), /^arn:aws:cloudfront::\d{12}:key-value-store\//);
        assert.deepEqual(made.only(functionType).inputs, {
            runtime: "cloudfront-js-2.0",
            code: codeOf("router"),
            publish: true,
            keyValueStoreAssociations: [arn],
        });
    });

    it("puts no key into the store: that would put the cells' signing keys into a state", async () => {
        const { inputs } = (await makeRouter()).only(storeType);
        assert.deepEqual(Object.keys(inputs), ["comment"]);
        assert.ok(String(inputs.comment).length <= 128); // CreateKeyValueStore, CloudFront API reference
    });

    for (const deletionProtected of [true, false]) {
        it(`protects the store, and no code, when deletionProtected is ${String(deletionProtected)}`, async () => {
            const made = await makeRouter({ deletionProtected });
            assert.equal(made.only(storeType).options.protect, deletionProtected);
            assert.equal(made.only(functionType).options.protect, false);
        });
    }
});
