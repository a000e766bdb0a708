import { spawn } from "node:child_process";
import * as path from "node:path";
import { Mistake } from "./mistake";

/** What a run of dbmate said, and whether it succeeded. */
export interface DbmateRun {
    readonly ok: boolean;
    readonly output: string;
}

const projectRoot = path.resolve(__dirname, "..");

/** The program inside the npm package of this machine. */
function binary(): string {
    const suffix = process.platform === "win32" ? ".exe" : "";
    const file = `@dbmate/${process.platform}-${process.arch}/bin/dbmate${suffix}`;
    try {
        return require.resolve(file);
    } catch {
        throw new Mistake(
            `there is no dbmate from npm for this machine: ${file} is not installed; run npm ci`,
        );
    }
}

/**
 * Runs dbmate on one database.
 *
 * @param migrations folder, `migrations` unless told otherwise
 */
export function dbmate(
    url: string,
    command: readonly string[],
    migrations: string = path.join(projectRoot, "migrations"),
): Promise<DbmateRun> {
    return new Promise((resolve, reject) => {
        const child = spawn(
            binary(),
            // No dump of the schema: pg_dump is no part of the npm packages, and the lock says what matters of it.
            ["--migrations-dir", migrations, "--no-dump-schema", ...command],
            { env: { ...process.env, DATABASE_URL: url }, stdio: ["ignore", "pipe", "pipe"] },
        );
        let output = "";
        for (const stream of [child.stdout, child.stderr]) {
            stream.setEncoding("utf8").on("data", (text: string) => {
                output += text;
            });
        }
        child.once("error", reject);
        child.once("close", (code) => {
            resolve({ ok: code === 0, output: output.trim() });
        });
    });
}
