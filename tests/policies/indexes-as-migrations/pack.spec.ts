import assert from "node:assert/strict";
import { rules } from "../../../policies/indexes-as-migrations/rules";
import { itIsAPack } from "../../support/pack";

describe("indexes-as-migrations", () => {
    it("holds exactly these rules", () => {
        assert.deepEqual(
            rules.map(({ name, enforcementLevel, severity }) => `${name} ${enforcementLevel} ${severity}`),
            [
                "schema-comes-from-migrations mandatory high",
                "cluster-is-bound-to-migrations mandatory high",
                "migrations-are-versioned mandatory high",
                "foreign-key-has-index mandatory high",
                "frequent-query-has-index mandatory high",
                "tenant-tables-have-row-security mandatory high",
                "migration-can-be-undone mandatory medium",
                "index-is-built-concurrently mandatory high",
                "migration-holds-no-long-lock mandatory high",
                "migration-suits-running-release advisory medium",
                "migrations-lock-is-fresh advisory low",
            ],
        );
    });

    itIsAPack("indexes-as-migrations", rules);
});
