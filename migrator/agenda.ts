import { statementChecksum, type BundledMigration, type MigrationBundle } from "./bundle";

/** What the runner noted of a file. */
export interface Progress {
    readonly version: string;
    /** Of the file when it was first run; absent where dbmate applied it and no runner has seen it yet. */
    readonly checksum: string;
    /** Checksums of the statements that are done, where the file is in no transaction. */
    readonly done: readonly string[];
    /** The statement that a run last began, counted from 0. */
    readonly begun: number | null;
}

/** What a database says of its migrations. */
export interface DatabaseState {
    /** dbmate's `schema_migrations`. */
    readonly applied: readonly string[];
    readonly progress: readonly Progress[];
}

/** A file that is to be applied, or finished. */
export interface Task {
    readonly migration: BundledMigration;
    /** Statements that a run before this one has done. */
    readonly done: number;
    /** Whether a run before this one began the statement after them. */
    readonly begun: boolean;
}

/** What a run will do, or why it does nothing. */
export interface Agenda {
    readonly tasks: readonly Task[];
    /** Files that are applied without the runner's note: their checksum is noted now. */
    readonly unseen: readonly BundledMigration[];
    /** Versions that the database has and the bundle has not: another branch, or an older program. */
    readonly unknownVersions: readonly string[];
    /** Each with file, rule and remedy; where there is one, nothing may be applied. */
    readonly refusals: readonly string[];
}

function editedRelease({ file }: BundledMigration): string {
    return (
        `${file}: was edited after it was applied here, and an applied migration never runs again; ` +
        `restore its statements and write the change as a new migration`
    );
}

function editedHalf({ file, statements }: BundledMigration, nth: number): string {
    return (
        `${file}:${statements[nth]?.line ?? 1}: statement ${nth + 1} was edited after it was run here; ` +
        `restore it: only statements that have not run yet may be corrected`
    );
}

function outOfOrder({ file }: BundledMigration, newest: string): string {
    return (
        `${file}: is not applied, but older than ${newest}, which is: databases would differ by the order; ` +
        `give it a later version`
    );
}

/** Compares what is to be with what is. Nothing is applied where anything is refused. */
export function agendaOf({ migrations }: MigrationBundle, { applied, progress }: DatabaseState): Agenda {
    const newest = [...applied].sort().at(-1) ?? "";
    const refusals: string[] = [];
    const tasks: Task[] = [];
    const unseen: BundledMigration[] = [];
    for (const migration of migrations) {
        const { version, checksum, statements } = migration;
        const known = progress.find((one) => one.version === version);
        if (applied.includes(version)) {
            if (known === undefined) unseen.push(migration);
            else if (known.checksum !== checksum) refusals.push(editedRelease(migration));
            continue;
        }
        if (version < newest) refusals.push(outOfOrder(migration, newest));
        const done = known?.done ?? [];
        const edited = done.findIndex((one, nth) => {
            const statement = statements[nth];
            return statement === undefined || statementChecksum(statement) !== one;
        });
        if (edited !== -1) refusals.push(editedHalf(migration, edited));
        tasks.push({ migration, done: done.length, begun: known?.begun === done.length });
    }
    const versions = migrations.map(({ version }) => version);
    return {
        tasks,
        unseen,
        unknownVersions: applied.filter((version) => !versions.includes(version)),
        refusals,
    };
}

/** Statements that a run has before it. */
export function statementsLeft(tasks: readonly Task[]): number {
    return tasks.reduce((sum, { migration, done }) => sum + migration.statements.length - done, 0);
}
