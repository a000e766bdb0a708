import assert from "node:assert/strict";
import { loadSampleData, organizationSizes, type SampleSizes } from "../../database/sample-data";
import { connect, migratedDatabase, rowsOf } from "./support";
import { tables } from "./two-organizations";

const sizes: SampleSizes = {
    organizations: 12,
    patients: 600,
    appointments: 900,
    records: 3000,
    auditEntries: 300,
};

/** A checksum over all rows of all tables. */
async function digest(url: string): Promise<unknown> {
    const client = await connect(url);
    const sums = tables.map(
        (table) => `(SELECT md5(string_agg(t::text, '' ORDER BY t.id)) FROM ${table} t) AS ${table}`,
    );
    return (await rowsOf(client, `SELECT ${sums.join()}`))[0];
}

describe("sample data", () => {
    it("gives every organization a patient and the largest many, and no patient too many", () => {
        const many = organizationSizes(1000, 2_000_000);
        assert.equal(
            many.reduce((sum, size) => sum + size, 0),
            2_000_000,
        );
        assert.equal(Math.max(...many), many[0]);
        assert.ok((many[0] ?? 0) > 100_000 && Math.min(...many) >= 1);
        assert.deepEqual(organizationSizes(3, 3), [1, 1, 1]);
        assert.throws(() => organizationSizes(3, 2), /patients must be at least organizations \(3\), got 2/);
    });

    it("has the sizes that were asked for, keeps every constraint, and is the same each time and in whatever shares", async () => {
        const [first, second] = [await migratedDatabase(), await migratedDatabase()];
        const counted: Record<string, number> = {};
        await loadSampleData(first.owner, sizes, { worker: 0, workers: 1 }, (table, rows) => {
            counted[table] = rows;
        });
        assert.deepEqual(
            [
                counted.organizations,
                counted.patients,
                counted.appointments,
                counted.medical_records,
                counted.audit_log,
            ],
            [sizes.organizations, sizes.patients, sizes.appointments, sizes.records, sizes.auditEntries],
        );
        for (const worker of [1, 0]) {
            await loadSampleData(await connect(second.url), sizes, { worker, workers: 2 });
        }
        assert.deepEqual(await digest(first.url), await digest(second.url));
    });

    it("is plausible: working hours, records after the patient's first visit, few with many", async () => {
        const { owner } = await migratedDatabase();
        await loadSampleData(owner, sizes);
        const [facts] = await rowsOf(
            owner,
            `SELECT
                (SELECT count(*)::int FROM appointments WHERE extract(dow FROM appointment_date AT TIME ZONE 'UTC') IN (0, 6)
                    OR extract(hour FROM appointment_date AT TIME ZONE 'UTC') NOT BETWEEN 8 AND 16) AS outside,
                (SELECT count(*)::int FROM medical_records r JOIN patients p ON p.id = r.patient_id WHERE r.created_at < p.created_at) AS early,
                (SELECT count(*)::int FROM medical_records WHERE appointment_id IS NOT NULL) > 0 AS visits,
                (SELECT max(n)::int FROM (SELECT count(*) AS n FROM medical_records GROUP BY patient_id) c) AS most`,
        );
        assert.deepEqual(facts, { outside: 0, early: 0, visits: true, most: 18 });
    });
});
