import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import * as path from "node:path";
import { findBinaries, isOpenToAll, type Binaries } from "./binaries";
import { Mistake } from "./mistake";

/** What a {@link Server} is started with. */
export interface ServerArgs {
    /** Made and initialized where it is not there. */
    readonly folder: string;
    /** @default one that is free */
    readonly port?: number;
    /** Settings of postgresql.conf. */
    readonly settings?: Readonly<Record<string, string>>;
}

/** A PostgreSQL that listens on this machine only. */
export interface Server {
    readonly port: number;
    /** Address of one of its databases, for its superuser. */
    url(database: string): string;
    stop(): Promise<void>;
    /** Resolves once it has ended, for whatever reason. */
    readonly ended: Promise<void>;
}

const superuser = "medease";

/** Whether nothing listens on a port of the loopback address. */
export function isFree(port: number): Promise<boolean> {
    return new Promise((resolve) => {
        const probe = createServer();
        probe.once("error", () => {
            resolve(false);
        });
        probe.listen(port, "127.0.0.1", () => {
            probe.close(() => {
                resolve(true);
            });
        });
    });
}

function freePort(): Promise<number> {
    return new Promise((resolve, reject) => {
        const probe = createServer();
        probe.once("error", reject);
        probe.listen(0, "127.0.0.1", () => {
            const address = probe.address();
            probe.close(() => {
                if (address === null || typeof address === "string") reject(new Error("no free port"));
                else resolve(address.port);
            });
        });
    });
}

/** Makes the cluster. Its password is in the folder, which only its owner can read. */
function initialize(folder: string, { initdb, user }: Binaries): void {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const passwordFile = path.join(folder, "password");
    writeFileSync(passwordFile, randomBytes(16).toString("hex"), { mode: 0o600 });
    for (const own of [folder, passwordFile]) {
        if (user.uid !== undefined && user.gid !== undefined) chownSync(own, user.uid, user.gid);
    }
    const { status, stderr } = spawnSync(
        initdb,
        [
            `--pgdata=${path.join(folder, "cluster")}`,
            `--username=${superuser}`,
            `--pwfile=${passwordFile}`,
            "--auth=scram-sha-256",
            // One order of text on every machine; Aurora's own default differs, and no index here orders by text.
            "--locale=C",
            "--encoding=UTF8",
            "--no-sync",
        ],
        { ...user, cwd: folder, encoding: "utf8" },
    );
    if (status !== 0) {
        rmSync(folder, { recursive: true, force: true });
        throw new Error(`initdb failed: ${stderr.trim()}`);
    }
}

/** Address of a database of the folder's server, for its superuser. */
export function urlOf(folder: string, port: number, database: string): string {
    const password = readFileSync(path.join(folder, "password"), "utf8");
    return `postgres://${superuser}:${password}@127.0.0.1:${port}/${database}?sslmode=disable`;
}

/** Starts the server, and makes its cluster first where the folder has none. @throws Error that says what is wrong. */
export async function startServer({ folder, settings = {}, ...args }: ServerArgs): Promise<Server> {
    const port = args.port ?? (await freePort());
    if (!(await isFree(port))) {
        throw new Mistake(
            `port ${port} is in use on 127.0.0.1; stop what listens there (another db:up?) or give --port`,
        );
    }
    const binaries = findBinaries();
    if (binaries.user.uid !== undefined && !isOpenToAll(path.dirname(path.resolve(folder)))) {
        throw new Mistake(
            `as root the server runs as another user, who cannot reach ${folder}; give --folder, under /tmp for example`,
        );
    }
    if (!existsSync(path.join(folder, "cluster", "PG_VERSION"))) initialize(folder, binaries);

    const all = {
        listen_addresses: "127.0.0.1",
        port: String(port),
        unix_socket_directories: "",
        ...settings,
    };
    const child = spawn(
        binaries.postgres,
        [
            "-D",
            path.join(folder, "cluster"),
            ...Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
        ],
        { ...binaries.user, cwd: folder, stdio: ["ignore", "ignore", "pipe"], detached: true },
    );
    const ended = new Promise<void>((resolve) => {
        child.once("exit", () => {
            resolve();
        });
    });
    const interrupt = (): void => void child.kill("SIGINT");
    process.once("exit", interrupt);
    let said = "";
    await new Promise<void>((resolve, reject) => {
        child.once("error", reject);
        child.stderr.setEncoding("utf8").on("data", (text: string) => {
            said = (said + text).slice(-4000);
            if (said.includes("ready to accept connections")) resolve();
        });
        void ended.then(() => {
            reject(new Error(`PostgreSQL did not start:\n${said.trim()}`));
        });
    });
    return {
        port,
        ended,
        url: (database) => urlOf(folder, port, database),
        stop: async () => {
            // Fast shutdown: open transactions are rolled back, nothing is lost.
            interrupt();
            await ended;
            process.off("exit", interrupt);
        },
    };
}
