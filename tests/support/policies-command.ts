import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { join } from "node:path";
import { repository } from "./platform";

/** Runs `npm run policies`: a process of its own, which costs seconds. What needs no exit code asks the functions behind it. */
export function runPolicies(...args: readonly string[]): SpawnSyncReturns<string> {
    const main = join(repository, "preview", "policies-main.ts");
    return spawnSync(process.execPath, ["--require", "./policies/compile.cjs", main, ...args], {
        cwd: repository,
        encoding: "utf8",
    });
}
