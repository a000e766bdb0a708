import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
    directoriesOf,
    readBundle,
    type Bundle,
    type IndexesConfig,
} from "../../../../policies/indexes-as-migrations/bundle";
import { layoutNames, type LayoutName } from "../../../../policies/indexes-as-migrations/layouts/layout";
import { directoryWith, type Files } from "../fixture";
import { written } from "./written-histories";

const read = (files: Files, config: Omit<IndexesConfig, "migrationsDir"> = {}): Bundle =>
    readBundle(directoriesOf({ migrationsDir: directoryWith(files), ...config }));

const order = (files: Files, layout?: LayoutName): readonly string[] =>
    read(files, layout === undefined ? {} : { layout }).migrations.map(({ file }) => file);

const files = (...names: readonly string[]): Files =>
    Object.fromEntries(names.map((name) => [name, "SELECT 1;\n"]));

const goose = (up: string): Files => ({ "1_a.sql": `-- +goose Up\n${up}\n-- +goose Down\nSELECT 1;\n` });

describe("the order of migrations", () => {
    const cases: readonly (readonly [LayoutName, readonly string[]])[] = [
        ["golang-migrate", ["1_a.up.sql", "2_b.up.sql", "10_c.up.sql"]],
        ["sqlx", ["1_a.sql", "2_b.sql", "10_c.sql"]],
        ["plain", ["1.sql", "02-b.sql", "10 c.sql"]],
        [
            "flyway",
            [
                "V1__z.sql",
                "V1.1__y.sql",
                "sub/V1_1_1__d.sql",
                "V2__x.sql",
                "V10__w.sql",
                "R__a_b.sql",
                "R__b.sql",
            ],
        ],
        ["prisma", ["2024_z/migration.sql", "2025_a/migration.sql"]],
        ["diesel", ["2024-01-02-000000_z/up.sql", "20240103000000_a/up.sql"]],
        ["supabase", ["20240101000000_z.sql", "20240102000000_a.sql"]],
        ["dbmate", ["20240101000000_z.sql", "20240102000000_a.sql"]],
        ["goose", ["1_z.sql", "002_y.sql", "00010_a.sql"]],
    ];
    for (const [layout, names] of cases) {
        it(`is ${layout}'s own`, () => {
            const text =
                layout === "goose"
                    ? (goose("SELECT 1;")["1_a.sql"] ?? "")
                    : "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 1;\n";
            const contents = Object.fromEntries(names.toReversed().map((name) => [name, text]));
            assert.deepEqual(order(contents, layout), names);
        });
    }
});

describe("the layout of a directory", () => {
    for (const layout of layoutNames) {
        it(`is told from the files: ${layout}`, () => {
            const config = layout === "supabase" ? { layout } : {};
            assert.equal(read(written(layout), config).layout.name, layout);
        });
    }

    it("is told from where the directory lies, for names that several tools write", () => {
        const at = (root: string, under: string): string => {
            mkdirSync(join(root, under), { recursive: true });
            writeFileSync(join(root, under, "20240101000000_a.sql"), "SELECT 1;");
            return readBundle(directoriesOf({ migrationsDir: join(root, under) })).layout.name;
        };
        assert.equal(at(directoryWith({}), "supabase/migrations"), "supabase");
        assert.equal(at(directoryWith({}), "db/migrations"), "plain");
        assert.equal(at(directoryWith({ "Cargo.toml": "" }), "migrations"), "sqlx");
    });

    it("is a mistake where it is mixed or unknown, and whoever names it is believed", () => {
        const mixed = { ...files("V1__a.sql"), ...files("1_b.up.sql") };
        assert.match(
            read(mixed).mistake ?? "",
            /mixes layouts: 1_b\.up\.sql is golang-migrate's, V1__a\.sql is flyway's; keep one tool's files in it, or name the layout \(one of dbmate, /,
        );
        assert.equal(read(mixed, { layout: "flyway" }).mistake, undefined);
        assert.match(
            read(files("schema.sql")).mistake ?? "",
            /no layout that is known: schema\.sql is named like no/,
        );
        assert.equal(read({ "README.md": "" }).mistake, undefined);
    });

    it("keeps the way back apart", () => {
        const { migrations } = read(files("1_a.up.sql", "1_a.down.sql"));
        assert.deepEqual(
            migrations.map(({ file, down }) => [file, down?.file]),
            [["1_a.up.sql", "1_a.down.sql"]],
        );
        assert.deepEqual(order(files("1_a.sql", "1_a_rollback.sql", "2_b.sql", "2_b.down.sql"), "plain"), [
            "1_a.sql",
            "2_b.sql",
        ]);
        assert.deepEqual(order(files("V1__a.sql", "U1__a.sql")), ["V1__a.sql"]);
        assert.deepEqual(order(files("2024_a/up.sql", "2024_a/down.sql")), ["2024_a/up.sql"]);
    });
});

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
