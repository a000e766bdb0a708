import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

/** A file by its path from the migrations' directory. */
export interface SourceFile {
    readonly file: string;
    readonly text: string;
}

/** Deeper than any tool's directories; whoever names a whole repository is told so instead of waiting. */
const deepest = 6;

/** Paths of all files under a directory, from it, in the order of their names; hidden ones and packages left out. */
export function pathsUnder(directory: string, except: readonly string[] = [], depth = 0): readonly string[] {
    if (!existsSync(directory) || depth > deepest) return [];
    return readdirSync(directory, { withFileTypes: true })
        .filter(({ name }) => !name.startsWith(".") && name !== "node_modules")
        .toSorted((one, other) => (one.name < other.name ? -1 : 1))
        .flatMap((entry) => {
            const at = path.join(directory, entry.name);
            if (entry.isFile()) return [entry.name];
            if (!entry.isDirectory() || except.includes(at)) return [];
            return pathsUnder(at, except, depth + 1).map((below) => `${entry.name}/${below}`);
        });
}

/** Reads a file; line ends are those of the repository. */
export function readSource(file: string, base: string): SourceFile {
    return {
        file: path.relative(base, file).split(path.sep).join("/"),
        // A checkout on Windows may turn the ends of lines; the schema is the same.
        text: readFileSync(file, "utf8").replaceAll("\r\n", "\n"),
    };
}
