import type { Extensions, PGlite } from "@electric-sql/pglite";
import type { Bundle } from "./bundle";
import { keepDirectory, keptDirectory } from "./data-directory";
import type { SqlDatabase } from "./sql-database";

/** Roles that RDS has in every database: migrations grant them, and an empty PostgreSQL has none. */
const managedRoles = ["rds_superuser", "rds_iam", "rds_replication"];

/** Only those that the embedded PostgreSQL carries; files name them with underscores. */
async function loadExtensions(names: readonly string[]): Promise<Extensions> {
    const extensions: Extensions = {};
    for (const name of names) {
        const module = name.replaceAll("-", "_");
        if (!/^\w+$/.test(module)) continue;
        try {
            const contents = (await import(`@electric-sql/pglite/contrib/${module}`)) as Extensions;
            const extension = contents[module];
            if (extension !== undefined) extensions[module] = extension;
        } catch {
            // Left out: whoever creates it is told that it is not there.
        }
    }
    return extensions;
}

/** Makes the roles of RDS that are not there. */
export async function makeManagedRoles(db: SqlDatabase): Promise<void> {
    const { rows } = await db.query<{ name: string }>("SELECT rolname::text AS name FROM pg_roles");
    const missing = managedRoles.filter((role) => !rows.some(({ name }) => name === role));
    if (missing.length > 0) await db.exec(missing.map((role) => `CREATE ROLE ${role};`).join(" "));
}

/** From the directory that was kept, else from nothing. */
async function start(extensions: Extensions): Promise<PGlite> {
    const { PGlite } = await import("@electric-sql/pglite");
    const loadDataDir = keptDirectory();
    if (loadDataDir !== undefined) {
        try {
            return await PGlite.create({ extensions, loadDataDir });
        } catch {
            // No server starts from it; the one that does is kept in its place.
        }
    }
    const db = await PGlite.create({ extensions });
    await keepDirectory(db);
    return db;
}

/** Starts an empty PostgreSQL in memory (0.3 s; 1.5 s the first time). The caller closes it. */
export async function openDatabase(extensionNames: readonly string[] = []): Promise<PGlite> {
    const db = await start(await loadExtensions(extensionNames));
    await makeManagedRoles(db);
    return db;
}

const createExtension = /\bcreate\s+extension\s+(?:if\s+not\s+exists\s+)?["']?([\w-]+)/gi;

/** Names of all extensions that the SQL creates, in blocks and strings too; they must be known before the database starts. */
export function extensionsOf({ migrations, prelude }: Bundle): readonly string[] {
    const texts = [prelude?.text ?? "", ...migrations.map(({ up }) => up.sql)];
    const names = texts.flatMap((text) => [...text.matchAll(createExtension)].map(([, name]) => name ?? ""));
    return [...new Set(names)].sort();
}
