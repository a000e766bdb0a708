import assert from "node:assert/strict";
import { remedyOfDoubt } from "../../preview/judge";
import { platform } from "../support/platform";

describe("the remedy of an undecided finding", () => {
    it("is to wait where a value is not known yet, and what the finding names otherwise", () => {
        assert.match(
            remedyOfDoubt("policy is not known before the update"),
            /^None is needed yet; preview again/,
        );
        assert.match(
            remedyOfDoubt("1.sql:2: … has no role x; name a file … under prelude"),
            /^Do what the finding names/,
        );
    });

    it("is never the rule's own, which mends a breach", async () => {
        const { violations } = await platform("dev", "unknown");
        const open = violations.filter(({ undecided }) => undecided);
        assert.notEqual(open.length, 0);
        for (const { message, remediation } of open) assert.equal(remediation, remedyOfDoubt(message));
    });
});
