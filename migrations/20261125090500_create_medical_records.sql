-- migrate:up

-- A foreign key locks the table it refers to: give up rather than queue every writer behind us.
SET LOCAL lock_timeout = '2s';
SET LOCAL statement_timeout = '60s';

CREATE TABLE medical_records (
    organization_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    patient_id uuid NOT NULL,
    -- The author.
    doctor_id uuid NOT NULL,
    -- The visit that the record was made in; a letter or a laboratory result has none.
    appointment_id uuid,
    kind text NOT NULL,
    content jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT medical_records_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT medical_records_patient_id_fkey FOREIGN KEY (organization_id, patient_id)
        REFERENCES patients (organization_id, id),
    CONSTRAINT medical_records_doctor_id_fkey FOREIGN KEY (organization_id, doctor_id)
        REFERENCES doctors (organization_id, id),
    CONSTRAINT medical_records_appointment_id_fkey FOREIGN KEY (organization_id, appointment_id)
        REFERENCES appointments (organization_id, id),
    CONSTRAINT medical_records_kind_known
        CHECK (kind IN ('note', 'diagnosis', 'prescription', 'laboratory', 'letter')),
    CONSTRAINT medical_records_content_object CHECK (jsonb_typeof(content) = 'object')
) PARTITION BY HASH (organization_id);

CREATE TABLE medical_records_p00 PARTITION OF medical_records FOR VALUES WITH (MODULUS 16, REMAINDER 0);
CREATE TABLE medical_records_p01 PARTITION OF medical_records FOR VALUES WITH (MODULUS 16, REMAINDER 1);
CREATE TABLE medical_records_p02 PARTITION OF medical_records FOR VALUES WITH (MODULUS 16, REMAINDER 2);
CREATE TABLE medical_records_p03 PARTITION OF medical_records FOR VALUES WITH (MODULUS 16, REMAINDER 3);
CREATE TABLE medical_records_p04 PARTITION OF medical_records FOR VALUES WITH (MODULUS 16, REMAINDER 4);
CREATE TABLE medical_records_p05 PARTITION OF medical_records FOR VALUES WITH (MODULUS 16, REMAINDER 5);
CREATE TABLE medical_records_p06 PARTITION OF medical_records FOR VALUES WITH (MODULUS 16, REMAINDER 6);
CREATE TABLE medical_records_p07 PARTITION OF medical_records FOR VALUES WITH (MODULUS 16, REMAINDER 7);
CREATE TABLE medical_records_p08 PARTITION OF medical_records FOR VALUES WITH (MODULUS 16, REMAINDER 8);
CREATE TABLE medical_records_p09 PARTITION OF medical_records FOR VALUES WITH (MODULUS 16, REMAINDER 9);
CREATE TABLE medical_records_p10 PARTITION OF medical_records FOR VALUES WITH (MODULUS 16, REMAINDER 10);
CREATE TABLE medical_records_p11 PARTITION OF medical_records FOR VALUES WITH (MODULUS 16, REMAINDER 11);
CREATE TABLE medical_records_p12 PARTITION OF medical_records FOR VALUES WITH (MODULUS 16, REMAINDER 12);
CREATE TABLE medical_records_p13 PARTITION OF medical_records FOR VALUES WITH (MODULUS 16, REMAINDER 13);
CREATE TABLE medical_records_p14 PARTITION OF medical_records FOR VALUES WITH (MODULUS 16, REMAINDER 14);
CREATE TABLE medical_records_p15 PARTITION OF medical_records FOR VALUES WITH (MODULUS 16, REMAINDER 15);

-- The strategy's index behind the organization, with id for the cursor; it is also the foreign key's.
CREATE INDEX idx_medical_records_patient
    ON medical_records (organization_id, patient_id, created_at DESC, id DESC);

CREATE INDEX idx_medical_records_doctor ON medical_records (organization_id, doctor_id);

-- Not partial, though most rows have no appointment: an index with a condition does not serve the key.
CREATE INDEX idx_medical_records_appointment ON medical_records (organization_id, appointment_id);

-- migrate:down

SET LOCAL lock_timeout = '2s';
SET LOCAL statement_timeout = '60s';
-- squawk-ignore ban-drop-table
DROP TABLE medical_records;
