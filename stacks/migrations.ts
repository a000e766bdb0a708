import { join } from "node:path";
import type { MigrationBundle } from "../migrator/bundle";
import { makeBundle } from "../migrator/bundle-maker";

export { BundleMistake } from "../migrator/bundle-maker";

let bundle: Promise<MigrationBundle> | undefined;

/**
 * What every cell's database is brought to: the files beside the program, never of the working directory. They are read
 * once, however many stacks a process runs.
 *
 * @throws BundleMistake where they are not migrations, with every file and line.
 */
export function readMigrations(): Promise<MigrationBundle> {
    bundle ??= makeBundle(join(__dirname, "..", "migrations"));
    return bundle;
}
