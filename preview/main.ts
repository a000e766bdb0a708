import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { ExemptionsError } from "../policies/exemptions";
import { BundleMistake } from "../stacks/migrations";
import { SettingsError } from "../stacks/settings";
import { EnvironmentFileError } from "./environment-file";
import { previewTarget } from "./preview";
import { isBroken, report } from "./report";
import { toJson } from "./summary";
import { choices, findTarget, UnknownTargetError, type Target } from "./target";

/**
 * Exit codes: nothing forbids the update; a mandatory rule is broken; the settings or the command are wrong;
 * a fault of the preview itself (EX_SOFTWARE of sysexits.h).
 */
const exit = { clean: 0, violation: 1, mistake: 2, fault: 70 } as const;

/** A preview that takes longer than this says how far it is. */
const patienceMilliseconds = 1000;

function usage(root: string): string {
    const known = choices(root).map(({ environment, stacks }) =>
        stacks.length > 1
            ? [`  ${environment}  the environment whole, or one stack of it:`]
                  .concat(stacks.filter((stack) => stack !== environment).map((stack) => `    ${stack}`))
                  .join("\n")
            : `  ${environment}`,
    );
    return [
        "Shows what `pulumi up` would create and what every policy pack says, offline.",
        "",
        "usage: npm run preview -- <environment or stack> [--json] [--cwd <directory>]",
        "",
        ...known,
    ].join("\n");
}

interface Command {
    readonly name: string | undefined;
    readonly json: boolean;
    /** Folder that holds Pulumi.yaml and the settings files; the program is always this one. */
    readonly root: string;
    /** What is wrong with the command line. */
    readonly mistake?: string;
}

function parseCommand(args: readonly string[]): Command {
    const ownRoot = join(__dirname, "..");
    try {
        const { values, positionals } = parseArgs({
            args: [...args],
            allowPositionals: true,
            options: { json: { type: "boolean", default: false }, cwd: { type: "string", default: ownRoot } },
        });
        const command = { name: positionals[0], json: values.json, root: resolve(values.cwd) };
        return positionals.length > 1
            ? { ...command, mistake: "one environment or stack at a time" }
            : command;
    } catch (error) {
        const mistake = error instanceof Error ? error.message : String(error);
        return { name: undefined, json: false, root: ownRoot, mistake };
    }
}

/** Says on stderr which stack is at work, once the preview has taken longer than a person waits in silence. */
function progressOf(target: Target): (stack: string, index: number) => void {
    const start = Date.now();
    return (stack, index) => {
        if (Date.now() - start < patienceMilliseconds) return;
        process.stderr.write(`… ${stack} (${String(index + 1)} of ${String(target.stacks.length)})\n`);
    };
}

async function main(args: readonly string[]): Promise<number> {
    const { name, json, root, mistake } = parseCommand(args);
    if (name === undefined || mistake !== undefined) {
        process.stderr.write(`${mistake === undefined ? "" : `${mistake}\n\n`}${usage(root)}\n`);
        return exit.mistake;
    }
    try {
        const target = findTarget(root, name);
        const preview = await previewTarget(root, target, { progress: progressOf(target) });
        process.stdout.write(`${json ? JSON.stringify(toJson(preview)) : report(preview)}\n`);
        return isBroken(preview) ? exit.violation : exit.clean;
    } catch (error) {
        if (error instanceof UnknownTargetError) {
            process.stderr.write(`there is no environment or stack "${name}"\n\n${usage(root)}\n`);
            return exit.mistake;
        }
        if (
            error instanceof SettingsError ||
            error instanceof EnvironmentFileError ||
            error instanceof ExemptionsError ||
            error instanceof BundleMistake
        ) {
            process.stderr.write(`${error.message}\n`);
            return exit.mistake;
        }
        throw error;
    }
}

void main(process.argv.slice(2)).then(
    (code) => {
        process.exitCode = code;
    },
    (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
        process.exitCode = exit.fault;
    },
);
