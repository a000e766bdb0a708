import assert from "node:assert/strict";
import { join } from "node:path";
import { newMigration } from "../../database/new-migration";
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
                    'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "é" ON ONLY "Yard" . "sh ips"(name) WHERE a > 0;',
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
                {
                    as: "build-index",
                    index: "é",
                    table: '"Yard"."sh ips"',
                    unless: { unique: true, definition: "(name) WHERE a > 0" },
                },
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
    const timeouts: readonly (readonly [sql: string, message: RegExp])[] = [
        [
            "SELECT 1;\nSET LOCAL lock_timeout = '5s';",
            /next\.sql:3: lock_timeout is '5s', beyond the runner's limit of 2 s; set it to more than 0 and at most 2 s, the runner tries again/,
        ],
        [
            "SET statement_timeout TO '11min';",
            /next\.sql:2: statement_timeout is '11min', beyond the runner's limit of 600 s; set it to .* at most 600 s, and split/,
        ],
        ["SET LOCAL lock_timeout = 0;", /lock_timeout is '0', beyond/],
        ["SET LOCAL lock_timeout = '400us';", /lock_timeout is '400us', beyond/],
        ["SET LOCAL lock_timeout = 2001;", /lock_timeout is '2001', beyond/],
        ["SET LOCAL lock_timeout = 2000.5;", /lock_timeout is '2000\.5', beyond/],
        ["SET LOCAL statement_timeout = '1 h';", /statement_timeout is '1 h', beyond/],
        ["SET LOCAL statement_timeout = 'soon';", /statement_timeout is 'soon', which is no length of time/],
        ["SET LOCAL lock_timeout TO DEFAULT;", /lock_timeout would fall back to no bound/],
        ["RESET statement_timeout;", /statement_timeout would fall back to no bound/],
        ["RESET ALL;", /RESET ALL would take away the runner's timeouts/],
    ];
    for (const [sql, message] of timeouts) {
        it(`is not made of what lifts the runner's limits: ${sql.split("\n").at(-1) ?? ""}`, async () => {
            await assert.rejects(bundleWith({ [next]: upOnly(sql) }), message);
        });
    }

    it("is made of files that ask for as much as the runner grants, or less", async () => {
        const most = ["lock_timeout = '2s'", "lock_timeout = 2000", "statement_timeout TO '0.1 h'"];
        const { migrations } = await bundleWith({
            [next]: upOnly(
                [...most, "statement_timeout = '10min'", "work_mem = '1GB'"]
                    .map((one) => `SET LOCAL ${one};`)
                    .join("\n"),
            ),
        });
        assert.equal(migrations.at(-1)?.statements.length, 5);
    });

    it("is made of a new migration as the command writes it", async () => {
        const made = newMigration(["next"], [], new Date("2026-03-01T00:00:00Z"));
        assert.ok("text" in made);
        const { migrations } = await bundleWith({ [made.file]: made.text });
        assert.equal(migrations.at(-1)?.statements.length, 2);
    });

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
