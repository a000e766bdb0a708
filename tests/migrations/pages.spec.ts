import assert from "node:assert/strict";
import type { PGlite } from "@electric-sql/pglite";
import { directoriesOf, readBundle } from "../../policies/indexes-as-migrations/bundle";
import { applyOn } from "../../policies/indexes-as-migrations/replay";
import { emptyDatabase } from "../policies/indexes-as-migrations/fixture";

const bundle = readBundle(directoriesOf({}));
const [organization, stranger] = [
    "10000000-0000-4000-8000-000000000000",
    "20000000-0000-4000-8000-000000000000",
];
const lastUuid = "ffffffff-ffff-ffff-ffff-ffffffffffff";
const firstUuid = "00000000-0000-0000-0000-000000000000";

/** The text of one frequent query. */
function queryOf(name: string): string {
    const source = bundle.queries.find(({ file }) => file === `queries/${name}.sql`);
    if (source === undefined) throw new Error(`no query ${name}`);
    return source.text;
}

describe("the frequent queries", () => {
    let db: PGlite;

    before(async () => {
        db = await emptyDatabase();
        await applyOn(db, bundle);
        // Every row of a kind is of one instant, as a bulk import makes them: only the id tells them apart.
        await db.exec(`
            INSERT INTO organizations (id, name) VALUES ('${organization}', 'One'), ('${stranger}', 'Two');
            INSERT INTO users (organization_id, email, full_name, role)
                SELECT id, name || '@example.com', name, 'doctor' FROM (SELECT id, lower(name) AS name FROM organizations);
            INSERT INTO doctors (organization_id, user_id, specialty) SELECT organization_id, id, 'general' FROM users;
            INSERT INTO patients (organization_id, medical_record_number, given_name, family_name, birth_date, created_at, updated_at)
                SELECT o.id, n::text, 'A', 'B', '1980-01-01', '2026-01-01', '2026-01-01'
                FROM organizations o, generate_series(1, 25) n;
            INSERT INTO appointments (organization_id, doctor_id, patient_id, appointment_date, ends_at)
                SELECT p.organization_id, d.id, p.id, '2026-02-01 09:00Z', '2026-02-01 09:30Z'
                FROM patients p JOIN doctors d USING (organization_id);
            INSERT INTO medical_records (organization_id, patient_id, doctor_id, kind, content, created_at)
                SELECT a.organization_id, a.patient_id, a.doctor_id, 'note', '{}', '2026-02-01'
                FROM appointments a, generate_series(1, 25);
            INSERT INTO audit_log (organization_id, occurred_at, action, record_type, record_id)
                SELECT id, at, 'read', 'patients', id
                FROM organizations, unnest(ARRAY['2026-12-31 23:00Z', '2027-01-01 01:00Z']::timestamptz[]) at, generate_series(1, 12);`);
    });

    /** Reads page after page until one is short. */
    async function pages(
        name: string,
        first: readonly unknown[],
        next: (row: Record<string, unknown>) => unknown[],
    ) {
        const ids: unknown[] = [];
        let parameters = first;
        for (;;) {
            const { rows } = await db.query<Record<string, unknown>>(queryOf(name), [...parameters]);
            ids.push(...rows.map(({ id }) => id));
            const last = rows.at(-1);
            if (rows.length < 10 || last === undefined) return ids;
            parameters = next(last);
        }
    }

    it("lists each patient of an organization once, though all were created together", async () => {
        const ids = await pages("patient-list", [organization, "infinity", lastUuid, 10], (row) => [
            organization,
            row.created_at,
            row.id,
            10,
        ]);
        assert.equal(ids.length, 25);
        assert.equal(new Set(ids).size, 25);
        assert.deepEqual(ids, [...ids].sort().reverse());
    });

    it("lists each of a doctor's appointments once, those at the first instant included", async () => {
        const doctor = (
            await db.query<{ id: string }>(`SELECT id FROM doctors WHERE organization_id = '${organization}'`)
        ).rows[0]?.id;
        const from = new Date("2026-02-01T09:00:00Z");
        const to = new Date("2026-02-02T00:00:00Z");
        const ids = await pages(
            "doctor-appointments",
            [organization, doctor, from, firstUuid, to, 10],
            (row) => [organization, doctor, row.appointment_date, row.id, to, 10],
        );
        assert.equal(new Set(ids).size, 25);
        assert.equal(ids.length, 25);
        const none = await pages(
            "doctor-appointments",
            [organization, doctor, from, firstUuid, from, 10],
            () => [],
        );
        assert.deepEqual(none, []);
    });

    it("lists each of a patient's records and appointments once", async () => {
        const patient = (
            await db.query<{ id: string }>(
                `SELECT id FROM patients WHERE organization_id = '${organization}' LIMIT 1`,
            )
        ).rows[0]?.id;
        const records = await pages(
            "patient-records",
            [organization, patient, "infinity", lastUuid, 10],
            (row) => [organization, patient, row.created_at, row.id, 10],
        );
        assert.equal(new Set(records).size, 25);
        const visits = await pages(
            "patient-appointments",
            [organization, patient, "infinity", lastUuid, 10],
            () => [],
        );
        assert.equal(visits.length, 1);
    });

    it("lists each entry of a record's history once, over the bounds of partitions", async () => {
        const entries = await pages(
            "record-history",
            [organization, "patients", organization, new Date("2027-02-01T00:00:00Z"), lastUuid, 10],
            (row) => [organization, "patients", organization, row.occurred_at, row.id, 10],
        );
        assert.equal(entries.length, 24);
        assert.equal(new Set(entries).size, 24);
    });

    it("finds no patient of another organization by id", async () => {
        const { rows: mine } = await db.query<{ id: string }>(
            `SELECT id FROM patients WHERE organization_id = '${organization}' LIMIT 1`,
        );
        const found = await db.query(queryOf("patient-by-id"), [organization, mine[0]?.id]);
        const strange = await db.query(queryOf("patient-by-id"), [stranger, mine[0]?.id]);
        assert.deepEqual([found.rows.length, strange.rows.length], [1, 0]);
    });

    it("says of each query its name, its place in the strategy and its parameters", () => {
        assert.equal(bundle.queries.length, 9);
        for (const { file, text } of bundle.queries) {
            const name = /queries\/(.+)\.sql/.exec(file)?.[1];
            const [header = "", sql = ""] = text.split(/^(?=SELECT)/m);
            // What the strategy does not have, something else asks for.
            assert.match(header, new RegExp(`^-- name: ${name ?? ""}\n-- strategy: (?:"|none; )`), file);
            for (const parameter of new Set(sql.match(/\$\d+/g)))
                assert.ok(header.includes(parameter), `${file} ${parameter}`);
            assert.doesNotMatch(sql, /\bOFFSET\b|SELECT \*/, file);
        }
    });
});
