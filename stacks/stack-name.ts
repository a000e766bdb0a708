import { nearest } from "./nearest";
import { SettingsError, wrap } from "./settings-error";
import type { Settings } from "./settings";

/** Which part of an environment a stack builds. */
export type StackPart =
    | { readonly part: "environment" }
    | {
          readonly part: "cell";
          /** The cell's name. */
          readonly cell: string;
      }
    | { readonly part: "edge" };

type NamedSettings = Pick<Settings, "environment" | "layout"> & {
    readonly cells: readonly Pick<Settings["cells"][number], "name">[];
};

/** Name of the stack that builds one cell. */
export function cellStackName(environment: Settings["environment"], cell: string): string {
    return `${environment}-${cell}`;
}

/** Every stack of the environment in deployment order: the edge reads what the cells export, so it is last. */
export function stackNames({ environment, layout, cells }: NamedSettings): readonly string[] {
    if (layout === "one-stack") return [environment];
    return [...cells.map(({ name }) => cellStackName(environment, name)), environment];
}

/**
 * Which part of the environment the stack of that name builds.
 *
 * @throws SettingsError that lists the stacks there are, where it is none of them.
 */
export function partOf(stackName: string, settings: NamedSettings): StackPart {
    const { environment, layout, cells } = settings;
    if (stackName === environment) return { part: layout === "one-stack" ? "environment" : "edge" };
    const cell = cells.find(({ name }) => cellStackName(environment, name) === stackName);
    if (layout === "stack-per-cell" && cell !== undefined) return { part: "cell", cell: cell.name };

    const names = stackNames(settings);
    const near = nearest(stackName, names);
    throw new SettingsError(
        [],
        wrap(
            `stack ${stackName}: the settings of ${environment} describe no stack of that name; ` +
                `${near === undefined ? "" : `did you mean ${near}? `}There are: ${names.join(", ")}`,
        ),
    );
}
