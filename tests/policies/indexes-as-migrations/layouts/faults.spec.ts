import assert from "node:assert/strict";
import type { LayoutName } from "../../../../policies/indexes-as-migrations/layouts/layout";
import type { Files } from "../fixture";
import { files, goose, read } from "./read-files";
import { written } from "./written-histories";

describe("a fault in a directory", () => {
    const faults: readonly (readonly [LayoutName, string, Files, RegExp])[] = [
        [
            "golang-migrate",
            "lacks a way back",
            files("1_a.up.sql"),
            /^1_a\.up\.sql has no way back; 1_a\.down\.sql is/,
        ],
        ["golang-migrate", "undoes nothing", files("2_b.down.sql"), /^2_b\.down\.sql undoes nothing/],
        [
            "golang-migrate",
            "has a version twice",
            files("1_a.up.sql", "1_a.down.sql", "01_b.up.sql"),
            /^1_a\.up\.sql has the version of 01_b\.up\.sql/,
        ],
        ["golang-migrate", "never runs", files("a.up.sql"), /^a\.up\.sql is not named like a migration/],
        [
            "flyway",
            "has one underscore",
            files("V1_a.sql"),
            /^V1_a\.sql is not named like a migration; .* two underscores$/,
        ],
        ["flyway", "has a small letter", files("v2__a.sql"), /^v2__a\.sql is not named like a migration/],
        [
            "flyway",
            "has a version twice",
            files("V1.0__a.sql", "V1__b.sql"),
            /^V1__b\.sql has the version of V1\.0__a/,
        ],
        ["flyway", "undoes nothing", files("U3__a.sql"), /^U3__a\.sql undoes nothing/],
        ["prisma", "has no script", files("2024_a/notes.txt"), /^2024_a has no migration\.sql; .*P3015/],
        [
            "prisma",
            "is another database's",
            { "migration_lock.toml": 'provider = "mysql"\n' },
            /names the provider mysql/,
        ],
        ["prisma", "never runs", files("2024_a.sql"), /^2024_a\.sql is not named like a migration/],
        [
            "diesel",
            "lacks a way back",
            files("2024_a/up.sql"),
            /^2024_a\/up\.sql has no way back; 2024_a\/down\.sql/,
        ],
        ["diesel", "is empty", { "1_a/up.sql": "", "1_a/down.sql": "-- no" }, /^1_a\/up\.sql is empty/],
        [
            "diesel",
            "is ordered as text",
            files("9_a/up.sql", "9_a/down.sql", "10_b/up.sql", "10_b/down.sql"),
            /^10_b\/up\.sql runs before 9_a\/up\.sql: diesel orders versions as text/,
        ],
        [
            "sqlx",
            "mixes both kinds",
            files("1_a.sql", "2_b.up.sql", "2_b.down.sql"),
            /^1_a\.sql has no direction while 2_b/,
        ],
        ["sqlx", "lacks a way back", files("1_a.up.sql"), /^1_a\.up\.sql has no way back/],
        ["supabase", "never runs", files("a.sql"), /^a\.sql is not named like a migration/],
        ["supabase", "is passed over", files("20200101000000_init.sql"), /December 2021/],
        ["supabase", "is ordered as text", files("9_a.sql", "10_b.sql"), /^10_b\.sql runs before 9_a\.sql/],
        ["plain", "has no number", files("a.sql"), /nothing else says when it runs$/],
        ["plain", "has a number twice", files("1_a.sql", "01_b.sql"), /versions must be unique$/],
        [
            "goose",
            "has no way up",
            { "1_a.sql": "-- +goose Down\nSELECT 1;" },
            /stands before "-- \+goose Up"/,
        ],
        [
            "goose",
            "lacks a way back",
            { "1_a.sql": "-- +goose Up\nSELECT 1;" },
            /^1_a\.sql has no "-- \+goose Down"/,
        ],
        ["goose", "ends in no semicolon", goose("SELECT 1"), /^1_a\.sql:2: goose finds no semicolon/],
        [
            "goose",
            "ends no statement",
            goose("-- +goose StatementBegin\nSELECT 1;"),
            /StatementEnd|no semicolon/,
        ],
        [
            "goose",
            "has a strange mark",
            goose("-- +goose Sideways"),
            /^1_a\.sql:2: goose knows no annotation "sideways"/,
        ],
        ["goose", "has version zero", { "0_a.sql": "-- +goose Up" }, /^0_a\.sql is not named .* above zero$/],
        ["dbmate", "has no sections", files("1_a.sql"), /^1_a\.sql has no "-- migrate:up" section/],
    ];
    for (const [layout, what, contents, message] of faults) {
        it(`is found where a file of ${layout} ${what}`, () => {
            const { problems } = read(contents, { layout });
            assert.ok(
                problems.some((problem) => message.test(problem)),
                problems.join("\n"),
            );
        });
    }

    it("is queries among directories that the tool takes for migrations", () => {
        const { problems } = read({ ...written("prisma"), "queries/q.sql": "SELECT 1;" });
        assert.match(
            problems.join(),
            /^queries lies among the migrations, where prisma takes every directory for one/,
        );
    });
});

describe("what no server can be given", () => {
    const unknowable: readonly (readonly [string, Files, RegExp, LayoutName?])[] = [
        [
            "a migration in Go",
            { ...goose("SELECT 1;"), "2_b.go": "package x" },
            /^2_b\.go is a migration in Go/,
        ],
        [
            "an environment variable",
            goose("-- +goose ENVSUB ON\nSELECT '${A}';"),
            /^1_a\.sql:2: goose puts environment/,
        ],
        ["a migration in Java", files("V1__a.sql", "V2__B.java"), /^V2__B\.java is a migration in Java/],
        ["a callback", files("V1__a.sql", "afterMigrate.sql"), /^afterMigrate\.sql is a callback/],
        ["a baseline", files("V1__a.sql", "B1__b.sql"), /^B1__b\.sql is a baseline/],
        [
            "a placeholder",
            { "V1__a.sql": "SELECT 1;\nSELECT '${x}';" },
            /^V1__a\.sql:2: the placeholder \$\{x\} has no value/,
        ],
        [
            "a command of psql",
            { "1_a.sql": "SELECT 1;\n\\i other.sql\n" },
            /^1_a\.sql:2: only psql understands/,
        ],
    ];
    for (const [what, contents, message] of unknowable) {
        it(`is ${what}, by file and line`, () => {
            const { undecided } = read(contents);
            assert.equal(undecided.length, 1);
            assert.match(undecided[0] ?? "", message);
        });
    }

    it("is no placeholder with a value, nor one that is none", () => {
        const contents = { "V1__a.sql": "SELECT '${x}';" };
        const { undecided, migrations } = read(contents, { placeholders: { x: "y" } });
        assert.deepEqual([undecided, migrations[0]?.up.sql], [[], "SELECT 'y';"]);
        assert.deepEqual(
            read({ ...contents, "V1__a.sql.conf": "placeholderReplacement=false" }).undecided,
            [],
        );
        assert.deepEqual(read(files("V1__a.sql", "beforeClean.sql")).undecided, []);
    });
});
