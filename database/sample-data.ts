import type { Client } from "pg";
import { sampleWords } from "./sample-names";

/** How much sample data there is, over all organizations. */
export interface SampleSizes {
    readonly organizations: number;
    readonly patients: number;
    readonly appointments: number;
    readonly records: number;
    readonly auditEntries: number;
}

/** A share of the work: several connections load different organizations at once. */
export interface Share {
    readonly worker: number;
    readonly workers: number;
}

/**
 * Patients of each organization, the largest first. Sizes fall as those of firms do, by a power of the rank; with 0.8
 * the largest of 1,000 has some 6 % of all patients and the median 0.05 %. Each has at least one.
 */
export function organizationSizes(organizations: number, patients: number): readonly number[] {
    if (patients < organizations) {
        throw new Error(`patients must be at least organizations (${organizations}), got ${patients}`);
    }
    const weights = Array.from({ length: organizations }, (_, rank) => (rank + 1) ** -0.8);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const spare = patients - organizations;
    let [given, reached] = [0, 0];
    return weights.map((weight) => {
        reached += (weight / total) * spare;
        const size = Math.round(reached) - given;
        given += size;
        return size + 1;
    });
}

/** The day that all dates are told from, so that the same sizes give the same data on any day. */
export const sampleToday = "2026-12-01";

/** Patients for each doctor; a panel of a practice is some hundreds. */
const patientsPerDoctor = 200;

/** How the records of ten patients add up, in hundredths of all ten: most have few, some a great many. */
const recordShares = [0, 2, 6, 10, 16, 24, 32, 42, 52, 64] as const;

/**
 * Helpers of the session. Chance is a hash of the row's number, so that every row is the same each time.
 * `upto` is how many of something the first n patients have together; exact over all of them.
 */
const helpers = (sizes: SampleSizes): string => `
    CREATE FUNCTION pg_temp.key(kind text, n bigint) RETURNS uuid IMMUTABLE LANGUAGE sql
        RETURN md5(kind || n)::uuid;
    CREATE FUNCTION pg_temp.chance(n bigint, salt bigint, choices bigint) RETURNS bigint IMMUTABLE LANGUAGE sql
        RETURN (hashint8extended(n, salt) & 9223372036854775807) % choices;
    CREATE FUNCTION pg_temp.pick(words text[], n bigint, salt bigint) RETURNS text IMMUTABLE LANGUAGE sql
        RETURN words[1 + pg_temp.chance(n, salt, cardinality(words))];
    CREATE FUNCTION pg_temp.appointments_upto(n bigint) RETURNS bigint IMMUTABLE LANGUAGE sql
        RETURN n * ${sizes.appointments} / ${sizes.patients};
    CREATE FUNCTION pg_temp.records_upto(n bigint) RETURNS bigint IMMUTABLE LANGUAGE sql
        RETURN (n / 10 * 100 + ('{${recordShares.join()}}'::bigint[])[1 + n % 10]) * ${sizes.records} / ${10 * sizes.patients};
    CREATE FUNCTION pg_temp.audit_upto(n bigint) RETURNS bigint IMMUTABLE LANGUAGE sql
        RETURN n * ${sizes.auditEntries} / ${sizes.patients};`;

const words = (kind: keyof typeof sampleWords): string =>
    `ARRAY[${sampleWords[kind].map((word) => `'${word}'`).join()}]`;

/** Every patient of the share, with what the other tables say of it. `n` counts over all organizations. */
const everyPatient = `
    SELECT o.number, o.id AS organization_id, o.doctors, nth, o.first + nth - 1 AS n, pg_temp.key('patient', o.first + nth - 1) AS patient_id,
        timestamptz '${sampleToday} 00:00Z' - pg_temp.chance(o.first + nth - 1, 4, 157680000) * interval '1 second' AS since
    FROM sample_organizations o, generate_series(1, o.patients) nth`;

const doctorOf = (n: string): string =>
    `pg_temp.key('doctor', number * 1000000::bigint + 1 + pg_temp.chance(${n}, 5, doctors))`;

/** One statement for each table, in the order of their foreign keys. */
const statements = (auditDays: number): Readonly<Record<string, string>> => ({
    organizations: `
        INSERT INTO organizations (id, name, settings, created_at)
        SELECT id, pg_temp.pick(${words("town")}, number, 1) || ' ' || pg_temp.pick(${words("clinic")}, number, 2) || ' ' || number,
            '{"locale": "en", "slotMinutes": 30}', timestamptz '${sampleToday} 00:00Z' - interval '6 years'
        FROM sample_organizations`,
    users: `
        INSERT INTO users (organization_id, id, email, full_name, role, permissions, created_at)
        SELECT id, pg_temp.key('user', n), lower(given || '.' || family) || n || '@example.com', given || ' ' || family,
            CASE WHEN nth <= doctors THEN 'doctor' WHEN nth = doctors + 1 THEN 'administrator' ELSE 'receptionist' END,
            '{patients.read,patients.write}', timestamptz '${sampleToday} 00:00Z' - interval '5 years'
        FROM (
            SELECT o.*, nth, number * 1000000::bigint + nth AS n,
                pg_temp.pick(${words("given")}, number * 1000000::bigint + nth, 6) AS given,
                pg_temp.pick(${words("family")}, number * 1000000::bigint + nth, 7) AS family
            FROM sample_organizations o, generate_series(1, o.doctors + 1 + o.doctors / 3) nth
        ) staff`,
    doctors: `
        INSERT INTO doctors (organization_id, id, user_id, specialty, created_at)
        SELECT id, pg_temp.key('doctor', number * 1000000::bigint + nth), pg_temp.key('user', number * 1000000::bigint + nth),
            pg_temp.pick(${words("specialty")}, number + nth, 8), timestamptz '${sampleToday} 00:00Z' - interval '5 years'
        FROM sample_organizations, generate_series(1, doctors) nth`,
    patients: `
        INSERT INTO patients (organization_id, id, medical_record_number, given_name, family_name, birth_date, created_at, updated_at)
        SELECT organization_id, patient_id, 'MRN-' || lpad(nth::text, 7, '0'), pg_temp.pick(${words("given")}, n, 1),
            pg_temp.pick(${words("family")}, n, 2), date '1930-01-01' + pg_temp.chance(n, 3, 33000)::int, since, since
        FROM (${everyPatient}) p`,
    appointments: `
        INSERT INTO appointments (organization_id, id, doctor_id, patient_id, appointment_date, ends_at, status, created_at)
        SELECT organization_id, pg_temp.key('appointment', a), ${doctorOf("a")}, patient_id, at, at + interval '30 minutes',
            CASE WHEN at > timestamptz '${sampleToday} 00:00Z' THEN 'scheduled'
                ELSE pg_temp.pick(ARRAY['completed', 'completed', 'completed', 'completed', 'cancelled', 'missed'], a, 9) END, since
        FROM (
            -- Half hours of working days from eight to five; nine in ten are past.
            SELECT p.*, a, timestamptz '${sampleToday} 08:00Z' + pg_temp.chance(a, 10, 18) * interval '30 minutes'
                + (7 * (pg_temp.chance(a, 11, 200) - 180) + pg_temp.chance(a, 12, 5) - 1) * interval '1 day' AS at
            FROM (${everyPatient}) p, generate_series(pg_temp.appointments_upto(n), pg_temp.appointments_upto(n + 1) - 1) a
        ) visits`,
    medical_records: `
        INSERT INTO medical_records (organization_id, id, patient_id, doctor_id, appointment_id, kind, content, created_at)
        SELECT organization_id, pg_temp.key('record', r), patient_id, ${doctorOf("r")},
            CASE WHEN pg_temp.appointments_upto(n) + r - pg_temp.records_upto(n) < pg_temp.appointments_upto(n + 1)
                THEN pg_temp.key('appointment', pg_temp.appointments_upto(n) + r - pg_temp.records_upto(n)) END,
            pg_temp.pick(ARRAY['note', 'note', 'note', 'diagnosis', 'prescription', 'laboratory', 'letter'], r, 13),
            jsonb_build_object('text', pg_temp.pick(${words("finding")}, r, 14)),
            since + (timestamptz '${sampleToday} 00:00Z' - since) * (pg_temp.chance(r, 15, 1000000) / 1000000.0)
        FROM (${everyPatient}) p, generate_series(pg_temp.records_upto(n), pg_temp.records_upto(n + 1) - 1) r`,
    audit_log: `
        INSERT INTO audit_log (organization_id, id, occurred_at, actor_id, action, record_type, record_id)
        SELECT organization_id, pg_temp.key('audit', a),
            timestamptz '2026-10-01 08:00Z' + pg_temp.chance(a, 16, ${auditDays} * 86400) * interval '1 second',
            pg_temp.key('user', number * 1000000::bigint + 1), pg_temp.pick(ARRAY['read', 'read', 'read', 'update', 'create'], a, 17),
            'patients', patient_id
        FROM (${everyPatient}) p, generate_series(pg_temp.audit_upto(n), pg_temp.audit_upto(n + 1) - 1) a`,
});

/**
 * Fills the tables, as a user whom no policy binds. The same sizes give the same rows.
 *
 * @param auditDays days from 2026-10-01 over which the audit log is spread
 * @param onTable is told of each table when its rows are there
 */
export async function loadSampleData(
    client: Client,
    sizes: SampleSizes,
    { worker, workers }: Share = { worker: 0, workers: 1 },
    onTable: (table: string, rows: number) => void = () => undefined,
    auditDays = 61,
): Promise<void> {
    const patients = organizationSizes(sizes.organizations, sizes.patients);
    await client.query(helpers(sizes));
    await client.query(
        "CREATE TEMP TABLE sample_organizations (number int, id uuid, patients int, first bigint, doctors int)",
    );
    await client.query(
        `INSERT INTO sample_organizations
         SELECT number, pg_temp.key('organization', number), patients,
             sum(patients) OVER (ORDER BY number) - patients, ceil(patients / ${patientsPerDoctor}.0)
         FROM unnest($1::int[]) WITH ORDINALITY s (patients, number)`,
        [patients],
    );
    await client.query("DELETE FROM sample_organizations WHERE number % $1 <> $2", [workers, worker]);
    await client.query("ANALYZE sample_organizations");
    for (const [table, statement] of Object.entries(statements(auditDays))) {
        const { rowCount } = await client.query(statement);
        onTable(table, rowCount ?? 0);
    }
}
