import { join, resolve } from "node:path";
import {
    EnvironmentFileError,
    environmentConfig,
    environments,
    projectName,
} from "../../preview/environment-file";
import { helped } from "../../preview/usage-mistake";
import { readSettings, SettingsError } from "../../stacks/settings";
import { knownEnvironment, readCommand, type Command } from "./command-line";
import { PlanMistake } from "./mistake";
import { answer } from "./proposal";
import { planJson, planText } from "./report";

/** Answered; the settings or the command are wrong. */
const exit = { answered: 0, mistake: 2 } as const;

const ownRoot = join(__dirname, "..", "..");

const usage = [
    "Says what so many users do to the configured cells, and proposes the cheapest phase",
    "and cells that carry them. Nothing is written.",
    "",
    "usage: npm run plan -- <environment> [--users 250000] [--phase 1..4]",
    "           [--headroom 0|1] [--json] [--cwd <directory>]",
    "",
    "  --users     at the same time; without it, those of the settings",
    "  --phase     only this one; without it, every phase that reaches the users",
    "  --headroom  cells beside those that the users take, 1 without it",
].join("\n");

async function run({ name, json, users, phase, headroom, root }: Command): Promise<number> {
    const folder = resolve(root);
    if (name === undefined) {
        process.stderr.write(`${usage}\n\nenvironments: ${environments(folder).join(", ")}\n`);
        return exit.mistake;
    }
    const config = environmentConfig(folder, knownEnvironment(folder, name));
    const found = await answer(projectName(folder), config, {
        users: users ?? readSettings(config).users,
        headroom,
        ...(phase === undefined ? {} : { phase }),
    });
    process.stdout.write(`${json ? JSON.stringify(planJson(found)) : planText(found)}\n`);
    return exit.answered;
}

async function main(args: readonly string[]): Promise<number> {
    if (helped(args, () => usage)) return exit.answered;
    try {
        return await run(readCommand(args, ownRoot));
    } catch (error) {
        if (
            error instanceof PlanMistake ||
            error instanceof SettingsError ||
            error instanceof EnvironmentFileError
        ) {
            process.stderr.write(`${error.message}\n`);
            return exit.mistake;
        }
        throw error;
    }
}

void main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
});
