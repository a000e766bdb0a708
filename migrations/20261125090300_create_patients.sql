-- migrate:up

-- A foreign key locks the table it refers to: give up rather than queue every writer behind us.
SET LOCAL lock_timeout = '2s';
SET LOCAL statement_timeout = '60s';

CREATE TABLE patients (
    organization_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    -- The number that the organization itself knows the patient by.
    medical_record_number text NOT NULL,
    given_name text NOT NULL,
    family_name text NOT NULL,
    birth_date date NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT patients_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT patients_medical_record_number_key UNIQUE (organization_id, medical_record_number),
    CONSTRAINT patients_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations (id),
    CONSTRAINT patients_medical_record_number_length CHECK (length(medical_record_number) BETWEEN 1 AND 64),
    CONSTRAINT patients_name_length
        CHECK (length(given_name) BETWEEN 1 AND 200 AND length(family_name) BETWEEN 1 AND 200),
    -- Before anyone alive; a century typed wrongly is the usual mistake.
    CONSTRAINT patients_birth_date_plausible CHECK (birth_date >= DATE '1900-01-01'),
    CONSTRAINT patients_updated_after_created CHECK (updated_at >= created_at)
) PARTITION BY HASH (organization_id);

CREATE TABLE patients_p00 PARTITION OF patients FOR VALUES WITH (MODULUS 16, REMAINDER 0);
CREATE TABLE patients_p01 PARTITION OF patients FOR VALUES WITH (MODULUS 16, REMAINDER 1);
CREATE TABLE patients_p02 PARTITION OF patients FOR VALUES WITH (MODULUS 16, REMAINDER 2);
CREATE TABLE patients_p03 PARTITION OF patients FOR VALUES WITH (MODULUS 16, REMAINDER 3);
CREATE TABLE patients_p04 PARTITION OF patients FOR VALUES WITH (MODULUS 16, REMAINDER 4);
CREATE TABLE patients_p05 PARTITION OF patients FOR VALUES WITH (MODULUS 16, REMAINDER 5);
CREATE TABLE patients_p06 PARTITION OF patients FOR VALUES WITH (MODULUS 16, REMAINDER 6);
CREATE TABLE patients_p07 PARTITION OF patients FOR VALUES WITH (MODULUS 16, REMAINDER 7);
CREATE TABLE patients_p08 PARTITION OF patients FOR VALUES WITH (MODULUS 16, REMAINDER 8);
CREATE TABLE patients_p09 PARTITION OF patients FOR VALUES WITH (MODULUS 16, REMAINDER 9);
CREATE TABLE patients_p10 PARTITION OF patients FOR VALUES WITH (MODULUS 16, REMAINDER 10);
CREATE TABLE patients_p11 PARTITION OF patients FOR VALUES WITH (MODULUS 16, REMAINDER 11);
CREATE TABLE patients_p12 PARTITION OF patients FOR VALUES WITH (MODULUS 16, REMAINDER 12);
CREATE TABLE patients_p13 PARTITION OF patients FOR VALUES WITH (MODULUS 16, REMAINDER 13);
CREATE TABLE patients_p14 PARTITION OF patients FOR VALUES WITH (MODULUS 16, REMAINDER 14);
CREATE TABLE patients_p15 PARTITION OF patients FOR VALUES WITH (MODULUS 16, REMAINDER 15);

-- The strategy's index, with what the patient list orders by behind it: one index finds the organization's
-- patients and returns them newest first, and id makes the cursor unique.
CREATE INDEX idx_patients_org_id ON patients (organization_id, created_at DESC, id DESC);

-- migrate:down

SET LOCAL lock_timeout = '2s';
SET LOCAL statement_timeout = '60s';
-- squawk-ignore ban-drop-table
DROP TABLE patients;
