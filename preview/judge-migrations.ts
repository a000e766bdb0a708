import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { directoriesOf, readBundle, type IndexesConfig } from "../policies/indexes-as-migrations/bundle";
import type { ForeignKey } from "../policies/indexes-as-migrations/catalogue";
import { judgementOf } from "../policies/indexes-as-migrations/judgement";
import { clusterIsBoundToMigrations } from "../policies/indexes-as-migrations/cluster-binding";
import { layoutNames, type LayoutName } from "../policies/indexes-as-migrations/layouts/layout";
import { judge, type Violation } from "./judge";
import { loadPacks } from "./packs";
import type { PolicyConfig } from "./policy-config";
import { parseState } from "./state";

/** Directories and options of which nothing can be judged: the message says what to do. */
export class MigrationsError extends Error {}

/** What a caller names on the command line. */
export interface MigrationOptions {
    readonly queries?: string | undefined;
    readonly layout?: string | undefined;
    readonly prelude?: string | undefined;
    readonly server?: string | undefined;
    /** Each `name=value`. */
    readonly placeholder?: readonly string[] | undefined;
}

/** What the rules say of a directory of migrations. */
export interface MigrationsVerdict {
    readonly violations: readonly Violation[];
    /** Whose conventions they were read by. */
    readonly layout: LayoutName;
    readonly migrations: number;
    /** Empty where nobody can tell. */
    readonly foreignKeys: readonly ForeignKey[];
}

/** A stack with one database: the rules about migrations ask for nothing else. */
const oneDatabase = JSON.stringify({
    version: 3,
    deployment: {
        resources: [
            {
                urn: "urn:pulumi:migrations::migrations::aws:rds/cluster:Cluster::database",
                type: "aws:rds/cluster:Cluster",
                custom: true,
                inputs: { engine: "aurora-postgresql" },
            },
        ],
    },
});

function layoutNamed(name: string): LayoutName {
    const layout = layoutNames.find((one) => one === name);
    if (layout !== undefined) return layout;
    throw new MigrationsError(`there is no layout ${name}; name one of ${layoutNames.join(", ")}`);
}

function placeholdersOf(pairs: readonly string[]): Readonly<Record<string, string>> {
    return Object.fromEntries(
        pairs.map((pair) => {
            const at = pair.indexOf("=");
            if (at < 1) throw new MigrationsError(`got --placeholder ${pair}; it must be name=value`);
            return [pair.slice(0, at), pair.slice(at + 1)];
        }),
    );
}

/** An existing path, absolute. */
function existing(what: string, path: string, kind: "directory" | "file"): string {
    const absolute = resolve(path);
    if (!existsSync(absolute))
        throw new MigrationsError(`there is no ${kind} ${path}; ${what} must be one that exists`);
    if (statSync(absolute).isDirectory() !== (kind === "directory")) {
        throw new MigrationsError(`${path} is no ${kind}; ${what} must be one`);
    }
    return absolute;
}

/** Settings of the rules that the command line says for all of them. */
const optionOf: Readonly<Record<string, string>> = {
    migrationsDir: "--migrations",
    queriesDir: "--queries",
    layout: "--layout",
    prelude: "--prelude",
    server: "--server",
    placeholders: "--placeholder",
};

/** Refuses what a rule would read otherwise than the others, and than the directory is shown. */
function assertUnsaid(given: PolicyConfig): void {
    const mistakes = Object.entries(given).flatMap(([rule, { properties }]) => {
        const said = Object.keys(properties).filter((key) => key in optionOf);
        const options = said.map((key) => optionOf[key]).join(", ");
        return said.length === 0
            ? []
            : [`--config says ${said.join(", ")} of ${rule}; name ${options} instead`];
    });
    if (mistakes.length > 0) throw new MigrationsError(mistakes.join("\n"));
}

/** The pack's configuration for what the command line names. */
function configOf(directory: string, options: MigrationOptions): IndexesConfig {
    const { queries, layout, prelude, server, placeholder = [] } = options;
    return {
        migrationsDir: existing("--migrations", directory, "directory"),
        ...(queries === undefined ? {} : { queriesDir: existing("--queries", queries, "directory") }),
        ...(layout === undefined ? {} : { layout: layoutNamed(layout) }),
        ...(prelude === undefined ? {} : { prelude: existing("--prelude", prelude, "file") }),
        ...(server === undefined ? {} : { server }),
        ...(placeholder.length === 0 ? {} : { placeholders: placeholdersOf(placeholder) }),
    };
}

/**
 * Judges a directory of migrations by the rules of indexes-as-migrations.
 *
 * @param given settings of the rules but for what the options name. @default each rule's own
 * @throws MigrationsError
 */
export async function judgeMigrations(
    directory: string,
    options: MigrationOptions,
    given: PolicyConfig = {},
): Promise<MigrationsVerdict> {
    assertUnsaid(given);
    const config = configOf(directory, options);
    const bundle = readBundle(directoriesOf(config));
    if (bundle.mistake !== undefined)
        throw new MigrationsError(bundle.mistake.replace("name the layout", "name it with --layout"));
    const { layout: named } = bundle.directories;
    const isFaulty = named === undefined && bundle.problems.length > 0;
    if (bundle.migrations.length === 0 && bundle.undecided.length === 0 && !isFaulty) {
        const other = named === undefined ? "" : `, or another --layout than ${named}`;
        throw new MigrationsError(
            `${directory} holds no migration; name the directory whose files the tool runs${other}`,
        );
    }
    const packs = loadPacks().filter(({ name }) => name === "indexes-as-migrations");
    const configs = packs
        .flatMap(({ policies }) => policies)
        .map(({ name }) => {
            // A directory alone shows no program that would run it.
            const alone = name === clusterIsBoundToMigrations.name ? { migratedElsewhere: true } : {};
            const own = given[name] ?? { properties: {} };
            return [name, { ...own, properties: { ...own.properties, ...config, ...alone } }] as const;
        });
    const violations = await judge(
        packs,
        "migrations",
        parseState(oneDatabase, ""),
        Object.fromEntries(configs),
    );
    const { catalogue } = await judgementOf(config);
    return {
        // Of a cluster that nobody has, so that its URN would lead nowhere.
        violations: violations.map(({ urn, ...finding }) => finding),
        layout: bundle.layout.name,
        migrations: bundle.migrations.length,
        foreignKeys: "found" in catalogue ? catalogue.found.foreignKeys : [],
    };
}
