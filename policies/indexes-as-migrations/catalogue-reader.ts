import type { ForeignKey } from "./catalogue";
import type { SqlDatabase } from "./sql-database";

/** A foreign key as the catalogue holds it. */
export interface KeyRow {
    readonly oid: string;
    readonly name: string;
    readonly relation: string;
    readonly table: string;
    readonly columns: readonly string[];
    readonly refers_to: string;
}

/** An index as the catalogue holds it. */
export interface IndexRow {
    /** Schema and name, unquoted; unique in the database. */
    readonly key: string;
    /** The index of the partitioned table that it belongs to, or its own name. */
    readonly name: string;
    readonly relation: string;
    readonly columns: readonly string[];
    /** Its first column or expression as PostgreSQL prints it. */
    readonly leading: string;
    readonly method: string;
    readonly valid: boolean;
    readonly condition: string | null;
}

/** Names relations of `public` bare and others with their schema, whatever the search path. */
const displayName = (oid: string): string => `
    (SELECT CASE WHEN n.nspname = 'public' THEN '' ELSE n.nspname || '.' END || r.relname
     FROM pg_class r JOIN pg_namespace n ON n.oid = r.relnamespace WHERE r.oid = ${oid})`;

/**
 * Foreign keys as they were declared. Those with a parent are PostgreSQL's own copies: one for each partition of
 * either table.
 */
const keysQuery = `
    SELECT c.oid::text AS oid, c.conname::text AS name, c.conrelid::text AS relation,
        ${displayName("c.conrelid")} AS "table", ${displayName("c.confrelid")} AS refers_to,
        (SELECT json_agg(a.attname ORDER BY k.nth)
         FROM unnest(c.conkey) WITH ORDINALITY k (attnum, nth)
         JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum) AS columns
    FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
    WHERE c.contype = 'f' AND c.conparentid = 0 AND t.relpersistence <> 't'
    ORDER BY "table", name`;

/**
 * Key columns only: an index does not find rows by the columns that it merely includes. A column in another collation
 * than the table's is an expression of it, for which PostgreSQL never uses the index when it checks a key.
 */
const indexesQuery = `
    SELECT n.nspname || '.' || x.relname AS key,
        ${displayName("coalesce(pg_partition_root(i.indexrelid), i.indexrelid)")} AS name,
        i.indrelid::text AS relation, am.amname::text AS method, i.indisvalid AND i.indislive AS valid,
        pg_get_expr(i.indpred, i.indrelid) AS condition,
        pg_get_indexdef(i.indexrelid, 1, true) AS leading,
        (SELECT json_agg(coalesce(a.attname, '(expression)') ORDER BY k.nth)
         FROM unnest(i.indkey::int2[], i.indcollation::oid[]) WITH ORDINALITY k (attnum, coll, nth)
         LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum AND k.attnum > 0
             AND a.attcollation = k.coll
         WHERE k.nth <= i.indnkeyatts) AS columns
    FROM pg_index i
    JOIN pg_class x ON x.oid = i.indexrelid
    JOIN pg_namespace n ON n.oid = x.relnamespace
    JOIN pg_am am ON am.oid = x.relam
    WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
    ORDER BY key`;

/** Access methods that find rows by equality of all their leading columns. */
const keyMethods: readonly string[] = ["btree", "hash"];

/** The foreign keys of the database. */
export async function readKeys(db: SqlDatabase): Promise<readonly KeyRow[]> {
    return (await db.query<KeyRow>(keysQuery)).rows;
}

/** The indexes of the database, constraints' own included. */
export async function readIndexes(db: SqlDatabase): Promise<readonly IndexRow[]> {
    return (await db.query<IndexRow>(indexesQuery)).rows;
}

/** Whether a partial index leaves out nothing but rows with a null among the columns, which no key looks for. */
function onlyLeavesOutNulls(condition: string, columns: readonly string[]): boolean {
    return condition.split(" AND ").every((term) => {
        const name = /^\(*("(?:[^"]|"")+"|[\w$]+) IS NOT NULL\)*$/.exec(term)?.[1];
        return name !== undefined && columns.includes(name.replace(/^"|"$/g, "").replaceAll('""', '"'));
    });
}

/** Why the index, which has all of the columns, does not cover them; undefined where it does. */
function rejection(index: IndexRow, columns: readonly string[]): string | undefined {
    const leading = new Set(index.columns.slice(0, columns.length));
    if (!columns.every((column) => leading.has(column))) {
        return `begins with ${index.columns.slice(0, columns.length).join(", ")}`;
    }
    if (index.condition !== null && !onlyLeavesOutNulls(index.condition, columns))
        return `holds only rows with ${index.condition}`;
    if (!index.valid) return "is invalid: not built, or not yet attached on every partition";
    return keyMethods.includes(index.method) ? undefined : `is a ${index.method} index`;
}

/** Finds for each key the index that begins with its columns, in any order. */
export function coverKeys(
    keys: readonly KeyRow[],
    indexes: readonly IndexRow[],
    declaredAt: ReadonlyMap<string, string>,
): ForeignKey[] {
    return keys.map(({ oid, name, relation, table, columns, refers_to }) => {
        const candidates = indexes
            .filter((index) => index.relation === relation)
            .filter((index) => columns.every((column) => index.columns.includes(column)))
            .map((index) => ({ name: index.name, reason: rejection(index, columns) }));
        const coveredBy = candidates.find(({ reason }) => reason === undefined)?.name ?? null;
        return {
            name,
            table,
            columns: [...columns],
            refersTo: refers_to,
            declaredAt: declaredAt.get(oid) ?? "an unknown place",
            coveredBy,
            rejected:
                coveredBy === null
                    ? candidates.map((candidate) => `${candidate.name} ${candidate.reason ?? ""}`)
                    : [],
        };
    });
}
