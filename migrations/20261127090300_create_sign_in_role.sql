-- migrate:up

SET LOCAL lock_timeout = '2s';
SET LOCAL statement_timeout = '60s';

-- Whom the service signs in as, by a token of IAM and never by a password: a member of medease_app with no right of its own.
--
-- Whoever is a member of rds_iam, through another role even, is asked for a token and for no password any more. PostgreSQL makes
-- whoever creates a role a member of it (ADMIN OPTION), for good unless a superuser takes it back; so the master user,
-- whose password the migrations sign in with, must not create this one. A role that lives for this block alone does: its membership goes with it.
DO $$
DECLARE
    by_token_before boolean;
BEGIN
    by_token_before := EXISTS (SELECT FROM pg_roles WHERE rolname = 'rds_iam')
        AND pg_has_role(current_user, 'rds_iam', 'MEMBER');
    -- Roles belong to the server, not to the database: another database of it may have made this one already.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'medease_service') THEN
        BEGIN
            CREATE ROLE medease_role_maker NOLOGIN CREATEROLE;
            EXECUTE format('GRANT medease_role_maker TO %I WITH SET TRUE', current_user);
            SET LOCAL ROLE medease_role_maker;
            CREATE ROLE medease_service LOGIN;
            RESET ROLE;
            DROP ROLE medease_role_maker;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END IF;
    GRANT medease_app TO medease_service;
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO medease_service', current_database());
    -- AWS's own role, which is on no other server.
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'rds_iam') THEN
        GRANT rds_iam TO medease_service;
        IF NOT by_token_before AND pg_has_role(current_user, 'rds_iam', 'MEMBER') THEN
            RAISE EXCEPTION '% would sign in by password no more: it has become a member of rds_iam', current_user
                USING HINT = 'Find the way in pg_auth_members, and take that membership away.';
        END IF;
    END IF;
END
$$;

-- migrate:down

SET LOCAL lock_timeout = '2s';
SET LOCAL statement_timeout = '60s';
DO $$
BEGIN
    EXECUTE format('REVOKE CONNECT ON DATABASE %I FROM medease_service', current_database());
    BEGIN
        DROP ROLE medease_service;
    EXCEPTION
        WHEN dependent_objects_still_exist THEN
            -- Another database of the server uses it.
            NULL;
        WHEN insufficient_privilege THEN
            -- Nobody but a superuser drops what nobody else administers. Without what it is a member of, it can do nothing.
            REVOKE medease_app FROM medease_service;
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'rds_iam') THEN
                REVOKE rds_iam FROM medease_service;
            END IF;
    END;
END
$$;
