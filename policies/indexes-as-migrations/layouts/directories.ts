import { nameOf, wholeFile, type Layout } from "./layout";

const prismaScript = /^([^/]+)\/migration\.sql$/;
const dieselScript = /^([^/]+)\/(up|down)\.sql$/;

/** A file beside the directories that looks like a migration, and that the tool never runs. */
const isNumberedSql = (path: string): boolean => /^\d[^/]*\.sql$/.test(path);

/** The digits that a directory's name begins with, whatever stands between them. */
const digitsOf = (directory: string): string => /^[\d-]*/.exec(directory)?.[0].replaceAll("-", "") ?? "";

/**
 * Prisma: a directory for each migration, in the order of their names; a script is one string to PostgreSQL
 * (prisma/prisma-engines, schema-engine/connectors/schema-connector/src/migrations_directory.rs).
 */
export const prisma: Layout = {
    name: "prisma",
    owns: (path) => path.includes("/") || path === "migration_lock.toml" || isNumberedSql(path),
    place: (path) => {
        const directory = prismaScript.exec(path)?.[1];
        return directory === undefined ? undefined : { version: directory, order: [directory], way: "up" };
    },
    form: "<timestamp>_<name>/migration.sql",
    read: (source) => ({ up: wholeFile(source, { inTransaction: false, keepsSettings: true }) }),
    reverses: false,
    ordersText: true,
    inspect: (sources) => {
        const files = sources.map(({ file }) => file);
        const directories = new Set(
            files.filter((file) => file.includes("/")).map((file) => file.replace(/\/.*/, "")),
        );
        const lock = sources.find(({ file }) => file === "migration_lock.toml")?.text;
        const provider = /^provider\s*=\s*"([^"]*)"/m.exec(lock ?? "")?.[1];
        return {
            problems: [
                ...[...directories]
                    .filter((directory) => !files.includes(`${directory}/migration.sql`))
                    .map((directory) => `${directory} has no migration.sql; Prisma stops there (P3015)`),
                ...(provider !== undefined && provider !== "postgresql"
                    ? [
                          `migration_lock.toml names the provider ${provider}; these migrations are for no PostgreSQL`,
                      ]
                    : []),
            ],
        };
    },
};

/**
 * diesel: a directory for each migration with up.sql and down.sql, in the order of the versions as text, dashes left
 * out (diesel-rs/diesel, diesel_migrations and migrations_internals).
 */
export const diesel: Layout = {
    name: "diesel",
    owns: (path) => /^[^/]+\/(?:up\.sql|down\.sql|metadata\.toml)$/.test(path) || isNumberedSql(path),
    place: (path) => {
        const [, directory, way] = dieselScript.exec(path) ?? [];
        if (directory === undefined) return undefined;
        const version = directory.replace(/_.*/, "").replaceAll("-", "");
        return { version, order: [version], way: way === "down" ? "down" : "up" };
    },
    form: "<version>_<name>/up.sql and down.sql",
    read: (source, { texts }) => {
        const metadata = texts.get(source.file.replace(/[^/]*$/, "metadata.toml")) ?? "";
        const inTransaction = !/^\s*run_in_transaction\s*=\s*false\b/m.test(metadata);
        const section = wholeFile(source, { inTransaction, keepsSettings: true });
        if (nameOf(source.file) === "down.sql") return { down: section };
        return {
            up: section,
            problems: source.text === "" ? [`${source.file} is empty; diesel refuses that`] : [],
        };
    },
    reverses: true,
    ordersText: true,
};

/** The number of a version that is ordered as text; undefined where it has none. */
export function numberOf(version: string): bigint | undefined {
    const digits = digitsOf(version);
    return digits === "" ? undefined : BigInt(digits);
}
