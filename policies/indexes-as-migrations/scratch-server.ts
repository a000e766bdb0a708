import { randomBytes } from "node:crypto";
import type { Client } from "pg";
import type { SqlDatabase } from "./sql-database";

/** A scratch server that cannot be used. The message has no password in it. */
export class ScratchServerError extends Error {}

/** A connection in the form that a replay needs. */
export function asSqlDatabase(client: Client): SqlDatabase {
    type Query = SqlDatabase["query"];
    return {
        query: (async (sql: string, parameters?: unknown[]) =>
            client.query(sql, parameters)) as unknown as Query,
        exec: async (sql: string) => {
            const results = await client.query<Record<string, unknown>>(sql);
            return (Array.isArray(results) ? (results as (typeof results)[]) : [results]).map(({ rows }) => ({
                rows,
                fields: [],
            }));
        },
    };
}

async function connect(url: string, database?: string): Promise<Client> {
    // Only whoever names a server pays for loading its client.
    const pg = await import("pg");
    try {
        const address = new URL(url);
        if (database !== undefined) address.pathname = `/${database}`;
        const client = new pg.Client({ connectionString: address.href });
        client.on("error", () => undefined);
        await client.connect();
        return client;
    } catch (error) {
        const reason = error instanceof Error ? error.message || error.name : String(error);
        throw new ScratchServerError(`the scratch server under server cannot be used: ${reason}`);
    }
}

const rolesQuery = "SELECT rolname::text AS name FROM pg_roles";

/**
 * Lends a new database of a PostgreSQL server and drops it afterwards, with the roles that were made meanwhile: roles
 * belong to the server, and the next replay makes them again.
 *
 * @throws ScratchServerError
 */
export async function onScratchServer<Result>(
    url: string,
    use: (db: SqlDatabase) => Promise<Result>,
): Promise<Result> {
    const admin = await connect(url);
    try {
        const name = `migrations_${randomBytes(6).toString("hex")}`;
        const roles = async (): Promise<readonly string[]> =>
            (await admin.query<{ name: string }>(rolesQuery)).rows.map((role) => role.name);
        const before = await roles();
        await admin.query(`CREATE DATABASE ${name}`).catch((error: unknown) => {
            throw new ScratchServerError(
                `the scratch server under server makes no database: ${error instanceof Error ? error.message : String(error)}`,
            );
        });
        try {
            const client = await connect(url, name);
            try {
                return await use(asSqlDatabase(client));
            } finally {
                await client.end();
            }
        } finally {
            await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
            for (const role of await roles()) {
                if (!before.includes(role)) await admin.query(`DROP ROLE ${admin.escapeIdentifier(role)}`);
            }
        }
    } finally {
        await admin.end();
    }
}
