import assert from "node:assert/strict";
import { join } from "node:path";
import { makeBundle } from "../../migrator/bundle-maker";
import { pauseAfter, runLimits } from "../../migrator/limits";
import { bundleWith, harbour, upOnly } from "./support/runs";

const next = "20260102000000_next.sql";
const without = " transaction:false";

const runs = async (sql: string, options = without): Promise<unknown> => {
    const { migrations } = await bundleWith({ [next]: upOnly(sql, options) });
    return migrations.at(-1)?.statements.map(({ run }) => run);
};

describe("the migrations' bundle", () => {
    it("holds each statement with the line on which its first word stands", async () => {
        const { migrations } = await makeBundle(harbour);
        const first = migrations[0];
        assert.deepEqual(
            first?.statements.map(({ sql, line }) => [line, sql.split(" ").slice(0, 3).join(" ")]),
            [
                [3, "CREATE TABLE ledger"],
                [4, "CREATE TABLE ships"],
                [5, "INSERT INTO ledger"],
            ],
        );
        assert.deepEqual(
            migrations.map(({ inTransaction }) => inTransaction),
            [true, true, false, true, false, false, true, false],
        );
    });

    it("is of the repository's own files, all of them", async () => {
        const { migrations } = await makeBundle(join(__dirname, "..", "..", "migrations"));
        assert.ok(migrations.length > 0);
        for (const { file, statements } of migrations) assert.ok(statements.length > 0, file);
    });

    it("has the same checksum for the same files, and another for any change of what is executed", async () => {
        const { checksum } = await bundleWith();
        assert.match(checksum, /^[0-9a-f]{64}$/);
        assert.equal((await bundleWith()).checksum, checksum);
        const one = await bundleWith({ [next]: upOnly("SELECT 1;") });
        const two = await bundleWith({ [next]: upOnly("SELECT 2;") });
        const outside = await bundleWith({ [next]: upOnly("SELECT 1;", without) });
        const checksums = [checksum, one, two, outside].map((of) =>
            typeof of === "string" ? of : of.checksum,
        );
        assert.equal(new Set(checksums).size, 4);
        const last = [one, two, outside].map(({ migrations }) => migrations.at(-1)?.checksum);
        assert.equal(new Set(last).size, 3);
    });

    it("knows how each kind of statement is run outside of a transaction", async () => {
        assert.deepEqual(
            await runs(
                [
                    'CREATE INDEX CONCURRENTLY by_name ON "Yard".ships (name);',
                    "DROP INDEX CONCURRENTLY IF EXISTS public.by_name;",
                    "REINDEX INDEX CONCURRENTLY by_name;",
                    "VACUUM ships;",
                    "CALL backfill();",
                    "DO $$ BEGIN END $$;",
                    "CREATE INDEX by_name ON ships (name);",
                    "UPDATE ships SET name = '';",
                ].join("\n"),
            ),
            [
                { as: "build-index", index: "by_name", table: '"Yard"."ships"' },
                { as: "drop-index", index: '"public"."by_name"' },
                { as: "repeatable" },
                { as: "repeatable" },
                { as: "repeatable" },
                { as: "repeatable" },
                { as: "atomic" },
                { as: "atomic" },
            ],
        );
    });

    const refusals: readonly (readonly [what: string, sql: string, options: string, message: RegExp])[] = [
        [
            "a syntax error",
            "SELECT 1;\nCREATE TABEL x ();",
            "",
            /next\.sql:3: syntax error at or near "TABEL"; correct/,
        ],
        [
            "an index built concurrently in a transaction",
            "CREATE INDEX CONCURRENTLY x ON y (z);",
            "",
            /next\.sql:2: PostgreSQL runs it in no transaction; write -- migrate:up transaction:false/,
        ],
        ["a vacuum in a transaction", "VACUUM y;", "", /next\.sql:2: PostgreSQL runs it in no transaction/],
        [
            "a transaction of its own",
            "BEGIN;\nSELECT 1;\nCOMMIT;",
            "",
            /next\.sql:2: the runner opens and ends/,
        ],
        [
            "a setting that a second run would lack",
            "SET ROLE x;\nSELECT 1;",
            without,
            /next\.sql:2: a setting would be lost/,
        ],
        [
            "an index without a name",
            "CREATE INDEX CONCURRENTLY ON y (z);",
            without,
            /next\.sql:2: .* needs a name/,
        ],
        [
            "a partition detached concurrently",
            "ALTER TABLE y DETACH PARTITION z CONCURRENTLY;",
            without,
            /next\.sql:2: DETACH PARTITION CONCURRENTLY cannot be taken up/,
        ],
    ];
    for (const [what, sql, options, message] of refusals) {
        it(`is not made of ${what}`, async () => {
            await assert.rejects(bundleWith({ [next]: upOnly(sql, options) }), message);
        });
    }

    it("tells all mistakes at once", async () => {
        const broken = bundleWith({
            [next]: upOnly("SELEKT;"),
            "20260103000000_more.sql": upOnly("COMMIT;"),
            "x.sql": "",
        });
        await assert.rejects(broken, /x\.sql is not named like a migration[^]*next\.sql:2[^]*more\.sql:2/);
    });
});

describe("the pause after a lock that was not free", () => {
    it("doubles up to a bound, and is anything below it", () => {
        const pauses = Array.from({ length: 8 }, (_, index) => pauseAfter(index + 1, runLimits, 1));
        assert.deepEqual(pauses, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
        assert.equal(pauseAfter(5, runLimits, 0.25), 4_000);
    });
});
