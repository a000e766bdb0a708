import { statementChecksum, type BundledMigration } from "./bundle";
import type { DatabaseState } from "./agenda";
import type { Session } from "./session";

/**
 * What databases remember of migrations. `schema_migrations` is dbmate's own, as dbmate makes it, so that both agree.
 * Beside it a table in a schema of its own, out of reach of what migrations grant on `public`.
 */
const tables = `
    CREATE SCHEMA IF NOT EXISTS migrator;
    CREATE TABLE IF NOT EXISTS public.schema_migrations (version varchar PRIMARY KEY);
    CREATE TABLE IF NOT EXISTS migrator.progress (
        version text PRIMARY KEY,
        file text NOT NULL,
        checksum text NOT NULL,
        done text[] NOT NULL DEFAULT '{}',
        begun integer,
        begun_at timestamptz NOT NULL DEFAULT now(),
        applied_at timestamptz
    );
`;

/** Makes the tables where they are missing. */
export async function prepareJournal(session: Session): Promise<void> {
    await session.query(tables);
}

/** What the database says of its migrations. */
export async function readJournal(session: Session): Promise<DatabaseState> {
    const applied = await session.query("SELECT version FROM public.schema_migrations ORDER BY version");
    const progress = await session.query("SELECT version, checksum, done, begun FROM migrator.progress");
    return {
        applied: applied.map(({ version }) => String(version)),
        progress: progress as unknown as DatabaseState["progress"],
    };
}

/** Notes that a run begins the statement after the first `done`. */
export async function noteBegun(
    session: Session,
    { version, file, checksum }: BundledMigration,
    done: number,
): Promise<void> {
    await session.query(
        `INSERT INTO migrator.progress (version, file, checksum, begun) VALUES ($1, $2, $3, $4)
         ON CONFLICT (version) DO UPDATE SET checksum = excluded.checksum, begun = excluded.begun`,
        [version, file, checksum, done],
    );
}

/** Notes that one statement more is done. */
export async function noteDone(session: Session, migration: BundledMigration, nth: number): Promise<void> {
    const statement = migration.statements[nth];
    if (statement === undefined) throw new Error(`${migration.file} has no statement ${nth + 1}`);
    await session.query(`UPDATE migrator.progress SET done = done || $2::text WHERE version = $1`, [
        migration.version,
        statementChecksum(statement),
    ]);
}

/** Notes that a file is applied, in dbmate's table and in the runner's. */
export async function noteApplied(session: Session, migration: BundledMigration): Promise<void> {
    await noteSeen(session, migration);
    await session.query("INSERT INTO public.schema_migrations (version) VALUES ($1) ON CONFLICT DO NOTHING", [
        migration.version,
    ]);
}

/** Notes the checksum of a file that is applied, whoever applied it. */
export async function noteSeen(
    session: Session,
    { version, file, checksum, statements }: BundledMigration,
): Promise<void> {
    await session.query(
        `INSERT INTO migrator.progress (version, file, checksum, done, applied_at) VALUES ($1, $2, $3, $4, now())
         ON CONFLICT (version) DO UPDATE SET checksum = excluded.checksum, done = excluded.done, applied_at = now()`,
        [version, file, checksum, statements.map(statementChecksum)],
    );
}
