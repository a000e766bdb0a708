import { readFileSync } from "node:fs";
import * as path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { PGlite } from "@electric-sql/pglite";
import { keepFile } from "../keep-file.cjs";

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
    const dump = await db.dumpDataDir("none");
    keepFile(file, gzipSync(Buffer.from(await dump.arrayBuffer()), { level: 1 }));
}
