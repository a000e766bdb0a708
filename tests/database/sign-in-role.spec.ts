import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { databaseEngine } from "../../components/database-parameters";
import type { MigrationBundle } from "../../migrator/bundle";
import { makeBundle } from "../../migrator/bundle-maker";
import { runOn } from "../migrator/support/runs";
import { repository } from "../support/platform";
import { PostgresServer } from "../support/postgres-server";

const file = "20261127090300_create_sign_in_role.sql";
const password = "of-the-master";

/**
 * What Aurora does and no other PostgreSQL: its master user, no superuser, grants rds_iam without being a member of it, and
 * whoever is a member signs in by no password.
 */
const likeAurora = `
    CREATE ROLE rds_iam;
    CREATE ROLE medease_admin LOGIN CREATEROLE CREATEDB PASSWORD '${password}';`;
const grantsAsAws = `
    CREATE FUNCTION public.grant_rds_iam() RETURNS void SECURITY DEFINER LANGUAGE sql
        AS 'GRANT rds_iam TO medease_service';`;

describe("the role that the service signs in as", function () {
    this.timeout(60_000);
    let server: PostgresServer;
    let bundle: MigrationBundle;

    beforeEach(async () => {
        server = await PostgresServer.start();
        bundle = await makeBundle(join(repository, "migrations"));
        await server.run("postgres", likeAurora);
    });
    afterEach(() => server.stop());

    async function signIn(database: string, user: string, secret = password): Promise<Client> {
        const client = new Client({ host: "127.0.0.1", port: server.port, database, user, password: secret });
        client.on("error", () => undefined);
        await client.connect();
        return client;
    }

    /** A database of the master user's own, in which AWS's way to grant rds_iam is there. */
    async function databaseOfMaster(): Promise<string> {
        const database = await server.createDatabase();
        await server.run(database, grantsAsAws);
        await server.run("postgres", `ALTER DATABASE ${database} OWNER TO medease_admin`);
        return database;
    }

    /** Applies everything as the master user; the one statement that only Aurora lets it run, as Aurora runs it. */
    async function migrate(database: string): Promise<void> {
        const asAurora: MigrationBundle = {
            ...bundle,
            migrations: bundle.migrations.map((migration) => ({
                ...migration,
                statements: migration.statements.map((statement) => ({
                    ...statement,
                    sql: statement.sql.replace(
                        "GRANT rds_iam TO medease_service",
                        "PERFORM public.grant_rds_iam()",
                    ),
                })),
            })),
        };
        const master = await signIn(database, "medease_admin");
        try {
            await runOn({ connect: async () => Promise.resolve(master) }, database, asAurora);
        } finally {
            await master.end().catch(() => undefined);
        }
    }

    const memberships = (database: string): Promise<readonly unknown[]> =>
        server.run(
            database,
            `SELECT member::regrole::text AS member, roleid::regrole::text AS of FROM pg_auth_members
             WHERE member::regrole::text IN ('medease_admin', 'medease_service') ORDER BY 1, 2`,
        );

    it("is a member of medease_app and rds_iam, and the master user is none of it", async () => {
        const database = await databaseOfMaster();
        await migrate(database);
        assert.deepEqual(
            new Set((await memberships(database)).map((one) => Object.values(one as object).join(" in "))),
            new Set([
                "medease_admin in medease_app",
                "medease_admin in medease_migrator",
                "medease_service in medease_app",
                "medease_service in rds_iam",
            ]),
        );
        assert.deepEqual(
            await server.run(
                database,
                `SELECT rolname, rolcanlogin, rolpassword IS NULL AS tokens_only FROM pg_authid
                 WHERE rolname ~ '^medease_(service|role_maker)$'`,
            ),
            [{ rolname: databaseEngine.serviceUsername, rolcanlogin: true, tokens_only: true }],
        );
    });

    it("leaves the master user its sign-in by password, where members of rds_iam have none", async () => {
        const database = await databaseOfMaster();
        await migrate(database);
        await server.run("postgres", "ALTER ROLE medease_service PASSWORD 'mistaken'");
        const [row] = await server.run("postgres", "SHOW hba_file");
        const file = String(row?.hba_file);
        writeFileSync(file, `host all +rds_iam all reject\n${readFileSync(file, "utf8")}`);
        await server.run("postgres", "SELECT pg_reload_conf()");
        for (let left = 50; left > 0; left -= 1) {
            const refused = await signIn(database, "medease_service", "mistaken").then(
                (client) => client.end().then(() => false),
                (error: unknown) => String(error).includes("pg_hba.conf rejects"),
            );
            if (refused) break;
            assert.ok(left > 1, "a member of rds_iam signs in by password");
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
        await (await signIn(database, "medease_admin")).end();
    });

    it("is not made where it would take the master user's sign-in: nothing of the file is applied", async () => {
        const database = await databaseOfMaster();
        const master = await signIn(database, "medease_admin");
        // As the obvious statement would do it: whoever creates a role is a member of it.
        await master.query("CREATE ROLE medease_service LOGIN");
        await master.end();
        await assert.rejects(
            migrate(database),
            /create_sign_in_role\.sql:\d+: DO[^]*medease_admin would sign in by password no more/,
        );
        assert.deepEqual(
            await server.run(database, "SELECT pg_has_role('medease_admin', 'rds_iam', 'MEMBER') AS member"),
            [{ member: false }],
        );
        const [applied] = await server.run(
            database,
            `SELECT count(*)::int AS files FROM schema_migrations WHERE version = '${file.slice(0, 14)}'`,
        );
        assert.deepEqual(applied, { files: 0 });
    });

    it("sees nothing before it has entered an organization, and may no more than medease_app", async () => {
        const database = await databaseOfMaster();
        await migrate(database);
        await server.run("postgres", "ALTER ROLE medease_service PASSWORD 'for-the-test'");
        const organization = "00000000-0000-4000-8000-000000000001";
        await server.run(
            database,
            `SET ROLE medease_migrator; SET app.every_organization = 'on';
             INSERT INTO organizations (id, name) VALUES ('${organization}', 'One')`,
        );
        const service = await signIn(database, "medease_service", "for-the-test");
        try {
            const count = async (): Promise<unknown> =>
                (await service.query("SELECT count(*)::int AS seen FROM organizations")).rows[0];
            assert.deepEqual(await count(), { seen: 0 });
            await service.query("SET app.every_organization = 'on'");
            assert.deepEqual(await count(), { seen: 0 });
            await service.query(`BEGIN; SELECT enter_organization('${organization}')`);
            assert.deepEqual(await count(), { seen: 1 });
            await service.query("ROLLBACK");
            await assert.rejects(service.query("SET ROLE medease_migrator"), /permission denied/);
            await assert.rejects(service.query("CREATE TABLE t (id int)"), /permission denied for schema/);
        } finally {
            await service.end();
        }
    });
});
