import {
    directoriesOf,
    readBundle,
    type Bundle,
    type IndexesConfig,
} from "../../../../policies/indexes-as-migrations/bundle";
import { directoryWith, type Files } from "../fixture";

/** What is read from these files. */
export const read = (files: Files, config: Omit<IndexesConfig, "migrationsDir"> = {}): Bundle =>
    readBundle(directoriesOf({ migrationsDir: directoryWith(files), ...config }));

/** Files of these names, each with one statement. */
export const files = (...names: readonly string[]): Files =>
    Object.fromEntries(names.map((name) => [name, "SELECT 1;\n"]));

/** One file of goose's with this way up. */
export const goose = (up: string): Files => ({
    "1_a.sql": `-- +goose Up\n${up}\n-- +goose Down\nSELECT 1;\n`,
});
