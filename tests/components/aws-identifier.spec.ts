import assert from "node:assert/strict";
import { identifierLimits, identifierMistake } from "../../components/aws-identifier";

const mistakeIn = (value: string, suffix = "", limit: number = identifierLimits.rds): string | undefined =>
    identifierMistake({ argument: "identifier", value, suffix, limit });

describe("identifierMistake", () => {
    it("knows AWS's limits", () => {
        assert.deepEqual(identifierLimits, { rds: 63, elastiCache: 40 });
    });

    it("accepts what AWS accepts", () => {
        for (const value of ["a", "prod-us-east-1-c1", "a".repeat(63)])
            assert.equal(mistakeIn(value), undefined);
        assert.equal(mistakeIn("a".repeat(45), "-database-reader-5"), undefined);
    });

    it("refuses what is not lower-case words joined by hyphens", () => {
        for (const value of ["", "Prod", "1prod", "-prod", "prod-", "prod--c1", "prod_c1", "prod.c1"]) {
            assert.equal(
                mistakeIn(value),
                "identifier must be lower-case letters, digits and single hyphens, starting with a letter and " +
                    `not ending with a hyphen, got "${value}"; AWS takes no other identifier`,
            );
        }
    });

    it("refuses what leaves no room for its suffix", () => {
        const value = "a".repeat(46);

        assert.equal(
            mistakeIn(value, "-database-reader-5"),
            'identifier must be at most 45 characters ("-database-reader-5" is put behind it), got 46 in ' +
                `"${value}"; shorten the name of the environment or of the cell`,
        );
    });

    it("refuses what is too long by itself", () => {
        const value = "a".repeat(64);

        assert.equal(
            mistakeIn(value),
            `identifier must be at most 63 characters, got 64 in "${value}"; ` +
                "shorten the name of the environment or of the cell",
        );
    });
});
