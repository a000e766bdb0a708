import type { Migration } from "../policies/indexes-as-migrations/migration";
import { readBundle, type Bundle } from "../policies/indexes-as-migrations/bundle";
import { splitStatements, SqlMistake } from "../policies/indexes-as-migrations/statement";
import { sealBundle, sealMigration, type BundledStatement, type MigrationBundle } from "./bundle";
import { runOf } from "./statement-run";

/** Files of which no bundle can be made: each message names file, line, rule and remedy. */
export class BundleMistake extends Error {
    constructor(readonly mistakes: readonly string[]) {
        super(`the migrations cannot be bundled:\n${mistakes.map((mistake) => `  ${mistake}`).join("\n")}`);
        this.name = "BundleMistake";
    }
}

/** Stricter than dbmate: versions of one length are in the order of their numbers, whoever sorts them. */
const namePattern = /^\d{14}_[a-z0-9]+(?:_[a-z0-9]+)*\.sql$/;

function nameMistake(file: string): string | undefined {
    if (namePattern.test(file)) return undefined;
    return `${file} is not named like a migration; it must be YYYYMMDDHHMMSS_words_in_lower_case.sql`;
}

/** White space and comments before a statement's first word: they belong to no statement. */
const leading = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[^]*?\*\/)+/;

/** The statement without what stands before it, and on which line it then begins. */
function trimmed(sql: string, line: number): { readonly sql: string; readonly line: number } {
    const before = leading.exec(sql)?.[0] ?? "";
    return { sql: sql.slice(before.length).trimEnd(), line: line + before.split("\n").length - 1 };
}

/** The statements of a file's way up, and what is wrong with them. */
async function statementsOf(
    { file, up }: Migration,
    mistakes: string[],
): Promise<readonly BundledStatement[]> {
    try {
        const statements: BundledStatement[] = [];
        for (const split of await splitStatements(up.sql, up.firstLine)) {
            const { sql, line } = trimmed(split.sql, split.line);
            const decision = await runOf(sql, up.inTransaction);
            if ("mistake" in decision) mistakes.push(`${file}:${line}: ${decision.mistake}`);
            else statements.push({ sql, line, run: decision.run });
        }
        return statements;
    } catch (error) {
        if (!(error instanceof SqlMistake)) throw error;
        mistakes.push(`${file}:${error.line}: ${error.message}; correct the statement`);
        return [];
    }
}

/**
 * The bundle of the files of a directory, split by PostgreSQL's own parser: the runner then needs none.
 *
 * @throws BundleMistake with all that is wrong with them.
 */
export async function makeBundle(directory: string): Promise<MigrationBundle> {
    const bundle: Bundle = readBundle({ migrations: directory, queries: directory, layout: "dbmate" });
    const mistakes = [
        ...bundle.problems,
        ...bundle.migrations.flatMap(({ file }) => nameMistake(file) ?? []),
    ];
    const migrations = [];
    for (const migration of bundle.migrations) {
        const { file, version, up } = migration;
        const statements = await statementsOf(migration, mistakes);
        migrations.push(sealMigration({ file, version, inTransaction: up.inTransaction, statements }));
    }
    if (mistakes.length > 0) throw new BundleMistake(mistakes);
    return sealBundle(migrations);
}
