import assert from "node:assert/strict";
import type { PGlite } from "@electric-sql/pglite";
import { directoriesOf, readBundle } from "../../policies/indexes-as-migrations/bundle";
import { judge } from "../../policies/indexes-as-migrations/catalogue";
import { readLock } from "../../policies/indexes-as-migrations/lock";
import { applyOn, replayOn } from "../../policies/indexes-as-migrations/replay";
import { applySection } from "../../policies/indexes-as-migrations/section";
import { emptyDatabase } from "../policies/indexes-as-migrations/fixture";

const bundle = readBundle(directoriesOf({}));
const byOrganization = ["appointments", "medical_records", "patients"];

/** The schema as a list of sentences: tables, columns, constraints, indexes. */
async function schemaOf(db: PGlite): Promise<readonly string[]> {
    const { rows } = await db.query<{ fact: string }>(`
        SELECT 'relation ' || relkind::text || ' ' || relname AS fact FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL
        SELECT 'column ' || attrelid::regclass || '.' || attname || ' ' || format_type(atttypid, atttypmod) || ' ' || attnotnull::text
        FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND attnum > 0
        UNION ALL
        SELECT 'constraint ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        ORDER BY fact`);
    return rows.map(({ fact }) => fact);
}

describe("the migrations", () => {
    it("apply to an empty database, roll back to nothing and apply again", async () => {
        const db = await emptyDatabase();
        const schemas: (readonly string[])[] = [];
        for (const direction of ["up", "down", "up"] as const) {
            const ordered = direction === "up" ? bundle.migrations : bundle.migrations.toReversed();
            for (const { file, ...sections } of ordered) {
                const section = sections[direction];
                assert.notEqual(section, undefined, file);
                if (section !== undefined) await applySection(db, file, section);
            }
            schemas.push(await schemaOf(db));
        }
        assert.ok((schemas[0]?.length ?? 0) > 100);
        assert.deepEqual(schemas[1], []);
        assert.deepEqual(schemas[2], schemas[0]);
    });

    it("leave no foreign key and no frequent query without an index, and the lock says the same", async () => {
        const catalogue = await replayOn(await emptyDatabase(), bundle);
        const { foreignKeys, frequentQueries } = judge(catalogue);
        assert.deepEqual([foreignKeys, frequentQueries], [[], []]);
        const found = readLock(bundle);
        assert.deepEqual("lock" in found ? found.lock.files : found, bundle.checksums);
        assert.deepEqual("lock" in found ? found.lock.catalogue : found, catalogue);
    });

    describe("once applied", () => {
        let db: PGlite;

        before(async () => {
            db = await emptyDatabase();
            await applyOn(db, bundle);
        });

        const list = async (query: string): Promise<readonly unknown[]> =>
            (await db.query<{ item: unknown }>(query)).rows.map(({ item }) => item);

        it("spread the large tables over sixteen partitions each, by a hash of the organization, and the log by time", async () => {
            const items = await list(`
                SELECT relname || ': ' || pg_get_partkeydef(c.oid) || ', ' ||
                    (SELECT count(*) FROM pg_inherits WHERE inhparent = c.oid) AS item
                FROM pg_class c WHERE relkind = 'p' ORDER BY relname`);
            const log = "audit_log: RANGE (occurred_at), 22";
            assert.deepEqual(
                items,
                [...byOrganization.map((table) => `${table}: HASH (organization_id), 16`), log].sort(),
            );
        });

        it("put the organization first in every key and index of a partitioned table, and in keys to them", async () => {
            const indexes = await list(`
                SELECT i.indexrelid::regclass::text AS item FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
                WHERE c.relkind = 'p' AND pg_get_indexdef(i.indexrelid, 1, true) <> 'organization_id'`);
            assert.deepEqual(indexes, []);
            const keys = await list(`
                SELECT k.conname::text AS item FROM pg_constraint k
                JOIN pg_class t ON t.oid IN (k.conrelid, k.confrelid) AND t.relkind = 'p'
                WHERE k.contype = 'f' AND k.conparentid = 0 AND NOT EXISTS (
                    SELECT FROM pg_attribute a
                    WHERE a.attrelid = k.conrelid AND a.attnum = k.conkey[1] AND a.attname = 'organization_id')`);
            assert.deepEqual(keys, []);
            const primary = await list(`
                SELECT c.relname || ': ' || pg_get_constraintdef(k.oid) AS item
                FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
                WHERE k.contype = 'p' AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace ORDER BY c.relname`);
            assert.deepEqual(primary, [
                "appointments: PRIMARY KEY (organization_id, id)",
                // PostgreSQL wants the partition key in it; it lists what happened in an organization by time, too.
                "audit_log: PRIMARY KEY (organization_id, occurred_at, id)",
                "doctors: PRIMARY KEY (organization_id, id)",
                "medical_records: PRIMARY KEY (organization_id, id)",
                "organizations: PRIMARY KEY (id)",
                "patients: PRIMARY KEY (organization_id, id)",
                "users: PRIMARY KEY (organization_id, id)",
            ]);
        });

        it("keep the strategy's three indexes under its names, adapted to the partitions", async () => {
            const items = await list(`
                SELECT indexdef AS item FROM pg_indexes
                WHERE indexname IN ('idx_patients_org_id', 'idx_appointments_doctor_date', 'idx_medical_records_patient')
                ORDER BY indexname`);
            assert.deepEqual(items, [
                "CREATE INDEX idx_appointments_doctor_date ON ONLY public.appointments USING btree " +
                    "(organization_id, doctor_id, appointment_date, id)",
                "CREATE INDEX idx_medical_records_patient ON ONLY public.medical_records USING btree " +
                    "(organization_id, patient_id, created_at DESC, id DESC)",
                "CREATE INDEX idx_patients_org_id ON ONLY public.patients USING btree " +
                    "(organization_id, created_at DESC, id DESC)",
            ]);
        });

        it("identify by uuid and date by timestamptz throughout", async () => {
            const items = await list(`
                SELECT DISTINCT column_name || ' ' || data_type || ' ' || is_nullable AS item
                FROM information_schema.columns WHERE table_schema = 'public'
                    AND (column_name = 'id' OR column_name LIKE '%\\_id' OR column_name LIKE '%\\_at') ORDER BY item`);
            assert.deepEqual(items, [
                // The platform itself is no user.
                "actor_id uuid YES",
                "appointment_id uuid YES",
                "created_at timestamp with time zone NO",
                "doctor_id uuid NO",
                "ends_at timestamp with time zone NO",
                "id uuid NO",
                "occurred_at timestamp with time zone NO",
                "organization_id uuid NO",
                "patient_id uuid NO",
                "record_id uuid NO",
                "updated_at timestamp with time zone NO",
                "user_id uuid NO",
            ]);
        });
    });
});
