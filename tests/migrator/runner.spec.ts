import assert from "node:assert/strict";
import { PostgresServer } from "../support/postgres-server";
import { bundleWith, contextOf, ledgerOf, runOn } from "./support/runs";

describe("the migration runner, probe", function () {
    this.timeout(60_000);
    let server: PostgresServer;
    before(async () => {
        const t = Date.now();
        server = await PostgresServer.start();
        console.log("start", Date.now() - t);
    });
    after(() => server.stop());
    it("applies", async () => {
        const bundle = await bundleWith();
        const t = Date.now();
        const database = await server.createDatabase();
        console.log("create", Date.now() - t);
        const context = contextOf();
        console.log(await runOn(server, database, bundle, context), context.entries, Date.now() - t);
        assert.deepEqual(await ledgerOf(server, database), []);
    });
});
