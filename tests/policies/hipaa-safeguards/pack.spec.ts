import assert from "node:assert/strict";
import { rules } from "../../../policies/hipaa-safeguards/rules";
import { itIsAPack } from "../../support/pack";

describe("hipaa-safeguards", () => {
    it("refers in every rule to the Security Rule", () => {
        for (const { name, frameworks } of rules) {
            assert.notDeepEqual(frameworks.hipaa ?? [], [], name);
            for (const section of frameworks.hipaa ?? []) assert.match(section, /^164\.3\d\d\(/, name);
        }
    });

    it("holds exactly these rules, all of them mandatory", () => {
        assert.deepEqual(
            rules.map(({ name, enforcementLevel, severity }) => `${name} ${enforcementLevel} ${severity}`),
            [
                "data-store-is-encrypted-with-customer-key mandatory high",
                "cache-is-encrypted-with-customer-key mandatory high",
                "messages-are-encrypted-with-customer-key mandatory high",
                "logs-are-encrypted-with-customer-key mandatory high",
                "secret-is-encrypted-with-customer-key mandatory high",
                "bucket-is-encrypted-with-customer-key mandatory medium",
                "load-balancer-speaks-tls mandatory high",
                "distribution-speaks-tls mandatory high",
                "plain-text-is-refused mandatory medium",
                "cache-encrypts-transit mandatory high",
                "database-forces-tls mandatory high",
                "data-store-is-private mandatory critical",
                "task-is-private mandatory high",
                "security-group-admits-no-internet mandatory critical",
                "bucket-blocks-public-access mandatory critical",
                "vpc-closes-default-group mandatory medium",
                "vpc-records-its-traffic mandatory medium",
                "entry-has-web-acl mandatory medium",
                "data-is-backed-up mandatory high",
                "deletion-is-guarded mandatory medium",
                "log-group-keeps-a-year mandatory medium",
                "key-rotates mandatory medium",
                "master-password-is-managed mandatory high",
                "policy-grants-no-wildcard mandatory high",
                "environment-holds-no-secret mandatory high",
                "resource-is-tagged mandatory low",
            ],
        );
    });

    itIsAPack("hipaa-safeguards", rules);
});
