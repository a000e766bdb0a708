import { chmodSync, chownSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { findBinaries } from "../../database/binaries";
import { startServer, type Server } from "../../database/server";

/** A server's certificate and its key. */
export interface TlsFiles {
    readonly certificate: string;
    readonly key: string;
}

/** Settings of a server whose files need not survive, so that nothing waits for a disk. */
export const withoutDisk: Readonly<Record<string, string>> = {
    fsync: "off",
    synchronous_commit: "off",
    full_page_writes: "off",
};

/** PostgreSQL takes a key that its own user alone may read, and Git keeps no such file. */
function tlsSettings({ certificate, key }: TlsFiles, folder: string): Readonly<Record<string, string>> {
    const { uid, gid } = findBinaries().user;
    mkdirSync(folder, { mode: 0o755 });
    const [ssl_cert_file, ssl_key_file] = [certificate, key].map((from, index) => {
        const to = join(folder, ["server.crt", "server.key"][index] ?? "");
        copyFileSync(from, to);
        chmodSync(to, 0o600);
        if (uid !== undefined && gid !== undefined) chownSync(to, uid, gid);
        return to;
    }) as [string, string];
    return { ssl: "on", ssl_cert_file, ssl_key_file };
}

/** A folder for a server, deleted by whoever stops it. Where root starts it, the server runs as another user. */
export function serverFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), "postgres-"));
    chmodSync(folder, 0o755);
    return folder;
}

/** A real PostgreSQL of its own, from npm, in a folder that goes with it. */
export class PostgresServer {
    private databases = 0;

    private constructor(
        private readonly server: Server,
        private readonly folder: string,
    ) {}

    static async start(
        settings: Readonly<Record<string, string>> = {},
        tls?: TlsFiles,
    ): Promise<PostgresServer> {
        const folder = serverFolder();
        const server = await startServer({
            folder: join(folder, "database"),
            settings: {
                ...withoutDisk,
                autovacuum: "off",
                ...settings,
                ...(tls === undefined ? {} : tlsSettings(tls, join(folder, "tls"))),
            },
        });
        return new PostgresServer(server, folder);
    }

    get port(): number {
        return this.server.port;
    }

    /** Its superuser. */
    get user(): string {
        return new URL(this.server.url("postgres")).username;
    }

    get password(): string {
        return new URL(this.server.url("postgres")).password;
    }

    /** Makes an empty database, or a copy of one that nobody is connected to. */
    async createDatabase(template = "template0"): Promise<string> {
        this.databases += 1;
        const name = `test_${this.databases}`;
        await this.run("postgres", `CREATE DATABASE ${name} TEMPLATE ${template}`);
        return name;
    }

    /** Empties a database, which is a tenth of the work of making another. */
    async empty(name: string): Promise<void> {
        await this.run(name, "DROP SCHEMA IF EXISTS public, migrator CASCADE; CREATE SCHEMA public");
    }

    /** A connected client, directly or through whatever listens on another port. The caller ends it. */
    async connect(database: string, port = this.port): Promise<Client> {
        const url = new URL(this.server.url(database));
        url.port = String(port);
        const client = new Client({ connectionString: url.href });
        await client.connect();
        return client;
    }

    /** Runs SQL in a session of its own and returns the rows of its one statement. */
    async run(database: string, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
        const client = await this.connect(database);
        try {
            return (await client.query<Record<string, unknown>>(sql)).rows;
        } finally {
            await client.end();
        }
    }

    async stop(): Promise<void> {
        await this.server.stop();
        rmSync(this.folder, { recursive: true, force: true });
    }
}
