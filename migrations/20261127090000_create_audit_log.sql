-- migrate:up

SET LOCAL lock_timeout = '2s';
SET LOCAL statement_timeout = '60s';

-- Who did what to which record, and when. It is written in the transaction of what it tells of, and never changed.
CREATE TABLE audit_log (
    organization_id uuid NOT NULL,
    occurred_at timestamptz NOT NULL DEFAULT now(),
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    -- The user; absent where the platform itself did it.
    actor_id uuid,
    action text NOT NULL,
    -- Table and id of the record.
    record_type text NOT NULL,
    record_id uuid NOT NULL,
    -- Names of changed columns, a request's id. Never what a patient's record says.
    details jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT audit_log_pkey PRIMARY KEY (organization_id, occurred_at, id),
    CONSTRAINT audit_log_action_known
        CHECK (action IN ('create', 'read', 'update', 'delete', 'export', 'sign_in')),
    CONSTRAINT audit_log_record_type_length CHECK (length(record_type) BETWEEN 1 AND 63),
    CONSTRAINT audit_log_details_object CHECK (jsonb_typeof(details) = 'object')
    -- No foreign key: the log outlives what it is about, an organization that left included.
) PARTITION BY RANGE (occurred_at);

-- Quarters, in UTC: the log of six years (45 CFR 164.316(b)(2)(i)) goes by dropping the oldest, not by DELETE.
CREATE TABLE audit_log_2026_q4 PARTITION OF audit_log FOR VALUES FROM ('2026-10-01 00:00Z') TO ('2027-01-01 00:00Z');
CREATE TABLE audit_log_2027_q1 PARTITION OF audit_log FOR VALUES FROM ('2027-01-01 00:00Z') TO ('2027-04-01 00:00Z');
CREATE TABLE audit_log_2027_q2 PARTITION OF audit_log FOR VALUES FROM ('2027-04-01 00:00Z') TO ('2027-07-01 00:00Z');
CREATE TABLE audit_log_2027_q3 PARTITION OF audit_log FOR VALUES FROM ('2027-07-01 00:00Z') TO ('2027-10-01 00:00Z');
CREATE TABLE audit_log_2027_q4 PARTITION OF audit_log FOR VALUES FROM ('2027-10-01 00:00Z') TO ('2028-01-01 00:00Z');
CREATE TABLE audit_log_2028_q1 PARTITION OF audit_log FOR VALUES FROM ('2028-01-01 00:00Z') TO ('2028-04-01 00:00Z');
CREATE TABLE audit_log_2028_q2 PARTITION OF audit_log FOR VALUES FROM ('2028-04-01 00:00Z') TO ('2028-07-01 00:00Z');
CREATE TABLE audit_log_2028_q3 PARTITION OF audit_log FOR VALUES FROM ('2028-07-01 00:00Z') TO ('2028-10-01 00:00Z');
CREATE TABLE audit_log_2028_q4 PARTITION OF audit_log FOR VALUES FROM ('2028-10-01 00:00Z') TO ('2029-01-01 00:00Z');
CREATE TABLE audit_log_2029_q1 PARTITION OF audit_log FOR VALUES FROM ('2029-01-01 00:00Z') TO ('2029-04-01 00:00Z');
CREATE TABLE audit_log_2029_q2 PARTITION OF audit_log FOR VALUES FROM ('2029-04-01 00:00Z') TO ('2029-07-01 00:00Z');
CREATE TABLE audit_log_2029_q3 PARTITION OF audit_log FOR VALUES FROM ('2029-07-01 00:00Z') TO ('2029-10-01 00:00Z');
CREATE TABLE audit_log_2029_q4 PARTITION OF audit_log FOR VALUES FROM ('2029-10-01 00:00Z') TO ('2030-01-01 00:00Z');
CREATE TABLE audit_log_2030_q1 PARTITION OF audit_log FOR VALUES FROM ('2030-01-01 00:00Z') TO ('2030-04-01 00:00Z');
CREATE TABLE audit_log_2030_q2 PARTITION OF audit_log FOR VALUES FROM ('2030-04-01 00:00Z') TO ('2030-07-01 00:00Z');
CREATE TABLE audit_log_2030_q3 PARTITION OF audit_log FOR VALUES FROM ('2030-07-01 00:00Z') TO ('2030-10-01 00:00Z');
CREATE TABLE audit_log_2030_q4 PARTITION OF audit_log FOR VALUES FROM ('2030-10-01 00:00Z') TO ('2031-01-01 00:00Z');
CREATE TABLE audit_log_2031_q1 PARTITION OF audit_log FOR VALUES FROM ('2031-01-01 00:00Z') TO ('2031-04-01 00:00Z');
CREATE TABLE audit_log_2031_q2 PARTITION OF audit_log FOR VALUES FROM ('2031-04-01 00:00Z') TO ('2031-07-01 00:00Z');
CREATE TABLE audit_log_2031_q3 PARTITION OF audit_log FOR VALUES FROM ('2031-07-01 00:00Z') TO ('2031-10-01 00:00Z');
CREATE TABLE audit_log_2031_q4 PARTITION OF audit_log FOR VALUES FROM ('2031-10-01 00:00Z') TO ('2032-01-01 00:00Z');

-- Empty, unless nobody has added quarters in time: a missing one must not stop the service.
CREATE TABLE audit_log_default PARTITION OF audit_log DEFAULT;

CREATE INDEX idx_audit_log_record
    ON audit_log (organization_id, record_type, record_id, occurred_at DESC, id DESC);

-- Not by grants alone: the owner of a table needs none.
CREATE FUNCTION audit_log_refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    RAISE EXCEPTION 'audit_log is append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION audit_log_refuse_change();

-- Of the table and of each partition: a trigger for statements is not handed down.
DO $$
DECLARE
    part regclass;
BEGIN
    FOR part IN SELECT relid FROM pg_partition_tree('audit_log') LOOP
        EXECUTE format(
            'CREATE TRIGGER audit_log_not_truncated BEFORE TRUNCATE ON %s '
            'FOR EACH STATEMENT EXECUTE FUNCTION audit_log_refuse_change()',
            part
        );
    END LOOP;
END
$$;

-- migrate:down

SET LOCAL lock_timeout = '2s';
SET LOCAL statement_timeout = '60s';
-- squawk-ignore ban-drop-table
DROP TABLE audit_log;
DROP FUNCTION audit_log_refuse_change();
