import type { Client } from "pg";
import { directoriesOf, readBundle } from "../../policies/indexes-as-migrations/bundle";
import { milliseconds, percentile, table, timed } from "./statistics";

const pageSize = 50;
const runs = 7;

/** The patient list of the largest organization, page by page: behind a cursor, and with OFFSET. */
export async function benchPagination(client: Client): Promise<string> {
    const { rows: largest } = await client.query<{ id: string; patients: number }>(
        "SELECT organization_id AS id, count(*)::int AS patients FROM patients GROUP BY 1 ORDER BY 2 DESC LIMIT 1",
    );
    const { id, patients } = largest[0] ?? { id: "", patients: 0 };
    const byCursor =
        readBundle(directoriesOf({})).queries.find(({ file }) => file === "queries/patient-list.sql")?.text ??
        "";
    const byOffset = byCursor
        .replace(/AND \(created_at, id\) < \(\$2, \$3\)/, "")
        .replace(/LIMIT \$4/, "LIMIT $2 OFFSET $3");

    const median = async (sql: string, parameters: readonly unknown[]): Promise<number> => {
        const times: number[] = [];
        for (let run = 0; run < runs; run += 1) {
            times.push((await timed(() => client.query(sql, [...parameters]))).ms);
        }
        return percentile(times, 0.5);
    };

    const last = Math.ceil(patients / pageSize);
    const rows = [["page", "cursor ms", "OFFSET ms", "ratio"]];
    await client.query("BEGIN");
    await client.query("SELECT enter_organization($1)", [id]);
    for (const page of [1, 10, 100, 1000, last].filter((number) => number <= last)) {
        const skipped = (page - 1) * pageSize;
        // The row before the page is where its cursor stands.
        const before = await client.query<{ at: string; id: string }>(
            `SELECT created_at::text AS at, id FROM patients WHERE organization_id = $1
             ORDER BY created_at DESC, id DESC LIMIT 1 OFFSET $2`,
            [id, Math.max(0, skipped - 1)],
        );
        const cursor =
            page === 1
                ? ["infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff"]
                : [before.rows[0]?.at, before.rows[0]?.id];
        const [behindCursor, withOffset] = [
            await median(byCursor, [id, ...cursor, pageSize]),
            await median(byOffset, [id, pageSize, skipped]),
        ];
        rows.push([
            page.toLocaleString("en"),
            milliseconds(behindCursor),
            milliseconds(withOffset),
            `${(withOffset / behindCursor).toFixed(1)} x`,
        ]);
    }
    await client.query("ROLLBACK");
    return `pages of ${pageSize} of the largest organization's ${patients.toLocaleString("en")} patients\n${table(rows)}`;
}
