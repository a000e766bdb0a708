import { spawnSync } from "node:child_process";

/** What one run of the Pulumi CLI gave back; undefined where there is no CLI. */
export type Answer = { readonly ok: boolean; readonly stdout: string; readonly stderr: string } | undefined;

/** Asks the Pulumi CLI something in the folder of a project, and waits for what it says. */
export function askPulumi(root: string, ...args: readonly string[]): Answer {
    const { error, status, stdout, stderr } = spawnSync("pulumi", [...args, "--non-interactive"], {
        cwd: root,
        encoding: "utf8",
        // The state of one cell is more than Node.js's megabyte.
        maxBuffer: 1 << 28,
        env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    });
    return error === undefined ? { ok: status === 0, stdout, stderr } : undefined;
}
