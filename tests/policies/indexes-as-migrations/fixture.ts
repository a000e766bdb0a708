import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import {
    directoriesOf,
    readBundle,
    type IndexesConfig,
} from "../../../policies/indexes-as-migrations/bundle";
import type { Catalogue } from "../../../policies/indexes-as-migrations/catalogue";
import { formatLock, lockOf, lockPath } from "../../../policies/indexes-as-migrations/lock";
import { openDatabase } from "../../../policies/indexes-as-migrations/embedded-database";
import { replayOn } from "../../../policies/indexes-as-migrations/replay";

/** Files by their path from a migrations' directory. */
export type Files = Readonly<Record<string, string>>;

/** A migration of that SQL; unless a way back is given, one that keeps the parser content. */
export const migration = (up: string, options = "", down = "SELECT 1;"): string =>
    `-- migrate:up${options}\n${up}\n-- migrate:down${options}\n${down}\n`;

let database: Promise<PGlite> | undefined;
const directories: string[] = [];

after(async () => {
    for (const directory of directories) rmSync(directory, { recursive: true });
    await (await database)?.close();
});

/** One database for all specs of this process, as empty as a new one: starting another costs 1.5 s. */
export async function emptyDatabase(): Promise<PGlite> {
    database ??= openDatabase(["pg_trgm"]);
    const db = await database;
    const { rows } = await db.query<{ name: string }>(
        "SELECT quote_ident(nspname) AS name FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema)'",
    );
    await db.exec(rows.map(({ name }) => `DROP SCHEMA ${name} CASCADE;`).join(" "));
    await db.exec("CREATE SCHEMA public; RESET ALL;");
    const roles = await db.query<{ name: string }>(
        "SELECT quote_ident(rolname) AS name FROM pg_roles WHERE rolname !~ '^(pg_|postgres$|rds_)'",
    );
    await db.exec(roles.rows.map(({ name }) => `DROP OWNED BY ${name}; DROP ROLE ${name};`).join(" "));
    return db;
}

/** A directory of its own with these files. */
export function directoryWith(files: Files): string {
    const directory = mkdtempSync(join(tmpdir(), "migrations-"));
    directories.push(directory);
    for (const [file, text] of Object.entries(files)) {
        mkdirSync(dirname(join(directory, file)), { recursive: true });
        writeFileSync(join(directory, file), text);
    }
    return directory;
}

/** What a directory's migrations leave behind. */
export async function catalogueOf(config: IndexesConfig): Promise<Catalogue> {
    return replayOn(await emptyDatabase(), readBundle(directoriesOf(config)));
}

/** What these files leave behind. */
export async function replayed(files: Files): Promise<Catalogue> {
    return catalogueOf({ migrationsDir: directoryWith(files) });
}

/** Each foreign key with the pack's verdict on it, in the words of the oracle. */
export const verdictsOf = ({ foreignKeys }: Catalogue): readonly string[] =>
    foreignKeys
        .map(
            ({ table, name, columns, coveredBy }) =>
                `${table}.${name} (${columns.join(", ")}): ${coveredBy === null ? "uncovered" : "covered"}`,
        )
        .sort();

/** What one migration of that SQL leaves behind. */
export async function replayedSql(up: string): Promise<Catalogue> {
    return replayed({ "20260101000000_schema.sql": migration(up) });
}

/** A directory with these files and the lock of what they leave behind. */
export async function lockedDirectory(
    files: Files,
    queriesDir?: string,
    other: Omit<IndexesConfig, "migrationsDir" | "queriesDir"> = {},
): Promise<string> {
    const migrationsDir = directoryWith(files);
    const config = { migrationsDir, ...(queriesDir === undefined ? {} : { queriesDir }), ...other };
    const bundle = readBundle(directoriesOf(config));
    writeFileSync(lockPath(bundle), formatLock(lockOf(bundle, await catalogueOf(config))));
    return migrationsDir;
}

/** Two tables with a foreign key and its index, and a query that an index serves. */
export const soundFiles = {
    "20260101000000_create_orders.sql": migration(
        [
            "CREATE TABLE customers (id int PRIMARY KEY);",
            "CREATE TABLE orders (",
            "    id int PRIMARY KEY,",
            "    customer_id int NOT NULL REFERENCES customers (id)",
            ");",
        ].join("\n"),
        "",
        "DROP TABLE orders; DROP TABLE customers;",
    ),
    "20260102000000_index_orders.sql": migration(
        "CREATE INDEX CONCURRENTLY idx_orders_customer ON orders (customer_id);",
        " transaction:false",
        "DROP INDEX CONCURRENTLY idx_orders_customer;",
    ),
    "queries/orders-of-customer.sql": "SELECT id FROM orders WHERE customer_id = $1;\n",
} as const satisfies Files;

/** The sound files without the migration that makes the index. */
export const withoutIndex: Files = Object.fromEntries(
    Object.entries(soundFiles).filter(([file]) => file !== "20260102000000_index_orders.sql"),
);
