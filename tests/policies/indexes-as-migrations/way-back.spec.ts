import assert from "node:assert/strict";
import { join } from "node:path";
import { migrationCanBeUndone } from "../../../policies/indexes-as-migrations/change-rules";
import { clean, doubts, refusals } from "../../support/stack-graph";
import { about, file, then } from "./change-fixture";
import { directoryWith, lockedDirectory, migration } from "./fixture";

describe("migration-can-be-undone", () => {
    const faults: readonly (readonly [string, string, string, string])[] = [
        ["leaves a table", "CREATE TABLE a (id int PRIMARY KEY);", "SELECT 1;", "leaves table a"],
        ["leaves an index", "CREATE INDEX i ON orders (id);", "SELECT 1;", "leaves index i on orders"],
        [
            "loses a key",
            "SELECT 1;",
            "ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey;",
            "loses constraint orders_customer_id_fkey on orders",
        ],
        [
            "leaves another type",
            "ALTER TABLE orders ALTER COLUMN customer_id DROP NOT NULL;",
            "SELECT 1;",
            "leaves column orders.customer_id other than it was",
        ],
        [
            "leaves a right",
            "GRANT SELECT ON orders TO rds_iam;",
            "SELECT 1;",
            "leaves table orders other than it was",
        ],
        [
            "leaves a policy",
            "CREATE POLICY p ON orders USING (true);",
            "SELECT 1;",
            "leaves policy p on orders",
        ],
        [
            "leaves a function",
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';",
            "SELECT 1;",
            "leaves function f()",
        ],
        ["leaves a type", "CREATE TYPE mood AS ENUM ('good');", "SELECT 1;", "leaves type mood"],
        [
            "leaves a trigger",
            "CREATE TRIGGER t BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();",
            "SELECT 1;",
            "leaves trigger t on orders",
        ],
        ["leaves a schema", "CREATE SCHEMA s;", "SELECT 1;", "leaves schema s"],
        ["leaves a view", "CREATE VIEW v AS SELECT 1 AS one;", "SELECT 1;", "leaves view v"],
        ["fails", "SELECT 1;", "DROP TABLE nobody;", `fails: ${file}:4: table "nobody" does not exist`],
    ];
    for (const [what, up, down, problem] of faults) {
        it(`refuses a way back that ${what}`, async () => {
            const { violations, undecided } = await about(
                migrationCanBeUndone,
                await lockedDirectory(then(up, "", down)),
            );
            assert.deepEqual(undecided, []);
            assert.equal(violations.length, 1);
            assert.ok(violations[0]?.includes(`${file}: its way back `), violations[0]);
            assert.ok(violations[0]?.includes(problem), violations[0]);
        });
    }

    it("names each migration for its own faults alone, down to the first", async () => {
        const first = { "20251231000000_first.sql": migration("CREATE TABLE a (id int);") };
        assert.deepEqual(
            await about(
                migrationCanBeUndone,
                await lockedDirectory({ ...first, ...then("CREATE TABLE b ();") }),
            ),
            refusals(
                "db: 20251231000000_first.sql: its way back leaves table a",
                `db: ${file}: its way back leaves table b`,
            ),
        );
    });

    it("tells what a way back met that fails for a later one's fault", async () => {
        const first = {
            "20251231000000_first.sql": migration("CREATE TABLE a (id int);", "", "DROP TABLE a;"),
        };
        const renamed = then("ALTER TABLE a RENAME TO b;");
        assert.deepEqual(
            await about(migrationCanBeUndone, await lockedDirectory({ ...first, ...renamed })),
            refusals(
                'db: 20251231000000_first.sql: its way back fails: 20251231000000_first.sql:4: table "a" does not exist; ' +
                    "those of later ones: leaves table b, loses table a",
                `db: ${file}: its way back leaves table b, loses table a`,
            ),
        );
    });

    it("ends where a section says in a comment why there is no way back", async () => {
        const first = { "20251231000000_first.sql": migration("CREATE TABLE a (id int);") };
        const directory = await lockedDirectory({ ...first, ...then("SELECT 1;", "", "-- Rows are gone.") });
        assert.deepEqual(await about(migrationCanBeUndone, directory), clean);
    });

    it("cannot decide on an extension that a prelude stands in for", async () => {
        const prelude = join(directoryWith({ "p.sql": "CREATE EXTENSION pg_cron;" }), "p.sql");
        const migrationsDir = await lockedDirectory(
            then("CREATE EXTENSION pg_cron;", "", "DROP EXTENSION pg_cron;"),
            undefined,
            { prelude },
        );
        assert.deepEqual(
            await about(migrationCanBeUndone, migrationsDir, { prelude }),
            doubts(
                `db: nobody can tell whether ways back lead back: ${file}:4: extension "pg_cron" does not exist`,
            ),
        );
    });
});
