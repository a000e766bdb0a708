import assert from "node:assert/strict";
import type { Client } from "pg";
import type { MigrationBundle } from "../../migrator/bundle";
import { PostgresServer } from "../support/postgres-server";
import { bundleWith, contextOf, harbourFile, ledgerOf, quick, runOn, upOnly } from "./support/runs";

const ships = "20260101000000_create_ships.sql";
const berths = "20260101000200_index_berths.sql";
const next = "20260102000000_next.sql";

describe("the migration runner on a real PostgreSQL", function () {
    this.timeout(60_000);
    let server: PostgresServer;
    let database: string;
    let bundle: MigrationBundle;
    const holders: Client[] = [];
    before(async () => {
        server = await PostgresServer.start();
        database = await server.createDatabase();
        bundle = await bundleWith();
    });
    after(() => server.stop());
    beforeEach(() => server.empty(database));
    afterEach(async () => {
        for (const holder of holders.splice(0)) await holder.end();
    });

    /** A transaction that stays open until the test is over. */
    async function hold(sql: string): Promise<Client> {
        const holder = await server.connect(database);
        holders.push(holder);
        await holder.query(`BEGIN; ${sql}`);
        return holder;
    }

    const applied = async (): Promise<readonly string[]> =>
        (await server.run(database, "SELECT version FROM schema_migrations ORDER BY version")).map(
            ({ version }) => String(version),
        );

    it("applies each file once, in order, and nothing the second time", async () => {
        const first = await runOn(server, database, bundle);
        assert.deepEqual(
            first.applied,
            bundle.migrations.map(({ file }) => file),
        );
        const context = contextOf();
        assert.deepEqual((await runOn(server, database, bundle, context)).applied, []);
        assert.deepEqual(
            context.entries.map(({ event }) => event),
            ["begin", "end"],
        );
        assert.deepEqual(
            await applied(),
            bundle.migrations.map(({ version }) => version),
        );
        assert.equal((await ledgerOf(server, database)).length, 7);
    });

    it("applies each file once where two run at once, and says that one waited", async () => {
        const contexts = [contextOf(), contextOf()];
        const results = await Promise.all(
            contexts.map((context) => runOn(server, database, bundle, context)),
        );
        assert.deepEqual(results.map(({ applied: files }) => files.length).sort(), [0, 8]);
        assert.equal((await ledgerOf(server, database)).length, 7);
        const waited = contexts.flatMap(({ entries }) =>
            entries.filter(({ event }) => event === "another-runner-is-at-work"),
        );
        assert.equal(waited.length, 1);
    });

    it("gives up where another runner does not end", async () => {
        const other = await server.connect(database);
        holders.push(other);
        await other.query("SELECT pg_advisory_lock(7265726927)");
        const start = Date.now();
        const context = contextOf({
            limits: { ...quick, otherRunner: 100 },
            remaining: () => start + 900_000 - Date.now(),
        });
        await assert.rejects(runOn(server, database, bundle, context), /Another runner holds the lock/);
        assert.ok(Date.now() - start < 5_000);
        assert.deepEqual(await server.run(database, "SELECT 1 FROM pg_class WHERE relname = 'ships'"), []);
    });

    it("agrees with dbmate: what dbmate has applied is not applied again, and its checksum is kept from then on", async () => {
        const first = bundle.migrations[0];
        assert.ok(first);
        await server.run(
            database,
            `CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY);
             CREATE TABLE ledger (file text); CREATE TABLE ships (id bigint PRIMARY KEY, name text, berth bigint);
             INSERT INTO schema_migrations VALUES ('${first.version}')`,
        );
        const { applied: files } = await runOn(server, database, bundle);
        assert.equal(files.length, 7);
        const edited = await bundleWith({ [ships]: harbourFile(ships).replace("berth bigint", "berth int") });
        await assert.rejects(runOn(server, database, edited), /create_ships\.sql: was edited/);
    });

    it("refuses a file that was edited after its release, and applies nothing", async () => {
        await runOn(server, database, bundle);
        const edited = await bundleWith({
            [ships]: harbourFile(ships).replace("name text NOT NULL", "name text"),
            [next]: upOnly("CREATE TABLE piers (id bigint);"),
        });
        await assert.rejects(runOn(server, database, edited), {
            name: "MigrationFailure",
            message:
                "20260101000000_create_ships.sql: was edited after it was applied here, and an applied migration never " +
                "runs again; restore its statements and write the change as a new migration\nNothing was applied.",
        });
        assert.equal((await applied()).length, 8);
    });

    it("lets comments and the way back of a released file be corrected", async () => {
        await runOn(server, database, bundle);
        const file = harbourFile(ships);
        const corrected = await bundleWith({
            [ships]: file
                .replace("-- migrate:up\n", "-- migrate:up\n-- Better said.\n")
                .replace("DROP TABLE ships", "DROP TABLE ships, ledger"),
        });
        assert.notEqual(corrected.checksum, bundle.checksum);
        assert.deepEqual((await runOn(server, database, corrected)).applied, []);
    });

    it("refuses a file that is older than one that is applied, and applies nothing", async () => {
        await runOn(server, database, bundle);
        const late = await bundleWith({
            "20260101000350_late.sql": upOnly("CREATE TABLE late (id bigint);"),
            [next]: upOnly("CREATE TABLE piers (id bigint);"),
        });
        await assert.rejects(
            runOn(server, database, late),
            /20260101000350_late\.sql: is not applied, but older than 20260101000700, which is.*give it a later version\nNothing was applied/,
        );
        assert.equal((await applied()).length, 8);
    });

    it("goes on where the database is ahead of an older bundle", async () => {
        await runOn(server, database, bundle);
        const older = await bundleWith({}, { upTo: "20260101000600" });
        assert.deepEqual(await runOn(server, database, older), {
            applied: [],
            unknownVersions: ["20260101000700"],
        });
    });

    it("says where a statement fails, what PostgreSQL says and what stays, and leaves nothing of its file", async () => {
        const failing = await bundleWith({
            [next]: upOnly(
                "CREATE TABLE piers (id bigint);\n\nINSERT INTO piers\n    SELECT weight FROM ships;",
            ),
        });
        await assert.rejects(runOn(server, database, failing), {
            name: "MigrationFailure",
            message:
                "20260102000000_next.sql:5: INSERT INTO piers SELECT weight FROM ships\n" +
                'PostgreSQL 42703: column "weight" does not exist\n' +
                "Nothing of this file was applied. Correct the statement and run the update again.",
        });
        assert.equal((await applied()).length, 8);
        assert.deepEqual(await server.run(database, "SELECT 1 FROM pg_class WHERE relname = 'piers'"), []);
    });

    it("tells no data: neither literals of a statement nor values that PostgreSQL quotes", async () => {
        const secret = "1970-01-01 Jane Roe";
        const failing = await bundleWith({ [next]: upOnly(`SELECT '${secret}'::bigint;`) });
        const context = contextOf();
        await assert.rejects(runOn(server, database, failing, context), (error: Error) => {
            assert.ok(!`${error.message}${JSON.stringify(context.entries)}`.includes("Jane"), error.message);
            assert.match(error.message, /SELECT '…'::bigint\nPostgreSQL 22P02: a value is refused/);
            return true;
        });
    });

    it("keeps what is done of a file without a transaction, and takes it up corrected", async () => {
        const failing = await bundleWith({
            [next]: upOnly(
                "INSERT INTO ledger VALUES ('next');\nCREATE INDEX CONCURRENTLY ships_x ON ships (x);",
                " transaction:false",
            ),
        });
        await assert.rejects(
            runOn(server, database, failing),
            /next\.sql:3: .*\n.*\n.*was applied and is not run again/,
        );
        const corrected = (first: string): Promise<MigrationBundle> =>
            bundleWith({
                [next]: upOnly(
                    `INSERT INTO ledger VALUES ('${first}');\nCREATE INDEX CONCURRENTLY ships_x ON ships (id, name);`,
                    " transaction:false",
                ),
            });
        await assert.rejects(
            runOn(server, database, await corrected("other")),
            /next\.sql:2: statement 1 was edited after it was run here/,
        );
        await runOn(server, database, await corrected("next"));
        assert.equal((await ledgerOf(server, database)).filter((file) => file === "next").length, 1);
    });

    it("tries again for a lock, gives up after a bounded number of attempts, and says who has it", async () => {
        await runOn(server, database, bundle);
        const locking = await bundleWith({ [next]: upOnly("ALTER TABLE ships ADD COLUMN flag text;") });
        await hold("SELECT count(*) FROM ships");
        const context = contextOf();
        const start = Date.now();
        await assert.rejects(runOn(server, database, locking, context), {
            message:
                "20260102000000_next.sql:2: ALTER TABLE ships ADD COLUMN flag text\n" +
                "PostgreSQL 55P03: canceling statement due to lock timeout\n" +
                "Nothing of this file was applied. Somebody held the lock in all 3 attempts: look in pg_stat_activity for " +
                "the oldest transaction, let it end or end it, and run the update again.",
        });
        const took = Date.now() - start;
        assert.ok(took >= 3 * quick.lock && took < 5_000, `${took} ms`);
        assert.deepEqual(
            context.entries
                .filter(({ event }) => event === "lock-not-free")
                .map(({ attempt, pause }) => [attempt, pause]),
            [
                [1, 10],
                [2, 20],
            ],
        );
    });

    it("applies the file once the lock is free", async () => {
        await runOn(server, database, bundle);
        const locking = await bundleWith({ [next]: upOnly("ALTER TABLE ships ADD COLUMN flag text;") });
        const holder = await hold("SELECT count(*) FROM ships");
        const context = contextOf({
            sleep: async () => {
                await holder.query("ROLLBACK");
            },
        });
        assert.deepEqual((await runOn(server, database, locking, context)).applied, [next]);
    });

    it("waits for old transactions where it builds an index, and lets writers write meanwhile", async () => {
        const before = await bundleWith({}, { upTo: "20260101000100" });
        await runOn(server, database, before);
        const holder = await hold("UPDATE ships SET berth = 0 WHERE id = 1");
        const run = runOn(server, database, await bundleWith({}, { upTo: "20260101000200" }));
        const waiting =
            "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'CREATE INDEX%'";
        while ((await server.run(database, waiting)).length === 0);
        await server.run(database, "UPDATE ships SET berth = 3 WHERE id = 2");
        await new Promise((resolve) => setTimeout(resolve, 2 * quick.lock));
        await holder.query("COMMIT");
        assert.deepEqual((await run).applied, [berths]);
    });

    it("drops an index that a build left invalid, and builds it anew", async () => {
        await runOn(server, database, await bundleWith({}, { upTo: "20260101000100" }));
        await server.run(database, "UPDATE ships SET name = 'twin' WHERE id < 3");
        const upToBerths = await bundleWith({}, { upTo: "20260101000200" });
        await assert.rejects(
            runOn(server, database, upToBerths),
            /index_berths\.sql:4: CREATE UNIQUE INDEX CONCURRENTLY.*\nPostgreSQL 23505: could not create unique index "ships_name"/,
        );
        const invalid = "SELECT relname FROM pg_index JOIN pg_class ON oid = indexrelid WHERE NOT indisvalid";
        assert.deepEqual(await server.run(database, invalid), [{ relname: "ships_name" }]);
        await server.run(database, "UPDATE ships SET name = name || id");
        const context = contextOf();
        await runOn(server, database, upToBerths, context);
        assert.deepEqual(await server.run(database, invalid), []);
        assert.deepEqual(
            context.entries
                .filter(({ event }) => event === "invalid-index-dropped")
                .map(({ index }) => index),
            ["ships_name"],
        );
    });

    it("leaves alone a valid index of that name that it did not build", async () => {
        await runOn(server, database, await bundleWith({}, { upTo: "20260101000100" }));
        await server.run(database, "CREATE INDEX ships_berth ON ships (id)");
        await assert.rejects(
            runOn(server, database, await bundleWith({}, { upTo: "20260101000200" })),
            /index_berths\.sql:2: .*\nPostgreSQL 42P07: .*\n.*made by hand perhaps/,
        );
    });

    describe("where IF NOT EXISTS meets an index of that name", () => {
        const index = (definition: string): Promise<MigrationBundle> =>
            bundleWith({
                [next]: upOnly(
                    `CREATE INDEX CONCURRENTLY IF NOT EXISTS by_hand ON ships ${definition};`,
                    " transaction:false",
                ),
            });
        const meets = async (made: string, definition: string): Promise<readonly string[]> => {
            await runOn(server, database, bundle);
            await server.run(database, made);
            return (await runOn(server, database, await index(definition))).applied;
        };

        it("takes it where it is the same, however it is written", async () => {
            const made =
                "CREATE INDEX by_hand ON ships USING btree (name ASC, lower(name)) WHERE (berth > 0)";
            assert.deepEqual(await meets(made, "(name,lower( name )) where berth>0"), [next]);
            assert.deepEqual(
                await server.run(database, "SELECT 1 FROM pg_class WHERE relname ~ '^probe'"),
                [],
            );
        });

        for (const [what, made, message] of [
            [
                "another column",
                "CREATE INDEX by_hand ON ships (berth)",
                /is another index, CREATE INDEX by_hand ON public\.ships USING btree \(berth\)/,
            ],
            [
                "uniqueness that this one lacks",
                "CREATE UNIQUE INDEX by_hand ON ships (name)",
                /is another index, CREATE UNIQUE INDEX/,
            ],
            ["part of the rows", "CREATE INDEX by_hand ON ships (name) WHERE berth > 0", /is another index/],
            [
                "another table",
                "CREATE TABLE piers (name text); CREATE INDEX by_hand ON piers (name)",
                /is an index of table piers/,
            ],
            ["no index at all", "CREATE TABLE by_hand (name text)", /is no index/],
        ] as const) {
            it(`refuses ${what}, and says so with file and line`, async () => {
                await assert.rejects(meets(made, "(name)"), (error: Error) => {
                    assert.match(error.message, /^20260102000000_next\.sql:2: by_hand is there already/);
                    assert.match(error.message, message);
                    assert.match(error.message, /IF NOT EXISTS would pass over it; drop or rename/);
                    return true;
                });
                assert.ok(!(await applied()).includes("20260102000000"));
            });
        }
    });

    it("stops between statements when its time ends, says what is left, and the next run goes on", async () => {
        let statements = 0;
        const context = contextOf({ remaining: () => (statements++ > 12 ? 2 * quick.reserve : 900_000) });
        await assert.rejects(runOn(server, database, bundle, context), {
            name: "MigrationFailure",
            message: /^\d+ statements are left; run up again\./,
        });
        assert.ok((await applied()).length > 0 && (await applied()).length < 8);
        await runOn(server, database, bundle);
        assert.equal((await ledgerOf(server, database)).length, 7);
    });

    it("cancels a statement that takes longer than a transaction may hold its locks", async () => {
        const slow = await bundleWith({ [next]: upOnly("SELECT pg_sleep(30);") });
        const context = contextOf({ limits: { ...quick, statement: 500 } });
        await assert.rejects(
            runOn(server, database, slow, context),
            /next\.sql:2: SELECT pg_sleep\(30\)\nPostgreSQL 57014: .*\n.*split it/,
        );
    });

    it("holds its limits whatever a file sets and by whatever means, and lets it ask for less", async () => {
        const said = (nth: number): string =>
            `INSERT INTO said VALUES (${nth}, current_setting('lock_timeout'), current_setting('statement_timeout'));`;
        const off = "set_config('lock_timeout', '0', local), set_config('statement_timeout', '1h', local)";
        const settings = await bundleWith({
            [next]: upOnly(
                [
                    "CREATE TABLE said (nth int, lock text, statement text);",
                    `SELECT ${off.replaceAll("local", "true")};`,
                    said(1),
                    `SELECT ${off.replaceAll("local", "false")};`,
                    said(2),
                    "DO $$ BEGIN SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0; END $$;",
                    said(3),
                    "SET LOCAL lock_timeout = '1s'; SET LOCAL statement_timeout = '10min';",
                    said(4),
                    "SET lock_timeout = '20ms'; SET statement_timeout = '90s';",
                    said(5),
                ].join("\n"),
            ),
        });
        await runOn(server, database, settings);
        const longest = { lock: "50ms", statement: "10min" };
        assert.deepEqual(await server.run(database, "SELECT lock, statement FROM said ORDER BY nth"), [
            longest,
            longest,
            longest,
            longest,
            { lock: "20ms", statement: "90s" },
        ]);
    });

    it("gives a statement no longer than is left of the run, though its file asks for more", async () => {
        const slow = await bundleWith({
            [next]: upOnly("SET LOCAL statement_timeout = '10min';\nSELECT pg_sleep(30);"),
        });
        await runOn(server, database, bundle);
        const start = Date.now();
        const context = contextOf({
            limits: { ...quick, reserve: 100 },
            remaining: () => start + 1_500 - Date.now(),
        });
        await assert.rejects(runOn(server, database, slow, context), /next\.sql:3: .*\nPostgreSQL 57014/);
        assert.ok(Date.now() - start < 5_000);
    });

    it("carries no setting of a file into the next", async () => {
        const settings = await bundleWith({
            [next]: upOnly(
                "SET search_path = pg_catalog; SET lock_timeout = '20ms'; SET ROLE pg_read_all_data;",
            ),
            "20260102000100_after.sql": upOnly(
                "CREATE TABLE piers AS SELECT current_user::text AS who, current_setting('lock_timeout') AS lock;",
            ),
        });
        await runOn(server, database, settings);
        assert.deepEqual(await server.run(database, "SELECT who, lock FROM public.piers"), [
            { who: server.user, lock: "50ms" },
        ]);
    });
});
