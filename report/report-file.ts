import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/** A file that the page cannot be written to; the message says what to do. */
export class ReportFileError extends Error {}

/** What a person does about what the system says of a file. */
const remedies: Readonly<Record<string, (file: string) => string>> = {
    ENOENT: (file) => `there is no folder ${dirname(file)}; make it first: mkdir -p ${dirname(file)}`,
    ENOTDIR: (file) => `${dirname(file)} is a file and no folder; name a file in a folder`,
    EACCES: (file) => `${file} may not be written by you; name a file in a folder of yours`,
    EPERM: (file) => `${file} may not be written by you; name a file in a folder of yours`,
    EROFS: (file) => `${file} is on a disk that is only read; name a file on another`,
    ENOSPC: (file) => `the disk has no room for ${file}; make room, or name a file on another`,
    ENAMETOOLONG: (file) => `the name ${basename(file)} is too long; take a shorter one`,
};

/** What the system says, as one message with the remedy. */
export function fileMistake(file: string, error: unknown): ReportFileError {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const why = error instanceof Error ? error.message : String(error);
    return new ReportFileError(
        `--html: ${remedies[code]?.(file) ?? `${file} cannot be written (${why}); name another file`}`,
    );
}

function told<T>(file: string, act: () => T): T {
    try {
        return act();
    } catch (error) {
        throw error instanceof ReportFileError ? error : fileMistake(file, error);
    }
}

/** Where a link leads, so that it is kept; the path itself where nothing is there yet. */
function behindLinks(path: string): string {
    return statSync(path, { throwIfNoEntry: false }) === undefined ? path : realpathSync(path);
}

/**
 * The path that a page will be written to, after a try to write beside it. A relative one is meant from where `npm run`
 * was called.
 *
 * @throws ReportFileError where nothing can be written there.
 */
export function reportPath(file: string): string {
    if (file === "") throw new ReportFileError("--html wants the name of the file to write, e.g. prod.html");
    const { npm_lifecycle_event: script, INIT_CWD: calledFrom } = process.env;
    const asked = resolve(script === "preview" ? (calledFrom ?? "") : "", file);
    return told(file, () => {
        const path = behindLinks(asked);
        const there = statSync(path, { throwIfNoEntry: false });
        if (there?.isDirectory() === true) {
            throw new ReportFileError(
                `--html: ${file} is a directory; name a file in it: ${join(file, "report.html")}`,
            );
        }
        if (there !== undefined && !there.isFile()) {
            throw new ReportFileError(`--html: ${file} is no ordinary file; name one that may be replaced`);
        }
        writeWhole(path, undefined);
        return path;
    });
}

/** Writes beside the file and then takes its place; without a text, it only tries the former. */
function writeWhole(path: string, text: string | undefined): void {
    const beside = join(dirname(path), `.${basename(path)}.${String(process.pid)}.tmp`);
    try {
        writeFileSync(beside, text ?? "", { flag: "wx" });
        if (text !== undefined) renameSync(beside, path);
    } finally {
        rmSync(beside, { force: true });
    }
}

/** Writes a page whole, or leaves what was there. @throws ReportFileError */
export function writeReport(path: string, text: string): void {
    told(path, () => {
        writeWhole(path, text);
    });
}
