import { readSettings, type Settings } from "../stacks/settings";
import { stackNames } from "../stacks/stack-name";
import { environmentConfig, environments, type StackConfig } from "./environment-file";

/** What there is to preview: an environment whole, or one stack of it. */
export interface Target {
    readonly environment: string;
    readonly settings: Settings;
    readonly config: StackConfig;
    /** In deployment order: cells first, so that their outputs reach the edge. */
    readonly stacks: readonly string[];
}

/** Names that {@link findTarget} takes, environment by environment. */
export interface Choice {
    readonly environment: string;
    readonly stacks: readonly string[];
}

/** The name asked for is neither an environment nor a stack of one. */
export class UnknownTargetError extends Error {}

/** Environments of the folder with their stacks; stacks are left out where the settings hold mistakes. */
export function choices(root: string): readonly Choice[] {
    return environments(root).map((environment) => {
        try {
            return { environment, stacks: stackNames(readSettings(environmentConfig(root, environment))) };
        } catch {
            return { environment, stacks: [] };
        }
    });
}

/**
 * Finds what a name stands for.
 *
 * @throws UnknownTargetError where it stands for nothing; SettingsError where the environment's settings
 * hold mistakes.
 */
export function findTarget(root: string, name: string): Target {
    const environment = environments(root).find((known) => name === known || name.startsWith(`${known}-`));
    if (environment === undefined) throw new UnknownTargetError(name);
    const config = environmentConfig(root, environment);
    const settings = readSettings(config);
    const stacks = stackNames(settings);
    if (name === environment) return { environment, settings, config, stacks };
    if (!stacks.includes(name)) throw new UnknownTargetError(name);
    return { environment, settings, config, stacks: [name] };
}
