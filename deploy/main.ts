import { spawn } from "node:child_process";
import { SettingsError } from "../stacks/settings";
import { EnvironmentFileError } from "../preview/environment-file";
import { choices, findTarget, UnknownTargetError } from "../preview/target";
import { helped } from "../preview/usage-mistake";
import { killedUpdates } from "./killed-updates";
import { keepGoing, optionMistakes, packFolders, pulumiCalls, type Verb } from "./pulumi-command";
import { nextStep } from "./readiness";

/** npm runs a script in the folder of its package.json. */
const root = process.cwd();

/** The settings, the command or what it needs are wrong; otherwise the exit code is the Pulumi CLI's own. */
const mistake = 2;

function say(text: string): void {
    process.stderr.write(`${text}\n`);
}

const scriptOf = (verb: Verb): string => (verb === "up" ? "up" : "preview:cloud");

function usage(verb: Verb): string {
    const known = choices(root).flatMap(({ stacks }) => stacks);
    return [
        `Runs \`pulumi ${verb}\` with every policy pack and the right settings file: cells first, then the edge.`,
        "",
        `usage: npm run ${scriptOf(verb)} -- <environment or stack> [options of pulumi ${verb}]`,
        "",
        ...known.map((stack) => `  ${stack}`),
    ].join("\n");
}

/**
 * Runs the CLI and waits for it, whatever is pressed meanwhile: on Ctrl-C it finishes what is under way, and the
 * terminal has told it already.
 */
function pulumi(args: readonly string[]): Promise<{ readonly status: number; readonly cancelled: boolean }> {
    return new Promise((resolve, reject) => {
        const child = spawn("pulumi", args, { cwd: root, stdio: "inherit" });
        let cancelled = false;
        const interrupted = (): void => {
            cancelled = true;
        };
        // A service manager signals this process alone. A second one would make the CLI drop what is under way.
        let passedOn = false;
        const terminated = (): void => {
            cancelled = true;
            if (!passedOn) passedOn = child.kill("SIGINT");
        };
        process.on("SIGINT", interrupted).on("SIGTERM", terminated);
        child.on("error", reject).on("close", (code) => {
            process.off("SIGINT", interrupted).off("SIGTERM", terminated);
            resolve({ status: code ?? 1, cancelled });
        });
    });
}

/** One stack after the other; the first that fails ends it, so that a bad change reaches one cell. */
async function run(verb: Verb, name: string, given: readonly string[]): Promise<number> {
    const options = given.filter((option) => option !== keepGoing);
    const isPatient = options.length < given.length;
    const target = findTarget(root, name);
    const step = nextStep(root, target) ?? (verb === "up" ? killedUpdates(root, target.stacks) : undefined);
    if (step !== undefined) {
        say(step);
        return mistake;
    }
    const calls = pulumiCalls(verb, target, packFolders(root), options);
    const failed: string[] = [];
    for (const [index, { stack, args }] of calls.entries()) {
        say(`== ${stack} (${String(index + 1)} of ${String(calls.length)})`);
        const { status, cancelled } = await pulumi(args);
        if (status === 0 && !cancelled) continue;
        failed.push(stack);
        if (isPatient && !cancelled) continue;
        const untouched = calls.slice(index + 1).map((call) => call.stack);
        const what = cancelled ? "was cancelled" : "failed";
        say(`\n${stack} ${what}; not touched: ${untouched.join(", ") || "none"}`);
        if (cancelled) say(`it goes on with: npm run ${scriptOf(verb)} -- ${name}`);
        return status === 0 ? 1 : status;
    }
    if (failed.length > 0) say(`\nfailed: ${failed.join(", ")}`);
    return failed.length > 0 ? 1 : 0;
}

async function main([verb, name, ...options]: readonly string[]): Promise<number> {
    if (verb !== "preview" && verb !== "up") throw new Error(`unknown verb ${verb ?? ""}`);
    // Behind a name it asks the CLI.
    if (helped([name], () => usage(verb))) return 0;
    const refused = optionMistakes(verb, options);
    if (name === undefined || name.startsWith("-") || refused.length > 0) {
        say(refused.length > 0 ? refused.join("\n") : usage(verb));
        return mistake;
    }
    try {
        return await run(verb, name, options);
    } catch (error) {
        if (error instanceof UnknownTargetError) {
            say(`there is no environment or stack "${name}"\n\n${usage(verb)}`);
        } else if (error instanceof SettingsError || error instanceof EnvironmentFileError) {
            say(error.message);
        } else throw error;
        return mistake;
    }
}

void main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
});
