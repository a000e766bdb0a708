import assert from "node:assert/strict";
import type { Client } from "pg";
import { directoriesOf, readBundle } from "../../policies/indexes-as-migrations/bundle";
import { readIndexes } from "../../policies/indexes-as-migrations/catalogue-reader";
import { readLock } from "../../policies/indexes-as-migrations/lock";
import { judgeQueries } from "../../policies/indexes-as-migrations/query-plan";
import { asSqlDatabase, connect, inTransaction, migratedDatabase, rowsOf } from "./support";
import { fill, one, tables, two } from "./two-organizations";

const bundle = readBundle(directoriesOf({}));
const idOf = (table: string): string => (table === "organizations" ? "id" : "organization_id");

describe("row-level security", () => {
    let owner: Client;
    /** Signed in as another, who steps down with enter_organization: the superuser, whom no policy binds. */
    let service: Client;

    before(async () => {
        const database = await migratedDatabase();
        owner = database.owner;
        await fill(owner);
        service = await connect(database.url);
    });

    const enter = (organization: string): Promise<unknown> =>
        service.query("SELECT enter_organization($1)", [organization]);

    const owners = async (table: string): Promise<readonly string[]> =>
        (await rowsOf<{ id: string }>(service, `SELECT ${idOf(table)} AS id FROM ${table}`)).map(
            ({ id }) => id,
        );

    it("binds every table that has an organization, its owner as well, with policies for both roles", async () => {
        const rows = await rowsOf<{ name: string; bound: boolean; roles: string[] }>(
            owner,
            `SELECT relname AS name, relrowsecurity AND relforcerowsecurity AS bound,
                ARRAY(SELECT DISTINCT r::regrole::text FROM pg_policy, unnest(polroles) r WHERE polrelid = c.oid ORDER BY 1) AS roles
             FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
                AND (relname = 'organizations' OR EXISTS (
                    SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'organization_id'))
             ORDER BY relname`,
        );
        assert.deepEqual(
            rows,
            [...tables]
                .sort()
                .map((name) => ({ name, bound: true, roles: ["medease_app", "medease_migrator"] })),
        );
    });

    for (const table of tables) {
        it(`shows of ${table} the organization's own rows, and none before one is entered`, async () => {
            await inTransaction(service, async () => {
                await service.query("SET LOCAL ROLE medease_app");
                assert.deepEqual(await owners(table), []);
                await enter(one);
                assert.deepEqual(await owners(table), [one]);
                await enter(two);
                assert.deepEqual(await owners(table), [two]);
            });
        });

        it(`lets nobody write a row of another organization into ${table}`, async () => {
            await inTransaction(service, async () => {
                await enter(one);
                const insert = `INSERT INTO ${table} SELECT (jsonb_populate_record(NULL::${table}, $1)).*`;
                const [row] = await rowsOf<{ row: object }>(
                    owner,
                    `SELECT to_jsonb(t) AS row FROM ${table} t WHERE id = $1`,
                    [two],
                );
                await assert.rejects(service.query(insert, [row?.row]), /violates row-level security policy/);
            });
        });

        if (table === "audit_log") continue;
        it(`changes and deletes in ${table} nothing of another organization`, async () => {
            await inTransaction(service, async () => {
                await enter(one);
                const foreign = `WHERE ${idOf(table)} = '${two}'`;
                const changed = await service.query(`UPDATE ${table} SET created_at = created_at ${foreign}`);
                const deleted = await service.query(`DELETE FROM ${table} ${foreign}`);
                assert.deepEqual([changed.rowCount, deleted.rowCount], [0, 0]);
                // Not out of its own organization into another either.
                await assert.rejects(
                    service.query(`UPDATE ${table} SET ${idOf(table)} = '${two}'`),
                    /violates (row-level security|foreign key)/,
                );
            });
        });
    }

    it("ends with the transaction, and then sees nothing on the same connection", async () => {
        await inTransaction(service, () => enter(one));
        await inTransaction(service, async () => {
            await service.query("SET LOCAL ROLE medease_app");
            // PostgreSQL leaves '' where a setting was, which is no uuid.
            assert.deepEqual(
                await rowsOf(service, "SELECT current_setting('app.organization_id', true) AS left_behind"),
                [{ left_behind: "" }],
            );
            for (const table of tables) assert.deepEqual(await owners(table), [], table);
        });
        assert.deepEqual(await rowsOf(service, "SELECT current_user::text AS who"), [{ who: "medease" }]);
    });

    it("has no way around it through a partition", async () => {
        await inTransaction(service, async () => {
            await enter(one);
            await assert.rejects(
                service.query("SELECT * FROM patients_p00"),
                /permission denied for table patients_p00/,
            );
        });
    });

    it("lets sign-in find the one user of its address, read-only, and then enters the organization", async () => {
        const byEmail = bundle.queries.find(({ file }) => file === "queries/user-by-email.sql")?.text ?? "";
        await inTransaction(service, async () => {
            await service.query("SELECT enter_sign_in($1)", ["two@example.com"]);
            const [user] = await rowsOf<{ organization_id: string }>(service, byEmail, ["two@example.com"]);
            assert.equal(user?.organization_id, two);
            assert.deepEqual(await rowsOf(service, byEmail, ["one@example.com"]), []);
            assert.equal((await owners("users")).length, 1);
            assert.equal((await service.query("UPDATE users SET role = 'nurse'")).rowCount, 0);
            assert.deepEqual(await owners("patients"), []);
            await enter(one);
            assert.deepEqual(await owners("users"), [one]);
        });
    });

    it("shows nothing to a master user who has entered no organization, member of both roles though he is", async () => {
        await owner.query("DROP ROLE IF EXISTS like_master");
        await owner.query("CREATE ROLE like_master NOLOGIN");
        await owner.query("GRANT medease_app, medease_migrator TO like_master");
        try {
            await service.query("SET ROLE like_master");
            for (const table of tables) assert.deepEqual(await owners(table), [], table);
            await service.query("SELECT enter_organization($1)", [one]); // outside a transaction: gone with it
            for (const table of tables) assert.deepEqual(await owners(table), [], table);
            await inTransaction(service, async () => {
                await enter(one);
                await service.query("SET LOCAL ROLE like_master");
                for (const table of tables) assert.deepEqual(await owners(table), [one], table);
            });
        } finally {
            await service.query("RESET ROLE");
            await owner.query("DROP ROLE like_master");
        }
    });

    it("lets the migrator see every row where it says so, so that backfills and validations miss none", async () => {
        await inTransaction(service, async () => {
            await service.query("SET LOCAL ROLE medease_migrator");
            for (const table of tables) assert.deepEqual(await owners(table), [], table);
            await service.query("SET LOCAL app.every_organization = 'on'");
            for (const table of tables) assert.deepEqual((await owners(table)).toSorted(), [one, two], table);
            await service.query(
                "ALTER TABLE medical_records DROP CONSTRAINT medical_records_patient_id_fkey",
            );
            await service.query(
                `UPDATE medical_records SET patient_id = '${one}' WHERE organization_id = '${two}'`,
            );
            await assert.rejects(
                service.query(`ALTER TABLE medical_records ADD FOREIGN KEY (organization_id, patient_id)
                    REFERENCES patients (organization_id, id)`),
                /violates foreign key constraint/,
            );
        });
    });

    it("leaves the frequent queries their indexes", async () => {
        const database = asSqlDatabase(service);
        const indexes = await readIndexes(database);
        await service.query("SET ROLE medease_app");
        try {
            const found = readLock(bundle);
            assert.deepEqual(
                await judgeQueries(database, indexes, bundle.queries),
                "lock" in found ? found.lock.catalogue.frequentQueries : found,
            );
        } finally {
            await service.query("RESET ALL; RESET ROLE");
        }
    });
});
