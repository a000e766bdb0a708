import type { Client } from "pg";

/** A row by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>;

/** One connection, which holds the runner's lock for as long as it lives. */
export interface Session {
    query(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
}

/** The session of a connected client of `pg`. */
export function sessionOf(client: Client): Session {
    // Without a listener a lost connection would end the process before it has said anything.
    client.on("error", () => undefined);
    return {
        query: async (sql, parameters) => {
            const result = await client.query<Row>(
                sql,
                parameters === undefined ? undefined : [...parameters],
            );
            return Array.isArray(result) ? [] : result.rows;
        },
    };
}

/** Runs something in a transaction. */
export async function inTransaction<T>(session: Session, work: () => Promise<T>): Promise<T> {
    await session.query("BEGIN");
    try {
        const result = await work();
        await session.query("COMMIT");
        return result;
    } catch (error) {
        // Where the connection is lost, the server has rolled back already; what counts is the first error.
        await session.query("ROLLBACK").catch(() => undefined);
        throw error;
    }
}
