import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { Client } from "pg";
import { dbmate } from "../../database/dbmate";
import { directoriesOf, readBundle } from "../../policies/indexes-as-migrations/bundle";
import { readLock } from "../../policies/indexes-as-migrations/lock";
import { replayOn } from "../../policies/indexes-as-migrations/replay";
import { asSqlDatabase, connect, emptyDatabase, rowsOf } from "./support";
import { schemaFacts } from "./schema-facts";

const bundle = readBundle(directoriesOf({}));

/** Applies the first migrations, as many as told. */
async function applyFirst(url: string, count: number): Promise<void> {
    const folder = mkdtempSync(path.join(tmpdir(), "medease-migrations-"));
    for (const { file } of bundle.migrations.slice(0, count)) {
        copyFileSync(path.join(bundle.directories.migrations, file), path.join(folder, file));
    }
    const { ok, output } = await dbmate(url, ["up", "--strict"], folder);
    rmSync(folder, { recursive: true });
    assert.ok(ok, output);
}

async function rollBack(url: string): Promise<void> {
    const { ok, output } = await dbmate(url, ["rollback"]);
    assert.ok(ok, output);
}

describe("the migrations on a real server", () => {
    it("come one by one to the same schema up, down and up again", async () => {
        const { url, owner } = await emptyDatabase();
        const upward = [await schemaFacts(owner)];
        for (let count = 1; count <= bundle.migrations.length; count += 1) {
            await applyFirst(url, count);
            upward.push(await schemaFacts(owner));
            assert.notDeepEqual(upward[count], upward[count - 1], bundle.migrations[count - 1]?.file);
        }
        for (let count = bundle.migrations.length - 1; count >= 0; count -= 1) {
            await rollBack(url);
            assert.deepEqual(
                await schemaFacts(owner),
                upward[count],
                `rolling ${bundle.migrations[count]?.file ?? ""} back leaves another schema than was there before it`,
            );
        }
        await applyFirst(url, bundle.migrations.length);
        assert.deepEqual(await schemaFacts(owner), upward.at(-1));
    }).timeout(60_000);

    it("leave what the lock says, foreign keys and plans alike", async () => {
        const { owner } = await emptyDatabase();
        const catalogue = await replayOn(asSqlDatabase(owner), bundle);
        const found = readLock(bundle);
        assert.deepEqual("lock" in found ? found.lock.catalogue : found, catalogue);
    });

    describe("for a master user who is no superuser, as on Aurora", () => {
        let master: Client;
        let url: string;

        before(async () => {
            const { owner } = await emptyDatabase();
            await owner.query(`
                CREATE ROLE master LOGIN CREATEROLE PASSWORD 'master'`);
            // Made here already by other databases of this server, without the master's doing: not so on Aurora.
            await owner
                .query("GRANT medease_app, medease_migrator TO master WITH ADMIN OPTION")
                .catch(() => undefined);
            const own = new URL((await emptyDatabase("master")).url);
            [own.username, own.password] = ["master", "master"];
            url = own.href;
            master = await connect(url);
        });

        it("apply and roll back", async () => {
            await applyFirst(url, bundle.migrations.length);
            const roles = await rowsOf(
                master,
                `SELECT rolname, rolcanlogin, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb AS mighty
                 FROM pg_roles WHERE rolname LIKE 'medease\\_%' ORDER BY rolname`,
            );
            assert.deepEqual(
                roles,
                ["medease_app", "medease_migrator", "medease_service"].map((rolname) => ({
                    rolname,
                    rolcanlogin: rolname === "medease_service",
                    mighty: false,
                })),
            );
            for (const { file } of bundle.migrations) {
                await rollBack(url);
                assert.ok(file);
            }
        }).timeout(60_000);
    });
});
