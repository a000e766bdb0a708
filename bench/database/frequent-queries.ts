import type { Client } from "pg";
import { directoriesOf, readBundle } from "../../policies/indexes-as-migrations/bundle";
import { milliseconds, percentile, table, timed } from "./statistics";

const firstPage = ["infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff"];

/** A row that a query is asked about. */
interface Subject {
    readonly organization_id: string;
    readonly patient_id: string;
    readonly doctor_id: string;
    readonly user_id: string;
    readonly email: string;
}

/** How each query is asked of a subject, and what serves it: an index, or the constraint that owns one. */
const asked: Readonly<
    Record<string, { readonly drop: string; readonly parameters: (subject: Subject) => readonly unknown[] }>
> = {
    "organization-settings": {
        drop: "ALTER TABLE organizations DROP CONSTRAINT organizations_pkey CASCADE",
        parameters: (s) => [s.organization_id],
    },
    "user-by-email": {
        drop: "ALTER TABLE users DROP CONSTRAINT users_email_key",
        parameters: (s) => [s.email],
    },
    "user-permissions": {
        drop: "ALTER TABLE users DROP CONSTRAINT users_pkey CASCADE",
        parameters: (s) => [s.organization_id, s.user_id],
    },
    "patient-by-id": {
        drop: "ALTER TABLE patients DROP CONSTRAINT patients_pkey CASCADE",
        parameters: (s) => [s.organization_id, s.patient_id],
    },
    "patient-list": {
        drop: "DROP INDEX idx_patients_org_id",
        parameters: (s) => [s.organization_id, ...firstPage, 50],
    },
    "patient-appointments": {
        drop: "DROP INDEX idx_appointments_patient_date",
        parameters: (s) => [s.organization_id, s.patient_id, ...firstPage, 50],
    },
    "doctor-appointments": {
        drop: "DROP INDEX idx_appointments_doctor_date",
        parameters: (s) => [
            s.organization_id,
            s.doctor_id,
            "2026-11-02",
            "00000000-0000-0000-0000-000000000000",
            "2026-11-09",
            50,
        ],
    },
    "patient-records": {
        drop: "DROP INDEX idx_medical_records_patient",
        parameters: (s) => [s.organization_id, s.patient_id, ...firstPage, 50],
    },
    "record-history": {
        drop: "DROP INDEX idx_audit_log_record",
        // The end of what is loaded, as the present.
        parameters: (s) => [s.organization_id, "patients", s.patient_id, "2027-11-05", firstPage[1], 50],
    },
};

/** One subject in each of so many organizations, from the largest to the smallest: patients as chance has them. */
async function subjectsOf(client: Client, organizations: number): Promise<readonly Subject[]> {
    const { rows } = await client.query<Subject>(
        `SELECT o.id AS organization_id, p.id AS patient_id, d.id AS doctor_id, d.user_id, u.email
         FROM (SELECT id FROM organizations ORDER BY id LIMIT $1) o,
            LATERAL (SELECT id FROM patients WHERE organization_id = o.id AND id > o.id ORDER BY id LIMIT 1) p,
            LATERAL (SELECT id, user_id FROM doctors WHERE organization_id = o.id ORDER BY id LIMIT 1) d,
            users u WHERE u.organization_id = o.id AND u.id = d.user_id`,
        [organizations],
    );
    return rows;
}

interface PlanNode {
    readonly "Node Type": string;
    readonly "Relation Name"?: string;
    readonly "Index Name"?: string;
    readonly "Actual Loops": number;
    readonly "Actual Rows": number;
    readonly "Rows Removed by Filter"?: number;
    readonly Plans?: readonly PlanNode[];
}

const nodesOf = (node: PlanNode): readonly PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** PostgreSQL reads an empty partition (the log's default, later quarters) without its index, which costs nothing. */
const rowsRead = (node: PlanNode): number => node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0);

/** Enters as the service does, then works, and undoes all of it. */
async function asService<Result>(
    client: Client,
    query: string,
    { organization_id, email }: Subject,
    work: () => Promise<Result>,
): Promise<Result> {
    const [enter, of] =
        query === "user-by-email" ? ["enter_sign_in", email] : ["enter_organization", organization_id];
    await client.query(`SELECT ${enter}($1)`, [of]);
    try {
        return await work();
    } finally {
        await client.query("ROLLBACK");
    }
}

/** What is left where no index helps; without its own, a query may still find the organization by the primary key. */
const withoutIndexes = ["indexscan", "indexonlyscan", "bitmapscan"]
    .map((method) => `SET LOCAL enable_${method} = off;`)
    .join(" ");

/** Each frequent query with its plan and times over many organizations, under row-level security, and without its index. */
export async function benchQueries(client: Client, organizations: number): Promise<string> {
    const subjects = await subjectsOf(client, organizations);
    const rows = [
        [
            "query",
            "partitions",
            "seq scans",
            "p50 ms",
            "p95 ms",
            "without it",
            "ratio",
            "without any",
            "ratio",
            "index",
        ],
    ];
    for (const { file, text } of readBundle(directoriesOf({})).queries) {
        const name = /queries\/(.+)\.sql/.exec(file)?.[1] ?? file;
        const query = asked[name];
        if (query === undefined) throw new Error(`bench/database does not know how ${file} is asked`);
        const ask = async (
            subject: Subject,
            prefix = "",
        ): Promise<{ ms: number; rows: readonly unknown[] }> => {
            const { ms, result } = await timed(() =>
                client.query<object>(prefix + text, [...query.parameters(subject)]),
            );
            return { ms, rows: result.rows };
        };

        const [partitions, indexes, times] = [new Set<number>(), new Set<string>(), [] as number[]];
        let sequential = 0;
        for (const subject of subjects) {
            await client.query("BEGIN");
            const explained = await asService(client, name, subject, () =>
                ask(subject, "EXPLAIN (ANALYZE, FORMAT JSON) "),
            );
            const [plan] = explained.rows as readonly { "QUERY PLAN": readonly [{ Plan: PlanNode }] }[];
            const run =
                plan === undefined
                    ? []
                    : nodesOf(plan["QUERY PLAN"][0].Plan).filter((n) => n["Actual Loops"] > 0);
            partitions.add(new Set(run.flatMap((node) => node["Relation Name"] ?? [])).size);
            for (const node of run) {
                if (node["Index Name"] !== undefined)
                    indexes.add(node["Index Name"].replace(/_(?:p\d\d|\d{4}_q\d)_/, "_*_"));
                if (node["Node Type"].includes("Seq Scan") && rowsRead(node) > 0) sequential += 1;
            }
            await client.query("BEGIN");
            times.push((await asService(client, name, subject, () => ask(subject))).ms);
        }
        // Few of them: each may read a whole partition.
        const few = subjects.slice(0, 9);
        const after = async (preparation: string): Promise<number> => {
            const slow: number[] = [];
            for (const subject of few) {
                await client.query("BEGIN");
                await client.query(preparation);
                slow.push((await asService(client, name, subject, () => ask(subject))).ms);
            }
            return percentile(slow, 0.5);
        };
        const [withoutIts, withoutAny] = [await after(query.drop), await after(withoutIndexes)];
        const p50 = percentile(times, 0.5);
        rows.push([
            name,
            [...partitions].sort((a, b) => a - b).join(" or "),
            String(sequential),
            milliseconds(p50),
            milliseconds(percentile(times, 0.95)),
            milliseconds(withoutIts),
            `${(withoutIts / p50).toFixed(0)} x`,
            milliseconds(withoutAny),
            `${(withoutAny / p50).toFixed(0)} x`,
            [...indexes].sort().join(", "),
        ]);
    }
    return `frequent queries, each in ${subjects.length} organizations, as the service under row-level security\n${table(rows)}`;
}
