import { readdirSync } from "node:fs";
import { join } from "node:path";

/** What the wrapper does with each stack. */
export type Verb = "preview" | "up";

/** One call of the Pulumi CLI. */
export interface PulumiCall {
    readonly stack: string;
    readonly args: readonly string[];
}

/** Folders under `policies/` that `--policy-pack` takes. */
export function packFolders(root: string): readonly string[] {
    return readdirSync(join(root, "policies"), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => join("policies", entry.name))
        .sort();
}

/** Shows every stack, though one of them fails: for whoever looks for drift. */
export const keepGoing = "--keep-going";

/** Why these options of the caller's are refused, all of them at once. What the CLI does not know, it refuses itself. */
export function optionMistakes(verb: Verb, options: readonly string[]): readonly string[] {
    return options.flatMap((option, index) => {
        if (!option.startsWith("-")) {
            // Behind an option it may be that one's value; the CLI takes any other for a template of a new project.
            const isValue = options[index - 1]?.startsWith("-") === true;
            return isValue ? [] : [`${option}: one environment or stack at a time, then options`];
        }
        if (verb === "up" && option.split("=")[0] === keepGoing) {
            return [
                `${option}: is for npm run preview:cloud; an update ends at the first stack that fails, so that a bad change reaches one cell`,
            ];
        }
        return optionMistake(option) ?? [];
    });
}

/**
 * Why an extra option of the caller's is refused; undefined where it is not. A stack policy is judged after the
 * resources have changed, so the preview is what stops a bad update in time; the rest is this wrapper's own.
 */
export function optionMistake(option: string): string | undefined {
    const name = option.split("=")[0] ?? option;
    // Shorthands of one letter can be joined: -yf.
    const letters = /^-[A-Za-z]/.test(name) ? name.slice(1) : "";
    if (name === "--skip-preview" || letters.includes("f")) {
        return `${name}: policies stop an update in its preview, not after it; leave the preview in`;
    }
    if (["--stack", "--config-file", "--policy-pack", "--cwd"].includes(name) || /[sC]/.test(letters)) {
        return `${name}: set for you, from the environment's name`;
    }
    return undefined;
}

/** The calls for these stacks, in order; the settings file is always the environment's, the packs all of them. */
export function pulumiCalls(
    verb: Verb,
    target: { readonly environment: string; readonly stacks: readonly string[] },
    packs: readonly string[],
    options: readonly string[],
): readonly PulumiCall[] {
    return target.stacks.map((stack) => ({
        stack,
        args: [
            verb,
            "--stack",
            stack,
            "--config-file",
            `Pulumi.${target.environment}.yaml`,
            ...packs.flatMap((pack) => ["--policy-pack", pack]),
            ...options,
        ],
    }));
}
