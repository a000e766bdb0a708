import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import * as path from "node:path";
import { parseMigration, repeatedVersions, type Migration } from "./migration";

/** Where the schema's files lie. Relative paths start at the folder that holds `policies`. */
export interface IndexesConfig {
    /** @default "migrations" */
    readonly migrationsDir?: string;
    /** @default "queries" inside the migrations' directory */
    readonly queriesDir?: string;
}

/** Absolute paths of {@link IndexesConfig}. */
export interface Directories {
    readonly migrations: string;
    readonly queries: string;
}

/** A file of SQL, by its path from the migrations' directory. */
export interface SourceFile {
    readonly file: string;
    readonly text: string;
}

/** Everything that decides what the schema is and which queries it serves. */
export interface Bundle {
    readonly directories: Directories;
    /** In the order in which they apply. */
    readonly migrations: readonly Migration[];
    readonly queries: readonly SourceFile[];
    /** What is wrong with the migrations' names and sections. */
    readonly problems: readonly string[];
    /** SHA-256 of every file, by path from the migrations' directory, in the order of the paths. */
    readonly checksums: Readonly<Record<string, string>>;
}

/** The engine runs a pack inside its own folder, the offline preview does not: never the working directory. */
const projectRoot = path.resolve(__dirname, "..", "..");

/** Absolute directories of a configuration. */
export function directoriesOf(config: IndexesConfig): Directories {
    const migrations = path.resolve(projectRoot, config.migrationsDir ?? "migrations");
    return {
        migrations,
        queries:
            config.queriesDir === undefined
                ? path.join(migrations, "queries")
                : path.resolve(projectRoot, config.queriesDir),
    };
}

/** The directory's files of SQL in the order of their names; line ends are those of the repository. */
function sourcesIn(directory: string, base: string): readonly SourceFile[] {
    if (!existsSync(directory)) return [];
    return readdirSync(directory, { withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith(".sql"))
        .map((entry) => path.join(directory, entry.name))
        .sort()
        .map((file) => ({
            file: path.relative(base, file).split(path.sep).join("/"),
            // A checkout on Windows may turn the ends of lines; the schema is the same.
            text: readFileSync(file, "utf8").replaceAll("\r\n", "\n"),
        }));
}

/**
 * The state of the directories' files, lock included, by size and time: telling that nothing has changed since the
 * last rule asked costs less than reading them all again.
 */
export function stateOf({ migrations, queries }: Directories): string {
    const files = [migrations, queries].flatMap((directory) =>
        existsSync(directory) ? readdirSync(directory).map((name) => path.join(directory, name)) : [],
    );
    const states = files.map((file) => {
        const { size, mtimeMs } = statSync(file);
        return [file, size, mtimeMs];
    });
    return JSON.stringify([migrations, queries, states]);
}

/** Reads the directories. A missing one is read as empty. */
export function readBundle(directories: Directories): Bundle {
    const sources = sourcesIn(directories.migrations, directories.migrations);
    const queries = sourcesIn(directories.queries, directories.migrations);
    const parsed = sources.map(({ file, text }) => parseMigration(file, text));
    const migrations = parsed.flatMap(({ migration }) => (migration === undefined ? [] : [migration]));
    return {
        directories,
        migrations,
        queries,
        problems: [...parsed.flatMap(({ problems }) => problems), ...repeatedVersions(migrations)],
        checksums: Object.fromEntries(
            [...sources, ...queries].map(({ file, text }) => [
                file,
                createHash("sha256").update(text).digest("hex"),
            ]),
        ),
    };
}
