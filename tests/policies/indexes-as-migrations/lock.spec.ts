import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { directoriesOf, readBundle, type Bundle } from "../../../policies/indexes-as-migrations/bundle";
import { formatLock, lockFileName, readLock, staleness } from "../../../policies/indexes-as-migrations/lock";
import { lockMigrations, type Outcome } from "../../../policies/indexes-as-migrations/lock-command";
import { ReplayFailure } from "../../../policies/indexes-as-migrations/replay";
import { catalogueOf, directoryWith, lockedDirectory, migration, soundFiles, withoutIndex } from "./fixture";

const bundleOf = (directory: string): Bundle => readBundle(directoriesOf({ migrationsDir: directory }));

/** What the command says about a directory. */
const command = (directory: string, check: boolean): Promise<Outcome> =>
    lockMigrations(bundleOf(directory), check, ({ directories }) =>
        catalogueOf({ migrationsDir: directories.migrations }),
    );

const fresh = { ok: true, lines: ["catalogue.lock.json is fresh: 1 foreign keys, 1 queries"] };

const forgedBuild = '{"file": "a", "at": "a:1", "index": "i", "table": "t", "how": "under a lock"}';

describe("the lock", () => {
    it("is the same for the same files, wherever they are and however their lines end", async () => {
        const [one, other] = [await lockedDirectory(soundFiles), await lockedDirectory(soundFiles)];
        const windows = directoryWith(
            Object.fromEntries(
                Object.entries(soundFiles).map(([file, text]) => [file, text.replaceAll("\n", "\r\n")]),
            ),
        );
        const lock = readFileSync(join(one, lockFileName), "utf8");
        assert.equal(readFileSync(join(other, lockFileName), "utf8"), lock);
        writeFileSync(join(windows, lockFileName), lock);
        assert.deepEqual(await command(windows, true), fresh);
    });

    it("holds keys, queries and tables in the order of their names, and no path of the machine", async () => {
        const directory = await lockedDirectory(soundFiles);
        const found = readLock(bundleOf(directory));
        assert.ok("lock" in found);
        assert.deepEqual(Object.keys(found.lock.files), Object.keys(soundFiles));
        assert.deepEqual(found.lock.catalogue, {
            foreignKeys: [
                {
                    name: "orders_customer_id_fkey",
                    table: "orders",
                    columns: ["customer_id"],
                    refersTo: "customers",
                    declaredAt: "20260101000000_create_orders.sql:5",
                    coveredBy: "idx_orders_customer",
                    rejected: [],
                },
            ],
            frequentQueries: [
                {
                    name: "orders-of-customer",
                    file: "queries/orders-of-customer.sql",
                    indexes: ["idx_orders_customer"],
                    problems: [],
                },
            ],
            tables: [
                ["customers", 2, ["id"]],
                ["orders", 3, ["id", "customer_id"]],
            ].map(([table, line, columns]) => ({
                table,
                declaredAt: `20260101000000_create_orders.sql:${String(line)}`,
                rowSecurity: "off",
                columns,
                policyColumns: [],
            })),
            wayBack: { faults: [], undecided: [] },
            indexBuilds: [],
            warnings: [],
        });
        assert.equal(formatLock(found.lock).includes(directory), false);
    });

    it("is stale once a file is added, changed or removed", async () => {
        const directory = await lockedDirectory(soundFiles);
        writeFileSync(join(directory, "20260103000000_more.sql"), migration("SELECT 1;"));
        writeFileSync(join(directory, "queries/orders-of-customer.sql"), "SELECT 1;");
        rmSync(join(directory, "20260102000000_index_orders.sql"));
        writeFileSync(join(directory, "README.md"), "Not SQL.");
        const found = readLock(bundleOf(directory));
        assert.ok("lock" in found);
        assert.deepEqual(staleness(found.lock, bundleOf(directory)), [
            "20260102000000_index_orders.sql was removed",
            "20260103000000_more.sql was added",
            "queries/orders-of-customer.sql was changed",
        ]);
    });

    it("is stale once squawk's settings beside the migrations are others", async () => {
        const directory = await lockedDirectory(soundFiles);
        writeFileSync(join(directory, ".squawk.toml"), 'excluded_rules = ["ban-drop-column"]\n');
        const found = readLock(bundleOf(directory));
        assert.ok("lock" in found);
        assert.deepEqual(staleness(found.lock, bundleOf(directory)), [".squawk.toml was added"]);
    });

    it("is stale once the files are read by another tool's conventions", async () => {
        const directory = await lockedDirectory(soundFiles);
        const found = readLock(bundleOf(directory));
        assert.ok("lock" in found);
        const asPlain = readBundle(directoriesOf({ migrationsDir: directory, layout: "plain" }));
        assert.deepEqual(staleness(found.lock, asPlain), ["the layout was dbmate and is plain"]);
    });

    it("says why it cannot be read", () => {
        const directory = directoryWith(soundFiles);
        const missing = (contents?: string): unknown => {
            if (contents !== undefined) writeFileSync(join(directory, lockFileName), contents);
            return readLock(bundleOf(directory));
        };
        assert.deepEqual(missing(), { missing: "catalogue.lock.json is not there" });
        assert.deepEqual(missing("{"), { missing: "catalogue.lock.json is not JSON" });
        const otherForm = "catalogue.lock.json has another form than this version of the pack writes";
        assert.deepEqual(missing('{"version": 1}'), { missing: otherForm });
        assert.deepEqual(missing('{"version": 2, "layout": "dbmate", "files": {}, "catalogue": {}}'), {
            missing: otherForm,
        });
    });
});

describe("npm run migrations:lock", () => {
    it("writes the lock, and checks it", async () => {
        const directory = directoryWith(soundFiles);
        assert.deepEqual(await command(directory, true), {
            ok: false,
            lines: [
                "catalogue.lock.json is not there",
                "run `npm run migrations:lock` and commit the lock file",
            ],
        });
        assert.deepEqual(await command(directory, false), {
            ok: true,
            lines: ["catalogue.lock.json written: 1 foreign keys, 1 queries"],
        });
        assert.deepEqual(await command(directory, true), fresh);
    });

    it("believes no verdict in the lock that a replay does not give, though every checksum is right", async () => {
        const directory = await lockedDirectory(withoutIndex);
        const file = join(directory, lockFileName);
        const honest = readFileSync(file, "utf8");
        writeFileSync(file, honest.replace('"coveredBy": null', '"coveredBy": "orders_pkey"'));
        assert.deepEqual(await command(directory, true), {
            ok: false,
            lines: [
                "foreign key orders_customer_id_fkey on orders was changed",
                "run `npm run migrations:lock` and commit the lock file",
            ],
        });
    });

    it("sees each other verdict that was forged", async () => {
        const undoable = { "20260104000000_a.sql": migration("CREATE TABLE a (id int);") };
        const directory = await lockedDirectory({ ...soundFiles, ...undoable });
        const file = join(directory, lockFileName);
        const honest = readFileSync(file, "utf8");
        const forgeries: readonly (readonly [string, string, string])[] = [
            ['"rowSecurity": "off"', '"rowSecurity": "forced"', "table a was changed"],
            ['"leaves table a"', '"fails"', "the ways back was changed"],
            ['"warnings": []', '"warnings": null', "the warnings of squawk was changed"],
            ['"indexBuilds": []', `"indexBuilds": [${forgedBuild}]`, "the builds of indexes was changed"],
            ['"checksum": "', '"checksum": "0', "the checksum was changed"],
        ];
        for (const [truth, lie, message] of forgeries) {
            assert.ok(honest.includes(truth), truth);
            writeFileSync(file, honest.replace(truth, lie));
            assert.equal((await command(directory, true)).lines[0], message);
        }
    });

    it("locks no history that is wrong as such", async () => {
        const between = { "20260101120000_between.sql": migration("SELECT 1;") };
        const late = await lockedDirectory(soundFiles);
        writeFileSync(join(late, "20260101120000_between.sql"), between["20260101120000_between.sql"]);
        assert.deepEqual(await command(late, false), {
            ok: false,
            lines: [
                "20260101120000_between.sql is new, but not later than 20260102000000_index_orders.sql; " +
                    "it must get a later version",
            ],
        });
        assert.deepEqual((await command(directoryWith({ ...soundFiles, ...between }), false)).ok, true);
        assert.deepEqual(await command(directoryWith({ "a.sql": migration("SELECT 1;") }), false), {
            ok: false,
            lines: ["a.sql is not named like a migration; it must be YYYYMMDDHHMMSS_words_in_lower_case.sql"],
        });
        const broken = directoryWith({ "20260101000000_a.sql": migration("SELECT nobody;") });
        assert.deepEqual(await command(broken, false), {
            ok: false,
            lines: ['20260101000000_a.sql:2: column "nobody" does not exist'],
        });
    });

    it("hides no mistake of its own", async () => {
        await assert.rejects(
            lockMigrations(bundleOf(directoryWith(soundFiles)), true, () => Promise.reject(new Error("bug"))),
            (error) => error instanceof Error && !(error instanceof ReplayFailure) && error.message === "bug",
        );
    });
});
