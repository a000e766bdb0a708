import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository } from "../support/platform";
import { writeProgram } from "../support/shell-program";

/** What a run of the wrapper left. */
export interface WrapperRun {
    readonly status: number | null;
    readonly stderr: string;
    /** The arguments of each call of `pulumi`, a line each. */
    readonly calls: string;
}

/** The `case` of a CLI that is logged in, knows these stacks, and does the rest for everything else. */
export function readyCli(stacks: readonly string[], rest: string, exported = '{"deployment":null}'): string {
    const listing = JSON.stringify(stacks.map((name) => ({ name })));
    return `case "$1 $2" in whoami*) echo me;; "stack ls") echo '${listing}';; "stack export") echo '${exported}';; *) ${rest};; esac`;
}

/** Shell scripts in the place of the Pulumi CLI, and the wrapper run with them. */
export class FakePulumi {
    /** Where a script may leave what the test is to see. */
    readonly folder = mkdtempSync(join(tmpdir(), "deploy-"));

    /** Runs the wrapper with this shell script as the only `pulumi` on the PATH; none where it is undefined. */
    wrap(verb: "preview" | "up", args: readonly string[], script?: string): WrapperRun {
        this.install(script);
        const { status, stderr } = spawnSync(process.execPath, this.command(verb, args), {
            ...this.options(),
            encoding: "utf8",
        });
        return { status, stderr, calls: this.calls };
    }

    /** Starts the wrapper in a process group of its own, which is what a terminal signals on Ctrl-C. */
    start(verb: "preview" | "up", args: readonly string[], script: string): ChildProcess {
        this.install(script);
        return spawn(process.execPath, this.command(verb, args), { ...this.options(), detached: true });
    }

    /** The arguments of each call so far, a line each. */
    get calls(): string {
        return readFileSync(join(this.folder, "calls"), "utf8");
    }

    /** Deletes everything. */
    remove(): void {
        rmSync(this.folder, { recursive: true });
    }

    private install(script: string | undefined): void {
        const [log, program] = [join(this.folder, "calls"), join(this.folder, "pulumi")];
        writeFileSync(log, "");
        rmSync(program, { force: true });
        if (script !== undefined) writeProgram(program, `echo "$@" >> ${log}\n${script}`);
    }

    private command(verb: string, args: readonly string[]): readonly string[] {
        return ["--require", "./policies/compile.cjs", join("deploy", "main.ts"), verb, ...args];
    }

    private options(): { cwd: string; env: NodeJS.ProcessEnv } {
        return { cwd: repository, env: { ...process.env, PATH: `${this.folder}:/bin:/usr/bin` } };
    }
}
