import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import {
    directoriesOf,
    readBundle,
    type IndexesConfig,
} from "../../../../policies/indexes-as-migrations/bundle";
import { layoutNames, type LayoutName } from "../../../../policies/indexes-as-migrations/layouts/layout";
import { readLock, staleness } from "../../../../policies/indexes-as-migrations/lock";
import {
    foreignKeyHasIndex,
    frequentQueryHasIndex,
    migrationsAreVersioned,
    migrationsLockIsFresh,
    rules,
    schemaComesFromMigrations,
} from "../../../../policies/indexes-as-migrations/rules";
import {
    judgeMigrations,
    MigrationsError,
    type MigrationOptions,
} from "../../../../preview/judge-migrations";
import { clean, judge, resource, type Verdict } from "../../../support/stack-graph";
import { directoryWith, lockedDirectory, type Files } from "../fixture";
import { keyFaults, servedQuery, soundSteps, unservedQuery, written } from "./written-histories";

const repository = join(__dirname, "..", "..", "..", "..");
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

/** A directory of a layout with its queries beside it, judged as locked. */
async function configFor(layout: LayoutName, files: Files, query = servedQuery): Promise<IndexesConfig> {
    const queriesDir = directoryWith({ "orders-of-customer.sql": query });
    return { migrationsDir: await lockedDirectory(files, queriesDir, { layout }), queriesDir, layout };
}

describe("every rule of indexes-as-migrations, on another tool's directory", () => {
    const about = (rule: (typeof rules)[number], config: IndexesConfig): Promise<Verdict> =>
        judge(rule, [database], config);

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

describe("npm run policies -- --migrations", () => {
    interface Run {
        readonly status: number | null;
        readonly stdout: string;
        readonly stderr: string;
    }

    /** A process of its own, which costs seconds: what needs no exit code asks {@link judgeMigrations}. */
    function run(...args: readonly string[]): Run {
        const main = join(repository, "preview", "policies-main.ts");
        return spawnSync(process.execPath, ["--require", "sucrase/register/ts", main, ...args], {
            cwd: repository,
            encoding: "utf8",
        });
    }

    for (const layout of layoutNames) {
        it(`judges a directory of ${layout} and lists its keys`, async () => {
            const { migrationsDir = "", queriesDir } = await configFor(layout, written(layout));
            const named = layout === "supabase" ? { layout } : {};
            const verdict = await judgeMigrations(migrationsDir, { queries: queriesDir, ...named });
            assert.deepEqual(verdict.violations, []);
            assert.deepEqual([verdict.layout, verdict.migrations], [layout, layout === "flyway" ? 5 : 4]);
            assert.deepEqual(
                verdict.foreignKeys.map(({ table, columns, coveredBy }) => [table, columns, coveredBy]),
                [
                    ["invoices", ["order_id"], "idx_invoices_order"],
                    ["invoices", ["payer_id"], "idx_payer"],
                    ["orders", ["customer_id"], "idx_orders_customer"],
                ],
            );
        });
    }

    it("says in 80 columns what is broken and where, with exit 1, and leaves nothing in the directory", async () => {
        const [, fault] = keyFaults;
        assert.ok(fault !== undefined);
        const { migrationsDir = "", queriesDir = "" } = await configFor(
            "prisma",
            written("prisma", [...soundSteps, fault]),
        );
        const before = readdirSync(migrationsDir);
        const { status, stdout } = run("--migrations", migrationsDir, "--queries", queriesDir);
        assert.equal(status, 1, stdout);
        assert.match(
            stdout,
            /^5 migrations read as prisma's\n {2}invoices \(order_id\): idx_invoices_order\n {2}invoices \(payer_id\): no index\n/,
        );
        assert.match(stdout, /1 broken, 0 undecided, 3 foreign keys\n$/);
        assert.deepEqual(
            stdout.split("\n").filter((line) => line.length > 80),
            [],
        );
        assert.deepEqual(readdirSync(migrationsDir), before);
    });

    it("exits 1 where nobody can tell", () => {
        const { status, stdout } = run(
            "--migrations",
            directoryWith({ "V1__a.sql": "", "V2__B.java": "" }),
            "--json",
        );
        assert.equal(status, 1);
        assert.match(stdout, /"undecided: database: V2__B\.java is a migration in Java/);
        assert.match(stdout, /"foreignKeys":\[\]/);
    });

    it("exits 2 on a directory of mixed layouts, with one message and the remedy", () => {
        const { status, stdout, stderr } = run("--migrations", directoryWith(mixed));
        assert.deepEqual([status, stdout], [2, ""]);
        assert.match(
            stderr,
            /^\S+ mixes layouts: 1_b\.up\.sql is golang-migrate's, V1__a\.sql is flyway's; .* --layout/,
        );
    });

    const mixed = { "V1__a.sql": "SELECT 1;", "1_b.up.sql": "SELECT 1;" };
    const mistakes: readonly (readonly [string, Files | string, MigrationOptions, RegExp])[] = [
        [
            "no such directory",
            "nowhere",
            {},
            /^there is no directory nowhere; --migrations must be one that exists$/,
        ],
        ["a file", __filename, {}, /is no directory; --migrations must be one$/],
        [
            "no migration",
            { "README.md": "" },
            {},
            /holds no migration; name the directory whose files the tool runs$/,
        ],
        [
            "another tool's",
            mixed,
            { layout: "prisma" },
            /holds no migration; .*, or another --layout than prisma$/,
        ],
        [
            "an unknown layout",
            mixed,
            { layout: "flyaway" },
            /^there is no layout flyaway; name one of dbmate, /,
        ],
        [
            "no known layout",
            { "schema.sql": "" },
            {},
            /no layout that is known: schema\.sql .* or name it with --layout/,
        ],
        [
            "no such prelude",
            mixed,
            { prelude: "no.sql" },
            /^there is no file no\.sql; --prelude must be one that exists$/,
        ],
        [
            "no such queries",
            mixed,
            { queries: "no" },
            /^there is no directory no; --queries must be one that exists$/,
        ],
        [
            "half a placeholder",
            mixed,
            { placeholders: ["x"] },
            /^got --placeholder x; it must be name=value$/,
        ],
    ];
    for (const [what, files, options, message] of mistakes) {
        it(`refuses ${what} with one message and the remedy`, async () => {
            const directory = typeof files === "string" ? files : directoryWith(files);
            await assert.rejects(judgeMigrations(directory, options), (error) => {
                assert.ok(error instanceof MigrationsError);
                assert.match(error.message, message);
                return true;
            });
        });
    }
});
