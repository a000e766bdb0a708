import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { knownEnvironment, readPhase, withNegatives } from "../capacity/plan/command-line";
import { PlanMistake } from "../capacity/plan/mistake";
import { EnvironmentFileError, environments } from "../preview/environment-file";
import { findTarget } from "../preview/target";
import { helped, isUsageMistake } from "../preview/usage-mistake";
import { SettingsError } from "../stacks/settings";
import type { Phase } from "../strategy/law";
import { wayJson, wayText } from "./report";
import { wayTo } from "./way";

/** Shown; the settings or the command are wrong. */
const exit = { shown: 0, mistake: 2 } as const;

const usage = [
    "Shows the way from the present phase to another one: sizes, resources, cost, quotas,",
    "and the steps in their order. Nothing is changed.",
    "",
    "usage: npm run phase -- <environment> <1..4> [--json] [--cwd <directory>]",
].join("\n");

async function run(name: string, phase: Phase, root: string, json: boolean): Promise<number> {
    const target = findTarget(root, knownEnvironment(root, name));
    if (target.settings.phase === phase) {
        const there = { environment: name, from: phase, to: phase, isThere: true };
        process.stdout.write(
            json
                ? `${JSON.stringify(there)}\n`
                : `MedEase ${name} is already there: phase ${String(phase)}\n`,
        );
        return exit.shown;
    }
    const way = await wayTo(root, target, phase, (which) => {
        process.stderr.write(`… the ${which} phase\n`);
    });
    process.stdout.write(`${json ? JSON.stringify(wayJson(way)) : wayText(way)}\n`);
    return exit.shown;
}

async function main(args: readonly string[]): Promise<number> {
    const say = (text: string): void => {
        process.stderr.write(`${text}\n`);
    };
    if (helped(args, () => usage)) return exit.shown;
    try {
        const { values, positionals } = parseArgs({
            args: [...withNegatives(args)],
            allowPositionals: true,
            options: {
                json: { type: "boolean", default: false },
                cwd: { type: "string", default: join(__dirname, "..") },
            },
        });
        const root = resolve(values.cwd);
        const [name, text, ...others] = positionals;
        if (name === undefined || text === undefined || others.length > 0) {
            say(`${usage}\n\nenvironments: ${environments(root).join(", ")}`);
            return exit.mistake;
        }
        const phase = readPhase("phase", text);
        return phase === undefined ? exit.mistake : await run(name, phase, root, values.json);
    } catch (error) {
        if (
            error instanceof PlanMistake ||
            error instanceof SettingsError ||
            error instanceof EnvironmentFileError
        ) {
            say(error.message);
        } else if (isUsageMistake(error)) {
            say(`${error.message}\n\n${usage}`);
        } else throw error;
        return exit.mistake;
    }
}

void main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
});
