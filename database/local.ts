import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { Client } from "pg";
import { dbmate } from "./dbmate";
import { Mistake } from "./mistake";
import { loadSampleData, type SampleSizes } from "./sample-data";
import { isFree, startServer, urlOf } from "./server";

/** Where a developer's database lies, unless told otherwise; ignored by git. */
export const localFolder = path.resolve(__dirname, "..", ".cache", "database");

/** Beside PostgreSQL's own 5432, which another server of the developer's may have. */
export const localPort = 54_320;

/** Enough to page through, loaded in a second or two. */
export const localSizes: SampleSizes = {
    organizations: 20,
    patients: 2_000,
    appointments: 4_000,
    records: 10_000,
    auditEntries: 2_000,
};

const database = "medease";

async function connected<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
        return await work(client);
    } finally {
        await client.end();
    }
}

/** Address of the database in a folder whose server runs; undefined where none does. */
export async function runningUrl(folder: string): Promise<string | undefined> {
    const pidFile = path.join(folder, "cluster", "postmaster.pid");
    if (!existsSync(pidFile)) return undefined;
    // Its fourth line is the port. The file of a server that was killed is left behind.
    const port = Number(readFileSync(pidFile, "utf8").split("\n")[3]);
    if (!(port > 0) || (await isFree(port))) return undefined;
    return urlOf(folder, port, database);
}

/** What a running database is asked; says what to do where none runs. */
export async function requireRunning(folder: string): Promise<string> {
    const url = await runningUrl(folder);
    if (url === undefined) throw new Mistake(`no database runs in ${folder}; start it with npm run db:up`);
    return url;
}

/** Runs dbmate and gives what it said. @throws Mistake with it where it fails. */
export async function migrate(url: string, command: readonly string[], migrations?: string): Promise<string> {
    const { ok, output } = await dbmate(url, command, migrations);
    if (!ok) throw new Mistake(output);
    return output;
}

/** Loads sample data where there is no organization yet; gives what there is. */
async function fill(url: string, sizes: SampleSizes): Promise<string> {
    return connected(url, async (client) => {
        const there = async (): Promise<number> =>
            (await client.query<{ n: number }>("SELECT count(*)::int AS n FROM organizations")).rows[0]?.n ??
            0;
        const before = await there();
        if (before > 0) return `keeps the ${before} organizations that it has`;
        const loaded: string[] = [];
        await loadSampleData(client, sizes, undefined, (table, rows) => loaded.push(`${rows} ${table}`));
        await client.query("ANALYZE");
        return `loaded ${loaded.join(", ")}`;
    });
}

/** A database that is ready. */
export interface LocalDatabase {
    readonly url: string;
    /** What was done, a line each. */
    readonly done: readonly string[];
    /** Absent where the server was running already: whoever started it stops it. */
    readonly stop?: () => Promise<void>;
    readonly ended?: Promise<void>;
}

/** Starts or resumes the database of a folder, with all migrations and sample data. */
export async function openLocal(folder: string, port: number, sizes: SampleSizes): Promise<LocalDatabase> {
    const running = await runningUrl(folder);
    if (running !== undefined) {
        return {
            url: running,
            done: [await migrate(running, ["up", "--strict"]), await fill(running, sizes)],
        };
    }
    const server = await startServer({ folder, port });
    try {
        const url = server.url(database);
        await connected(server.url("postgres"), async (client) => {
            const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [database]);
            if (rowCount === 0) await client.query(`CREATE DATABASE ${database}`);
        });
        const done = [await migrate(url, ["up", "--strict"]), await fill(url, sizes)];
        return { url, done, stop: () => server.stop(), ended: server.ended };
    } catch (error) {
        await server.stop();
        throw error;
    }
}
