import type { BundledMigration, StatementRun } from "./bundle";
import type { Session } from "./session";

type IndexRun = Extract<StatementRun, { readonly as: "build-index" | "drop-index" }>;

/** Whether an index is there, and whether its build came to its end. */
type IndexState = "absent" | "invalid" | "valid";

async function stateOf(session: Session, run: IndexRun): Promise<IndexState> {
    const [found] =
        run.as === "build-index"
            ? await session.query(
                  `SELECT indisvalid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
                   WHERE relname = $1 AND relkind = 'i' AND indrelid = to_regclass($2)`,
                  [run.index, run.table],
              )
            : await session.query("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass($1)", [
                  run.index,
              ]);
    if (found === undefined) return "absent";
    return found.indisvalid === true ? "valid" : "invalid";
}

/** The index by its qualified name, quoted by PostgreSQL. */
async function qualifiedName(session: Session, index: string, table: string): Promise<string> {
    const [found] = await session.query(
        `SELECT format('%I.%I', nspname, relname) AS name FROM pg_index
         JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
         WHERE relname = $1 AND indrelid = to_regclass($2)`,
        [index, table],
    );
    return String(found?.name);
}

/** Hears what a run does with an index that a run before it left behind. */
export type IndexLog = (event: "index-was-built" | "index-was-dropped" | "invalid-index-dropped") => void;

/**
 * Clears the way for a statement that builds or drops an index concurrently: drops what a build that did not end has left.
 * PostgreSQL would keep such an index up to date for every write and use it for no query, and with IF NOT EXISTS
 * pass over it in silence.
 *
 * @param begun whether a run before this one began the statement: only then is an index of that name its work
 * @returns whether the statement is done already
 */
export async function settleIndex(
    session: Session,
    run: IndexRun,
    begun: boolean,
    log: IndexLog,
): Promise<boolean> {
    const state = await stateOf(session, run);
    if (run.as === "drop-index") {
        if (state === "absent" && begun) log("index-was-dropped");
        return state === "absent" && begun;
    }
    if (state === "valid" && begun) log("index-was-built");
    if (state !== "invalid") return state === "valid" && begun;
    log("invalid-index-dropped");
    await session.query(`DROP INDEX CONCURRENTLY ${await qualifiedName(session, run.index, run.table)}`);
    return false;
}

/** Whether a statement of a file builds or drops an index concurrently. */
export function isIndexRun(run: BundledMigration["statements"][number]["run"]): run is IndexRun {
    return run.as === "build-index" || run.as === "drop-index";
}
