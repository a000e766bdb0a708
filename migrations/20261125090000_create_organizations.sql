-- migrate:up

-- The tenant. Every other table carries its id, and the id decides the home cell.
CREATE TABLE organizations (
    -- Unique over all cells, so that an organization can move to another one.
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    name text NOT NULL,
    settings jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT organizations_pkey PRIMARY KEY (id),
    CONSTRAINT organizations_name_length CHECK (length(name) BETWEEN 1 AND 200),
    CONSTRAINT organizations_settings_object CHECK (jsonb_typeof(settings) = 'object')
);

-- migrate:down

SET LOCAL lock_timeout = '2s';
SET LOCAL statement_timeout = '60s';
-- squawk-ignore ban-drop-table
DROP TABLE organizations;
