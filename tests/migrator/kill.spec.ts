import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import type { MigrationBundle } from "../../migrator/bundle";
import { PostgresServer } from "../support/postgres-server";
import { bundleWith, ledgerOf, quick, runOn } from "./support/runs";
import { SeveringProxy, type Moment } from "./support/severing-proxy";

/** Trials at once, each in a database of its own. */
const lanes = 4;

const files = [
    "create_cargo",
    "create_ships",
    "drop_berths",
    "fill_cargo",
    "fill_ships",
    "index_berths",
    "name_captains",
];

/** Requests after which the database is as it was before them. */
const changesNothing =
    /^(?:SELECT (?:set_config|pg_try_advisory_lock|version|indisvalid|format)|BEGIN|RESET)/;

/** What the runner writes down is there or not: there is no within. */
const isNote = /^(?:INSERT INTO|UPDATE) (?:migrator|public)\./;

/** Within and after each request that changes something: what is before one is after the one before. */
function momentsOf(requests: readonly string[]): Moment[] {
    return requests.flatMap((sql, index) => {
        const request = index + 1;
        if (changesNothing.test(sql)) return [];
        return [
            { request, when: "after" },
            ...(isNote.test(sql) ? [] : [{ request, when: "within" } as const]),
        ];
    });
}

describe("a runner that is killed", function () {
    this.timeout(120_000);
    let server: PostgresServer;
    let folder: string;
    let bundle: MigrationBundle;
    before(async () => {
        server = await PostgresServer.start({ max_connections: "60" });
        folder = mkdtempSync(join(tmpdir(), "runner-"));
        bundle = await bundleWith();
        writeFileSync(join(folder, "bundle.json"), JSON.stringify({ bundle, limits: quick }));
        buildSync({
            entryPoints: [join(__dirname, "support", "runner-process.ts")],
            outfile: join(folder, "runner.js"),
            bundle: true,
            platform: "node",
            external: ["pg-native", "cloudflare:sockets"],
            logLevel: "silent",
        });
    });
    after(async () => {
        rmSync(folder, { recursive: true, force: true });
        await server.stop();
    });

    /** Starts a runner behind a proxy that kills it at a moment; returns how it ended and how far it came. */
    async function run(
        database: string,
        moment?: Moment,
    ): Promise<{ signal: string | null; requests: readonly string[]; stderr: string }> {
        const proxy = await SeveringProxy.start(server.port, moment, () => {
            child.kill("SIGKILL");
        });
        const { user, password } = server;
        const child = spawn(process.execPath, [
            join(folder, "runner.js"),
            join(folder, "bundle.json"),
            ...[String(proxy.port), database, user, password],
        ]);
        let stderr = "";
        child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
        const signal = await new Promise<string | null>((resolve) =>
            child.on("close", (_, by) => {
                resolve(by);
            }),
        );
        proxy.stop();
        return { signal, requests: proxy.requests, stderr };
    }

    /** Fails unless every file is applied, once, and nothing is half done. */
    async function assertComplete(database: string): Promise<void> {
        assert.deepEqual(await ledgerOf(server, database), files);
        const [state] = await server.run(
            database,
            `SELECT (SELECT count(*)::int FROM schema_migrations) AS applied,
                    (SELECT count(*)::int FROM migrator.progress WHERE applied_at IS NOT NULL) AS noted,
                    (SELECT count(*)::int FROM ships) AS ships, (SELECT count(*)::int FROM cargo) AS cargo,
                    (SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_index
                     JOIN pg_class ON pg_class.oid = indexrelid
                     WHERE indrelid IN ('ships'::regclass, 'cargo'::regclass)
                       AND relname NOT LIKE '%_ccnew%' AND relname NOT LIKE '%_ccold%') AS indexes,
                    (SELECT count(*)::int FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
                     WHERE NOT indisvalid AND relname NOT LIKE '%_ccnew%' AND relname NOT LIKE '%_ccold%') AS invalid`,
        );
        assert.deepEqual(state, {
            applied: 8,
            noted: 8,
            ships: 200,
            cargo: 200,
            indexes: "cargo_pkey ships_captain ships_name ships_pkey",
            invalid: 0,
        });
    }

    it("between or within any two statements leaves a state that the next run completes, each file once", async () => {
        const whole = await server.createDatabase();
        const { requests, stderr } = await run(whole);
        assert.equal(stderr, "");
        await assertComplete(whole);
        const statements = bundle.migrations.flatMap((migration) => migration.statements);
        const moments = momentsOf(requests);
        for (const { sql } of statements) assert.ok(requests.includes(sql), `no request was ${sql}`);
        assert.ok(moments.length > 2 * statements.length);
        const lane = async (): Promise<void> => {
            const database = await server.createDatabase();
            for (let moment = moments.pop(); moment !== undefined; moment = moments.pop()) {
                await server.empty(database);
                const { signal } = await run(database, moment);
                const where = `killed ${moment.when} ${requests[moment.request - 1] ?? ""}`;
                assert.equal(signal, "SIGKILL", where);
                try {
                    await runOn(server, database, bundle);
                    await assertComplete(database);
                } catch (error) {
                    throw new Error(`${where}: ${error instanceof Error ? error.message : String(error)}`);
                }
            }
        };
        // All lanes end before the server does, whichever of them fails.
        const ends = await Promise.allSettled(Array.from({ length: lanes }, lane));
        const failed = ends.flatMap((end) => (end.status === "rejected" ? [String(end.reason)] : []));
        assert.deepEqual(failed, []);
    });
});
