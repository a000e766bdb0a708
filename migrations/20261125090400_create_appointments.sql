-- migrate:up

-- A foreign key locks the table it refers to: give up rather than queue every writer behind us.
SET LOCAL lock_timeout = '2s';
SET LOCAL statement_timeout = '60s';

CREATE TABLE appointments (
    organization_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    doctor_id uuid NOT NULL,
    patient_id uuid NOT NULL,
    -- When it starts. An instant, not a calendar day: clinics of one organization span time zones.
    appointment_date timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    status text NOT NULL DEFAULT 'scheduled',
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT appointments_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT appointments_doctor_id_fkey FOREIGN KEY (organization_id, doctor_id)
        REFERENCES doctors (organization_id, id),
    CONSTRAINT appointments_patient_id_fkey FOREIGN KEY (organization_id, patient_id)
        REFERENCES patients (organization_id, id),
    CONSTRAINT appointments_end_after_start CHECK (ends_at > appointment_date),
    CONSTRAINT appointments_status_known
        CHECK (status IN ('scheduled', 'arrived', 'completed', 'cancelled', 'missed'))
) PARTITION BY HASH (organization_id);

CREATE TABLE appointments_p00 PARTITION OF appointments FOR VALUES WITH (MODULUS 16, REMAINDER 0);
CREATE TABLE appointments_p01 PARTITION OF appointments FOR VALUES WITH (MODULUS 16, REMAINDER 1);
CREATE TABLE appointments_p02 PARTITION OF appointments FOR VALUES WITH (MODULUS 16, REMAINDER 2);
CREATE TABLE appointments_p03 PARTITION OF appointments FOR VALUES WITH (MODULUS 16, REMAINDER 3);
CREATE TABLE appointments_p04 PARTITION OF appointments FOR VALUES WITH (MODULUS 16, REMAINDER 4);
CREATE TABLE appointments_p05 PARTITION OF appointments FOR VALUES WITH (MODULUS 16, REMAINDER 5);
CREATE TABLE appointments_p06 PARTITION OF appointments FOR VALUES WITH (MODULUS 16, REMAINDER 6);
CREATE TABLE appointments_p07 PARTITION OF appointments FOR VALUES WITH (MODULUS 16, REMAINDER 7);
CREATE TABLE appointments_p08 PARTITION OF appointments FOR VALUES WITH (MODULUS 16, REMAINDER 8);
CREATE TABLE appointments_p09 PARTITION OF appointments FOR VALUES WITH (MODULUS 16, REMAINDER 9);
CREATE TABLE appointments_p10 PARTITION OF appointments FOR VALUES WITH (MODULUS 16, REMAINDER 10);
CREATE TABLE appointments_p11 PARTITION OF appointments FOR VALUES WITH (MODULUS 16, REMAINDER 11);
CREATE TABLE appointments_p12 PARTITION OF appointments FOR VALUES WITH (MODULUS 16, REMAINDER 12);
CREATE TABLE appointments_p13 PARTITION OF appointments FOR VALUES WITH (MODULUS 16, REMAINDER 13);
CREATE TABLE appointments_p14 PARTITION OF appointments FOR VALUES WITH (MODULUS 16, REMAINDER 14);
CREATE TABLE appointments_p15 PARTITION OF appointments FOR VALUES WITH (MODULUS 16, REMAINDER 15);

-- The strategy's index behind the organization, so that it is also the foreign key's.
CREATE INDEX idx_appointments_doctor_date
    ON appointments (organization_id, doctor_id, appointment_date, id);

CREATE INDEX idx_appointments_patient_date
    ON appointments (organization_id, patient_id, appointment_date DESC, id DESC);

-- migrate:down

SET LOCAL lock_timeout = '2s';
SET LOCAL statement_timeout = '60s';
-- squawk-ignore ban-drop-table
DROP TABLE appointments;
