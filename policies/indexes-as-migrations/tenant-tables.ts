import type { SqlDatabase } from "./sql-database";
import type { TableFact } from "./catalogue";

/** By which tenants are told apart where the configuration names no other column. */
const usualTenantColumn = "organization_id";

/** A table as the catalogue holds it. */
type TableRow = Omit<TableFact, "declaredAt"> & { readonly oid: string };

/** Tables as they were declared: a partition is reached through its table, where the policies are. */
const tablesQuery = `
    SELECT t.oid::text AS oid,
        CASE WHEN n.nspname = 'public' THEN '' ELSE n.nspname || '.' END || t.relname AS "table",
        CASE WHEN NOT t.relrowsecurity THEN 'off' WHEN t.relforcerowsecurity THEN 'forced' ELSE 'enabled' END AS "rowSecurity",
        (SELECT coalesce(json_agg(attname ORDER BY attnum), '[]') FROM pg_attribute
         WHERE attrelid = t.oid AND attnum > 0 AND NOT attisdropped) AS columns,
        (SELECT coalesce(json_agg(DISTINCT a.attname), '[]')
         FROM pg_policy p
         JOIN pg_depend d ON d.classid = 'pg_policy'::regclass AND d.objid = p.oid
             AND d.refclassid = 'pg_class'::regclass AND d.refobjid = t.oid
         JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid AND a.attnum > 0
         WHERE p.polrelid = t.oid) AS "policyColumns"
    FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace
    WHERE t.relkind IN ('r', 'p') AND NOT t.relispartition AND t.relpersistence <> 't'
      AND n.nspname NOT IN ('pg_catalog', 'information_schema')
    ORDER BY "table"`;

/** The tables of the database. */
export async function readTables(db: SqlDatabase): Promise<readonly TableRow[]> {
    return (await db.query<TableRow>(tablesQuery)).rows;
}

/** Adds to each table where it was declared. */
export function tableFacts(rows: readonly TableRow[], declaredAt: ReadonlyMap<string, string>): TableFact[] {
    return rows.map(({ oid, table, rowSecurity, columns, policyColumns }) => ({
        table,
        declaredAt: declaredAt.get(oid) ?? "an unknown place",
        rowSecurity,
        columns: [...columns],
        policyColumns: [...policyColumns],
    }));
}

function lack({ rowSecurity, policyColumns }: TableFact, column: string): string | undefined {
    if (rowSecurity === "off") return "has no row-level security";
    if (rowSecurity === "enabled") return "has row-level security that does not bind its owner";
    return policyColumns.includes(column) ? undefined : `has no policy that reads ${column}`;
}

/**
 * One message for each table that carries the tenant's column and does not keep tenants apart.
 *
 * @param configured the tenant's column; where none is named, the usual one, in schemas where some table's policy reads it:
 *     a program that keeps tenants apart in another way is left alone
 */
export function judgeTenantTables(tables: readonly TableFact[], configured?: string): readonly string[] {
    const column = configured ?? usualTenantColumn;
    const isKeptApart = (table: TableFact): boolean => table.policyColumns.includes(column);
    if (configured === undefined && !tables.some(isKeptApart)) return [];
    return tables
        .filter(({ columns }) => columns.includes(column))
        .flatMap((table) => {
            const reason = lack(table, column);
            return reason === undefined
                ? []
                : [
                      `table ${table.table}, declared at ${table.declaredAt}, carries ${column} and ${reason}; ` +
                          `a query that forgets its condition reads the rows of every tenant`,
                  ];
        });
}
