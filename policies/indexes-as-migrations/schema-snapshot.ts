import type { SqlDatabase } from "./sql-database";

/** Everything that makes a schema, each by its name as a person would say it: what it is, in PostgreSQL's own words. */
export type SchemaSnapshot = ReadonlyMap<string, SnapshotEntry>;

interface SnapshotEntry {
    readonly definition: string;
    /** Name of the entry that this one is a part of; a table's column, say. */
    readonly part_of: string | null;
}

/** Who may do what, by names; what nobody ever granted or revoked looks like the default that it is. */
const grants = (acl: string, kind: string, owner: string): string => `
    (SELECT coalesce(string_agg(line, ', ' ORDER BY line), '') FROM (
        SELECT coalesce(pg_get_userbyid(nullif(grantee, 0)), 'public') || ' ' || privilege_type AS line
        FROM aclexplode(coalesce(${acl}, acldefault(${kind}, ${owner}))) WHERE grantee <> ${owner}) AS one)`;

const nameOf = (schema: string, name: string): string =>
    `CASE WHEN ${schema} = 'public' THEN '' ELSE ${schema} || '.' END || ${name}`;

const relationKind = (kind: string): string =>
    `CASE ${kind} WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' ` +
    `WHEN 'c' THEN 'type' WHEN 'f' THEN 'foreign table' ELSE 'table' END`;

/**
 * Roles are left out: they belong to the server and may serve another of its databases. So is the order of columns, which no
 * way back restores where it adds one again, and what extensions bring.
 */
const snapshotQuery = `
    WITH own AS (
        SELECT oid, nspname::text AS schema, nspacl, nspowner FROM pg_namespace
        WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'),
    foreigners AS (SELECT classid, objid FROM pg_depend WHERE deptype = 'e'),
    relations AS (
        SELECT c.*, ${relationKind("c.relkind")} || ' ' || ${nameOf("n.schema", "c.relname")} AS name
        FROM pg_class c JOIN own n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'c') AND c.relpersistence <> 't'
          AND NOT EXISTS (SELECT FROM foreigners f WHERE f.classid = 'pg_class'::regclass AND f.objid = c.oid))
    SELECT 'schema ' || schema AS name, NULL AS part_of, ${grants("nspacl", "'n'", "nspowner")} AS definition FROM own
    UNION ALL
    SELECT name, NULL, concat_ws(' | ', relkind, relpersistence, relrowsecurity, relforcerowsecurity, pg_get_userbyid(relowner),
        CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(oid) END, pg_get_expr(relpartbound, oid),
        CASE WHEN relkind = 'p' THEN pg_get_partkeydef(oid) END,
        ${grants("relacl", "CASE WHEN relkind = 'S' THEN 's' ELSE 'r' END::\"char\"", "relowner")}) FROM relations
    UNION ALL
    SELECT 'column ' || split_part(r.name, ' ', -1) || '.' || a.attname, r.name, concat_ws(' | ',
        format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated, a.attcollation::regcollation,
        pg_get_expr(d.adbin, d.adrelid))
    FROM relations r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    UNION ALL
    SELECT 'constraint ' || c.conname || ' on ' || split_part(r.name, ' ', -1), r.name,
        concat_ws(' | ', pg_get_constraintdef(c.oid), c.convalidated)
    FROM pg_constraint c JOIN relations r ON r.oid = c.conrelid WHERE c.contype NOT IN ('n', 't')
    UNION ALL
    SELECT 'index ' || x.relname || ' on ' || split_part(r.name, ' ', -1), r.name, concat_ws(' | ', pg_get_indexdef(i.indexrelid), i.indisvalid)
    FROM pg_index i JOIN relations r ON r.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
    UNION ALL
    SELECT 'trigger ' || t.tgname || ' on ' || split_part(r.name, ' ', -1), r.name, concat_ws(' | ', pg_get_triggerdef(t.oid), t.tgenabled)
    FROM pg_trigger t JOIN relations r ON r.oid = t.tgrelid WHERE NOT t.tgisinternal
    UNION ALL
    SELECT 'policy ' || p.polname || ' on ' || split_part(r.name, ' ', -1), r.name, concat_ws(' | ', p.polcmd, p.polpermissive,
        p.polroles::regrole[], pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
    FROM pg_policy p JOIN relations r ON r.oid = p.polrelid
    UNION ALL
    SELECT 'function ' || ${nameOf("n.schema", "p.proname")} || '(' || pg_get_function_identity_arguments(p.oid) || ')', NULL,
        concat_ws(' | ', CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END, pg_get_userbyid(p.proowner),
        ${grants("p.proacl", "'f'", "p.proowner")})
    FROM pg_proc p JOIN own n ON n.oid = p.pronamespace
    WHERE NOT EXISTS (SELECT FROM foreigners f WHERE f.classid = 'pg_proc'::regclass AND f.objid = p.oid)
    UNION ALL
    SELECT 'type ' || ${nameOf("n.schema", "t.typname")}, NULL, concat_ws(' | ', t.typtype, format_type(t.typbasetype, t.typtypmod),
        t.typnotnull, t.typdefault, (SELECT string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid),
        (SELECT string_agg(pg_get_constraintdef(c.oid), ', ' ORDER BY c.conname) FROM pg_constraint c WHERE c.contypid = t.oid))
    FROM pg_type t JOIN own n ON n.oid = t.typnamespace
    WHERE t.typtype IN ('e', 'd', 'r')
      AND NOT EXISTS (SELECT FROM foreigners f WHERE f.classid = 'pg_type'::regclass AND f.objid = t.oid)
    UNION ALL
    SELECT 'extension ' || extname, NULL, extversion FROM pg_extension`;

/** The schema as the database has it now. */
export async function readSnapshot(db: SqlDatabase): Promise<SchemaSnapshot> {
    const { rows } = await db.query<SnapshotEntry & { readonly name: string }>(snapshotQuery);
    return new Map(rows.map(({ name, ...entry }) => [name, entry]));
}

/** How a schema differs from the one before, a phrase for each thing: "leaves table a", "loses index i on b". */
export function schemaDifferences(before: SchemaSnapshot, now: SchemaSnapshot): readonly string[] {
    // A table says it for its columns.
    const only = (one: SchemaSnapshot, other: SchemaSnapshot): readonly string[] =>
        [...one].flatMap(([name, { part_of }]) => {
            const isImplied = part_of !== null && !other.has(part_of);
            return other.has(name) || isImplied ? [] : [name];
        });
    return [
        ...only(now, before).map((name) => `leaves ${name}`),
        ...only(before, now).map((name) => `loses ${name}`),
        ...[...now].flatMap(([name, { definition }]) => {
            const former = before.get(name)?.definition;
            return former === undefined || former === definition ? [] : [`leaves ${name} other than it was`];
        }),
    ].sort();
}
