import assert from "node:assert/strict";
import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Rule } from "../../../policies/rule";
import {
    directoriesOf,
    readBundle,
    type IndexesConfig,
} from "../../../policies/indexes-as-migrations/bundle";
import { judgementOf } from "../../../policies/indexes-as-migrations/judgement";
import {
    foreignKeyHasIndex,
    frequentQueryHasIndex,
    migrationsAreVersioned,
    migrationsLockIsFresh,
    rules,
} from "../../../policies/indexes-as-migrations/rules";
import { appliedTo, clean, doubts, judge, refusals, resource, type Verdict } from "../../support/stack-graph";
import { directoryWith, lockedDirectory, migration, soundFiles, withoutIndex } from "./fixture";

const cluster = (name: string, engine: unknown = "aurora-postgresql"): ReturnType<typeof resource> =>
    resource("aws:rds/cluster:Cluster", name, { engine });

/** What a rule says about a stack with one database and these migrations. */
const about = (rule: Rule<IndexesConfig>, migrationsDir: string): Promise<Verdict> =>
    judge(rule, [cluster("db")], { migrationsDir });

const uncovered =
    "foreign key orders_customer_id_fkey on orders (customer_id), declared at 20260101000000_create_orders.sql:5, " +
    "has no index that begins with this column; each change of customers would read all of orders";
const unserved =
    "frequent query orders-of-customer (queries/orders-of-customer.sql) reads all of orders: " +
    "no index serves its condition";

describe("foreign-key-has-index", () => {
    it("passes keys that an index covers", async () => {
        assert.deepEqual(await about(foreignKeyHasIndex, await lockedDirectory(soundFiles)), clean);
    });

    it("refuses a key without an index, once for the stack, on the first database by URN", async () => {
        const migrationsDir = await lockedDirectory(withoutIndex);
        const instance = resource("aws:rds/instance:Instance", "a", { engine: "postgres" });
        assert.deepEqual(
            await judge(foreignKeyHasIndex, [instance, cluster("z"), cluster("m")], { migrationsDir }),
            refusals(`m: ${uncovered}`),
        );
    });

    it("refuses a key whose index was deleted later", async () => {
        const migrationsDir = await lockedDirectory({
            ...soundFiles,
            "20260103000000_drop.sql": migration("DROP INDEX idx_orders_customer;"),
        });
        assert.deepEqual(await about(foreignKeyHasIndex, migrationsDir), refusals(`db: ${uncovered}`));
    });

    it("cannot decide where there is no migration", async () => {
        const empty = directoryWith({});
        const reason = `db: ${empty} holds no migration, so nothing says what the database's schema is`;
        assert.deepEqual(await about(foreignKeyHasIndex, empty), doubts(reason));
        assert.deepEqual(await about(frequentQueryHasIndex, empty), doubts(reason));
        const absent = join(empty, "absent");
        assert.deepEqual((await about(foreignKeyHasIndex, absent)).undecided.length, 1);
    });
});

describe("frequent-query-has-index", () => {
    it("passes queries that an index serves", async () => {
        assert.deepEqual(await about(frequentQueryHasIndex, await lockedDirectory(soundFiles)), clean);
    });

    it("refuses a query without an index", async () => {
        assert.deepEqual(
            await about(frequentQueryHasIndex, await lockedDirectory(withoutIndex)),
            refusals(`db: ${unserved}`),
        );
    });

    it("refuses a folder of queries that holds none, and asks for no folder where there is none", async () => {
        const files = { "20260101000000_a.sql": migration("CREATE TABLE a ();") };
        const without = await lockedDirectory(files);
        assert.deepEqual(await about(frequentQueryHasIndex, without), clean);
        const empty =
            "holds no frequent query, so nothing shows that an index serves what the application reads; " +
            "write each as a file of SQL there";
        const withFolder = await lockedDirectory({ ...files, "queries/README.md": "" });
        assert.deepEqual(await about(frequentQueryHasIndex, withFolder), refusals(`db: queries ${empty}`));
        const queriesDir = directoryWith({});
        assert.deepEqual(
            await judge(frequentQueryHasIndex, [cluster("db")], { migrationsDir: without, queriesDir }),
            refusals(`db: ${basename(queriesDir)} ${empty}`),
        );
    });

    it("finds the queries where the configuration says", async () => {
        const queriesDir = directoryWith({ "all.sql": "SELECT * FROM orders;" });
        const migrationsDir = await lockedDirectory(soundFiles, queriesDir);
        const { violations } = await judge(frequentQueryHasIndex, [cluster("db")], {
            migrationsDir,
            queriesDir,
        });
        assert.equal(violations.length, 1);
        assert.match(violations[0] ?? "", /^db: frequent query all \(.*\/all\.sql\) reads all of orders/);
    });
});

describe("migrations-are-versioned", () => {
    it("passes a history in order", async () => {
        assert.deepEqual(await about(migrationsAreVersioned, await lockedDirectory(soundFiles)), clean);
    });

    it("refuses two files of one version, and a file without a way back", async () => {
        const migrationsDir = await lockedDirectory({
            ...soundFiles,
            "20260102000000_again.sql": migration("SELECT 1;"),
            "20260103000000_forth.sql": "-- migrate:up\nSELECT 1;\n",
        });
        assert.deepEqual(
            await about(migrationsAreVersioned, migrationsDir),
            refusals(
                'db: 20260103000000_forth.sql has no "-- migrate:down" section',
                "db: 20260102000000_index_orders.sql has the version of 20260102000000_again.sql; " +
                    "versions must be unique",
            ),
        );
    });

    it("refuses a history that PostgreSQL refuses; the catalogue is then unknown, not clean", async () => {
        const reason =
            "db: the history does not apply to an empty database: " +
            '20260103000000_typo.sql:2: syntax error at or near "TABEL"';
        const files = { ...soundFiles, "20260103000000_typo.sql": migration("CREATE TABEL a ();") };
        const migrationsDir = directoryWith(files);
        assert.deepEqual(await about(migrationsAreVersioned, migrationsDir), refusals(reason));
        assert.deepEqual(await about(foreignKeyHasIndex, migrationsDir), doubts(reason));
        assert.deepEqual(await about(frequentQueryHasIndex, migrationsDir), doubts(reason));
    });

    it("refuses a database without migrations", async () => {
        const empty = directoryWith({ "queries/a.sql": "SELECT 1;" });
        assert.deepEqual(
            await about(migrationsAreVersioned, empty),
            refusals(`db: ${empty} holds no migration, so nothing says what the database's schema is`),
        );
    });
});

describe("migrations-lock-is-fresh", () => {
    const consequence = "without a fresh lock every preview replays the migrations";

    it("passes a lock of these files", async () => {
        assert.deepEqual(await about(migrationsLockIsFresh, await lockedDirectory(soundFiles)), clean);
    });

    it("says nothing where there are no migrations to lock", async () => {
        assert.deepEqual(await about(migrationsLockIsFresh, directoryWith({})), clean);
    });

    it("advises against a stale lock, and the other rules judge the files as they are", async () => {
        const migrationsDir = await lockedDirectory(soundFiles);
        rmSync(join(migrationsDir, "20260102000000_index_orders.sql"));
        appendFileSync(join(migrationsDir, "queries/orders-of-customer.sql"), "-- changed\n");
        writeFileSync(join(migrationsDir, "20260101120000_late.sql"), migration("SELECT 1;"));
        assert.deepEqual(
            await about(migrationsLockIsFresh, migrationsDir),
            refusals(
                `db: 20260101120000_late.sql was added; ${consequence}`,
                `db: 20260102000000_index_orders.sql was removed; ${consequence}`,
                `db: queries/orders-of-customer.sql was changed; ${consequence}`,
            ),
        );
        assert.deepEqual(await about(foreignKeyHasIndex, migrationsDir), refusals(`db: ${uncovered}`));
        assert.deepEqual(await about(frequentQueryHasIndex, migrationsDir), refusals(`db: ${unserved}`));
        assert.deepEqual(
            await about(migrationsAreVersioned, migrationsDir),
            refusals(
                "db: 20260101120000_late.sql is new, but not later than 20260102000000_index_orders.sql; " +
                    "it must get a later version",
            ),
        );
    });
});

describe("every rule of indexes-as-migrations", () => {
    const others = [
        resource("aws:rds/cluster:Cluster", "mysql", { engine: "aurora-mysql" }),
        resource("aws:rds/instance:Instance", "oracle", { engine: "oracle-ee" }),
        resource("aws:s3/bucket:Bucket", "bucket"),
        resource("command:local:Command", "command", { create: "psql -c 'DROP TABLE a'" }),
    ];

    for (const rule of rules) {
        it(`leaves stacks without a PostgreSQL database alone: ${rule.name}`, async () => {
            assert.deepEqual(await judge(rule, others, { migrationsDir: directoryWith({}) }), clean);
        });
    }

    it("takes a database of an engine that is absent or unknown for its business", async () => {
        const migrationsDir = await lockedDirectory(withoutIndex);
        const restored = resource("aws:rds/instance:Instance", "restored", { snapshotIdentifier: "s" });
        assert.deepEqual(
            await judge(foreignKeyHasIndex, [restored], { migrationsDir }),
            refusals(`restored: ${uncovered}`),
        );
        const late = cluster("late", appliedTo(restored));
        assert.deepEqual(
            await judge(foreignKeyHasIndex, [late], { migrationsDir }),
            refusals(`late: ${uncovered}`),
        );
    });

    it("judges one state of the files once, and the next one afresh", async () => {
        const migrationsDir = await lockedDirectory(soundFiles);
        const first = judgementOf({ migrationsDir });
        assert.equal(judgementOf({ migrationsDir }), first);
        appendFileSync(join(migrationsDir, "20260103000000_bad.sql"), "-- migrate:down\n");
        const second = judgementOf({ migrationsDir });
        assert.notEqual(second, first);
        rmSync(join(migrationsDir, "catalogue.lock.json"));
        assert.notEqual(judgementOf({ migrationsDir }), second);
    });

    it("judges the repository's own migrations when told nothing", async () => {
        const db = cluster("db");
        const { checksum } = readBundle(directoriesOf({}));
        const run = resource("command:local:Command", "run", { triggers: [checksum] }, { dependsOn: [db] });
        for (const rule of rules) assert.deepEqual(await judge(rule, [db, run]), clean, rule.name);
    });
});
