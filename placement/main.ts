import { setTimeout } from "node:timers/promises";
import { EnvironmentFileError } from "../preview/environment-file";
import { choices, UnknownTargetError } from "../preview/target";
import { helped } from "../preview/usage-mistake";
import { SettingsError } from "../stacks/settings-error";
import { parseCommand, usage, type Command } from "./command-line";
import { run } from "./run";
import { exit, type World } from "./scene";
import { secretArn, storeArn } from "./stack-outputs";

/** A fault of the command itself (EX_SOFTWARE of sysexits.h). */
const fault = 70;

/** AWS as it is. The SDK is loaded when it is needed: a dry run is quick and needs no credentials. */
function realWorld({ root, store, secret }: Command): World {
    return {
        store: async (settings) => {
            const { keyValueStore } = await import("./key-value-store");
            return keyValueStore(store ?? storeArn(root, settings));
        },
        secret: async (settings, cell) => {
            const { cellSecret } = await import("./cell-secret");
            return cellSecret(secret ?? secretArn(root, settings, cell));
        },
        pause: async (seconds) => {
            process.stderr.write(`… ${String(seconds)} s until the edge knows it\n`);
            await setTimeout(seconds * 1000);
        },
        now: () => new Date(),
    };
}

function say(text: string): void {
    process.stderr.write(`${text}\n`);
}

/** What machines read where nothing could be tried. */
function mistaken(mistakes: readonly string[]): number {
    process.stdout.write(`${JSON.stringify({ applied: false, refusals: [], mistakes })}\n`);
    return exit.mistake;
}

/** What is wrong with what was asked for or what it needs; undefined where the fault is the command's own. */
function mistakesOf(error: unknown, { environment, root }: Command): readonly string[] | undefined {
    if (error instanceof UnknownTargetError) {
        const known = choices(root).map((one) => one.environment);
        return [`there is no environment "${environment}"; there are: ${known.join(", ")}`];
    }
    if (error instanceof SettingsError && error.mistakes.length > 0) {
        return error.mistakes.map(
            ({ path, got, expected, remedy }) => `${path}: got ${got}; expected ${expected}; ${remedy}`,
        );
    }
    if (error instanceof SettingsError || error instanceof EnvironmentFileError) return [error.message];
    return undefined;
}

async function main(args: readonly string[]): Promise<number> {
    const known = (): readonly string[] => choices(`${__dirname}/..`).map(({ environment }) => environment);
    if (helped(args, () => usage(known()))) return exit.done;
    const command = parseCommand(args);
    if ("mistake" in command) {
        const { mistake } = command;
        if (args.includes("--json")) return mistaken([mistake === "" ? "write an environment" : mistake]);
        say(
            mistake === "" ? usage(known()) : `${mistake}\nnpm run placement, without more, prints the usage`,
        );
        return exit.mistake;
    }
    try {
        const { code, text, json } = await run(command, realWorld(command));
        if (command.json) process.stdout.write(`${JSON.stringify(json)}\n`);
        else if (code === exit.done) process.stdout.write(`${text}\n`);
        else say(text);
        return code;
    } catch (error) {
        const mistakes = mistakesOf(error, command);
        if (mistakes === undefined) throw error;
        if (command.json) return mistaken(mistakes);
        say(error instanceof SettingsError ? error.message : mistakes.join("\n"));
        return exit.mistake;
    }
}

void main(process.argv.slice(2)).then(
    (code) => {
        process.exitCode = code;
    },
    (error: unknown) => {
        say(error instanceof Error ? (error.stack ?? error.message) : String(error));
        process.exitCode = fault;
    },
);
