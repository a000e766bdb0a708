import assert from "node:assert/strict";
import type { Client } from "pg";
import { dbmate } from "../../database/dbmate";
import { emptyDatabase, inTransaction, migratedDatabase, rowsOf } from "./support";
import { fill, one } from "./two-organizations";

describe("the service's role", () => {
    let client: Client;

    before(async () => {
        // Migrated itself: a copy of a database has not the rights on the database.
        const { url, owner } = await emptyDatabase();
        const { ok, output } = await dbmate(url, ["up", "--strict"]);
        assert.ok(ok, output);
        client = owner;
        await fill(client);
    });

    const refused = (statement: string, message: RegExp, role = "medease_app"): Promise<void> =>
        inTransaction(client, async () => {
            await client.query("SELECT enter_organization($1)", [one]);
            await client.query(`SET LOCAL ROLE ${role}`);
            await assert.rejects(client.query(statement), message, statement);
        });

    it("is no owner of anything and has no attribute", async () => {
        const roles = await rowsOf<{ rolname: string; mighty: boolean }>(
            client,
            `SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication AS mighty
             FROM pg_roles WHERE rolname IN ('medease_app', 'medease_migrator') ORDER BY rolname`,
        );
        assert.deepEqual(roles, [
            { rolname: "medease_app", mighty: false },
            { rolname: "medease_migrator", mighty: false },
        ]);
        const owners = await rowsOf<{ owner: string }>(
            client,
            `SELECT DISTINCT relowner::regrole::text AS owner FROM pg_class
             WHERE relnamespace = 'public'::regnamespace AND relname !~ '^schema_migrations'`,
        );
        assert.deepEqual(owners, [{ owner: "medease_migrator" }]);
    });

    for (const [what, statement, message] of [
        ["make a table", "CREATE TABLE t (id int)", /permission denied for schema public/],
        [
            "make a temporary table",
            "CREATE TEMPORARY TABLE t (id int)",
            /permission denied to create temporary tables/,
        ],
        ["make a schema", "CREATE SCHEMA s", /permission denied for database/],
        [
            "make a function",
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1",
            /permission denied for schema/,
        ],
        ["make an index", "CREATE INDEX i ON patients (family_name)", /must be owner of table patients/],
        ["add a column", "ALTER TABLE patients ADD COLUMN phone text", /must be owner of table patients/],
        ["drop a table", "DROP TABLE patients", /must be owner of table patients/],
        ["empty a table", "TRUNCATE patients", /permission denied for table patients/],
        [
            "put row-level security off",
            "ALTER TABLE patients DISABLE ROW LEVEL SECURITY",
            /must be owner of table patients/,
        ],
        ["add a policy", "CREATE POLICY p ON patients USING (true)", /must be owner of table patients/],
        ["make a role", "CREATE ROLE r", /permission denied to create role/],
        [
            "read what was migrated",
            "SELECT * FROM schema_migrations",
            /permission denied for table schema_migrations/,
        ],
        [
            "read past the policies",
            "SET LOCAL row_security = off; SELECT * FROM patients",
            /would be affected by row-level/,
        ],
        [
            "change the audit log",
            "UPDATE audit_log SET action = 'read'",
            /permission denied for table audit_log/,
        ],
        ["delete from the audit log", "DELETE FROM audit_log", /permission denied for table audit_log/],
        ["empty the audit log", "TRUNCATE audit_log", /permission denied for table audit_log/],
    ] as const) {
        it(`cannot ${what}`, () => refused(statement, message));
    }

    it("writes and reads the audit log", async () => {
        await inTransaction(client, async () => {
            await client.query("SELECT enter_organization($1)", [one]);
            await client.query(
                "INSERT INTO audit_log (organization_id, actor_id, action, record_type, record_id) VALUES ($1, $1, 'read', 'patients', $1)",
                [one],
            );
            const [row] = await rowsOf(client, "SELECT count(*)::int AS entries FROM audit_log");
            assert.deepEqual(row, { entries: 2 });
        });
    });

    it("is not alone: not even the owner changes the audit log, in whatever partition", async () => {
        for (const statement of [
            "SET LOCAL app.every_organization = 'on'; UPDATE audit_log SET action = 'read'",
            "SET LOCAL app.every_organization = 'on'; DELETE FROM audit_log_2026_q4",
            "TRUNCATE audit_log",
            "TRUNCATE audit_log_2027_q1",
        ]) {
            await refused(statement, /audit_log is append-only/, "medease_migrator");
        }
    });
});

describe("the audit log's partitions", () => {
    it("follow each other without a gap, keep their quarter, and leave the default empty", async () => {
        const { owner } = await migratedDatabase();
        await fill(owner);
        await owner.query(
            `INSERT INTO audit_log (organization_id, occurred_at, action, record_type, record_id)
             SELECT '${one}', at, 'read', 'patients', '${one}'
             FROM generate_series(timestamptz '2026-10-01 00:00Z', '2031-12-31 23:00Z', '1 month') at`,
        );
        const rows = await rowsOf<{ part: string; rows: number }>(
            owner,
            `SELECT tableoid::regclass::text AS part, count(*)::int AS rows FROM audit_log GROUP BY 1 ORDER BY 1`,
        );
        assert.equal(rows.length, 21);
        assert.ok(!rows.some(({ part }) => part === "audit_log_default"));
        await owner.query("ALTER TABLE audit_log DETACH PARTITION audit_log_2026_q4");
        await owner.query("DROP TABLE audit_log_2026_q4");
    });
});
