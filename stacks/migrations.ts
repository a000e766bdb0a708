import { join } from "node:path";
import type { MigrationBundle } from "../migrator/bundle";
import { makeBundle } from "../migrator/bundle-maker";

export { BundleMistake } from "../migrator/bundle-maker";

/**
 * What every cell's database is brought to: the files beside the program, never of the working directory.
 *
 * @throws BundleMistake where they are not migrations, with every file and line.
 */
export function readMigrations(): Promise<MigrationBundle> {
    return makeBundle(join(__dirname, "..", "migrations"));
}
