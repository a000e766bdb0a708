import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { readFlags } from "../../database/flags";
import { migrate, openLocal, requireRunning } from "../../database/local";
import { Mistake } from "../../database/mistake";
import { newMigration } from "../../database/new-migration";
import { parseMigration } from "../../policies/indexes-as-migrations/layouts/dbmate";
import { connect, rowsOf } from "./support";

const sizes = { organizations: 3, patients: 30, appointments: 30, records: 90, auditEntries: 30 };

/** A port that nothing listens on. */
async function somePort(): Promise<number> {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
    const address = probe.address();
    await new Promise((resolve) => probe.close(resolve));
    return typeof address === "object" && address !== null ? address.port : 0;
}

describe("a developer's database", () => {
    let folder: string;

    before(() => {
        const parent = mkdtempSync(path.join(tmpdir(), "medease-local-"));
        chmodSync(parent, 0o755);
        folder = path.join(parent, "database");
    });

    after(() => {
        rmSync(path.dirname(folder), { recursive: true });
    });

    it("comes with schema and data, takes migrations back and forth, and keeps its rows when it is stopped", async () => {
        const port = await somePort();
        const first = await openLocal(folder, port, sizes);
        assert.match(
            first.done.join("\n"),
            /Applied: 2026\d+_enable_row_level_security\.sql[\s\S]*loaded 3 organizations,.* 30 patients/,
        );
        assert.equal(await requireRunning(folder), first.url);
        assert.match(await migrate(first.url, ["status"]), /Pending: 0/);
        assert.match(await migrate(first.url, ["rollback"]), /Rolled back: 2026/);
        assert.match(await migrate(first.url, ["status"]), /Pending: 1/);
        // Beside the one that runs: applies what is pending and starts nothing.
        const beside = await openLocal(folder, port, sizes);
        assert.deepEqual([beside.stop, beside.url], [undefined, first.url]);
        assert.deepEqual(beside.done.at(-1), "keeps the 3 organizations that it has");
        await first.stop?.();

        await assert.rejects(requireRunning(folder), /no database runs in .*; start it with npm run db:up/);
        const again = await openLocal(folder, port, sizes);
        const [row] = await rowsOf(
            await connect(again.url),
            "SELECT count(*)::int AS patients FROM patients",
        );
        assert.deepEqual(row, { patients: 30 });
        await again.stop?.();
    }).timeout(60_000);

    it("says that its port is in use", async () => {
        const other = createServer();
        await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
        const address = other.address();
        const port = typeof address === "object" && address !== null ? address.port : 0;
        await assert.rejects(openLocal(`${folder}-2`, port, sizes), {
            message: `port ${port} is in use on 127.0.0.1; stop what listens there (another db:up?) or give --port`,
        });
        await new Promise((resolve) => other.close(resolve));
    });
});

describe("flags of the database's commands", () => {
    it("are whole numbers, and every one that is wrong is named", () => {
        assert.deepEqual(readFlags(["--patients", "5"], { patients: 1, records: 2 }, { folder: "f" }), {
            patients: 5,
            records: 2,
            folder: "f",
        });
        assert.throws(
            () => readFlags(["--patients", "1e6", "--records", "0"], { patients: 1, records: 2 }),
            (error) =>
                error instanceof Mistake &&
                error.message ===
                    '--patients: got "1e6"; expected a whole number from 1, digits only\n' +
                        '--records: got "0"; expected a whole number from 1, digits only',
        );
        assert.throws(
            () => readFlags(["--rows", "1"], { patients: 1 }),
            /Unknown option '--rows'; flags are --patients/,
        );
    });
});

describe("npm run migrations:new", () => {
    const now = new Date("2026-12-24T18:30:05.700Z");

    it("names a file after its words and the present", () => {
        const made = newMigration(
            ["add", "phone", "to-patients"],
            ["20261125090000_create_organizations.sql"],
            now,
        );
        assert.ok("file" in made);
        assert.equal(made.file, "20261224183005_add_phone_to_patients.sql");
        assert.deepEqual(parseMigration(made.file, made.text).problems, []);
        assert.match(made.text, /lock_timeout[\s\S]*statement_timeout[\s\S]*migrate:down[\s\S]*lock_timeout/);
    });

    it("is later than every other, whatever the clock says", () => {
        const made = newMigration(["x"], ["20270101235959_y.sql", "20261125090000_z.sql", "README.md"], now);
        assert.equal("file" in made ? made.file : made.mistake, "20270102000000_x.sql");
    });

    it("refuses a name that says nothing", () => {
        for (const words of [[], ["drop;"], ["ä"]]) {
            const made = newMigration(words, [], now);
            assert.match("mistake" in made ? made.mistake : "", /expected words of letters and digits/);
        }
    });
});
