import type { Client } from "pg";
import { rowsOf } from "./support";

/**
 * A schema as a sorted list of sentences, as complete as what pg_dump prints of it: relations with owners, rights and
 * row-level security, columns, constraints, indexes, policies, triggers, functions. What migrating tools keep is left out.
 */
export async function schemaFacts(client: Client): Promise<readonly string[]> {
    const rows = await rowsOf<{ fact: string }>(
        client,
        `
        WITH own AS (
            SELECT * FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname !~ '^schema_migrations'
        )
        SELECT concat_ws(' ', 'relation', relkind, relname, pg_get_userbyid(relowner), relrowsecurity,
            relforcerowsecurity, pg_get_partkeydef(oid), pg_get_expr(relpartbound, oid)) AS fact FROM own
        UNION ALL
        -- Unsaid rights are the owner's own.
        SELECT concat_ws(' ', 'grant', oid::regclass, acl.grantee::regrole, acl.privilege_type)
        FROM own, LATERAL aclexplode(coalesce(relacl, acldefault('r', relowner))) acl WHERE relkind IN ('r', 'p')
        UNION ALL
        SELECT concat_ws(' ', 'column', attrelid::regclass, attnum, attname, format_type(atttypid, atttypmod), attnotnull,
            attidentity, attgenerated, pg_get_expr(adbin, adrelid))
        FROM pg_attribute JOIN own ON own.oid = attrelid
        LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'p')
        UNION ALL
        SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, convalidated, pg_get_constraintdef(c.oid))
        FROM pg_constraint c JOIN own ON own.oid = conrelid
        UNION ALL
        SELECT concat_ws(' ', 'index', indisvalid, pg_get_indexdef(indexrelid)) FROM pg_index JOIN own ON own.oid = indrelid
        UNION ALL
        SELECT concat_ws(' ', 'policy', polrelid::regclass, polname, polcmd, polroles::regrole[],
            pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) FROM pg_policy
        UNION ALL
        SELECT concat_ws(' ', 'trigger', tgrelid::regclass, pg_get_triggerdef(t.oid))
        FROM pg_trigger t JOIN own ON own.oid = tgrelid WHERE NOT tgisinternal
        UNION ALL
        SELECT concat_ws(' ', 'function', pg_get_userbyid(proowner), coalesce(proacl, acldefault('f', proowner))::text, pg_get_functiondef(oid))
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION ALL
        SELECT concat_ws(' ', 'database', acl.grantee::regrole, acl.privilege_type)
        FROM pg_database, LATERAL aclexplode(coalesce(datacl, acldefault('d', datdba))) acl
        WHERE datname = current_database()
        UNION ALL
        SELECT concat_ws(' ', 'schema', acl.grantee::regrole, acl.privilege_type)
        FROM pg_namespace, LATERAL aclexplode(coalesce(nspacl, acldefault('n', nspowner))) acl WHERE nspname = 'public'
        ORDER BY fact`,
    );
    return rows.map(({ fact }) => fact);
}
