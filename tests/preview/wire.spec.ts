import assert from "node:assert/strict";
import { printable, unknownSentinel, unwrapSecrets } from "../../preview/wire";

const secret = (value: unknown): unknown => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    value,
});

const properties = {
    plain: ["a", 1, true, null],
    nested: { password: secret("hunter2"), arn: unknownSentinel },
    list: [secret({ inner: secret("hunter3") })],
};

describe("unwrapSecrets", () => {
    it("opens secrets at every depth and keeps unknown values", () => {
        assert.deepEqual(unwrapSecrets(properties), {
            plain: ["a", 1, true, null],
            nested: { password: "hunter2", arn: unknownSentinel },
            list: [{ inner: "hunter3" }],
        });
    });
});

describe("printable", () => {
    it("marks what is unknown or secret and shows no secret", () => {
        const printed = printable(properties);
        assert.deepEqual(printed.nested, { password: { $secret: true }, arn: { $unknown: true } });
        assert.doesNotMatch(JSON.stringify(printed), /hunter/);
    });
});
