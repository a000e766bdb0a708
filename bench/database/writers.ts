import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { Client } from "pg";
import { dbmate } from "../../database/dbmate";
import { connect } from "./load";
import { milliseconds, percentile, table, timed } from "./statistics";

const migrations = path.resolve(__dirname, "..", "..", "migrations");
const writers = 4;
const partitions = Array.from({ length: 16 }, (_, nth) => `p${String(nth).padStart(2, "0")}`);

/** A file of the given number, later than all others. */
const fileOf = (number: number, up: string, options = ""): readonly [name: string, text: string] => [
    `2099010100${String(number).padStart(4, "0")}_bench.sql`,
    `-- migrate:up${options}\n${up}\n-- migrate:down\nSELECT 1;\n`,
];

/** The recipe of migrations/README.md. */
const inThreeSteps = [
    fileOf(
        1,
        "SET LOCAL lock_timeout = '2s';\nCREATE INDEX idx_bench ON ONLY medical_records (organization_id, kind);",
    ),
    ...partitions.map((part, nth) =>
        fileOf(
            2 + nth,
            `CREATE INDEX CONCURRENTLY idx_bench_${part} ON medical_records_${part} (organization_id, kind);`,
            " transaction:false",
        ),
    ),
    fileOf(
        18,
        `SET LOCAL lock_timeout = '2s';\n${partitions.map((part) => `ALTER INDEX idx_bench ATTACH PARTITION idx_bench_${part};`).join("\n")}`,
    ),
];

const inOneStatement = [fileOf(51, "CREATE INDEX idx_bench ON medical_records (organization_id, kind);")];

/** Adds records as fast as it can until told to stop; each in a transaction of its own, as the service does. */
async function write(client: Client, stopped: () => boolean): Promise<readonly number[]> {
    const { rows } = await client.query<{ organization_id: string; patient_id: string; doctor_id: string }>(
        // Some 2,000 rows from all over the table.
        `SELECT organization_id, patient_id, doctor_id FROM medical_records TABLESAMPLE BERNOULLI (
            (SELECT least(100, 200000 / sum(reltuples)) FROM pg_class WHERE relname ~ '^medical_records_p\\d\\d$'))`,
    );
    const times: number[] = [];
    for (let nth = 0; !stopped(); nth += 1) {
        const row = rows[(nth * 7919) % rows.length];
        if (row === undefined) throw new Error("no record to write one like");
        const { ms } = await timed(() =>
            client.query(
                `INSERT INTO medical_records (organization_id, patient_id, doctor_id, kind, content)
                 VALUES ($1, $2, $3, 'note', '{}')`,
                [row.organization_id, row.patient_id, row.doctor_id],
            ),
        );
        times.push(ms);
    }
    return times;
}

/** Runs migrations while writers write. */
async function during(
    url: string,
    files: readonly (readonly [string, string])[],
): Promise<readonly string[]> {
    const folder = mkdtempSync(path.join(tmpdir(), "medease-bench-"));
    for (const name of readdirSync(migrations).filter((file) => file.endsWith(".sql"))) {
        symlinkSync(path.join(migrations, name), path.join(folder, name));
    }
    for (const [name, text] of files) writeFileSync(path.join(folder, name), text);
    const clients = await Promise.all(Array.from({ length: writers }, () => connect(url)));
    let stopped = false;
    const writing = clients.map((client) => write(client, () => stopped));
    // Something to compare with: writers alone.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const { ms, result } = await timed(() => dbmate(url, ["up"], folder));
    stopped = true;
    const times = (await Promise.all(writing)).flat();
    await Promise.all(clients.map((client) => client.end()));
    rmSync(folder, { recursive: true });
    if (!result.ok) throw new Error(result.output);
    return [
        `${(ms / 1000).toFixed(1)} s`,
        times.length.toLocaleString("en"),
        milliseconds(percentile(times, 0.5)),
        milliseconds(percentile(times, 0.99)),
        milliseconds(Math.max(...times)),
    ];
}

/** The longest that a writer waits while migrations add an index to the largest table, both ways. */
export async function benchWriters(url: string): Promise<string> {
    const admin = await connect(url);
    const rows = [["index on medical_records", "built in", "writes", "p50 ms", "p99 ms", "longest stall ms"]];
    rows.push(["in three steps", ...(await during(url, inThreeSteps))]);
    const { rows: valid } = await admin.query<{ valid: boolean }>(
        "SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = 'idx_bench'::regclass",
    );
    if (valid[0]?.valid !== true) throw new Error("the index is not valid after its last step");
    await admin.query("DROP INDEX idx_bench");
    rows.push(["in one statement", ...(await during(url, inOneStatement))]);
    await admin.query("DROP INDEX idx_bench");
    await admin.end();
    return `${writers} writers while migrations add an index\n${table(rows)}`;
}
