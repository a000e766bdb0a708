import { previewTarget, type Preview } from "../../preview/preview";
import { findTarget } from "../../preview/target";
import { readSettings } from "../../stacks/settings";
import { stackNames } from "../../stacks/stack-name";
import { repository } from "./platform";

/** A cell as the settings file says it. */
export type CellSettings = Readonly<Record<string, unknown>>;

/** Settings that differ from those of an environment's file. */
export interface OtherSettings {
    readonly cells: (cells: readonly CellSettings[]) => readonly CellSettings[];
    /** Other keys, without the project's name. */
    readonly others?: Readonly<Record<string, unknown>>;
    /** Plausible values instead of unknown ones, as after an update. */
    readonly knownOutputs: boolean;
}

const project = "medease-platform";

/**
 * An environment of the repository, or one stack of it, previewed with some settings other than its file's. No budget
 * binds it: the file's was set for what the file says.
 */
export function withOtherSettings(
    name: string,
    { cells, others = {}, knownOutputs }: OtherSettings,
): Promise<Preview> {
    const target = findTarget(repository, name);
    const key = `${project}:cells`;
    const own = JSON.parse(target.config[key] ?? "[]") as readonly CellSettings[];
    const changed = Object.entries({ budget: {}, ...others, cells: cells(own) }).map(
        ([setting, value]): [string, string] => [`${project}:${setting}`, JSON.stringify(value)],
    );
    const config = { ...target.config, ...Object.fromEntries(changed) };
    const settings = readSettings(config);
    const stacks = name === target.environment ? stackNames(settings) : target.stacks;
    return previewTarget(repository, { ...target, config, settings, stacks }, { knownOutputs });
}
