import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import * as path from "node:path";
import { detectLayout, layouts } from "./layouts/detect";
import { readHistory, type History } from "./layouts/history";
import type { Layout, LayoutName } from "./layouts/layout";
import { pathsUnder, readSource, type SourceFile } from "./source-files";

/** Where the schema's files lie, and how they are replayed. Relative paths start at the folder that holds `policies`. */
export interface IndexesConfig {
    /** @default "migrations" */
    readonly migrationsDir?: string;
    /** @default "queries" inside the migrations' directory */
    readonly queriesDir?: string;
    /** Whose conventions the migrations follow. @default what their names and marks say */
    readonly layout?: LayoutName;
    /** SQL that runs before the first migration and stands for what a platform brings. @default none */
    readonly prelude?: string;
    /** A PostgreSQL to make a scratch database on, `postgres://…`. @default the embedded one */
    readonly server?: string;
    /** Values of Flyway's placeholders. @default none */
    readonly placeholders?: Readonly<Record<string, string>>;
    /** Column by which rows belong to a tenant. @default "organization_id", where a policy of some table reads it */
    readonly tenantColumn?: string;
    /** Version or file of the newest migration that databases had before a rule was adopted; it and earlier ones are not asked. @default none */
    readonly appliedThrough?: string;
    /** Tables whose indexes are built concurrently, with `*` for any text. @default all that were there before the migration */
    readonly largeTables?: readonly string[];
    /** Whether something else than the program runs the migrations, a pipeline say. @default false */
    readonly migratedElsewhere?: boolean;
}

/** {@link IndexesConfig} with absolute paths. */
export interface Directories extends Pick<IndexesConfig, "layout" | "prelude" | "server" | "placeholders"> {
    readonly migrations: string;
    readonly queries: string;
}

/** Everything that decides what the schema is and which queries it serves. */
export interface Bundle extends History {
    readonly directories: Directories;
    /** Whose conventions the migrations follow. */
    readonly layout: Layout;
    /** Why the directory cannot be read as a history. */
    readonly mistake?: string;
    readonly queries: readonly SourceFile[];
    readonly prelude?: SourceFile;
    /** SHA-256 of every file, by path from the migrations' directory, in the order of the paths. */
    readonly checksums: Readonly<Record<string, string>>;
    /** SHA-256 of what is applied, in its order: what a run of the migrations is triggered by. */
    readonly checksum: string;
}

/** The engine runs a pack inside its own folder, the offline preview does not: never the working directory. */
const projectRoot = path.resolve(__dirname, "..", "..");

/** Absolute directories of a configuration. */
export function directoriesOf({ migrationsDir, queriesDir, prelude, ...other }: IndexesConfig): Directories {
    const { layout, server, placeholders } = other;
    const migrations = path.resolve(projectRoot, migrationsDir ?? "migrations");
    return {
        ...(layout === undefined ? {} : { layout }),
        ...(server === undefined ? {} : { server }),
        ...(placeholders === undefined ? {} : { placeholders }),
        migrations,
        queries:
            queriesDir === undefined
                ? path.join(migrations, "queries")
                : path.resolve(projectRoot, queriesDir),
        ...(prelude === undefined ? {} : { prelude: path.resolve(projectRoot, prelude) }),
    };
}

/** Files of the migrations' directory by their path from it. */
const migrationPaths = ({ migrations, queries }: Directories): readonly string[] =>
    pathsUnder(migrations, queries === migrations ? [] : [queries]);

/** Files of the queries' directory, absolute. */
const queryPaths = ({ queries }: Directories): readonly string[] =>
    pathsUnder(queries)
        .filter((name) => !name.includes("/") && name.endsWith(".sql"))
        .map((name) => path.join(queries, name));

/**
 * The state of the directories' files, lock included, by size and time: telling that nothing has changed since the
 * last rule asked costs less than reading them all again.
 */
export function stateOf(directories: Directories): string {
    const { migrations, queries, prelude } = directories;
    const files = [
        ...migrationPaths(directories).map((name) => path.join(migrations, name)),
        ...pathsUnder(queries).map((name) => path.join(queries, name)),
        ...(prelude !== undefined && existsSync(prelude) ? [prelude] : []),
        ...squawkSettings(migrations),
    ];
    const states = files.map((file) => {
        const { size, mtimeMs } = statSync(file);
        return [file, size, mtimeMs];
    });
    return JSON.stringify([directories, states]);
}

/** The settings of squawk that lie beside the migrations, for they decide what it warns of; hidden from every tool. */
export function squawkSettings(migrations: string): readonly string[] {
    const file = path.join(migrations, ".squawk.toml");
    return existsSync(file) ? [file] : [];
}

/** Whether a Rust project lies around a directory of migrations, as Cargo and sqlx leave their marks. */
const isInRust = (directory: string): boolean =>
    [directory, path.dirname(directory), path.dirname(path.dirname(directory))].some((at) =>
        ["Cargo.toml", ".sqlx"].some((mark) => existsSync(path.join(at, mark))),
    );

/** The layout and what keeps the directory from being read by it; dbmate's where there is nothing to read. */
function layoutOf(
    { migrations, layout }: Directories,
    paths: readonly string[],
): { readonly layout: Layout; readonly mistake?: string } {
    if (layout !== undefined) return { layout: layouts[layout] };
    const detected = detectLayout({
        directory: migrations,
        paths,
        textOf: (name) => readSource(path.join(migrations, name), migrations).text,
        isRust: isInRust(migrations),
    });
    return { layout: layouts.dbmate, ...detected };
}

/** Tools that take every directory beside the migrations for one of them. */
function queriesAmongMigrations({ migrations, queries }: Directories, { name }: Layout): readonly string[] {
    const inside = path.dirname(queries) === migrations && existsSync(queries);
    return inside && (name === "prisma" || name === "diesel")
        ? [
              `${path.basename(queries)} lies among the migrations, where ${name} takes every directory for one; ` +
                  "keep the frequent queries elsewhere and name the place under queriesDir",
          ]
        : [];
}

/** Reads the directories. A missing one is read as empty. */
export function readBundle(directories: Directories): Bundle {
    const { migrations, prelude: preludePath, placeholders = {} } = directories;
    const paths = migrationPaths(directories);
    const { layout, mistake } = layoutOf(directories, paths);
    const sources =
        mistake === undefined
            ? paths
                  .filter((name) => layout.owns(name))
                  .map((name) => readSource(path.join(migrations, name), migrations))
            : [];
    const queries = queryPaths(directories).map((file) => readSource(file, migrations));
    const prelude = preludePath === undefined ? undefined : readPrelude(preludePath, migrations);
    const history = readHistory(layout, sources, placeholders);
    const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
    const applied = history.migrations.map(({ file, up }) => [file, sha256(up.sql)]);
    return {
        directories,
        layout,
        ...(mistake === undefined ? {} : { mistake }),
        ...history,
        problems: [
            ...history.problems,
            ...queriesAmongMigrations(directories, layout),
            ...(prelude !== undefined && "problem" in prelude ? [prelude.problem] : []),
        ],
        queries,
        ...(prelude !== undefined && "file" in prelude ? { prelude } : {}),
        checksums: Object.fromEntries(
            [
                ...squawkSettings(migrations).map((file) => readSource(file, migrations)),
                ...sources,
                ...queries,
                ...(prelude !== undefined && "file" in prelude ? [prelude] : []),
            ].map(({ file, text }) => [file, sha256(text)]),
        ),
        checksum: sha256(JSON.stringify(applied)),
    };
}

function readPrelude(file: string, base: string): SourceFile | { readonly problem: string } {
    return existsSync(file) ? readSource(file, base) : { problem: `the prelude ${file} is not there` };
}
