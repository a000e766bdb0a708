import type { Bundle } from "./bundle";
import type { Catalogue } from "./catalogue";
import { coverKeys, readIndexes, readKeys } from "./catalogue-reader";
import { extensionsOf, makeManagedRoles, openDatabase } from "./embedded-database";
import { describeLacks, type LackAt } from "./lacking";
import { IndexWatch } from "./index-builds";
import type { Migration } from "./migration";
import { judgeQueries } from "./query-plan";
import { onScratchServer, ScratchServerError } from "./scratch-server";
import { applySection, LackOf, ReplayFailure, resetSettings } from "./section";
import { readSnapshot } from "./schema-snapshot";
import type { SqlDatabase } from "./sql-database";
import { warningsOf } from "./squawk";
import type { Statement } from "./statement";
import { readTables, tableFacts } from "./tenant-tables";
import { walkBack, type Applied } from "./way-back";

export { ReplayFailure } from "./section";

/** A history of which the server at hand cannot tell whether it applies. The message names what it lacks and where. */
export class ReplayUndecided extends Error {}

/** The newest of each, which has the greatest oid: asked after every statement, for it costs a tenth of reading them all. */
const newestQuery = `
    SELECT max(oid) FILTER (WHERE relkind IN ('r', 'p'))::text AS tables, max(oid) FILTER (WHERE relkind = 'i')::text AS indexes,
        (SELECT max(oid) FROM pg_constraint WHERE contype = 'f')::text AS keys
    FROM pg_class`;

type Newest = Readonly<Record<"tables" | "indexes" | "keys", string | null>>;

/** What stands in for something only keeps the replay going, so that one run names everything that is missing. */
async function makeStandIn(db: SqlDatabase, { kind, name }: LackAt): Promise<boolean> {
    if (kind !== "role" && kind !== "schema") return false;
    try {
        await db.exec(`CREATE ${kind} "${name.replaceAll('"', '""')}"`);
        return true;
    } catch {
        // Within a transaction that the file itself began, say.
        return false;
    }
}

/** One replay: what it has met so far. */
class Replay {
    private readonly lacks: LackAt[] = [];
    private readonly declaredAt = new Map<string, string>();
    private readonly tablesDeclaredAt = new Map<string, string>();
    /** Extensions that the prelude stands in for, by creating them itself. */
    private readonly answered = new Set<string>();
    /** Foreign keys and tables of the prelude: what it stands in for is not judged. */
    private readonly given = new Set<string>();
    private readonly givenTables = new Set<string>();

    private newest: Newest = { tables: null, indexes: null, keys: null };

    private readonly applied: Applied[] = [];
    private readonly indexes: IndexWatch;

    constructor(
        private readonly db: SqlDatabase,
        private readonly bundle: Bundle,
    ) {
        this.indexes = new IndexWatch(db);
    }

    async run(): Promise<Catalogue> {
        await this.prepare();
        try {
            for (const migration of this.bundle.migrations) {
                this.applied.push({ migration, before: await readSnapshot(this.db) });
                await this.apply(migration);
            }
        } catch (error) {
            if (error instanceof LackOf) this.lacks.push(error.lack);
            // Whatever fails after something was missing may have failed for that.
            else if (!(error instanceof ReplayFailure) || this.lacks.length === 0) throw error;
        }
        if (this.lacks.length > 0) {
            const { server } = this.bundle.directories;
            throw new ReplayUndecided(describeLacks(this.lacks, server !== undefined));
        }
        await resetSettings(this.db);
        const indexes = await readIndexes(this.db);
        const keys = (await readKeys(this.db)).filter(({ oid }) => !this.given.has(oid));
        const found = {
            foreignKeys: coverKeys(keys, indexes, this.declaredAt),
            frequentQueries: await judgeQueries(this.db, indexes, this.bundle.queries),
            tables: tableFacts(
                (await readTables(this.db)).filter(({ oid }) => !this.givenTables.has(oid)),
                this.tablesDeclaredAt,
            ),
        };
        await resetSettings(this.db);
        return {
            ...found,
            wayBack: await walkBack(this.db, this.applied, this.answered),
            indexBuilds: [...this.indexes.found()],
            warnings: await warningsOf(this.bundle),
        };
    }

    private async prepare(): Promise<void> {
        const { prelude } = this.bundle;
        if (prelude === undefined) return;
        const section = { sql: prelude.text, firstLine: 1, inTransaction: false, oneByOne: true } as const;
        await applySection(this.db, prelude.file, section, {
            missingExtension: ({ name }) => this.answered.add(name),
        });
        for (const { oid } of await readKeys(this.db)) this.given.add(oid);
        for (const { oid } of await readTables(this.db)) this.givenTables.add(oid);
        await this.seeNewest();
    }

    /** Applies a migration, from its beginning again once what it lacks was made. */
    private async apply(migration: Migration): Promise<void> {
        const { file, up } = migration;
        const missing: LackAt[] = [];
        const statements: Statement[] = [];
        await this.indexes.begin();
        try {
            await applySection(this.db, file, up, {
                afterEach: async (statement) => {
                    statements.push(statement);
                    await this.look(file, statement);
                },
                missingExtension: (lack) => {
                    if (!this.answered.has(lack.name)) missing.push(lack);
                },
                standIn: async (lack) => {
                    const made = await makeStandIn(this.db, lack);
                    if (made) this.lacks.push(lack);
                    return made;
                },
            });
        } catch (error) {
            if (!(error instanceof LackOf) || !(await makeStandIn(this.db, error.lack))) {
                this.lacks.push(...missing);
                throw error;
            }
            this.lacks.push(error.lack);
            return this.apply(migration);
        }
        this.indexes.end(file, statements);
        this.lacks.push(...missing);
    }

    private async seeNewest(): Promise<Newest> {
        const [now = this.newest] = (await this.db.query<Newest>(newestQuery)).rows;
        this.newest = now;
        return now;
    }

    /** Sees what the statement made. */
    private async look(file: string, statement: Statement): Promise<void> {
        const before = this.newest;
        const now = await this.seeNewest();
        if (now.tables !== before.tables) await this.locateTables(file, statement);
        if (now.keys !== before.keys) await this.locateKeys(file, statement);
        if (now.indexes !== before.indexes) await this.indexes.look(file, statement, before.indexes);
    }

    /** Remembers the line of each table that the statement made. */
    private async locateTables(file: string, { line }: Statement): Promise<void> {
        for (const { oid } of await readTables(this.db)) {
            if (!this.tablesDeclaredAt.has(oid)) this.tablesDeclaredAt.set(oid, `${file}:${String(line)}`);
        }
    }

    /** Remembers the line of each key that the statement made. */
    private async locateKeys(file: string, { line, foreignKeys }: Statement): Promise<void> {
        for (const { oid, columns } of await readKeys(this.db)) {
            if (this.declaredAt.has(oid) || this.given.has(oid)) continue;
            const declared = foreignKeys.filter((key) => key.columns.join() === columns.join());
            const at = (declared.length === 1 ? declared[0]?.line : undefined) ?? line;
            this.declaredAt.set(oid, `${file}:${String(at)}`);
        }
    }
}

/** Applies every migration and leaves the schema there. */
export async function applyOn(db: SqlDatabase, { migrations }: Bundle): Promise<void> {
    for (const { file, up } of migrations) await applySection(db, file, up);
    await resetSettings(db);
}

/**
 * Applies every migration to an empty database, reads what they left behind, and takes them back as far as they can be.
 *
 * @throws ReplayFailure where the history does not apply, ReplayUndecided where this server cannot tell.
 */
export function replayOn(db: SqlDatabase, bundle: Bundle): Promise<Catalogue> {
    return new Replay(db, bundle).run();
}

/**
 * Replays the migrations on a PostgreSQL of their own: the embedded one, or a database of the scratch server.
 *
 * @throws ReplayFailure where the history does not apply to an empty database, ReplayUndecided where nobody can tell.
 */
export async function replay(bundle: Bundle): Promise<Catalogue> {
    const { server } = bundle.directories;
    if (server !== undefined) {
        try {
            return await onScratchServer(server, async (db) => {
                await makeManagedRoles(db);
                return replayOn(db, bundle);
            });
        } catch (error) {
            if (error instanceof ScratchServerError) throw new ReplayUndecided(error.message);
            throw error;
        }
    }
    const db = await openDatabase(extensionsOf(bundle));
    try {
        return await replayOn(db, bundle);
    } finally {
        await db.close();
    }
}

/** What a replay ended with, as data: what was found, why the history does not apply, or why nobody can tell. */
export type ReplayOutcome =
    { readonly catalogue: Catalogue } | { readonly failure: string } | { readonly undecided: string };

/** What a replay ended with. Whatever else it throws is a fault of ours, and stays one. */
export async function outcomeOf(replayed: Promise<Catalogue>): Promise<ReplayOutcome> {
    try {
        return { catalogue: await replayed };
    } catch (error) {
        if (error instanceof ReplayUndecided) return { undecided: error.message };
        if (error instanceof ReplayFailure) return { failure: error.message };
        throw error;
    }
}

/** Replays the migrations, and says so where they do not apply or nobody can tell. */
export function tryReplay(bundle: Bundle): Promise<ReplayOutcome> {
    return outcomeOf(replay(bundle));
}
