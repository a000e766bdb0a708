/**
 * `npm run bench:db` loads a database of the size that a cell ends at and shows what the frequent queries, pages and
 * writers take on it. Sizes by flag; the defaults are those of the full run.
 */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import * as path from "node:path";
import { dbmate } from "../../database/dbmate";
import { readFlags } from "../../database/flags";
import { startServer } from "../../database/server";
import { benchQueries } from "./frequent-queries";
import { connect, load } from "./load";
import { benchPagination } from "./pagination";
import { benchWriters } from "./writers";

/** What is loaded is thrown away, so nothing is synced; memory as the smallest class of Aurora's r6g has it to spare. */
const settings = {
    shared_buffers: "3GB",
    maintenance_work_mem: "512MB",
    max_wal_size: "16GB",
    wal_level: "minimal",
    max_wal_senders: "0",
    fsync: "off",
    synchronous_commit: "off",
    full_page_writes: "off",
    autovacuum: "off",
    jit: "off",
    random_page_cost: "1.1",
};

async function main(): Promise<void> {
    const flags = readFlags(process.argv.slice(2), {
        organizations: 1_000,
        patients: 2_000_000,
        appointments: 2_000_000,
        records: 10_000_000,
        audit: 2_000_000,
        "sampled-organizations": 300,
    });
    const started = Date.now();
    const folder = mkdtempSync(path.join(tmpdir(), "medease-bench-"));
    chmodSync(folder, 0o755);
    const server = await startServer({ folder: path.join(folder, "database"), settings });
    const say = (text: string): void => void process.stdout.write(`${text}\n`);
    try {
        const url = server.url("postgres");
        const { ok, output } = await dbmate(url, ["up", "--strict"]);
        if (!ok) throw new Error(output);
        await load(url, { ...flags, auditEntries: flags.audit }, say);
        const client = await connect(url);
        const { rows } = await client.query<{ version: string; size: string }>(
            "SELECT split_part(version(), ' ', 2) AS version, pg_size_pretty(pg_database_size(current_database())) AS size",
        );
        say(
            `\nPostgreSQL ${rows[0]?.version ?? ""}, ${rows[0]?.size ?? ""}, ${availableParallelism()} cores\n`,
        );
        say(`${await benchQueries(client, flags["sampled-organizations"])}\n`);
        say(`${await benchPagination(client)}\n`);
        await client.end();
        say(await benchWriters(url));
    } finally {
        await server.stop();
        rmSync(folder, { recursive: true, force: true });
    }
    say(`\n${((Date.now() - started) / 60_000).toFixed(1)} minutes`);
}

main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
});
