import { sealBundle, sealMigration, type MigrationBundle } from "../../migrator/bundle";

/** A bundle with one file for each statement. */
export function bundleOf(...statements: readonly string[]): MigrationBundle {
    return sealBundle(
        statements.map((sql, index) =>
            sealMigration({
                file: `2026010100000${index}_file.sql`,
                version: `2026010100000${index}`,
                inTransaction: true,
                statements: [{ sql, line: 2, run: { as: "atomic" } }],
            }),
        ),
    );
}
