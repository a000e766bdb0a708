import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { directoriesOf, readBundle } from "../../../policies/indexes-as-migrations/bundle";
import {
    indexIsBuiltConcurrently,
    migrationCanBeUndone,
    migrationHoldsNoLongLock,
    migrationSuitsRunningRelease,
} from "../../../policies/indexes-as-migrations/change-rules";
import { formatLock, lockOf, lockPath } from "../../../policies/indexes-as-migrations/lock";
import { clean, doubts, judge, refusals, resource, type Verdict } from "../../support/stack-graph";
import { about, file, then } from "./change-fixture";
import { catalogueOf, directoryWith, lockedDirectory, migration, soundFiles } from "./fixture";

const changeRules = [
    migrationCanBeUndone,
    indexIsBuiltConcurrently,
    migrationHoldsNoLongLock,
    migrationSuitsRunningRelease,
];

describe("a rule about single changes", () => {
    it("passes migrations that change a schema in use as they should", async () => {
        const directory = await lockedDirectory(soundFiles);
        for (const rule of changeRules) assert.deepEqual(await about(rule, directory), clean, rule.name);
    });

    it("does not apply to a stack without a PostgreSQL", async () => {
        const mysql = resource("aws:rds/cluster:Cluster", "db", { engine: "aurora-mysql" });
        const migrationsDir = await lockedDirectory(then("CREATE INDEX i ON orders (id);"));
        for (const rule of changeRules) {
            assert.deepEqual(await judge(rule, [mysql], { migrationsDir }), clean, rule.name);
        }
    });

    it("cannot decide where the history does not apply", async () => {
        const directory = directoryWith(then("SELECT nobody;"));
        for (const rule of changeRules) {
            assert.deepEqual(
                await about(rule, directory),
                doubts(
                    `db: the history does not apply to an empty database: ${file}:2: column "nobody" does not exist`,
                ),
                rule.name,
            );
        }
    });

    it("asks nothing of what was applied before it was adopted, and refuses a version that is none", async () => {
        const directory = await lockedDirectory({
            ...then("CREATE INDEX i ON orders (id);\nALTER TABLE orders ADD CHECK (id > 0);"),
            "20260104000000_drop.sql": migration("ALTER TABLE customers DROP COLUMN id CASCADE;"),
        });
        for (const rule of changeRules) {
            assert.equal((await about(rule, directory)).violations.length > 0, true, rule.name);
            const config = { appliedThrough: "20260104000000" };
            assert.deepEqual(await about(rule, directory, config), clean, rule.name);
            assert.deepEqual(
                await about(rule, directory, { appliedThrough: "7" }),
                refusals("db: appliedThrough is 7; it must be the version or file of a migration"),
            );
        }
        const later = await about(migrationCanBeUndone, directory, { appliedThrough: file });
        assert.match(later.violations.join(), /^db: 20260104000000_drop\.sql: its way back loses column/);
    });
});

describe("index-is-built-concurrently", () => {
    const locked = (line: number, index: string, table: string): string =>
        `db: ${file}:${String(line)}: index ${index} is built under a lock on ${table}, which was there before this ` +
        `migration; every write to it waits until the build ends`;

    it("refuses a build under a lock, however it is begun", async () => {
        const block = "DO $$ BEGIN EXECUTE 'CREATE INDEX j ON orders (id)'; END $$;";
        const up = ["CREATE INDEX i ON orders (id);", block, "ALTER TABLE orders ADD UNIQUE (customer_id);"];
        assert.deepEqual(
            await about(indexIsBuiltConcurrently, await lockedDirectory(then(up.join("\n")))),
            refusals(
                locked(2, "i", "orders"),
                locked(3, "j", "orders"),
                locked(4, "orders_customer_id_key", "orders"),
            ),
        );
    });

    it("passes an index on what the same migration makes, and the steps of a partitioned table", async () => {
        const files = {
            ...then("CREATE TABLE p (id int) PARTITION BY HASH (id);\nCREATE INDEX ON p (id);"),
            "20260104000000_partition.sql": migration(
                "CREATE TABLE p0 PARTITION OF p FOR VALUES WITH (MODULUS 1, REMAINDER 0);",
            ),
            "20260105000000_only.sql": migration("CREATE INDEX i ON ONLY p (id, (id + 1));"),
            "20260106000000_each.sql": migration(
                "CREATE INDEX CONCURRENTLY i0 ON p0 (id, (id + 1));",
                " transaction:false",
            ),
            "20260107000000_attach.sql": migration("ALTER INDEX i ATTACH PARTITION i0;"),
        };
        assert.deepEqual(await about(indexIsBuiltConcurrently, await lockedDirectory(files)), clean);
        const short = { ...files, "20260105000000_only.sql": migration("CREATE INDEX i ON p (id);") };
        const { violations } = await about(
            indexIsBuiltConcurrently,
            await lockedDirectory({ ...short, "20260107000000_attach.sql": migration("SELECT 1;") }),
        );
        assert.match(
            violations.join(),
            /^db: 20260105000000_only\.sql:2: index i is built under a lock on p,/,
        );
    });

    it("asks only for the tables that are named large", async () => {
        const migrationsDir = await lockedDirectory(then("CREATE INDEX i ON orders (id);"));
        const named = (...largeTables: readonly string[]): Promise<Verdict> =>
            about(indexIsBuiltConcurrently, migrationsDir, { largeTables });
        assert.deepEqual(await named("ord*"), refusals(locked(2, "i", "orders")));
        assert.deepEqual(await named("customers"), clean);
    });

    it("refuses a concurrent build among other statements, but for what makes it repeatable", async () => {
        const plain = (sql: string): Promise<string> =>
            lockedDirectory({ "1_a.sql": "CREATE TABLE orders (id int);", "2_b.sql": sql }, undefined, {
                layout: "plain",
            });
        const build = "CREATE INDEX CONCURRENTLY i ON orders (id);";
        const repeatable = `SET lock_timeout = '2s';\nDROP INDEX CONCURRENTLY IF EXISTS i;\n${build}`;
        const judged = async (sql: string): Promise<Verdict> =>
            about(indexIsBuiltConcurrently, await plain(sql), { layout: "plain" });
        assert.deepEqual(await judged(repeatable), clean);
        assert.deepEqual(
            await judged(`ALTER TABLE orders ADD n int;\n${build}`),
            refusals(
                "db: 2_b.sql:2: index i on orders is built concurrently among other statements; " +
                    "what a build that failed leaves behind cannot be run again",
            ),
        );
        assert.equal((await judged(`${build}\n${build.replace("i ON", "j ON")}`)).violations.length, 1);
    });
});

describe("what squawk warns of", () => {
    const checked = "ALTER TABLE orders ADD CONSTRAINT positive CHECK (id > 0);";

    it("is a violation where a lock is held for long, with squawk's remedy and name", async () => {
        assert.deepEqual(
            await about(migrationHoldsNoLongLock, await lockedDirectory(then(`SELECT 1;\n\n${checked}`))),
            refusals(
                `db: ${file}:4: By default new constraints require a table scan and block writes to the table while ` +
                    "that scan occurs. Use `NOT VALID` with a later `VALIDATE CONSTRAINT` call. (squawk: constraint-missing-not-valid)",
            ),
        );
    });

    it("is advice where a release that runs may miss what is gone", async () => {
        const directory = await lockedDirectory(then("DROP TABLE orders;"));
        assert.deepEqual(
            await about(migrationSuitsRunningRelease, directory),
            refusals(`db: ${file}:2: Dropping a table may break existing clients. (squawk: ban-drop-table)`),
        );
        assert.deepEqual(await about(migrationHoldsNoLongLock, directory), clean);
    });

    it("is passed over where the statement is marked, or the settings beside the migrations say so", async () => {
        const marked = `-- squawk-ignore constraint-missing-not-valid\n${checked}`;
        assert.deepEqual(await about(migrationHoldsNoLongLock, await lockedDirectory(then(marked))), clean);
        const settings = { ".squawk.toml": 'excluded_rules = ["constraint-missing-not-valid"]\n' };
        const directory = await lockedDirectory({ ...then(checked), ...settings });
        assert.deepEqual(await about(migrationHoldsNoLongLock, directory), clean);
    });

    it("is unknown where squawk was not there to ask", async () => {
        const migrationsDir = directoryWith(then(checked));
        const bundle = readBundle(directoriesOf({ migrationsDir }));
        const catalogue = { ...(await catalogueOf({ migrationsDir })), warnings: null };
        writeFileSync(lockPath(bundle), formatLock(lockOf(bundle, catalogue)));
        for (const rule of [migrationHoldsNoLongLock, migrationSuitsRunningRelease]) {
            assert.deepEqual(
                await about(rule, migrationsDir),
                doubts(
                    "db: squawk is not installed where the migrations were replayed: npm install squawk-cli",
                ),
            );
        }
    });
});
