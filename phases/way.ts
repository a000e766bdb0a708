import { layoutFor, type CellEntry } from "../capacity/plan/layout";
import { cellEntries, whatIf, type Changed } from "../capacity/plan/what-if";
import { compare, type Comparison } from "../preview/compare/comparison";
import { previewTarget, type Preview } from "../preview/preview";
import { toJson } from "../preview/summary";
import type { Target } from "../preview/target";
import { shortages, type Consumption } from "../quotas/consumption";
import { stackNames } from "../stacks/stack-name";
import { headroomOf, missingCells } from "../strategy/headroom";
import { phaseUsers, type Phase } from "../strategy/law";
import type { CellPlan } from "../strategy/plan";
import type { Passage } from "./passage";
import { stepsOf, type Step } from "./steps";

/** The way from the present phase to another one. */
export interface Way {
    readonly passage: Passage;
    readonly before: Preview;
    readonly after: Preview;
    readonly comparison: Comparison;
    readonly steps: readonly Step[];
    /** What cells say that the new phase refuses: it has to go from the settings. */
    readonly leftOut: readonly string[];
    readonly addedCells: readonly CellEntry[];
    /** Whether the strategy means the new phase for the users. */
    readonly isInRange: boolean;
    /** Quotas that are too small in the new phase. */
    readonly short: readonly Consumption[];
}

/**
 * The settings in another phase, with the cells that its rules ask for besides.
 *
 * @throws SettingsError with whatever the phase's rules refuse.
 */
export function settingsAt(
    { config, settings }: Pick<Target, "config" | "settings">,
    phase: Phase,
): { readonly changed: Changed; readonly added: readonly CellEntry[] } {
    const headroom = headroomOf(phase);
    const missing = missingCells(settings.users, settings.cells, headroom);
    if (missing === 0) return { changed: whatIf(config, { phase }), added: [] };
    const entries = cellEntries(config);
    const { cells, added } = layoutFor(settings.users, headroom, entries, entries.length + missing);
    return { changed: whatIf(config, { phase, cells }), added };
}

function pairs(before: Preview, after: Preview): readonly (readonly [CellPlan, CellPlan])[] {
    const later = new Map(after.plan.cells.map((cell) => [cell.name, cell]));
    return before.plan.cells.flatMap((cell) => {
        const then = later.get(cell.name);
        return then === undefined ? [] : [[cell, then] as const];
    });
}

const keyOf = ({ quota, place }: Consumption): string => `${quota.quotaCode} ${place}`;

/**
 * The way to another phase, from two offline previews: as the settings are, and as they would be.
 *
 * @throws SettingsError where the new phase's rules refuse the settings.
 */
export async function wayTo(
    root: string,
    target: Target,
    phase: Phase,
    progress?: (preview: "present" | "later") => void,
): Promise<Way> {
    const { changed, added } = settingsAt(target, phase);
    progress?.("present");
    const before = await previewTarget(root, target);
    progress?.("later");
    const { config, settings, leftOut } = changed;
    const later: Target = { environment: target.environment, settings, config, stacks: stackNames(settings) };
    const after = await previewTarget(root, later);
    const known = new Set(shortages(before.account).map(keyOf));
    const short = shortages(after.account);
    const passage: Passage = {
        environment: target.environment,
        from: target.settings.phase,
        to: phase,
        cells: pairs(before, after),
        addedCells: added.map(({ name }) => name),
        newShortages: short.filter((one) => !known.has(keyOf(one))).length,
        isStackPerCell: settings.layout === "stack-per-cell",
    };
    return {
        passage,
        before,
        after,
        comparison: compare(toJson(before), toJson(after)),
        steps: stepsOf(passage),
        leftOut,
        addedCells: added,
        isInRange: settings.users <= phaseUsers[phase].max,
        short,
    };
}
