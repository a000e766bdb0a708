import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { gzipSync } from "node:zlib";
import {
    directoryFile,
    keepDirectory,
    keptDirectory,
} from "../../../policies/indexes-as-migrations/data-directory";
import { openDatabase } from "../../../policies/indexes-as-migrations/embedded-database";

describe("data directory of the embedded PostgreSQL", () => {
    const folder = mkdtempSync(join(tmpdir(), "data-directory-"));
    const file = join(folder, "new", "pglite.tar.gz");
    let fresh: PGlite;

    before(async () => {
        fresh = await PGlite.create();
        await keepDirectory(fresh, file);
    });

    after(async () => {
        await fresh.close();
        rmSync(folder, { recursive: true });
    });

    it("is kept, and starts another server that is as empty and works", async () => {
        const loadDataDir = keptDirectory(file);
        assert.ok(loadDataDir !== undefined);
        const db = await PGlite.create({ loadDataDir });
        await db.exec("CREATE TABLE one (id int PRIMARY KEY)");
        const tables = "SELECT relname FROM pg_class WHERE oid >= 16384 AND relkind = 'r'";
        assert.deepEqual((await db.query(tables)).rows, [{ relname: "one" }]);
        assert.deepEqual((await fresh.query(tables)).rows, []);
        await db.close();
    });

    it("is none where there is no file, or one that was cut off", () => {
        assert.equal(keptDirectory(join(folder, "absent")), undefined);
        const cut = join(folder, "cut.tar.gz");
        writeFileSync(cut, readFileSync(file));
        truncateSync(cut, 1_000_000);
        assert.equal(keptDirectory(cut), undefined);
    });

    it("is not missed where it cannot be kept, and leaves nothing half-written", async () => {
        const blocker = join(folder, "blocker");
        writeFileSync(blocker, "");
        await keepDirectory(fresh, join(blocker, "pglite.tar.gz"));
        assert.deepEqual(readdirSync(folder).sort(), ["blocker", "cut.tar.gz", "new"]);
        assert.deepEqual(readdirSync(join(folder, "new")), ["pglite.tar.gz"]);
    });

    it("is made anew where no server starts from it", async () => {
        await (await openDatabase()).close();
        writeFileSync(directoryFile, gzipSync("no archive"));
        const db = await openDatabase(["pg_trgm"]);
        await db.exec("CREATE EXTENSION pg_trgm");
        await db.close();
        assert.ok(readFileSync(directoryFile).length > 1_000_000, "the useless directory was left there");
    });
});
