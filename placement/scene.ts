import type { Settings } from "../stacks/settings";
import { wrap } from "../stacks/settings-error";
import type { Command } from "./command-line";
import type { KeyValueStore } from "./key-value-store";
import type { CellSite, Placement } from "./placement";
import { cellsJson, headroomLines } from "./report";
import type { Rotator } from "./rotate-key";

/** Exit codes: done; refused; the settings, the command or what it needs are wrong. */
export const exit = { done: 0, refused: 1, mistake: 2 } as const;

/** What a run needs of the world; a test gives another. */
export interface World {
    readonly store: (settings: Settings) => Promise<KeyValueStore>;
    readonly secret: (settings: Settings, cell: string) => Promise<Rotator["secret"]>;
    readonly pause: Rotator["pause"];
    readonly now: Rotator["now"];
}

/** What a run says: text for a person, the same for machines, and how it ended. */
export interface Result {
    readonly code: number;
    readonly text: string;
    readonly json: Readonly<Record<string, unknown>>;
}

/** What a job works on. */
export interface Scene {
    readonly command: Command;
    readonly settings: Settings;
    readonly sites: readonly CellSite[];
    readonly placement: Placement;
    readonly world: World;
}

/** First line of what a person reads. */
export function heading({ command, placement }: Scene, what: string): string {
    return `MedEase ${command.environment}, placement version ${placement.version}${what === "" ? "" : `: ${what}`}`;
}

/** Nothing was done, and why; with what each cell could take. */
export function refused(scene: Scene, what: string, reasons: readonly string[]): Result {
    const { placement, sites } = scene;
    return {
        code: exit.refused,
        text: [
            heading(scene, what),
            "",
            ...reasons.map((reason) => wrap(`refused: ${reason}`)),
            "",
            ...headroomLines(placement, sites),
        ].join("\n"),
        json: { ...facts(scene), applied: false, refusals: reasons },
    };
}

/** What machines read of every result. */
export function facts({ command, placement, sites }: Scene, after: Placement = placement): Result["json"] {
    return {
        environment: command.environment,
        version: placement.version,
        refusals: [],
        mistakes: [],
        cells: cellsJson(after, sites),
    };
}
