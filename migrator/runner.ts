import { agendaOf, statementsLeft, type Task } from "./agenda";
import type { BundledMigration, BundledStatement, MigrationBundle } from "./bundle";
import { isIndexRun, settleIndex } from "./concurrent-index";
import { existingIndexMistake } from "./existing-index";
import { databaseError, isLockFailure, MigrationFailure, statementFailure } from "./failure";
import { noteApplied, noteBegun, noteDone, noteSeen, prepareJournal, readJournal } from "./journal";
import { pauseAfter, type RunLimits } from "./limits";
import { inTransaction, type Session } from "./session";

/** One line of the log: what happened, where, how long it took. Never data. */
export type LogEntry = Readonly<Record<string, string | number | boolean>> & { readonly event: string };

/** What a run is given beside the session and the bundle. */
export interface RunContext {
    readonly limits: RunLimits;
    /** Milliseconds until the run must have answered. */
    readonly remaining: () => number;
    readonly sleep: (milliseconds: number) => Promise<void>;
    /** From 0 to 1. */
    readonly random: () => number;
    readonly log: (entry: LogEntry) => void;
}

/** What a run did. */
export interface RunResult {
    /** Files that it applied, or finished. */
    readonly applied: readonly string[];
    /** Versions that the database has and the bundle has not. */
    readonly unknownVersions: readonly string[];
}

/** Any number, the same in every runner: one of two that try for it gets it. */
const lockKey = 7_265_726_927;

/**
 * Applies what a database has not yet of a bundle: each file once, in order, whatever became of the runs before.
 *
 * @throws MigrationFailure with file, line and remedy; the session must then be closed.
 */
export async function migrate(
    session: Session,
    bundle: MigrationBundle,
    context: RunContext,
): Promise<RunResult> {
    return new Run(session, bundle, context).toTheEnd();
}

class Run {
    private tasks: readonly Task[] = [];
    private left = 0;

    constructor(
        private readonly session: Session,
        private readonly bundle: MigrationBundle,
        private readonly context: RunContext,
    ) {}

    async toTheEnd(): Promise<RunResult> {
        const { log } = this.context;
        await this.waitForOtherRunner();
        await prepareJournal(this.session);
        const agenda = agendaOf(this.bundle, await readJournal(this.session));
        if (agenda.refusals.length > 0) {
            throw new MigrationFailure(`${agenda.refusals.join("\n")}\nNothing was applied.`);
        }
        this.tasks = agenda.tasks;
        this.left = statementsLeft(agenda.tasks);
        for (const migration of agenda.unseen) await noteSeen(this.session, migration);
        log({
            event: "begin",
            pending: agenda.tasks.length,
            statements: this.left,
            unknownVersions: agenda.unknownVersions.length,
        });
        for (const task of this.tasks) {
            const { file, inTransaction: whole } = task.migration;
            await (whole ? this.applyWhole(task.migration) : this.applyByStatement(task));
            log({ event: "applied", file });
            // A migration's settings end with it, as they do where dbmate applies the next one in another session.
            await this.session.query("RESET ROLE; RESET ALL");
        }
        log({ event: "end", applied: this.tasks.length });
        return {
            applied: this.tasks.map(({ migration }) => migration.file),
            unknownVersions: agenda.unknownVersions,
        };
    }

    /**
     * Polls: a session that waits inside PostgreSQL holds a snapshot, and an index that the other runner builds
     * concurrently would wait for it in turn.
     */
    private async waitForOtherRunner(): Promise<void> {
        const { limits, remaining, sleep, log } = this.context;
        const until = Math.max(0, remaining() - limits.otherRunner);
        for (let told = false; ; told = true) {
            const [row] = await this.session.query("SELECT pg_try_advisory_lock($1) AS mine", [lockKey]);
            if (row?.mine === true) return;
            if (!told) log({ event: "another-runner-is-at-work" });
            if (remaining() <= Math.max(until, limits.reserve)) {
                throw new MigrationFailure(
                    `Another runner holds the lock for longer than ${limits.otherRunner / 1000} s. ` +
                        `Nothing was applied by this one. Let the other end (its log is in the same group), and run the update again.`,
                );
            }
            await sleep(limits.otherRunnerPoll);
        }
    }

    /** Stops between statements while there is still time to say so. */
    private checkTime(): void {
        const { limits, remaining } = this.context;
        if (remaining() > 2 * limits.reserve) return;
        throw new MigrationFailure(
            `${this.left} statements are left; run up again. What was applied stays, and the next run begins after it.`,
        );
    }

    /**
     * Sets how long the next statement may wait for a lock (0: as long as it may run) and run. And it sees the rows of every
     * organization, which nobody does without saying so (migrations/README.md, "Who may do what").
     */
    private async setTimeouts(lock: number, statement: number): Promise<void> {
        const { limits } = this.context;
        await this.session.query(
            `SELECT set_config('lock_timeout', $1, false), set_config('statement_timeout', $2, false),
                    set_config('client_connection_check_interval', $3, false),
                    set_config('app.every_organization', 'on', false)`,
            [String(lock), this.withinTheRun(statement), String(limits.clientCheck)],
        );
    }

    /** Milliseconds, or what is left of the run where that is less. */
    private withinTheRun(milliseconds: number): string {
        const { limits, remaining } = this.context;
        return String(Math.max(1, Math.floor(Math.min(milliseconds, remaining() - limits.reserve))));
    }

    /**
     * Holds the limits inside a transaction, after whatever its file has set and by whatever means: a timeout that is off or
     * longer than a file may say is cut down to that, any other is left as it is.
     */
    private async holdTimeouts(): Promise<void> {
        const { lock, longestStatement } = this.context.limits;
        await this.session.query(
            `SELECT set_config(name, bound, true) FROM pg_catalog.pg_settings
             JOIN (VALUES ('lock_timeout', $1), ('statement_timeout', $2)) AS bounds (name, bound) USING (name)
             WHERE setting::bigint NOT BETWEEN 1 AND bound::bigint`,
            [String(lock), this.withinTheRun(longestStatement)],
        );
    }

    private async applyWhole(migration: BundledMigration): Promise<void> {
        const { limits } = this.context;
        await this.withRetries(migration, async (at) => {
            await this.setTimeouts(limits.lock, limits.statement);
            await inTransaction(this.session, async () => {
                for (const statement of migration.statements) {
                    at(statement);
                    await this.session.query(statement.sql);
                    await this.holdTimeouts();
                }
                // Not as whoever the file has become.
                await this.session.query("RESET ROLE");
                await noteApplied(this.session, migration);
            });
        });
        this.left -= migration.statements.length;
    }

    private async applyByStatement({ migration, done, begun }: Task): Promise<void> {
        for (const [nth, statement] of migration.statements.entries()) {
            if (nth < done) continue;
            let isBegun = begun && nth === done;
            await this.withRetries(migration, async (at) => {
                at(statement);
                await this.runOne(migration, statement, nth, isBegun);
                isBegun = true;
            });
            this.left -= 1;
        }
        await inTransaction(this.session, () => noteApplied(this.session, migration));
    }

    private async runOne(
        migration: BundledMigration,
        { sql, run, line }: BundledStatement,
        nth: number,
        begun: boolean,
    ): Promise<void> {
        const { limits, log } = this.context;
        const { session } = this;
        if (run.as === "atomic") {
            await this.setTimeouts(limits.lock, limits.statement);
            await inTransaction(session, async () => {
                await noteBegun(session, migration, nth);
                await session.query(sql);
                await noteDone(session, migration, nth);
            });
            return;
        }
        // Builds and drops of this kind wait for transactions, and nobody waits for them: no bound but the run's own.
        await this.setTimeouts(isIndexRun(run) ? 0 : limits.lock, Infinity);
        const mistake =
            run.as === "build-index" && !begun ? await existingIndexMistake(session, run) : undefined;
        if (mistake !== undefined) throw new MigrationFailure(`${migration.file}:${line}: ${mistake}`);
        const settled =
            isIndexRun(run) &&
            (await settleIndex(session, run, begun, (event) => {
                log({ event, file: migration.file, index: run.index });
            }));
        if (!settled) {
            await noteBegun(session, migration, nth);
            await session.query(sql);
        }
        await noteDone(session, migration, nth);
    }

    /** Tries again, after a pause, what failed for want of a lock; says where and why anything else failed. */
    private async withRetries(
        migration: BundledMigration,
        work: (at: (statement: BundledStatement) => void) => Promise<void>,
    ): Promise<void> {
        const { limits, sleep, random, log } = this.context;
        for (let attempt = 1; ; attempt += 1) {
            this.checkTime();
            let current = migration.statements[0];
            try {
                const at = (statement: BundledStatement): void => {
                    current = statement;
                };
                await work(at);
                return;
            } catch (error) {
                const refused = databaseError(error);
                if (refused === undefined || current === undefined) throw error;
                if (!isLockFailure(refused) || attempt >= limits.attempts) {
                    throw statementFailure(migration, current, refused, attempt);
                }
                const pause = pauseAfter(attempt, limits, random());
                const { file } = migration;
                log({ event: "lock-not-free", file, line: current.line, attempt, pause });
                await sleep(pause);
            }
        }
    }
}
