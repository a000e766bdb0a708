import assert from "node:assert/strict";
import { join } from "node:path";
import { directoriesOf, readBundle } from "../../../policies/indexes-as-migrations/bundle";
import { extensionsOf } from "../../../policies/indexes-as-migrations/embedded-database";
import { ReplayFailure, ReplayUndecided } from "../../../policies/indexes-as-migrations/replay";
import { catalogueOf, directoryWith, emptyDatabase, migration, replayed, type Files } from "./fixture";

/** Why these files do not apply to an empty database. */
async function failure(files: Files): Promise<string> {
    try {
        await replayed(files);
    } catch (error) {
        if (error instanceof ReplayFailure) return error.message;
        throw error;
    }
    throw new Error("the files apply");
}

const first = { "20260101000000_first.sql": migration("CREATE TABLE a (id int PRIMARY KEY);") };
const second = (sql: string, options = ""): Files => ({
    ...first,
    "20260102000000_second.sql": migration(sql, options),
});

describe("a replay", () => {
    it("names the file and the line that PostgreSQL refuses", async () => {
        assert.equal(
            await failure(second("SELECT 1;\n\n-- é\nALTER TABLE a\n    DROP COLUMN nobody;")),
            '20260102000000_second.sql:5: column "nobody" of relation "a" does not exist',
        );
        assert.equal(
            await failure(second("SELECT 1;\nSELECT 'é',\n    nobody;")),
            '20260102000000_second.sql:4: column "nobody" does not exist',
        );
        assert.equal(
            await failure(second("SELECT 1;\nCREATE TABEL b ();")),
            '20260102000000_second.sql:3: syntax error at or near "TABEL"',
        );
    });

    it("runs a migration in a transaction unless it says otherwise", async () => {
        const concurrently = "CREATE INDEX CONCURRENTLY a_id ON a (id);";
        assert.equal(
            await failure(second(concurrently)),
            "20260102000000_second.sql:2: CREATE INDEX CONCURRENTLY cannot run inside a transaction block",
        );
        await replayed(second(concurrently, " transaction:false"));
        assert.equal(
            await failure(second(`SELECT 1;\n${concurrently}`, " transaction:false")),
            "20260102000000_second.sql:3: CREATE INDEX CONCURRENTLY cannot run inside a transaction block",
        );
    });

    it("leaves nothing of a migration that failed, and is ready for the next replay", async () => {
        await failure(second("CREATE TABLE b ();\nSELECT nobody;"));
        await replayed(second("CREATE TABLE b ();"));
    });

    it("applies in the order of the versions", async () => {
        await replayed({
            "20260103000000_third.sql": migration("DROP TABLE b;"),
            ...second("CREATE TABLE b ();"),
        });
    });

    it("forgets a migration's settings at its end", async () => {
        await replayed({
            "20260101000000_first.sql": migration("SET search_path TO pg_catalog; SET ROLE rds_superuser;"),
            "20260102000000_second.sql": migration("CREATE TABLE a ();"),
        });
        const db = await emptyDatabase();
        const { rows } = await db.query("SELECT current_user::text AS name");
        assert.deepEqual(rows, [{ name: "postgres" }]);
    });

    it("knows the roles that RDS has in every database", async () => {
        await replayed(second("CREATE ROLE app LOGIN; GRANT rds_iam TO app; DROP ROLE app;"));
    });

    it("has the extensions that the embedded PostgreSQL carries", async () => {
        await replayed(
            second("CREATE EXTENSION pg_trgm; CREATE INDEX ON a USING gin ((id::text) gin_trgm_ops);"),
        );
    });

    it("loads an extension that a block creates", () => {
        const bundle = readBundle(
            directoriesOf({
                migrationsDir: directoryWith(
                    second("DO $$ BEGIN EXECUTE 'CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\"'; END $$;"),
                ),
            }),
        );
        assert.deepEqual(extensionsOf(bundle), ["uuid-ossp"]);
    });
});

/** Why nobody can tell whether these files apply. */
async function doubt(files: Files, prelude?: string): Promise<string> {
    const migrationsDir = directoryWith(files);
    const config =
        prelude === undefined ? {} : { prelude: join(directoryWith({ "p.sql": prelude }), "p.sql") };
    try {
        await catalogueOf({ migrationsDir, ...config });
    } catch (error) {
        if (error instanceof ReplayUndecided) return error.message;
        throw error;
    }
    return "none";
}

const answer =
    "name a file of SQL that stands in for it under prelude, or a PostgreSQL that has it under server in the pack's configuration";

describe("what the embedded PostgreSQL lacks", () => {
    it("leaves the history undecided, though nothing failed for it", async () => {
        assert.equal(
            await doubt(second("SELECT 1;\n\nCREATE EXTENSION IF NOT EXISTS pg_cron;")),
            `20260102000000_second.sql:4: the embedded PostgreSQL has no extension pg_cron; ${answer}`,
        );
    });

    it("is named all at once, with file and line, and whatever fails after it is no verdict", async () => {
        assert.equal(
            await doubt({
                ...second(
                    "CREATE EXTENSION postgis;\nGRANT SELECT ON a TO anon;\nGRANT ALL ON a TO service;",
                ),
                "20260103000000_third.sql": migration("CREATE TABLE b (u int REFERENCES auth.users (id));"),
            }),
            [
                "20260102000000_second.sql:3: the embedded PostgreSQL has no role anon",
                "20260102000000_second.sql:4: the embedded PostgreSQL has no role service",
                "20260102000000_second.sql:2: the embedded PostgreSQL has no extension postgis",
                "20260103000000_third.sql:2: the embedded PostgreSQL has no schema auth",
                answer,
            ].join("; "),
        );
    });

    it("is a role, a collation, a parameter or an extension in a block, outside of a transaction too", async () => {
        assert.match(await doubt(second("SELECT 'a' COLLATE \"xx_XX\";")), /:2: .* has no collation xx_XX/);
        assert.match(
            await doubt(second("SELECT current_setting('app.user');")),
            /:2: .* has no parameter app\.user/,
        );
        assert.match(
            await doubt(second("DO $$ BEGIN EXECUTE 'CREATE EXTENSION postgis'; END $$;")),
            /:2: .* has no extension postgis/,
        );
        assert.match(
            await doubt(second("GRANT ALL ON a TO anon;", " transaction:false")),
            /:2: .* has no role anon/,
        );
        assert.match(
            await doubt({
                "1_a.sql": "CREATE TABLE a ();\nGRANT ALL ON a TO anon;\nGRANT ALL ON a TO web;\n",
            }),
            /^1_a\.sql:2: .* role anon; 1_a\.sql:3: .* role web; name/,
        );
    });

    it("is answered by a prelude, which is not judged itself", async () => {
        const files = {
            ...second("CREATE EXTENSION pg_cron;\nSELECT cron.schedule('x');\nGRANT SELECT ON a TO anon;"),
            "20260103000000_third.sql": migration("CREATE TABLE b (u int REFERENCES auth.users (id));"),
        };
        const prelude = [
            "CREATE ROLE anon;",
            "CREATE EXTENSION pg_cron;",
            "CREATE SCHEMA cron;",
            "CREATE FUNCTION cron.schedule(text) RETURNS int LANGUAGE sql AS 'SELECT 1';",
            "CREATE SCHEMA auth;",
            "CREATE TABLE auth.users (id int PRIMARY KEY, boss int REFERENCES auth.users);",
            "CREATE INDEX ON auth.users (boss);",
        ].join("\n");
        assert.equal(await doubt(files, prelude), "none");
        const path = join(directoryWith({ "p.sql": prelude }), "p.sql");
        const { foreignKeys, indexBuilds } = await catalogueOf({
            migrationsDir: directoryWith(files),
            prelude: path,
        });
        assert.deepEqual(indexBuilds, []);
        assert.deepEqual(
            foreignKeys.map(({ table }) => table),
            ["b"],
        );
    });

    it("hides no mistake of the history's own", async () => {
        assert.equal(
            await failure(second("CREATE TABLE b (x nothing);")),
            '20260102000000_second.sql:2: type "nothing" does not exist',
        );
        assert.match(await failure(second("DROP TABLE nobody;")), /table "nobody" does not exist$/);
    });
});

describe("a tool's way to run a file", () => {
    const table = "CREATE TABLE a (id int);";

    it("is one string for golang-migrate: an index built concurrently stands alone", async () => {
        const down = { "1_a.down.sql": "", "2_b.down.sql": "" };
        const index = "CREATE INDEX CONCURRENTLY a_id ON a (id);";
        await replayed({ "1_a.up.sql": table, "2_b.up.sql": index, ...down });
        assert.match(
            await failure({ "1_a.up.sql": table, "2_b.up.sql": `SELECT 1;\n${index}`, ...down }),
            /^2_b\.up\.sql:2: CREATE INDEX CONCURRENTLY cannot run inside a transaction block/,
        );
    });

    it("is refused by Flyway where a file wants a transaction and none", async () => {
        assert.match(
            await failure({
                "V1__a.sql": table,
                "V2__b.sql": "ALTER TABLE a ADD b int;\n\nCREATE INDEX CONCURRENTLY a_id ON a (id);",
            }),
            /^V2__b\.sql:\d+: this statement runs outside of a transaction and others of the file in one/,
        );
    });

    it("is cut at ends of lines by goose: a block wants its marks", async () => {
        const block = "DO $$ BEGIN\nPERFORM 1;\nEND $$;";
        const file = (up: string): Files => ({
            "1_a.sql": `-- +goose Up\n${up}\n-- +goose Down\nSELECT 1;\n`,
        });
        await replayed(file(`-- +goose StatementBegin\n${block}\n-- +goose StatementEnd`));
        assert.match(await failure(file(block)), /^1_a\.sql:2: unterminated dollar-quoted string/);
    });

    it("keeps a session's settings for the next file, or does not", async () => {
        const files = (first: string, second: string): Files => ({
            [first]: "SELECT set_config('search_path', '', false);",
            [second]: "CREATE TABLE a ();",
        });
        const downs = { "1_a.down.sql": "", "2_b.down.sql": "" };
        assert.match(
            await failure({ ...files("1_a.up.sql", "2_b.up.sql"), ...downs }),
            /^2_b\.up\.sql:1: no schema has been selected to create in/,
        );
        await replayed(files("1_a.sql", "2_b.sql"));
    });
});
