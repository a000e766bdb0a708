-- migrate:up

SET LOCAL lock_timeout = '2s';
SET LOCAL statement_timeout = '60s';

-- Roles belong to the server, not to the database: another database of it may have made them already.
-- They have no password and cannot log in. None may ever be granted rds_iam while the master user is a member of it:
-- whoever is a member of rds_iam, even through another role, no longer signs in by password, and that is how the
-- migrations and RDS Proxy do.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['medease_app', 'medease_migrator'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
        -- Whoever migrates hands tables over, and a service that signs in as it steps down (migrations/README.md).
        IF wanted <> current_user THEN
            EXECUTE format('GRANT %I TO CURRENT_USER', wanted);
        END IF;
    END LOOP;
    -- A temporary table is a change of the schema, too, and it pins a session to a connection of RDS Proxy.
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END
$$;

GRANT USAGE ON SCHEMA public TO medease_app;
GRANT USAGE, CREATE ON SCHEMA public TO medease_migrator;

-- The service changes rows and nothing else. Table by table: partitions are reached through their table only,
-- where the policies are. Only what is granted here and in later migrations is ever allowed.
GRANT SELECT, INSERT, UPDATE, DELETE
    ON organizations, users, doctors, patients, appointments, medical_records TO medease_app;
GRANT SELECT, INSERT ON audit_log TO medease_app;

-- Every table with its partitions, and the function of the log; not what the tool that migrates keeps for itself.
DO $$
DECLARE
    owned regclass;
BEGIN
    FOR owned IN
        SELECT t.relid FROM unnest(ARRAY[
            'organizations', 'users', 'doctors', 'patients', 'appointments', 'medical_records', 'audit_log'
        ]) AS root, LATERAL (
            SELECT root::regclass AS relid UNION SELECT p.relid FROM pg_partition_tree(root::regclass) p
        ) t
    LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO medease_migrator', owned);
    END LOOP;
END
$$;
ALTER FUNCTION audit_log_refuse_change() OWNER TO medease_migrator;

-- migrate:down

SET LOCAL lock_timeout = '2s';
SET LOCAL statement_timeout = '60s';
REASSIGN OWNED BY medease_migrator TO CURRENT_USER;
DROP OWNED BY medease_app, medease_migrator;
DO $$
DECLARE
    unwanted text;
BEGIN
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database());
    FOREACH unwanted IN ARRAY ARRAY['medease_app', 'medease_migrator'] LOOP
        BEGIN
            EXECUTE format('DROP ROLE %I', unwanted);
        EXCEPTION WHEN dependent_objects_still_exist THEN
            -- Another database of the server uses it.
            NULL;
        END;
    END LOOP;
END
$$;
