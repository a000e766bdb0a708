import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { rules } from "../../policies/hipaa-safeguards/rules";
import { judge, testResource, unknownValue } from "../../policies/testing";
import { packSources } from "../../preview/packs";
import { refreshed } from "../../preview/policy-catalogue";
import { repository } from "../support/platform";

const file = join(repository, "docs", "policies.md");

describe("docs/policies.md", () => {
    it("is what the code says: run `npm run policies:docs`", async () => {
        const page = readFileSync(file, "utf8");
        const options = await resolveConfig(file);
        assert.equal(page, await format(refreshed(page), { ...options, parser: "markdown" }));
    });

    it("has a section for every rule of every pack", () => {
        const page = readFileSync(file, "utf8");
        for (const { name } of packSources.flatMap((pack) => pack.rules)) {
            assert.ok(page.includes(`### ${name}\n`), name);
        }
    });

    it("shows an example that holds", async () => {
        const key = testResource("aws:kms/key:Key", "key", { enableKeyRotation: false });
        assert.deepEqual(await judge(rules, [key]), [
            {
                rule: "key-rotates",
                resource: "key",
                message: "enableKeyRotation is false; it must be true",
                undecided: false,
            },
        ]);
    });
});

describe("policies/testing.ts", () => {
    it("follows where values come from, and tells what is not known", async () => {
        const key = testResource("aws:kms/key:Key", "key", { enableKeyRotation: true });
        const from = { kmsMasterKeyId: [key] };
        const policy =
            '{"Statement":{"Effect":"Deny","Principal":"*","Action":"sqs:*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}}';
        const queue = testResource("aws:sqs/queue:Queue", "jobs", { kmsMasterKeyId: unknownValue, policy }, { from });
        assert.deepEqual(await judge(rules, [key, queue]), []);
        const odd = { kmsMasterKeyId: [testResource("aws:ssm/parameter:Parameter", "setting")] };
        const other = testResource("aws:sqs/queue:Queue", "other", { kmsMasterKeyId: unknownValue, policy }, { from: odd });
        assert.deepEqual(
            (await judge(rules, [other])).map(({ undecided, message }) => [undecided, message]),
            [[true, "kmsMasterKeyId is not known before the update"]],
        );
    });
});
