import type { BundledMigration, BundledStatement } from "./bundle";

/** Why a run ended before its end. The message is for the person who ran the update; it holds no data. */
export class MigrationFailure extends Error {
    override readonly name = "MigrationFailure";
}

/** What PostgreSQL says of a failed statement, as `pg` hands it over. */
export interface DatabaseError {
    readonly code: string;
    readonly message: string;
    /** Character of the statement that PostgreSQL points at, counted from 1. */
    readonly position?: string;
}

/** The error of a statement that PostgreSQL refused; undefined for any other. */
export function databaseError(error: unknown): DatabaseError | undefined {
    if (!(error instanceof Error)) return undefined;
    const { code, position } = error as { code?: unknown; position?: unknown };
    if (typeof code !== "string" || !/^[0-9A-Z]{5}$/.test(code)) return undefined;
    return { code, message: error.message, ...(typeof position === "string" ? { position } : {}) };
}

/** SQLSTATEs by their names in PostgreSQL's manual, appendix A. */
const codes = { lockNotAvailable: "55P03", deadlock: "40P01", queryCanceled: "57014" } as const;

/** Whether a statement may succeed when it is tried again: somebody else held a lock. */
export function isLockFailure({ code }: DatabaseError): boolean {
    return code === codes.lockNotAvailable || code === codes.deadlock;
}

/** Long enough to recognize a statement, short enough for a line. */
const excerptLength = 80;

/** The beginning of a statement without its literals: a log is no place for data. */
export function excerpt(sql: string): string {
    const line = sql
        .replace(/'(?:[^']|'')*'/g, "'…'")
        .replace(/\$(\w*)\$[^]*?\$\1\$/g, () => "$$…$$")
        .replace(/\s+/g, " ")
        .trim();
    return line.length > excerptLength ? `${line.slice(0, excerptLength)}…` : line;
}

/** Class 22 quotes the value that it refuses; every other class names objects of the schema alone. */
function told({ code, message }: DatabaseError): string {
    return code.startsWith("22") ? "a value is refused; the message may quote it and is withheld" : message;
}

function remedyOf({ code }: DatabaseError, attempts: number): string {
    switch (code) {
        case codes.lockNotAvailable:
        case codes.deadlock:
            return (
                `Somebody held the lock in all ${attempts} attempts: look in pg_stat_activity for the oldest transaction, ` +
                `let it end or end it, and run the update again.`
            );
        case codes.queryCanceled:
            return (
                "It took longer than a migration may: split it (partition by partition, batch by batch), " +
                "so that each part is short, and run the update again."
            );
        case "25001":
            return "PostgreSQL runs it in no transaction: write `-- migrate:up transaction:false`.";
        case "42P07":
        case "42701":
        case "42710":
            return "What it makes is there already, made by hand perhaps: compare, drop the one that is wrong, and run the update again.";
        case "42501":
            return "The runner's database user may not do this: grant it, or change the migration.";
        default:
            return "Correct the statement and run the update again.";
    }
}

/** What is said of a statement that failed: file and line, statement, PostgreSQL's words, what stays, what to do. */
export function statementFailure(
    { file, inTransaction }: BundledMigration,
    statement: BundledStatement,
    error: DatabaseError,
    attempts: number,
): MigrationFailure {
    const before = statement.sql.slice(0, Math.max(0, Number(error.position ?? 1) - 1));
    const line = statement.line + before.split("\n").length - 1;
    const stays = inTransaction
        ? "Nothing of this file was applied."
        : "What stands before it in this file was applied and is not run again.";
    return new MigrationFailure(
        `${file}:${line}: ${excerpt(statement.sql)}\n` +
            `PostgreSQL ${error.code}: ${told(error)}\n${stays} ${remedyOf(error, attempts)}`,
    );
}
