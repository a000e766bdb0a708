import type { Client } from "pg";

/** Two organizations with a row of every kind each. */
export const [one, two] = [
    "10000000-0000-4000-8000-000000000000",
    "20000000-0000-4000-8000-000000000000",
] as const;

/** Tables whose rows belong to an organization, from the one that others refer to. */
export const tables = [
    "organizations",
    "users",
    "doctors",
    "patients",
    "appointments",
    "medical_records",
    "audit_log",
] as const;

/** Fills both as the superuser, whom no policy binds. Each row's id is that of its organization. */
export async function fill(owner: Client): Promise<void> {
    await owner.query(`
        INSERT INTO organizations (id, name) VALUES ('${one}', 'One'), ('${two}', 'Two');
        INSERT INTO users (organization_id, id, email, full_name, role)
            SELECT id, id, lower(name) || '@example.com', name, 'doctor' FROM organizations;
        INSERT INTO doctors (organization_id, id, user_id, specialty) SELECT id, id, id, 'general' FROM organizations;
        INSERT INTO patients (organization_id, id, medical_record_number, given_name, family_name, birth_date)
            SELECT id, id, '1', 'A', 'B', '1980-01-01' FROM organizations;
        INSERT INTO appointments (organization_id, id, doctor_id, patient_id, appointment_date, ends_at)
            SELECT id, id, id, id, '2026-12-01 09:00Z', '2026-12-01 09:30Z' FROM organizations;
        INSERT INTO medical_records (organization_id, id, patient_id, doctor_id, kind, content)
            SELECT id, id, id, id, 'note', '{}' FROM organizations;
        INSERT INTO audit_log (organization_id, id, occurred_at, action, record_type, record_id)
            SELECT id, id, '2026-12-01 09:00Z', 'create', 'patients', id FROM organizations`);
}
