import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import {
    directoriesOf,
    readBundle,
    type IndexesConfig,
} from "../../../../policies/indexes-as-migrations/bundle";
import { layoutNames, type LayoutName } from "../../../../policies/indexes-as-migrations/layouts/layout";
import { readLock, staleness } from "../../../../policies/indexes-as-migrations/lock";
import {
    indexIsBuiltConcurrently,
    migrationCanBeUndone,
    migrationHoldsNoLongLock,
    migrationSuitsRunningRelease,
} from "../../../../policies/indexes-as-migrations/change-rules";
import { clusterIsBoundToMigrations } from "../../../../policies/indexes-as-migrations/cluster-binding";
import {
    foreignKeyHasIndex,
    frequentQueryHasIndex,
    migrationsAreVersioned,
    migrationsLockIsFresh,
    rules,
    schemaComesFromMigrations,
} from "../../../../policies/indexes-as-migrations/rules";
import { clean, judge, resource, type Verdict } from "../../../support/stack-graph";
import { directoryWith, type Files } from "../fixture";
import { configFor } from "./locked-histories";
import { changeFaults, keyFaults, soundSteps, unservedQuery, written } from "./written-histories";

const database = resource("aws:rds/cluster:Cluster", "db", { engine: "aurora-postgresql" });

/** A file beside the sound history that its tool refuses, passes over or runs in a strange order. */
const versionFaults: Readonly<Record<LayoutName, Files>> = {
    dbmate: { "20260101000001_again.sql": "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 1;\n" },
    diesel: { "20260101000001_again/up.sql": "SELECT 1;", "20260101000001_again/down.sql": "SELECT 1;" },
    flyway: { "V1.1.0__again.sql": "SELECT 1;" },
    "golang-migrate": { "2_again.up.sql": "SELECT 1;", "2_again.down.sql": "SELECT 1;" },
    goose: { "2_again.sql": "-- +goose Up\nSELECT 1;\n-- +goose Down\nSELECT 1;\n" },
    plain: { "2_again.sql": "SELECT 1;" },
    prisma: { "20260101000009_lost/notes.txt": "No script." },
    sqlx: { "2_again.up.sql": "SELECT 1;", "2_again.down.sql": "SELECT 1;" },
    supabase: { "20260101000001_again.sql": "SELECT 1;" },
};

/** A run of the migrations that waits for the database and carries their checksum. */
const runOf = (config: IndexesConfig): ReturnType<typeof resource> =>
    resource(
        "command:local:Command",
        "run",
        { create: "migrate up", triggers: [readBundle(directoriesOf(config)).checksum] },
        { dependsOn: [database] },
    );

/** Tools that know a way back, in the form in which the histories are written. */
const withWaysBack: readonly LayoutName[] = ["dbmate", "diesel", "golang-migrate", "goose", "sqlx"];

describe("every rule of indexes-as-migrations, on another tool's directory", () => {
    const about = (rule: (typeof rules)[number], config: IndexesConfig): Promise<Verdict> =>
        judge(rule, [database, runOf(config)], config);

    for (const layout of layoutNames) {
        it(`is quiet where it is sound: ${layout}`, async () => {
            const config = await configFor(layout, written(layout));
            for (const rule of rules) assert.deepEqual(await about(rule, config), clean, rule.name);
        });

        it(`finds its planted fault: ${layout}`, async () => {
            const [fault] = keyFaults;
            assert.ok(fault !== undefined);
            const uncovered = await configFor(layout, written(layout, [...soundSteps, fault]));
            const { violations } = await about(foreignKeyHasIndex, uncovered);
            assert.match(
                violations.join(),
                /^db: foreign key orders_customer_id_fkey on orders \(customer_id\), declared at \S+:\d+, has no index/,
            );

            const unserved = await configFor(layout, written(layout), unservedQuery);
            assert.match(
                (await about(frequentQueryHasIndex, unserved)).violations.join(),
                /reads all of orders/,
            );

            const again = await configFor(layout, { ...written(layout), ...versionFaults[layout] });
            assert.match(
                (await about(migrationsAreVersioned, again)).violations.join(),
                /versions must be unique|P3015/,
            );

            const command = resource("command:local:Command", "c", {
                create: "psql -c 'CREATE INDEX x ON orders (note)'",
            });
            const beside = await judge(schemaComesFromMigrations, [database, command], again);
            assert.match(beside.violations.join(), /^c: create changes the schema outside the migrations/);

            const sound = await configFor(layout, written(layout));
            const { migrationsDir = "" } = sound;
            const [first] = readBundle(directoriesOf(sound)).migrations;
            appendFileSync(join(migrationsDir, first?.file ?? ""), "-- changed\n");
            const bundle = readBundle(directoriesOf(sound));
            const found = readLock(bundle);
            assert.ok("lock" in found);
            assert.deepEqual(staleness(found.lock, bundle), [`${first?.file ?? ""} was changed`]);
        });
    }

    for (const layout of layoutNames) {
        it(`finds what is wrong with a change: ${layout}`, async () => {
            const config = await configFor(layout, written(layout, [...soundSteps, ...changeFaults]));
            const said = async (rule: (typeof rules)[number]): Promise<string> =>
                (await about(rule, config)).violations.join();
            assert.match(
                await said(indexIsBuiltConcurrently),
                /^db: \S*locked_build\S*:\d+: index idx_orders_note is built under a lock on orders,[^:]*$/,
            );
            assert.match(
                await said(migrationHoldsNoLongLock),
                /^db: \S*long_lock\S*:\d+: [^:]*\(squawk: constraint-missing-not-valid\)$/,
            );
            assert.match(
                await said(migrationSuitsRunningRelease),
                /^db: \S*lost_column\S*:\d+: [^:]*\(squawk: ban-drop-column\)$/,
            );
            const undone = await said(migrationCanBeUndone);
            if (!withWaysBack.includes(layout)) assert.equal(undone, "");
            else {
                assert.match(undone, /^db: \S*half_undone\S*: its way back leaves column orders\.memo$/);
            }
            const old = written(layout, soundSteps.slice(0, -1));
            const before = runOf({ migrationsDir: directoryWith(old), layout });
            const { violations } = await judge(clusterIsBoundToMigrations, [database, before], config);
            assert.match(violations.join(), /^db: run carries the checksum of other migrations; these have/);
        });
    }

    it("says that a changed file makes the lock stale, and judges the files as they are", async () => {
        const config = await configFor("flyway", written("flyway"));
        appendFileSync(join(config.migrationsDir ?? "", "R__views.sql"), "DROP INDEX idx_orders_customer;\n");
        assert.match(
            (await about(migrationsLockIsFresh, config)).violations.join(),
            /^db: R__views\.sql was changed/,
        );
        assert.match((await about(foreignKeyHasIndex, config)).violations.join(), /orders_customer_id_fkey/);
    });

    it("cannot decide on a directory that it cannot read, and says what to do", async () => {
        const mixed = directoryWith({ "V1__a.sql": "SELECT 1;", "1_b.up.sql": "SELECT 1;" });
        const verdict = await about(foreignKeyHasIndex, { migrationsDir: mixed });
        assert.deepEqual(verdict.violations, []);
        assert.match(verdict.undecided.join(), /mixes layouts: .* or name the layout/);
        assert.match(
            (await about(migrationsAreVersioned, { migrationsDir: mixed })).violations.join(),
            /mixes layouts/,
        );
    });

    it("cannot decide on a migration in another language; what is wrong with the files is said all the same", async () => {
        const config = {
            migrationsDir: directoryWith({ ...versionFaults.goose, "2_b.sql": "", "3_c.go": "" }),
        };
        for (const rule of [foreignKeyHasIndex, frequentQueryHasIndex, migrationsAreVersioned]) {
            assert.match(
                (await about(rule, config)).undecided.join(),
                /^db: 3_c\.go is a migration in Go/,
                rule.name,
            );
        }
        assert.match(
            (await about(migrationsAreVersioned, config)).violations.join(),
            /versions must be unique/,
        );
    });
});
