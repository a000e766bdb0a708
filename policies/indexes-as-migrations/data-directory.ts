import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { threadId } from "node:worker_threads";
import { gunzipSync, gzipSync } from "node:zlib";
import type { PGlite } from "@electric-sql/pglite";

const { version } = JSON.parse(
    readFileSync(
        path.join(path.dirname(require.resolve("@electric-sql/pglite")), "..", "package.json"),
        "utf8",
    ),
) as { readonly version: string };

/**
 * The data directory of an empty PostgreSQL as `initdb` makes it, which is nearly all of an embedded server's start: 1.5 s
 * the first time and 0.3 s from the file that is kept of it. Without the file, or where none can be kept, only time is lost. The
 * file lies beside the packs, where nobody else writes; another version of PGlite may lay out its directory otherwise.
 */
export const directoryFile = path.resolve(__dirname, "..", "..", ".cache", `pglite-${version}.tar.gz`);

/** The directory that an earlier start kept, whole: a damaged one does not unpack. */
export function keptDirectory(file = directoryFile): Blob | undefined {
    try {
        return new Blob([gunzipSync(readFileSync(file))], { type: "application/x-tar" });
    } catch {
        return undefined;
    }
}

/** Keeps the directory of a server that nobody has written to, for those that start later. */
export async function keepDirectory(db: PGlite, file = directoryFile): Promise<void> {
    const ownName = `${file}.${String(process.pid)}-${String(threadId)}`;
    const dump = await db.dumpDataDir("none");
    try {
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(ownName, gzipSync(Buffer.from(await dump.arrayBuffer()), { level: 1 }));
        renameSync(ownName, file);
    } catch {
        // A folder of packages that may not be written to, or a full disk.
        if (existsSync(ownName)) rmSync(ownName);
    }
}
