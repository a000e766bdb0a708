import type { StackConfig } from "../../preview/environment-file";
import { projectNamespace } from "../../stacks/finding";
import { readSettings, SettingsError, type Settings } from "../../stacks/settings";
import type { Phase } from "../../strategy/law";
import type { CellEntry } from "./layout";

/** What somebody asks about without writing it down. */
export interface Change {
    readonly phase?: Phase;
    readonly users?: number;
    readonly cells?: readonly CellEntry[];
}

/** The settings as they would be. */
export interface Changed {
    readonly config: StackConfig;
    readonly settings: Settings;
    /** What cells said that the new phase refuses, and that was left out: "cells[0].database". */
    readonly leftOut: readonly string[];
}

/** What a cell may say otherwise than its phase; what is right in one phase may be wrong in another. */
const phaseBound = /cells\[(\d+)\]\.(database|readers|cache|workers)(?![A-Za-z])/;

const keyOf = (name: string): string => `${projectNamespace}:${name}`;

/** The cells as the settings write them; settings that were read hold them. */
export function cellEntries(config: StackConfig): readonly CellEntry[] {
    return JSON.parse(config[keyOf("cells")] ?? "[]") as readonly CellEntry[];
}

/** Config as it would be. */
export function changedConfig(config: StackConfig, { phase, users, cells }: Change): StackConfig {
    return {
        ...config,
        ...(phase === undefined ? {} : { [keyOf("phase")]: String(phase) }),
        ...(users === undefined ? {} : { [keyOf("users")]: String(users) }),
        ...(cells === undefined ? {} : { [keyOf("cells")]: JSON.stringify(cells) }),
    };
}

/** The places that a mistake is about, where all mistakes are about what cells say otherwise than their phase. */
function refusedByPhase(error: unknown): readonly (readonly [index: number, key: string])[] | undefined {
    if (!(error instanceof SettingsError) || error.mistakes.length === 0) return undefined;
    const places = error.mistakes.map(({ path }) => phaseBound.exec(path));
    if (places.some((place) => place === null)) return undefined;
    return places.flatMap((place) =>
        place?.[1] === undefined || place[2] === undefined ? [] : [[Number(place[1]), place[2]] as const],
    );
}

/**
 * Asks the settings reader, so that every rule holds for what-ifs too. Where a cell says what the new phase refuses, the
 * answer is without it.
 *
 * @throws SettingsError with whatever else is wrong.
 */
export function whatIf(config: StackConfig, change: Change): Changed {
    const changed = changedConfig(config, change);
    try {
        return { config: changed, settings: readSettings(changed), leftOut: [] };
    } catch (error) {
        const refused = change.phase === undefined ? undefined : refusedByPhase(error);
        if (refused === undefined) throw error;
        const cells = cellEntries(changed).map((cell, index) => {
            const keys = refused.filter(([at]) => at === index).map(([, key]) => key);
            return Object.fromEntries(
                Object.entries(cell).filter(([key]) => !keys.includes(key)),
            ) as unknown as CellEntry;
        });
        const without = changedConfig(changed, { cells });
        const leftOut = [...new Set(refused.map(([index, key]) => `cells[${String(index)}].${key}`))];
        return { config: without, settings: readSettings(without), leftOut };
    }
}
