import { lackIn, type LackAt } from "./lacking";
import type { Piece, Section } from "./migration";
import type { SqlDatabase } from "./sql-database";
import { executeStatement, splitStatements, SqlMistake, type Statement } from "./statement";

/** A history that does not apply to an empty database. The message begins with the file and the line. */
export class ReplayFailure extends Error {}

/** A statement that the server could run if it had something. */
export class LackOf extends Error {
    constructor(readonly lack: LackAt) {
        super(`${lack.at}: there is no ${lack.kind} ${lack.name}`);
    }
}

/** What happens beside the statements. */
export interface Listener {
    readonly afterEach?: (statement: Statement) => Promise<void>;
    /** Told of an extension that the server does not have; its statement is passed over. */
    readonly missingExtension?: (lack: LackAt) => void;
    /** Makes what a statement outside of a transaction lacks, and says whether it could. */
    readonly standIn?: (lack: LackAt) => Promise<boolean>;
}

/** What PostgreSQL refuses to run in a transaction, and Flyway therefore runs outside of one. */
const outside =
    /^(?:\s|--[^\n]*\n|\/\*[^]*?\*\/)*(?:(?:create|drop)\s+(?:unique\s+)?index\s+concurrently|(?:create|drop)\s+(?:database|tablespace|subscription)|alter\s+system|vacuum|discard\s+all|reindex\s+(?:verbose\s+)?(?:schema|database|system))\b/i;

/** The piece's statements, with the file in the message where it is not SQL. */
async function statementsOf(file: string, piece: Piece): Promise<readonly Statement[]> {
    try {
        return await splitStatements(piece.sql, piece.firstLine);
    } catch (error) {
        if (error instanceof SqlMistake)
            throw new ReplayFailure(`${file}:${String(error.line)}: ${error.message}`);
        throw error;
    }
}

/** Whether the section runs in one transaction; Flyway refuses one that wants both. */
function wantsTransaction(file: string, section: Section, statements: readonly Statement[]): boolean {
    if (section.seesConcurrently !== true) return section.inTransaction;
    const alone = statements.filter(({ sql }) => outside.test(sql));
    const [first] = alone;
    if (first !== undefined && alone.length < statements.length) {
        throw new ReplayFailure(
            `${file}:${String(first.line)}: this statement runs outside of a transaction and others of the file in one; Flyway refuses both in one migration`,
        );
    }
    return section.inTransaction && first === undefined;
}

/** Whether the statement creates an extension that the server does not carry (pg_cron, pgaudit …). */
async function isUnavailable(db: SqlDatabase, { createsExtension }: Statement): Promise<boolean> {
    if (createsExtension === undefined) return false;
    const { rows } = await db.query("SELECT 1 FROM pg_available_extensions WHERE name = $1", [
        createsExtension,
    ]);
    return rows.length === 0;
}

/** Executes one statement, again once what it lacks was made, where no transaction is lost by that. */
async function execute(
    db: SqlDatabase,
    file: string,
    statement: Statement,
    standIn: Listener["standIn"],
): Promise<void> {
    try {
        await executeStatement(db, statement);
    } catch (error) {
        if (!(error instanceof SqlMistake)) throw error;
        const at = `${file}:${String(error.line)}`;
        const lack = lackIn(error.message);
        if (lack === undefined) throw new ReplayFailure(`${at}: ${error.message}`);
        if ((await standIn?.({ ...lack, at })) !== true) throw new LackOf({ ...lack, at });
        await execute(db, file, statement, standIn);
    }
}

/**
 * Executes a section as its tool does: in a transaction, statement by statement, or as strings without one. PostgreSQL
 * runs a string of several statements in a transaction of its own, so that only a single statement is ever outside of one.
 *
 * @throws ReplayFailure where PostgreSQL refuses a statement, LackOf where it lacks something.
 */
export async function applySection(
    db: SqlDatabase,
    file: string,
    section: Section,
    { afterEach, missingExtension, standIn }: Listener = {},
): Promise<void> {
    const own = section.file ?? file;
    const pieces: (readonly Statement[])[] = [];
    for (const piece of section.pieces ?? [section]) pieces.push(await statementsOf(own, piece));
    const inTransaction = wantsTransaction(own, section, pieces.flat());
    const strings = section.oneByOne === true ? pieces.flat().map((statement) => [statement]) : pieces;
    let isOpen = inTransaction;
    if (inTransaction) await db.exec("BEGIN");
    try {
        for (const statements of strings) {
            isOpen = inTransaction || statements.length > 1;
            if (isOpen && !inTransaction) await db.exec("BEGIN");
            for (const statement of statements) {
                if (await isUnavailable(db, statement)) {
                    const name = statement.createsExtension ?? "";
                    missingExtension?.({ kind: "extension", name, at: `${own}:${String(statement.line)}` });
                    continue;
                }
                await execute(db, own, statement, isOpen ? undefined : standIn);
                await afterEach?.(statement);
            }
            if (isOpen && !inTransaction) await db.exec("COMMIT");
        }
        if (inTransaction) await db.exec("COMMIT");
    } catch (error) {
        if (isOpen) await db.exec("ROLLBACK");
        throw error;
    }
    // A migration's settings end with it, unless its tool keeps one session for all.
    if (section.keepsSettings !== true) await resetSettings(db);
}

/** Makes the session like a new one. */
export async function resetSettings(db: SqlDatabase): Promise<void> {
    await db.exec("RESET ALL; RESET ROLE;");
}
