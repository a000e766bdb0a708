import type { Extensions, PGlite } from "@electric-sql/pglite";
import type { Bundle } from "./bundle";
import type { Catalogue } from "./catalogue";
import { coverKeys, readIndexes, readKeys } from "./catalogue-reader";
import type { Section } from "./migration";
import { judgeQueries } from "./query-plan";
import type { SqlDatabase } from "./sql-database";
import { executeStatement, splitStatements, SqlMistake, type Statement } from "./statement";

/** A history that does not apply to an empty database. The message begins with the file and the line. */
export class ReplayFailure extends Error {}

/** Roles that RDS has in every database: migrations grant them, and an empty PostgreSQL has none. */
const managedRoles = ["rds_superuser", "rds_iam", "rds_replication"];

/** Only those that the embedded PostgreSQL carries; files name them with underscores. */
async function loadExtensions(names: readonly string[]): Promise<Extensions> {
    const extensions: Extensions = {};
    for (const name of names) {
        const module = name.replaceAll("-", "_");
        if (!/^\w+$/.test(module)) continue;
        try {
            const contents = (await import(`@electric-sql/pglite/contrib/${module}`)) as Extensions;
            const extension = contents[module];
            if (extension !== undefined) extensions[module] = extension;
        } catch {
            // Left out: its CREATE EXTENSION is passed over, and what needs it fails with its own message.
        }
    }
    return extensions;
}

/** Starts an empty PostgreSQL in memory (1.5 s). The caller closes it. */
export async function openDatabase(extensionNames: readonly string[] = []): Promise<PGlite> {
    const { PGlite } = await import("@electric-sql/pglite");
    const db = await PGlite.create({ extensions: await loadExtensions(extensionNames) });
    await db.exec(managedRoles.map((role) => `CREATE ROLE ${role};`).join(" "));
    return db;
}

/** The section's statements, with the file in the message where it is not SQL. */
async function statementsOf(file: string, section: Section): Promise<readonly Statement[]> {
    try {
        return await splitStatements(section.sql, section.firstLine);
    } catch (error) {
        if (error instanceof SqlMistake) throw new ReplayFailure(`${file}:${error.line}: ${error.message}`);
        throw error;
    }
}

/**
 * Executes a section as dbmate does: in a transaction, or as one string without one. PostgreSQL runs a string of
 * several statements in a transaction of its own, so that only a single statement is ever outside of one.
 *
 * @throws ReplayFailure where PostgreSQL refuses a statement.
 */
export async function applySection(
    db: SqlDatabase,
    file: string,
    section: Section,
    afterEach: (statement: Statement) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
    const statements = await statementsOf(file, section);
    const inTransaction = section.inTransaction || statements.length > 1;
    if (inTransaction) await db.exec("BEGIN");
    try {
        for (const statement of statements) {
            if (await isUnavailable(db, statement)) continue;
            await executeStatement(db, statement);
            await afterEach(statement);
        }
        if (inTransaction) await db.exec("COMMIT");
    } catch (error) {
        if (inTransaction) await db.exec("ROLLBACK");
        if (error instanceof SqlMistake) throw new ReplayFailure(`${file}:${error.line}: ${error.message}`);
        throw error;
    }
    // A migration's settings end with it: dbmate may apply the next one in another session.
    await db.exec("RESET ALL; RESET ROLE;");
}

/** Whether the statement creates an extension that the embedded PostgreSQL does not carry (pg_cron, pgaudit …). */
async function isUnavailable(db: SqlDatabase, { createsExtension }: Statement): Promise<boolean> {
    if (createsExtension === undefined) return false;
    const { rows } = await db.query("SELECT 1 FROM pg_available_extensions WHERE name = $1", [
        createsExtension,
    ]);
    return rows.length === 0;
}

/** Applies every migration to an empty database and reads what they left behind. */
export async function replayOn(db: SqlDatabase, bundle: Bundle): Promise<Catalogue> {
    const declaredAt = new Map<string, string>();
    for (const { file, up } of bundle.migrations) {
        await applySection(db, file, up, async ({ line, foreignKeys }) => {
            for (const { oid, columns } of await readKeys(db)) {
                if (declaredAt.has(oid)) continue;
                const declared = foreignKeys.filter((key) => key.columns.join() === columns.join());
                declaredAt.set(
                    oid,
                    `${file}:${(declared.length === 1 ? declared[0]?.line : undefined) ?? line}`,
                );
            }
        });
    }
    const indexes = await readIndexes(db);
    const foreignKeys = coverKeys(await readKeys(db), indexes, declaredAt);
    return { foreignKeys, frequentQueries: await judgeQueries(db, indexes, bundle.queries) };
}

/** Names of all extensions that the migrations create; they must be known before the database starts. */
async function extensionsOf(bundle: Bundle): Promise<readonly string[]> {
    const names = new Set<string>();
    for (const { file, up } of bundle.migrations) {
        for (const { createsExtension } of await statementsOf(file, up)) {
            if (createsExtension !== undefined) names.add(createsExtension);
        }
    }
    return [...names].sort();
}

/**
 * Replays the migrations on a PostgreSQL of their own.
 *
 * @throws ReplayFailure where the history does not apply to an empty database.
 */
export async function replay(bundle: Bundle): Promise<Catalogue> {
    const db = await openDatabase(await extensionsOf(bundle));
    try {
        return await replayOn(db, bundle);
    } finally {
        await db.close();
    }
}
