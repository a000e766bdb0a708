import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { packFolders, pulumiCalls } from "../../../deploy/pulumi-command";
import { repository } from "../../support/platform";
import type { AwsFixture } from "./aws-fixture";
import { readEventLog, type EngineRun } from "./event-log";
import { descendantsOf } from "./processes";
import type { Workspace } from "./workspace";

/** How a command is run. */
export interface RunOptions {
    /** Whether every policy pack of the repository runs, as the npm scripts have it. @default true */
    readonly packs?: boolean;
    /** Further options of the CLI. */
    readonly options?: readonly string[];
}

/** A resource in the state file. */
export interface StateResource {
    readonly urn: string;
    readonly type: string;
    readonly custom: boolean;
    readonly id?: string;
    readonly parent?: string;
    readonly provider?: string;
    readonly protect?: boolean;
    readonly ignoreChanges?: readonly string[];
    readonly inputs?: Readonly<Record<string, unknown>>;
    readonly outputs?: Readonly<Record<string, unknown>>;
    readonly dependencies?: readonly string[];
    readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
}

interface Deployment {
    readonly resources?: readonly StateResource[];
    readonly pending_operations?: readonly { readonly resource: { readonly urn: string } }[];
}

/** Stops the CLI in the middle of its work. */
export interface Interruption {
    /** SIGINT is Ctrl-C; SIGKILL is a machine that is gone, and a CI job some seconds after it was cancelled. */
    readonly signal: "SIGINT" | "SIGKILL";
    /** Asked every few milliseconds. */
    readonly when: () => boolean;
}

interface Finished {
    readonly exitCode: number | null;
    readonly seconds: number;
    readonly stdout: string;
    readonly text: string;
}

/** The Pulumi CLI at work on one environment, with a state file of its own and the fixture's AWS. */
export class PulumiCli {
    constructor(
        private readonly environment: string,
        private readonly workspace: Workspace,
        private readonly aws: AwsFixture,
        private readonly engine: string,
    ) {}

    /** Creates a stack, and leaves no settings file of the stack's own beside the environment's. */
    async init(stack: string): Promise<void> {
        const stray = join(this.workspace.project, `Pulumi.${stack}.yaml`);
        const isOwn = existsSync(stray);
        await this.ask(["stack", "init", stack, "--no-select"]);
        if (!isOwn) rmSync(stray, { force: true });
    }

    preview(stack: string, how: RunOptions = {}): Promise<EngineRun> {
        return this.run(this.arguments("preview", stack, how));
    }

    up(stack: string, how: RunOptions = {}, interruption?: Interruption): Promise<EngineRun> {
        return this.run([...this.arguments("up", stack, how), "--yes"], interruption);
    }

    /** Takes what AWS says into the state. */
    refresh(stack: string): Promise<EngineRun> {
        return this.run(["refresh", "--yes", ...this.place(stack)]);
    }

    /** Takes away the lock that a killed CLI has left. */
    async cancel(stack: string): Promise<void> {
        await this.ask(["cancel", "--yes", "--stack", stack]);
    }

    /** Runs `npm run repair` on a stack whose CLI was killed. */
    repair(stack: string, args: readonly string[]): Promise<Finished> {
        const program = join(repository, "deploy", "repair.ts");
        const compiler = join(repository, "policies", "compile.cjs");
        return this.execute(process.execPath, ["--require", compiler, program, stack, ...args]);
    }

    /** Runs a script of package.json, as people do. */
    npm(script: string, args: readonly string[], interruption?: Interruption): Promise<Finished> {
        return this.execute("npm", ["run", "--silent", script, "--", ...args], interruption);
    }

    /** Runs what a message told people to type. */
    shell(line: string): Promise<Finished> {
        return this.execute("sh", ["-c", line]);
    }

    /** Shows what AWS says and changes nothing. */
    drift(stack: string, options: readonly string[] = []): Promise<EngineRun> {
        return this.run(["refresh", "--preview-only", ...this.place(stack), ...options]);
    }

    destroy(stack: string): Promise<EngineRun> {
        return this.run(["destroy", "--yes", ...this.place(stack)]);
    }

    /** What the state file holds. */
    async state(stack: string): Promise<readonly StateResource[]> {
        return (await this.export(stack)).resources ?? [];
    }

    /** URNs of resources that were being changed when the CLI was killed, and of which the state knows no end. */
    async pending(stack: string): Promise<readonly string[]> {
        return ((await this.export(stack)).pending_operations ?? []).map(({ resource }) => resource.urn);
    }

    /** What `pulumi stack export` writes. */
    async exported(stack: string): Promise<string> {
        return (await this.ask(["stack", "export", "--stack", stack])).stdout;
    }

    private async export(stack: string): Promise<Deployment> {
        return (JSON.parse(await this.exported(stack)) as { deployment: Deployment }).deployment;
    }

    /** The arguments of `npm run preview:cloud` and `npm run up`. */
    private arguments(
        verb: "preview" | "up",
        stack: string,
        { packs = true, options = [] }: RunOptions,
    ): readonly string[] {
        const target = { environment: this.environment, stacks: [stack] };
        const folders = packs ? packFolders(this.workspace.project) : [];
        return pulumiCalls(verb, target, folders, options).flatMap(({ args }) => args);
    }

    private place(stack: string): readonly string[] {
        return ["--stack", stack, "--config-file", `Pulumi.${this.environment}.yaml`];
    }

    private async run(args: readonly string[], interruption?: Interruption): Promise<EngineRun> {
        const eventLog = join(mkdtempSync(join(this.workspace.home, "log-")), "events.json");
        const { exitCode, seconds, text } = await this.pulumi(
            [...args, "--event-log", eventLog],
            interruption,
        );
        return { exitCode, seconds, text, ...readEventLog(eventLog) };
    }

    private async ask(args: readonly string[]): Promise<Finished> {
        const finished = await this.pulumi(args);
        if (finished.exitCode !== 0) throw new Error(finished.text);
        return finished;
    }

    private pulumi(args: readonly string[], interruption?: Interruption): Promise<Finished> {
        const program = join(this.engine, "pulumi");
        return this.execute(program, [...args, "--non-interactive", "--color", "never"], interruption);
    }

    private async execute(
        program: string,
        args: readonly string[],
        interruption?: Interruption,
    ): Promise<Finished> {
        const start = Date.now();
        const child = spawn(program, args, {
            cwd: this.workspace.project,
            env: this.variables(),
            stdio: ["ignore", "pipe", "pipe"],
        });
        let [stdout, text] = ["", ""];
        child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
            stdout += chunk;
            text += chunk;
        });
        child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
            text += chunk;
        });
        const watch = setInterval(() => {
            if (interruption?.when() !== true || child.pid === undefined) return;
            // A machine that is gone takes the language host and the program with it; left alone they spin for ever.
            const lost = interruption.signal === "SIGKILL" ? descendantsOf(child.pid) : [];
            child.kill(interruption.signal);
            for (const { id } of lost) process.kill(id, "SIGKILL");
            clearInterval(watch);
        }, 5);
        const exitCode = await new Promise<number | null>((resolve, reject) => {
            child.on("error", reject).on("close", resolve);
        });
        clearInterval(watch);
        return { exitCode, seconds: (Date.now() - start) / 1000, stdout, text };
    }

    /** Nothing of the user's own Pulumi or AWS reaches the CLI, and it asks nothing of the network. */
    private variables(): NodeJS.ProcessEnv {
        const kept = Object.entries(process.env).filter(([key]) => !/^(PULUMI|AWS|TS_NODE)_/.test(key));
        return {
            ...Object.fromEntries(kept),
            PATH: [this.engine, process.env.PATH ?? ""].join(delimiter),
            PULUMI_BACKEND_URL: `file://${join(this.workspace.home, "state")}`,
            PULUMI_HOME: this.workspace.home,
            PULUMI_CONFIG_PASSPHRASE: "engine-tests",
            PULUMI_DEBUG_PROVIDERS: this.aws.debugProviders,
            // Offers --event-log, which Pulumi's own automation API uses.
            PULUMI_DEBUG_COMMANDS: "true",
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
            PULUMI_SKIP_UPDATE_CHECK: "true",
            // `npm run types` has checked the types; the language host would do it again at every run.
            PULUMI_NODEJS_TRANSPILE_ONLY: "true",
        };
    }
}
