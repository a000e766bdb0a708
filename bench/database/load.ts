import { Client } from "pg";
import { loadSampleData, type SampleSizes } from "../../database/sample-data";

/** Connects as the superuser. */
export async function connect(url: string): Promise<Client> {
    const client = new Client({ connectionString: url });
    // A server that stops says so to every connection; what went wrong before is what to show.
    client.on("error", () => undefined);
    await client.connect();
    return client;
}

/** Days over which the log is spread: five of its partitions. */
const auditDays = 400;

/**
 * Loads the sample data over two connections, one for each core of a small machine. Secondary indexes are made at the
 * end, sorted, as any bulk load does; foreign keys are not checked row by row, since tests have shown that the sample
 * data keeps them.
 */
export async function load(url: string, sizes: SampleSizes, log: (line: string) => void): Promise<void> {
    const admin = await connect(url);
    const { rows: secondary } = await admin.query<{ name: string; definition: string }>(`
        SELECT i.indexrelid::regclass::text AS name, replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') AS definition
        FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
        WHERE c.relkind = 'p' AND NOT c.relispartition
            AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)`);
    for (const { name } of secondary) await admin.query(`DROP INDEX ${name}`);

    const started = Date.now();
    const seconds = (): string => `${((Date.now() - started) / 1000).toFixed(0)} s`;
    const counts = new Map<string, number>();
    await Promise.all(
        [0, 1].map(async (worker) => {
            const client = await connect(url);
            await client.query("SET session_replication_role = replica; SET jit = off");
            await loadSampleData(
                client,
                sizes,
                { worker, workers: 2 },
                (name, rows) => {
                    const known = counts.get(name);
                    counts.set(name, (known ?? 0) + rows);
                    if (known !== undefined) {
                        log(`${seconds()}: ${(known + rows).toLocaleString("en")} rows in ${name}`);
                    }
                },
                auditDays,
            );
            await client.end();
        }),
    );
    for (const { definition } of secondary) await admin.query(definition);
    log(`${seconds()}: ${secondary.length} secondary indexes`);
    await admin.query("VACUUM ANALYZE");
    log(`${seconds()}: statistics`);
    await admin.end();
}
