import type { StackConfig } from "../../preview/environment-file";
import { headroomOf, missingCells, usersHeld } from "../../strategy/headroom";
import { phaseUsers, type Phase } from "../../strategy/law";
import { planPlatform, type CellPlan } from "../../strategy/plan";
import { readSettings, type Settings } from "../../stacks/settings";
import { loadFactors, requestsPerSecond, type LoadName } from "../load";
import { layoutFor, type CellEntry, type Layout } from "./layout";
import { LayoutCosts, type LayoutCost } from "./layout-cost";
import { cellEntries, changedConfig, whatIf, type Changed } from "./what-if";

/** What is asked. */
export interface Question {
    readonly users: number;
    /** Only this phase. @default every phase whose range reaches the users */
    readonly phase?: Phase;
    /** Cells beside those that the users take; a phase that evacuates keeps one in any case. */
    readonly headroom: 0 | 1;
}

/** One way to carry the users. */
export interface Candidate {
    readonly phase: Phase;
    readonly headroom: 0 | 1;
    readonly layout: Layout;
    readonly changed: Changed;
    /** Whether the strategy means the phase for so many users. */
    readonly isInRange: boolean;
    readonly cost: LayoutCost;
}

/** What the configured cells do with the users. */
export interface Configured {
    readonly phase: Phase;
    readonly plan: readonly CellPlan[];
    readonly capacityUsers: number;
    /** Users that they hold by the settings' own rules. */
    readonly heldUsers: number;
    /** Cells that are missing for the users and the headroom that was asked for. */
    readonly missingCells: number;
    /** What a month costs with the users that the settings have. */
    readonly cost: LayoutCost;
    /** The same with the users that are asked about; absent where the settings refuse them. */
    readonly costThen?: LayoutCost;
}

/** The answer. */
export interface Answer {
    readonly question: Question;
    readonly settings: Settings;
    readonly requestsPerSecond: Readonly<Record<LoadName, number>>;
    readonly configured: Configured;
    /** The cheapest first. */
    readonly candidates: readonly [Candidate, ...Candidate[]];
}

/** Phases that the strategy means for so many users, or for more; more users never leave more of them. */
export function phasesFor(users: number): readonly Phase[] {
    return ([1, 2, 3, 4] as const).filter((phase) => users <= phaseUsers[phase].max);
}

/** Whether a phase's range reaches these users. */
export function reaches(phase: Phase, users: number): boolean {
    return users <= phaseUsers[phase].max;
}

/** The cells that would be written for the users in a phase, accepted by the settings' reader. */
export function proposeIn(
    phase: Phase,
    { users, headroom }: Omit<Question, "phase">,
    config: StackConfig,
): Omit<Candidate, "cost"> {
    const room = headroomOf(phase) === 1 ? 1 : headroom;
    const layout = layoutFor(users, room, cellEntries(config));
    const changed = whatIf(config, { phase, users, cells: layout.cells });
    return { phase, headroom: room, layout, changed, isInRange: reaches(phase, users) };
}

/** The cells as they are, with other users: what the settings size by users is sized for as many as they hold. */
function configuredCells(config: StackConfig, settings: Settings, users: number): readonly CellPlan[] {
    const held = Math.max(1, usersHeld(settings.cells, headroomOf(settings.phase)));
    const sized = readSettings(changedConfig(config, { users: Math.min(users, held) }));
    return planPlatform({ ...sized, users }).cells;
}

async function configuredOf(
    costs: LayoutCosts,
    config: StackConfig,
    settings: Settings,
    { users, headroom }: Question,
): Promise<Configured> {
    const { cells, phase } = settings;
    const needed = headroomOf(phase);
    const heldUsers = usersHeld(cells, needed);
    const cost = await costs.of({ config, settings });
    const costThen =
        users === settings.users
            ? cost
            : users <= heldUsers
              ? await costs.of(whatIf(config, { users }))
              : undefined;
    return {
        phase,
        plan: configuredCells(config, settings, users),
        capacityUsers: usersHeld(cells, 0),
        heldUsers,
        missingCells: missingCells(users, cells, needed === 1 ? 1 : headroom),
        cost,
        ...(costThen === undefined ? {} : { costThen }),
    };
}

/** Every way to carry the users, the cheapest by its expected month first. */
export async function candidatesFor(
    costs: LayoutCosts,
    config: StackConfig,
    question: Question,
): Promise<readonly [Candidate, ...Candidate[]]> {
    const { users, phase } = question;
    const candidates: Candidate[] = [];
    for (const one of phase === undefined ? phasesFor(users) : [phase]) {
        const proposal = proposeIn(one, question, config);
        candidates.push({ ...proposal, cost: await costs.of(proposal.changed) });
    }
    const [first, ...others] = candidates.sort(
        (one, other) => one.cost.total.expected - other.cost.total.expected,
    );
    if (first === undefined) throw new Error("no phase reaches these users, and the last has no end");
    return [first, ...others];
}

/**
 * What so many users do to the configured cells, and the cheapest phase and cells for them; nothing is written.
 *
 * @throws PlanMistake, SettingsError where there is no such layout.
 */
export async function answer(project: string, config: StackConfig, question: Question): Promise<Answer> {
    const { users } = question;
    const settings = readSettings(config);
    const costs = new LayoutCosts(project);
    const candidates = await candidatesFor(costs, config, question);
    const configured = await configuredOf(costs, config, settings, question);
    const { assumptions } = settings;
    const rate = (load: LoadName): number => requestsPerSecond(users * loadFactors[load], assumptions);
    return {
        question,
        settings,
        requestsPerSecond: { normal: rate("normal"), peak: rate("peak"), stress: rate("stress") },
        configured,
        candidates,
    };
}

/** What is written into the settings for a candidate; cells that stay as they are, are left out. */
export function settingsToWrite({ phase, layout, changed }: Candidate): {
    readonly phase: Phase;
    readonly users: number;
    readonly add: readonly CellEntry[];
} {
    const written = new Map(cellEntries(changed.config).map((cell) => [cell.name, cell]));
    return {
        phase,
        users: changed.settings.users,
        add: layout.added.map((cell) => written.get(cell.name) ?? cell),
    };
}
