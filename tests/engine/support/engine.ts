import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { repository } from "../../support/platform";

let directory: string | undefined;

/**
 * The directory of the Pulumi engine, built on first use.
 *
 * @throws Error that says what is missing where there is no engine and none can be built.
 */
export function engineDirectory(): string {
    if (directory !== undefined) return directory;
    const { status, stdout } = spawnSync(join(repository, "engine", "build.sh"), {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "inherit"],
    });
    if (status !== 0) throw new Error("there is no Pulumi engine; what is missing is said above");
    directory = stdout.trim();
    return directory;
}
