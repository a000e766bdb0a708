import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { directoriesOf, readBundle } from "../../../../policies/indexes-as-migrations/bundle";
import { layoutNames, type LayoutName } from "../../../../policies/indexes-as-migrations/layouts/layout";
import { directoryWith, type Files } from "../fixture";
import { files, goose, read } from "./read-files";
import { written } from "./written-histories";

const order = (files: Files, layout?: LayoutName): readonly string[] =>
    read(files, layout === undefined ? {} : { layout }).migrations.map(({ file }) => file);

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
