import type { StatementRun } from "./bundle";
import type { Session } from "./session";

type BuildIndex = Extract<StatementRun, { readonly as: "build-index" }>;

/** What PostgreSQL prints of an index without its name and its table's. */
function shapeOf(definition: unknown): string {
    const text = String(definition);
    return `${text.startsWith("CREATE UNIQUE ") ? "UNIQUE" : ""}${text.slice(text.indexOf(" USING "))}`;
}

/** The shape of an index as the statement would build it, tried on an empty table of the same columns, which does not stay. */
async function wantedShape(
    session: Session,
    { table, unless }: BuildIndex & { readonly unless: NonNullable<BuildIndex["unless"]> },
): Promise<string> {
    await session.query("BEGIN");
    try {
        await session.query(`CREATE TABLE migrator.probe (LIKE ${table})`);
        await session.query(
            `CREATE ${unless.unique ? "UNIQUE " : ""}INDEX probe_index ON migrator.probe ${unless.definition}`,
        );
        const [built] = await session.query(
            "SELECT pg_get_indexdef('migrator.probe_index'::regclass) AS definition",
        );
        return shapeOf(built?.definition);
    } finally {
        await session.query("ROLLBACK").catch(() => undefined);
    }
}

/**
 * Why IF NOT EXISTS may not pass over what has the index's name already; undefined where it may, or there is nothing.
 *
 * PostgreSQL looks at the name alone: it would call done what is another index, or one of another table, and the queries
 * that this one is for would go without.
 */
export async function existingIndexMistake(session: Session, run: BuildIndex): Promise<string | undefined> {
    const { index, table, unless } = run;
    if (unless === undefined) return undefined;
    const [found] = await session.query(
        `SELECT indrelid = to_regclass($2) AS here, indisvalid AS valid, indrelid::regclass::text AS "table",
                pg_get_indexdef(indexrelid) AS definition
         FROM pg_class LEFT JOIN pg_index ON indexrelid = pg_class.oid
         WHERE relname = $1
           AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = to_regclass($2))`,
        [index, table],
    );
    if (found === undefined) return undefined;
    const remedy =
        "IF NOT EXISTS would pass over it; drop or rename the one that is wrong, or give this index another name";
    if (found.here !== true) {
        const what = typeof found.table === "string" ? `an index of table ${found.table}` : "no index";
        return `${index} is there already and is ${what}: ${remedy}`;
    }
    // A build that did not end is dropped and built anew.
    if (found.valid !== true) return undefined;
    const wanted = await wantedShape(session, { ...run, unless });
    return shapeOf(found.definition) === wanted
        ? undefined
        : `${index} is there already and is another index, ${String(found.definition)}: ${remedy}`;
}
