import assert from "node:assert/strict";
import { directoriesOf, readBundle, type Bundle } from "../../../policies/indexes-as-migrations/bundle";
import { replay, ReplayFailure, ReplayUndecided } from "../../../policies/indexes-as-migrations/replay";
import { PostgresServer } from "../../support/postgres-server";
import { directoryWith, migration, verdictsOf, type Files } from "./fixture";

describe("a scratch server", function () {
    this.timeout(60_000);
    let server: PostgresServer;
    let url: string;

    before(async () => {
        server = await PostgresServer.start();
        url = `postgres://${server.user}:${server.password}@127.0.0.1:${String(server.port)}/postgres`;
        await server.run("postgres", "CREATE ROLE platform");
    });

    after(() => server.stop());

    const bundleOn = (files: Files, address = url): Bundle =>
        readBundle(directoriesOf({ migrationsDir: directoryWith(files), server: address }));

    /** What lies on the server beside its own databases and roles. */
    const leftovers = (): Promise<readonly unknown[]> =>
        server.run(
            "postgres",
            "SELECT datname::text FROM pg_database WHERE datname LIKE 'migrations%' UNION ALL SELECT rolname::text FROM pg_roles WHERE rolname LIKE 'rds%' OR rolname = 'app'",
        );

    const first = {
        "20260101000000_a.sql": migration(
            "CREATE ROLE app;\nCREATE TABLE a (id int PRIMARY KEY, up int REFERENCES a);\nGRANT SELECT ON a TO app, platform, rds_iam;",
        ),
        "queries/q.sql": "SELECT id FROM a WHERE id = $1;",
    };

    it("replays with the roles that it has, and keeps nothing of it", async () => {
        for (const attempt of ["first", "second"]) {
            const catalogue = await replay(bundleOn(first));
            assert.deepEqual(verdictsOf(catalogue), ["a.a_up_fkey (up): uncovered"], attempt);
            assert.deepEqual(catalogue.frequentQueries[0]?.indexes, ["a_pkey"]);
        }
        assert.deepEqual(await leftovers(), []);
    });

    it("names the file and the line that it refuses, and keeps nothing of that either", async () => {
        await assert.rejects(replay(bundleOn({ "1_a.sql": "SELECT 1;\nSELECT nobody;" })), (error) => {
            assert.ok(error instanceof ReplayFailure);
            assert.equal(error.message, '1_a.sql:2: column "nobody" does not exist');
            return true;
        });
        assert.deepEqual(await leftovers(), []);
    });

    it("leaves undecided what it lacks itself, and everything where it cannot be reached", async () => {
        const doubt = async (bundle: Bundle, message: RegExp): Promise<void> => {
            await assert.rejects(replay(bundle), (error) => {
                assert.ok(error instanceof ReplayUndecided, String(error));
                assert.match(error.message, message);
                return true;
            });
        };
        await doubt(
            bundleOn({ "1_a.sql": "CREATE EXTENSION postgis;" }),
            /^1_a\.sql:1: the scratch server has no extension postgis; install it there, or name a file of SQL/,
        );
        await doubt(
            bundleOn(first, url.replace(server.password, "wrong-secret")),
            /^the scratch server under server cannot be used: password authentication failed/,
        );
        await doubt(bundleOn(first, "not an address"), /^the scratch server under server cannot be used/);
        assert.deepEqual(await leftovers(), []);
    });
});
