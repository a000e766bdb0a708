import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./platform";

/** What a command left. */
export interface Run {
    readonly status: number | null;
    readonly stdout: string;
    readonly stderr: string;
}

/** Runs a script of package.json as it stands there, with no network: any connection or name look-up throws. */
export function runScript(script: string, ...args: readonly string[]): Run {
    const { scripts } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
        scripts: Readonly<Record<string, string>>;
    };
    const [command = "node", ...rest] = (scripts[script] ?? "").split(" ");
    const env = Object.fromEntries(
        Object.entries(process.env).filter(([name]) => !/^(PULUMI|AWS)_/.test(name)),
    );
    const { status, stdout, stderr } = spawnSync(
        command,
        ["--require", join(__dirname, "no-network.cjs"), ...rest, ...args],
        { cwd: repository, env, encoding: "utf8", maxBuffer: 1 << 28 },
    );
    return { status, stdout, stderr };
}
