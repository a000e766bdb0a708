import { createHash } from "node:crypto";

/**
 * How a statement is run where its file is in no transaction, and so how a run that was killed in it is taken up:
 *
 * - `atomic`: in a transaction of its own, with the note that it is done. Exactly once.
 * - `build-index`, `drop-index`: the catalogue tells whether it was done; what a kill left invalid is dropped and built anew.
 * - `repeatable`: PostgreSQL takes it in no transaction, or it ends transactions itself. It is run again, so a
 *   second run must do no harm: VACUUM and REINDEX do none, a CALL or DO is its author's to write so.
 */
export type StatementRun =
    | { readonly as: "atomic" }
    | {
          readonly as: "build-index";
          readonly index: string;
          readonly table: string;
          /** Where the statement says IF NOT EXISTS: what it says behind the table, to compare with what is there. */
          readonly unless?: { readonly unique: boolean; readonly definition: string };
      }
    | { readonly as: "drop-index"; readonly index: string }
    | { readonly as: "repeatable" };

/** One statement of a file. */
export interface BundledStatement {
    readonly sql: string;
    /** Line of the file on which it begins. */
    readonly line: number;
    readonly run: StatementRun;
}

/** What one file brings; going back is for a developer's own database and not in it. */
export interface BundledMigration {
    readonly file: string;
    /** The digits of the name; dbmate keeps them in `schema_migrations`. */
    readonly version: string;
    readonly inTransaction: boolean;
    readonly statements: readonly BundledStatement[];
    /** SHA-256 of what is executed, so that a comment above a section may still be corrected. */
    readonly checksum: string;
}

/** Everything that a runner needs to know of the migrations, as JSON beside its code. */
export interface MigrationBundle {
    /** In the order in which they apply. */
    readonly migrations: readonly BundledMigration[];
    /** SHA-256 of all of it: what triggers a run. */
    readonly checksum: string;
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Checksum of one statement, by which a run that is taken up knows what is done. */
export function statementChecksum({ sql }: Pick<BundledStatement, "sql">): string {
    return sha256(sql);
}

/** Adds its checksum to a file. */
export function sealMigration(migration: Omit<BundledMigration, "checksum">): BundledMigration {
    const { inTransaction, statements } = migration;
    return {
        ...migration,
        checksum: sha256(JSON.stringify([inTransaction, statements.map(statementChecksum)])),
    };
}

/** Adds its checksum to a bundle. */
export function sealBundle(migrations: readonly BundledMigration[]): MigrationBundle {
    return { migrations, checksum: sha256(JSON.stringify(migrations)) };
}
