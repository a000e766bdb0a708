import assert from "node:assert/strict";
import { judge } from "../../../policies/indexes-as-migrations/catalogue";
import { migration, replayed } from "./fixture";

const schema = `
    CREATE TABLE o (id int PRIMARY KEY);
    CREATE TABLE p (o int NOT NULL REFERENCES o, id int NOT NULL, born timestamptz NOT NULL, name text, email text,
        PRIMARY KEY (o, id)) PARTITION BY HASH (o);
    CREATE TABLE p_0 PARTITION OF p FOR VALUES WITH (MODULUS 2, REMAINDER 0);
    CREATE TABLE p_1 PARTITION OF p FOR VALUES WITH (MODULUS 2, REMAINDER 1);
    CREATE INDEX p_list ON p (o, born DESC, id DESC);
    CREATE INDEX p_email ON p (lower(email));`;

/** What is said about one query on the schema: the indexes that it reads, or what is wrong with it. */
async function verdict(sql: string, more = ""): Promise<readonly string[]> {
    const catalogue = await replayed({
        "20260101000000_schema.sql": migration(schema + more),
        "queries/q.sql": sql,
    });
    const [query] = catalogue.frequentQueries;
    assert.notEqual(query, undefined);
    return query?.problems.length === 0 ? query.indexes : (query?.problems ?? []);
}

describe("the plan of a frequent query", () => {
    it("finds rows by key, by a leading column, by an expression, or by several indexes together", async () => {
        assert.deepEqual(await verdict("SELECT * FROM p WHERE o = $1 AND id = $2"), ["p_pkey"]);
        assert.deepEqual(await verdict("SELECT * FROM p WHERE lower(email) = lower($1)"), ["p_email"]);
        assert.deepEqual(await verdict("SELECT * FROM p WHERE o = $1 AND id = $2 OR lower(email) = $3"), [
            "p_email",
            "p_pkey",
        ]);
        assert.deepEqual(await verdict(`SELECT "a.b".* FROM p "a.b" WHERE "a.b".o = $1 AND name = 'o = 1'`), [
            "p_list",
        ]);
    });

    it("finds rows by an index though a table of one page is read faster", async () => {
        const seeded = "INSERT INTO o VALUES (1); ANALYZE o;";
        assert.deepEqual(await verdict("SELECT * FROM o WHERE id = $1", seeded), ["o_pkey"]);
    });

    it("keeps an index's order though few rows are sorted faster", async () => {
        const few = "SELECT * FROM p WHERE o = $1 AND lower(email) = $2 ORDER BY born DESC, id DESC";
        assert.deepEqual(await verdict(few), ["p_list"]);
    });

    it("keeps an index's order through partitions and pages", async () => {
        const page =
            "SELECT * FROM p WHERE o = $1 AND (born, id) < ($2, $3) ORDER BY born DESC, id DESC LIMIT $4";
        assert.deepEqual(await verdict(page), ["p_list"]);
    });

    it("joins by indexes on both sides", async () => {
        assert.deepEqual(
            await verdict("SELECT p.name FROM o JOIN p ON p.o = o.id WHERE o.id = $1 AND p.id = $2"),
            ["o_pkey", "p_pkey"],
        );
        const visits = "CREATE TABLE v (o int, at int); CREATE INDEX v_at ON v (at);";
        assert.deepEqual(await verdict("SELECT * FROM v JOIN o ON o.id = v.o WHERE v.at > $1", visits), [
            "o_pkey",
            "v_at",
        ]);
    });

    it("may write and may compute without a table", async () => {
        assert.deepEqual(await verdict("UPDATE p SET name = $3 WHERE o = $1 AND id = $2"), ["p_pkey"]);
        assert.deepEqual(await verdict("SELECT $1::int"), []);
    });

    it("is refused where it reads a whole table, named once for all partitions", async () => {
        assert.deepEqual(await verdict("SELECT * FROM p WHERE name = $1"), [
            "reads all of p: no index serves its condition",
        ]);
        assert.deepEqual(
            await verdict("SELECT * FROM s.t WHERE x = $1", "CREATE SCHEMA s; CREATE TABLE s.t (x int);"),
            ["reads all of s.t: no index serves its condition"],
        );
    });

    it("is refused where an index is read from end to end", async () => {
        assert.deepEqual(await verdict("SELECT o FROM p WHERE id = $1"), [
            "reads all of index p_list: its condition does not restrict o",
        ]);
        const names = "CREATE TABLE n (a text, b text, PRIMARY KEY (a, b));";
        assert.deepEqual(await verdict("SELECT a FROM n WHERE b = 'n.a'", names), [
            "reads all of index n_pkey: its condition does not restrict a",
        ]);
        assert.deepEqual(await verdict("SELECT * FROM o ORDER BY id LIMIT 20"), [
            "reads all of index o_pkey: its condition does not restrict id",
        ]);
    });

    it("is refused where it sorts for its order, and only there", async () => {
        assert.deepEqual(await verdict("SELECT * FROM p WHERE o = $1 ORDER BY name"), [
            "sorts by name: no index returns its rows in that order",
        ]);
        assert.deepEqual(await verdict("SELECT * FROM p WHERE o = $1 ORDER BY born DESC, id LIMIT 20"), [
            "sorts by born DESC, id: no index returns its rows in that order",
        ]);
        assert.deepEqual(await verdict("SELECT count(DISTINCT name) FROM p WHERE o = $1"), ["p_list"]);
    });

    it("is no better for an index that happens to be there, as on empty tables every plan is cheap", async () => {
        assert.deepEqual(
            await verdict("SELECT * FROM p WHERE name = $1", "CREATE INDEX p_born ON p (born);"),
            ["reads all of p: no index serves its condition"],
        );
        assert.deepEqual(
            await verdict("SELECT * FROM p WHERE born = $1", "CREATE INDEX p_born ON p (born);"),
            ["p_born"],
        );
    });

    it("is refused where the query does not run, with its line", async () => {
        assert.deepEqual(
            await verdict("-- é\nSELECT *\nFROM p WHERE nobody = $1\n AND o = $2\n AND\n id = $3\n\n"),
            ['cannot run against the schema on line 3: column "nobody" does not exist'],
        );
        assert.deepEqual(await verdict("-- é\nSELECT *\nFORM p"), [
            'cannot run against the schema on line 3: syntax error at or near "FORM"',
        ]);
        assert.deepEqual(await verdict("-- nothing"), ["is not there: the file has no statement"]);
        assert.deepEqual(await verdict("SELECT 1;\nSELECT 2;"), [
            "has a second statement on line 2; a file holds one query",
        ]);
    });

    it("is judged after a query that cannot run, too", async () => {
        const { frequentQueries } = await replayed({
            "20260101000000_schema.sql": migration(schema),
            "queries/a.sql": "SELECT nobody FROM p",
            "queries/b.sql": "SELECT * FROM p WHERE name = $1",
        });
        assert.deepEqual(
            frequentQueries.map(({ name, problems }) => `${name} ${problems.join()}`),
            [
                'a cannot run against the schema on line 1: column "nobody" does not exist',
                "b reads all of p: no index serves its condition",
            ],
        );
    });

    it("is reported by the query's name and file", async () => {
        const catalogue = await replayed({
            "20260101000000_schema.sql": migration(schema),
            "queries/q.sql": "-- name: everyone\nSELECT * FROM p ORDER BY name;\n",
        });
        assert.deepEqual(judge(catalogue).frequentQueries, [
            "frequent query everyone (queries/q.sql) reads all of p: no index serves its condition; " +
                "it sorts by name: no index returns its rows in that order",
        ]);
    });
});
