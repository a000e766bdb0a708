import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MigrationBundle } from "../../../migrator/bundle";
import { makeBundle } from "../../../migrator/bundle-maker";
import { runLimits, type RunLimits } from "../../../migrator/limits";
import { migrate, type LogEntry, type RunContext, type RunResult } from "../../../migrator/runner";
import { sessionOf } from "../../../migrator/session";
import type { PostgresServer } from "../../support/postgres-server";

/** Eight files of every kind: with and without a transaction, indexes built and dropped concurrently, batches. */
export const harbour = join(__dirname, "..", "fixtures", "harbour");

/** The limits of a cell, quicker. */
export const quick: RunLimits = {
    ...runLimits,
    otherRunner: 20_000,
    otherRunnerPoll: 20,
    lock: 50,
    attempts: 3,
    firstPause: 10,
    longestPause: 20,
    clientCheck: 50,
};

/** A run's context with a log that can be read. */
export function contextOf(changes: Partial<RunContext> = {}): RunContext & { readonly entries: LogEntry[] } {
    const entries: LogEntry[] = [];
    return {
        limits: quick,
        remaining: () => 900_000,
        sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
        random: () => 1,
        log: (entry) => entries.push(entry),
        ...changes,
        entries,
    };
}

/** Runs a bundle on a database, in a session of its own. */
export async function runOn(
    server: Pick<PostgresServer, "connect">,
    database: string,
    bundle: MigrationBundle,
    context: RunContext = contextOf(),
): Promise<RunResult> {
    const client = await server.connect(database);
    try {
        return await migrate(sessionOf(client), bundle, context);
    } finally {
        await client.end();
    }
}

/** The bundle of the harbour's first files, with others in their place or added. */
export async function bundleWith(
    files: Readonly<Record<string, string>> = {},
    { upTo = "20269999999999" }: { readonly upTo?: string } = {},
): Promise<MigrationBundle> {
    const folder = mkdtempSync(join(tmpdir(), "bundle-"));
    try {
        cpSync(harbour, folder, {
            recursive: true,
            filter: (file) => (/\d{14}/.exec(file)?.[0] ?? "") <= upTo,
        });
        for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
        return await makeBundle(folder);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

/** The text of one of the harbour's files. */
export function harbourFile(file: string): string {
    return readFileSync(join(harbour, file), "utf8");
}

/** A migration with nothing to undo. */
export function upOnly(sql: string, options = ""): string {
    return `-- migrate:up${options}\n${sql}\n\n-- migrate:down\nSELECT 1;\n`;
}

/** Names that files wrote, in order: each must stand here once. */
export async function ledgerOf(server: PostgresServer, database: string): Promise<readonly string[]> {
    return (await server.run(database, "SELECT file FROM ledger ORDER BY file")).map(({ file }) =>
        String(file),
    );
}
