import assert from "node:assert/strict";
import { ReplayFailure } from "../../../policies/indexes-as-migrations/replay";
import { emptyDatabase, migration, replayed, type Files } from "./fixture";

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

    it("has the extensions that the embedded PostgreSQL carries, and passes over others", async () => {
        await replayed(
            second("CREATE EXTENSION pg_trgm; CREATE INDEX ON a USING gin ((id::text) gin_trgm_ops);"),
        );
        await replayed(second("CREATE EXTENSION IF NOT EXISTS pg_cron;"));
        assert.equal(
            await failure(
                second("CREATE EXTENSION pg_cron;\nSELECT cron.schedule('x', '* * * * *', 'VACUUM');"),
            ),
            '20260102000000_second.sql:3: schema "cron" does not exist',
        );
    });
});
