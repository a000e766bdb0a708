import assert from "node:assert/strict";
import { judge } from "../../../policies/indexes-as-migrations/catalogue";
import { migration, replayed, replayedSql, type Files } from "./fixture";

const tables = "CREATE TABLE a (x int, y int, PRIMARY KEY (x, y), UNIQUE (x));\n";

/** Each foreign key with the index that covers it. */
async function cover(files: Files | string): Promise<readonly string[]> {
    const catalogue = await (typeof files === "string" ? replayedSql(files) : replayed(files));
    return catalogue.foreignKeys.map(({ table, name, coveredBy }) => `${table}.${name}: ${coveredBy ?? "-"}`);
}

/** Why no index covers the only foreign key. */
async function rejected(up: string): Promise<readonly string[]> {
    const { foreignKeys } = await replayedSql(up);
    assert.equal(foreignKeys.length, 1);
    assert.equal(foreignKeys[0]?.coveredBy, null);
    return foreignKeys[0].rejected;
}

describe("foreign keys in the catalogue", () => {
    it("are covered by an index on their columns, longer ones and constraints' own included", async () => {
        assert.deepEqual(
            await cover(
                `${tables} CREATE TABLE b (x int REFERENCES a (x), n int); CREATE INDEX b_x ON b (x, n);`,
            ),
            ["b.b_x_fkey: b_x"],
        );
        assert.deepEqual(
            await cover(`${tables} CREATE TABLE b (x int REFERENCES a (x), n int, PRIMARY KEY (x, n));`),
            ["b.b_x_fkey: b_pkey"],
        );
        assert.deepEqual(await cover(`${tables} CREATE TABLE b (x int UNIQUE REFERENCES a (x));`), [
            "b.b_x_fkey: b_x_key",
        ]);
    });

    it("are covered by leading columns in any order, and by nothing that begins otherwise", async () => {
        const b = `${tables} CREATE TABLE b (n int, x int, y int, FOREIGN KEY (x, y) REFERENCES a (x, y));`;
        assert.deepEqual(await cover(`${b} CREATE INDEX b_yx ON b (y, x, n);`), ["b.b_x_y_fkey: b_yx"]);
        assert.deepEqual(await rejected(`${b} CREATE INDEX b_nxy ON b (n, x, y);`), [
            "b_nxy begins with n, x",
        ]);
        assert.deepEqual(await rejected(`${b} CREATE INDEX b_x ON b (x);`), []);
        assert.deepEqual(await rejected(`${b} CREATE INDEX b_x ON b (x) INCLUDE (y);`), []);
        assert.deepEqual(await rejected(`${b} CREATE INDEX b_e ON b (abs(x), x, y);`), [
            "b_e begins with (expression), x",
        ]);
    });

    it("are covered by a partial index that leaves out nothing but nulls of their columns", async () => {
        const b = `${tables} CREATE TABLE b (x int, "a ""y" int, n int, FOREIGN KEY (x, "a ""y") REFERENCES a (x, y));`;
        for (const condition of ["x IS NOT NULL", '"a ""y" IS NOT NULL AND x IS NOT NULL']) {
            assert.deepEqual(await cover(`${b} CREATE INDEX b_xy ON b (x, "a ""y") WHERE ${condition};`), [
                'b.b_x_a "y_fkey: b_xy',
            ]);
        }
        for (const condition of [
            "x IS NULL",
            "n IS NOT NULL",
            "x IS NOT NULL AND n > 0",
            "x IS NOT NULL OR x = 1",
        ]) {
            const reasons = await rejected(`${b} CREATE INDEX b_xy ON b (x, "a ""y") WHERE ${condition};`);
            assert.match(reasons.join(), /^b_xy holds only rows with/, condition);
        }
    });

    it("are not covered by an index in another collation than the column's", async () => {
        const b = "CREATE TABLE a (x text PRIMARY KEY); CREATE TABLE b (x text REFERENCES a);";
        assert.deepEqual(await cover(`${b} CREATE INDEX b_x ON b (x COLLATE "C");`), ["b.b_x_fkey: -"]);
        assert.deepEqual(await cover(`${b} CREATE INDEX b_x ON b (x COLLATE "default");`), [
            "b.b_x_fkey: b_x",
        ]);
    });

    it("are not covered by a partial, an invalid or an unsuitable index", async () => {
        const b = `${tables} CREATE TABLE b (x int REFERENCES a (x), n int);`;
        assert.deepEqual(await rejected(`${b} CREATE INDEX b_x ON b (x) WHERE n > 0;`), [
            "b_x holds only rows with (n > 0)",
        ]);
        assert.deepEqual(await rejected(`${b} CREATE INDEX b_x ON b USING brin (x);`), [
            "b_x is a brin index",
        ]);
        const parent = `${tables} CREATE TABLE b (x int REFERENCES a (x)) PARTITION BY HASH (x);
            CREATE TABLE b_0 PARTITION OF b FOR VALUES WITH (MODULUS 1, REMAINDER 0);
            CREATE INDEX b_x ON ONLY b (x);`;
        assert.deepEqual(await rejected(parent), [
            "b_x is invalid: not built, or not yet attached on every partition",
        ]);
        assert.deepEqual(
            await cover(`${parent} CREATE INDEX b_0_x ON b_0 (x); ALTER INDEX b_x ATTACH PARTITION b_0_x;`),
            ["b.b_x_fkey: b_x"],
        );
        assert.deepEqual(await cover(`${b} CREATE INDEX b_x ON b USING hash (x);`), ["b.b_x_fkey: b_x"]);
    });

    it("are judged once on a partitioned table, and on a partition where one was declared there", async () => {
        assert.deepEqual(
            await cover(`CREATE TABLE a (x int PRIMARY KEY) PARTITION BY HASH (x);
                CREATE TABLE a_0 PARTITION OF a FOR VALUES WITH (MODULUS 2, REMAINDER 0);
                CREATE TABLE a_1 PARTITION OF a FOR VALUES WITH (MODULUS 2, REMAINDER 1);
                CREATE TABLE b (x int REFERENCES a (x)) PARTITION BY HASH (x);
                CREATE TABLE b_0 PARTITION OF b FOR VALUES WITH (MODULUS 1, REMAINDER 0);
                CREATE INDEX ON b (x);
                ALTER TABLE b_0 ADD CONSTRAINT own FOREIGN KEY (x) REFERENCES a (x);`),
            ["b.b_x_fkey: b_x_idx", "b_0.own: b_x_idx"],
        );
    });

    it("are those of the end of the history: dropped, renamed and lost keys and indexes included", async () => {
        const start = migration(`${tables} CREATE TABLE b (x int REFERENCES a (x), y int);
            ALTER TABLE b ADD FOREIGN KEY (x, y) REFERENCES a;`);
        const files = { "20260101000000_start.sql": start };
        assert.deepEqual(await cover(files), ["b.b_x_fkey: -", "b.b_x_y_fkey: -"]);
        assert.deepEqual(
            await cover({
                ...files,
                // Names that nobody wrote: PostgreSQL generated both.
                "20260102000000_drop.sql": migration(
                    "ALTER TABLE b DROP CONSTRAINT b_x_fkey, DROP CONSTRAINT b_x_y_fkey;",
                ),
            }),
            [],
        );
        assert.deepEqual(
            await cover({
                ...files,
                "20260102000000_index.sql": migration(
                    "DO $$ BEGIN EXECUTE format('CREATE INDEX %I ON b (x, y)', 'made'); END $$;",
                ),
                "20260103000000_rename.sql": migration(
                    "ALTER TABLE b RENAME TO c; ALTER INDEX made RENAME TO kept;",
                ),
            }),
            ["c.b_x_fkey: kept", "c.b_x_y_fkey: kept"],
        );
        assert.deepEqual(
            await cover({
                ...files,
                "20260102000000_index.sql": migration("CREATE INDEX made ON b (x, y);"),
                "20260103000000_drop.sql": migration("ALTER TABLE b DROP COLUMN y;"),
            }),
            ["b.b_x_fkey: -"],
        );
        assert.deepEqual(
            await cover({ ...files, "20260102000000_drop.sql": migration("DROP TABLE a CASCADE;") }),
            [],
        );
    });

    it("are named with their schema, whatever the search path was", async () => {
        assert.deepEqual(
            await cover(`CREATE SCHEMA shop; SET search_path TO shop; CREATE TABLE a (x int PRIMARY KEY);
                CREATE TABLE b (x int REFERENCES a);`),
            ["shop.b.b_x_fkey: -"],
        );
    });

    it("are named by the line that declares them, in whatever statement", async () => {
        const sql = [
            "CREATE TABLE a (x int PRIMARY KEY, é int UNIQUE);",
            "/* a comment",
            "   of two lines */ CREATE TABLE b (",
            "    x int REFERENCES a (x),",
            "    é int,",
            "    CONSTRAINT other FOREIGN KEY (é) REFERENCES a (é)",
            ");",
            "ALTER TABLE b ADD COLUMN late int",
            "    REFERENCES a (x);",
            "DO $$ BEGIN",
            "    ALTER TABLE b ADD CONSTRAINT hidden FOREIGN KEY (late) REFERENCES a (é);",
            "END $$;",
        ].join("\n");
        const { foreignKeys } = await replayedSql(sql);
        assert.deepEqual(
            foreignKeys.map(({ name, declaredAt }) => `${name} ${declaredAt}`),
            ["b_late_fkey", "b_x_fkey", "hidden", "other"].map(
                (name, index) => `${name} 20260101000000_schema.sql:${[10, 5, 11, 7][index] ?? 0}`,
            ),
        );
    });

    it("are reported with everything that a person needs to find them", async () => {
        const { foreignKeys } = judge(
            await replayedSql(
                `${tables}CREATE TABLE b (x int, y int, n int,\n FOREIGN KEY (x, y) REFERENCES a);\n` +
                    "CREATE INDEX b_some ON b (x, y) WHERE n > 0;",
            ),
        );
        assert.deepEqual(foreignKeys, [
            "foreign key b_x_y_fkey on b (x, y), declared at 20260101000000_schema.sql:4, has no index that " +
                "begins with these columns (b_some holds only rows with (n > 0)); each change of a would read all of b",
        ]);
    });
});
