import { rmSync } from "node:fs";
import * as path from "node:path";
import type { Results } from "@electric-sql/pglite";
import { Client, type QueryResultRow } from "pg";
import { dbmate } from "../../database/dbmate";
import { startServer, type Server } from "../../database/server";
import { serverFolder, withoutDisk } from "../support/postgres-server";
import type { SqlDatabase } from "../../policies/indexes-as-migrations/sql-database";

/** A database of the test's own on the one server of the run. */
export interface TestDatabase {
    readonly url: string;
    /** Connected as the superuser, who made everything. */
    readonly owner: Client;
}

let started: { readonly server: Promise<Server>; readonly folder: string } | undefined;
const clients: Client[] = [];
let databases = 0;
let migrated: Promise<string> | undefined;

/** The server of this test run, started by the first who asks. Nothing in it survives, so it need not sync. */
function testServer(): Promise<Server> {
    if (started === undefined) {
        const folder = serverFolder();
        started = {
            folder,
            server: startServer({ folder: path.join(folder, "database"), settings: withoutDisk }),
        };
    }
    return started.server;
}

/** Connects; the connection is closed at the end of the run. */
export async function connect(url: string): Promise<Client> {
    const client = new Client({ connectionString: url });
    client.on("error", () => undefined);
    await client.connect();
    clients.push(client);
    return client;
}

async function create(suffix: string, owner?: string): Promise<string> {
    const server = await testServer();
    databases += 1;
    const name = `test_${databases}`;
    const admin = await connect(server.url("postgres"));
    await admin.query(`CREATE DATABASE ${name} ${suffix} ${owner === undefined ? "" : `OWNER ${owner}`}`);
    return server.url(name);
}

/** An empty database. */
export async function emptyDatabase(owner?: string): Promise<TestDatabase> {
    const url = await create("", owner);
    return { url, owner: await connect(url) };
}

/** A database with all migrations, copied from one that dbmate has migrated. */
export async function migratedDatabase(): Promise<TestDatabase> {
    migrated ??= (async () => {
        const url = await create("");
        const { ok, output } = await dbmate(url, ["up", "--strict"]);
        if (!ok) throw new Error(output);
        return new URL(url).pathname.slice(1);
    })();
    const url = await create(`TEMPLATE ${await migrated}`);
    return { url, owner: await connect(url) };
}

/** The rows of a query. */
export async function rowsOf<Row extends QueryResultRow>(
    client: Client,
    query: string,
    parameters: readonly unknown[] = [],
): Promise<Row[]> {
    return (await client.query<Row>(query, [...parameters])).rows;
}

/** The client in the form in which the pack replays migrations. */
export function asSqlDatabase(client: Client): SqlDatabase {
    const results = async (sql: string, parameters?: unknown[]): Promise<Results[]> => {
        const result: unknown = await client.query(sql, parameters);
        return (Array.isArray(result) ? result : [result]) as Results[];
    };
    return {
        exec: (sql) => results(sql),
        query: async (sql, parameters) => {
            const [result] = await results(sql, parameters ?? []);
            if (result === undefined) throw new Error(`no result of ${sql}`);
            return result as Results<never>;
        },
    };
}

/** Runs in a transaction that is rolled back: what the service may do in one of an organization. */
export async function inTransaction<Result>(client: Client, work: () => Promise<Result>): Promise<Result> {
    await client.query("BEGIN");
    try {
        return await work();
    } finally {
        await client.query("ROLLBACK");
    }
}

after(async () => {
    await Promise.all(clients.map((client) => client.end()));
    if (started === undefined) return;
    await (await started.server).stop();
    rmSync(started.folder, { recursive: true, force: true });
});
