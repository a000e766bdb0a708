import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { SettingsError } from "../stacks/settings";
import { EnvironmentFileError } from "../preview/environment-file";
import { choices, findTarget, UnknownTargetError } from "../preview/target";
import { optionMistake, packFolders, pulumiCalls, type Verb } from "./pulumi-command";
import { nextStep } from "./readiness";

const root = join(__dirname, "..");

/** The settings, the command or what it needs are wrong; otherwise the exit code is the Pulumi CLI's own. */
const mistake = 2;

function say(text: string): void {
    process.stderr.write(`${text}\n`);
}

function usage(verb: Verb): string {
    const script = verb === "up" ? "up" : "preview:cloud";
    const known = choices(root).flatMap(({ stacks }) => stacks);
    return [
        `Runs \`pulumi ${verb}\` with every policy pack and the right settings file: cells first, then the edge.`,
        "",
        `usage: npm run ${script} -- <environment or stack> [options of pulumi ${verb}]`,
        "",
        ...known.map((stack) => `  ${stack}`),
    ].join("\n");
}

/** One stack after the other; the first that fails ends it, so that a bad change reaches one cell. */
function run(verb: Verb, name: string, options: readonly string[]): number {
    const target = findTarget(root, name);
    const step = nextStep(root, target);
    if (step !== undefined) {
        say(step);
        return mistake;
    }
    const calls = pulumiCalls(verb, target, packFolders(root), options);
    for (const [index, { stack, args }] of calls.entries()) {
        say(`== ${stack} (${String(index + 1)} of ${String(calls.length)})`);
        const { status } = spawnSync("pulumi", args, { cwd: root, stdio: "inherit" });
        if (status !== 0) {
            const untouched = calls.slice(index + 1).map((call) => call.stack);
            say(`\n${stack} failed; not touched: ${untouched.join(", ") || "none"}`);
            return status ?? 1;
        }
    }
    return 0;
}

function main([verb, name, ...options]: readonly string[]): number {
    if (verb !== "preview" && verb !== "up") throw new Error(`unknown verb ${verb ?? ""}`);
    const refused = options.map(optionMistake).filter((reason) => reason !== undefined);
    if (name === undefined || name.startsWith("-") || refused.length > 0) {
        say(refused.length > 0 ? refused.join("\n") : usage(verb));
        return mistake;
    }
    try {
        return run(verb, name, options);
    } catch (error) {
        if (error instanceof UnknownTargetError) {
            say(`there is no environment or stack "${name}"\n\n${usage(verb)}`);
        } else if (error instanceof SettingsError || error instanceof EnvironmentFileError) {
            say(error.message);
        } else throw error;
        return mistake;
    }
}

process.exitCode = main(process.argv.slice(2));
