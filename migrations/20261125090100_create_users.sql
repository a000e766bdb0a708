-- migrate:up

-- A foreign key locks the table it refers to: give up rather than queue every writer behind us.
SET LOCAL lock_timeout = '2s';
SET LOCAL statement_timeout = '60s';

-- Not partitioned: sign-in knows an e-mail address and no organization, and an address that is unique over
-- organizations cannot be promised by a table that is partitioned by organization.
CREATE TABLE users (
    organization_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    -- Kept in lower case, so that one plain unique index serves sign-in.
    email text NOT NULL,
    full_name text NOT NULL,
    role text NOT NULL,
    permissions text[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT users_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT users_email_key UNIQUE (email),
    CONSTRAINT users_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations (id),
    CONSTRAINT users_email_form CHECK (email = lower(email) AND email LIKE '_%@_%' AND length(email) <= 254),
    CONSTRAINT users_full_name_length CHECK (length(full_name) BETWEEN 1 AND 200),
    CONSTRAINT users_role_known CHECK (role IN ('administrator', 'doctor', 'nurse', 'receptionist'))
);

-- migrate:down

SET LOCAL lock_timeout = '2s';
SET LOCAL statement_timeout = '60s';
-- squawk-ignore ban-drop-table
DROP TABLE users;
