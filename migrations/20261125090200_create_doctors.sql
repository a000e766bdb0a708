-- migrate:up

-- A foreign key locks the table it refers to: give up rather than queue every writer behind us.
SET LOCAL lock_timeout = '2s';
SET LOCAL statement_timeout = '60s';

-- Not partitioned: a small share of the users, read by primary key.
CREATE TABLE doctors (
    organization_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL,
    specialty text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT doctors_pkey PRIMARY KEY (organization_id, id),
    -- One doctor per user; its index is also the foreign key's.
    CONSTRAINT doctors_user_id_key UNIQUE (organization_id, user_id),
    CONSTRAINT doctors_user_id_fkey FOREIGN KEY (organization_id, user_id)
        REFERENCES users (organization_id, id),
    CONSTRAINT doctors_specialty_length CHECK (length(specialty) BETWEEN 1 AND 100)
);

-- migrate:down

SET LOCAL lock_timeout = '2s';
SET LOCAL statement_timeout = '60s';
-- squawk-ignore ban-drop-table
DROP TABLE doctors;
