-- migrate:up

-- Each of these statements locks its table for an instant: give up rather than queue every reader behind us.
SET LOCAL lock_timeout = '2s';
SET LOCAL statement_timeout = '60s';

-- The second wall. The first is that every query names its organization; where one forgets, or names another, the
-- session's organization still holds. It is set for each transaction (migrations/README.md); without it no row is
-- seen. PostgreSQL gives a setting that a former transaction had as '', hence nullif.
-- FORCE, so that the owner has no way past the policies but the one that is written here.
ALTER TABLE organizations ENABLE ROW LEVEL SECURITY;
ALTER TABLE organizations FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organization ON organizations TO medease_app
    USING (id = nullif(current_setting('app.organization_id', true), '')::uuid);

ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organization ON users TO medease_app
    USING (organization_id = nullif(current_setting('app.organization_id', true), '')::uuid);

ALTER TABLE doctors ENABLE ROW LEVEL SECURITY;
ALTER TABLE doctors FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organization ON doctors TO medease_app
    USING (organization_id = nullif(current_setting('app.organization_id', true), '')::uuid);

ALTER TABLE patients ENABLE ROW LEVEL SECURITY;
ALTER TABLE patients FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organization ON patients TO medease_app
    USING (organization_id = nullif(current_setting('app.organization_id', true), '')::uuid);

ALTER TABLE appointments ENABLE ROW LEVEL SECURITY;
ALTER TABLE appointments FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organization ON appointments TO medease_app
    USING (organization_id = nullif(current_setting('app.organization_id', true), '')::uuid);

ALTER TABLE medical_records ENABLE ROW LEVEL SECURITY;
ALTER TABLE medical_records FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organization ON medical_records TO medease_app
    USING (organization_id = nullif(current_setting('app.organization_id', true), '')::uuid);

ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_log FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organization ON audit_log TO medease_app
    USING (organization_id = nullif(current_setting('app.organization_id', true), '')::uuid);

-- Sign-in knows an address and no organization: it sees the one user of the address that it names, to read.
CREATE POLICY sign_in ON users FOR SELECT TO medease_app
    USING (email = nullif(current_setting('app.sign_in_email', true), ''));

-- The settings are made by functions: RDS Proxy pins a session whose text says SET or set_config, and does not look into
-- functions. They end with the transaction, so nothing is left for the next one on the connection. The role is stepped
-- down to as well, so that the wall holds for a service that signs in as a user with more rights.
CREATE FUNCTION enter_organization(organization uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_catalog.set_config('role', 'medease_app', true),
        pg_catalog.set_config('app.sign_in_email', '', true),
        pg_catalog.set_config('app.organization_id', organization::text, true);
END
$$;

CREATE FUNCTION enter_sign_in(email text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_catalog.set_config('role', 'medease_app', true),
        pg_catalog.set_config('app.organization_id', '', true),
        pg_catalog.set_config('app.sign_in_email', email, true);
END
$$;

ALTER FUNCTION enter_organization(uuid) OWNER TO medease_migrator;
ALTER FUNCTION enter_sign_in(text) OWNER TO medease_migrator;

-- Backfills and the validation of constraints must see every row: a check that sees none finds no fault. The runner of the
-- migrations says so for its session. Being a member of the role is not enough: the service signs in as a user who is
-- one too, and must see nothing until it has entered an organization.
CREATE POLICY every_organization ON organizations TO medease_migrator
    USING (current_setting('app.every_organization', true) = 'on');
CREATE POLICY every_organization ON users TO medease_migrator
    USING (current_setting('app.every_organization', true) = 'on');
CREATE POLICY every_organization ON doctors TO medease_migrator
    USING (current_setting('app.every_organization', true) = 'on');
CREATE POLICY every_organization ON patients TO medease_migrator
    USING (current_setting('app.every_organization', true) = 'on');
CREATE POLICY every_organization ON appointments TO medease_migrator
    USING (current_setting('app.every_organization', true) = 'on');
CREATE POLICY every_organization ON medical_records TO medease_migrator
    USING (current_setting('app.every_organization', true) = 'on');
CREATE POLICY every_organization ON audit_log TO medease_migrator
    USING (current_setting('app.every_organization', true) = 'on');

-- migrate:down

SET LOCAL lock_timeout = '2s';
SET LOCAL statement_timeout = '60s';
DROP FUNCTION enter_organization(uuid);
DROP FUNCTION enter_sign_in(text);
DROP POLICY sign_in ON users;

DROP POLICY every_organization ON organizations;
DROP POLICY own_organization ON organizations;
ALTER TABLE organizations NO FORCE ROW LEVEL SECURITY;
ALTER TABLE organizations DISABLE ROW LEVEL SECURITY;

DROP POLICY every_organization ON users;
DROP POLICY own_organization ON users;
ALTER TABLE users NO FORCE ROW LEVEL SECURITY;
ALTER TABLE users DISABLE ROW LEVEL SECURITY;

DROP POLICY every_organization ON doctors;
DROP POLICY own_organization ON doctors;
ALTER TABLE doctors NO FORCE ROW LEVEL SECURITY;
ALTER TABLE doctors DISABLE ROW LEVEL SECURITY;

DROP POLICY every_organization ON patients;
DROP POLICY own_organization ON patients;
ALTER TABLE patients NO FORCE ROW LEVEL SECURITY;
ALTER TABLE patients DISABLE ROW LEVEL SECURITY;

DROP POLICY every_organization ON appointments;
DROP POLICY own_organization ON appointments;
ALTER TABLE appointments NO FORCE ROW LEVEL SECURITY;
ALTER TABLE appointments DISABLE ROW LEVEL SECURITY;

DROP POLICY every_organization ON medical_records;
DROP POLICY own_organization ON medical_records;
ALTER TABLE medical_records NO FORCE ROW LEVEL SECURITY;
ALTER TABLE medical_records DISABLE ROW LEVEL SECURITY;

DROP POLICY every_organization ON audit_log;
DROP POLICY own_organization ON audit_log;
ALTER TABLE audit_log NO FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_log DISABLE ROW LEVEL SECURITY;
