import { billOf } from "../cost/bill";
import { budgetViolations } from "../cost/budget";
import type { MigrationBundle } from "../migrator/bundle";
import type { PlatformPlan } from "../strategy/plan";
import { planPlatform } from "../strategy/plan";
import platformProgram from "../stacks";
import { readMigrations } from "../stacks/migrations";
import type { Settings } from "../stacks/settings";
import { accountUse, type AccountUse } from "../quotas/consumption";
import { limitViolations } from "../quotas/limits";
import { cellSites, type Placement } from "../placement/placement";
import { readPlacement } from "../placement/placement-file";
import { projectName } from "./environment-file";
import { judge, type Violation } from "./judge";
import { isAbout, readExemptions, type Exemption } from "../policies/exemptions";
import { judgeBeside } from "../policies/indexes-as-migrations/replay-thread";
import { loadPacks } from "./packs";
import { record } from "./recorder";
import type { Registration } from "./registration";
import type { Target } from "./target";

/** One stack as it would be created. */
export interface StackPreview {
    readonly name: string;
    readonly resources: readonly Registration[];
}

/** An environment, or one stack of it, as it would be created, and what the packs say. */
export interface Preview {
    readonly environment: string;
    readonly settings: Settings;
    readonly plan: PlatformPlan;
    /** What the stacks take of the account's quotas and of their subnets, at the maximum of all autoscaling. */
    readonly account: AccountUse;
    /** Which organization lives where; undefined where the environment has no such file. */
    readonly placement: Placement | undefined;
    /** What each cell's database is brought to before its service changes. */
    readonly migrations: MigrationBundle;
    readonly stacks: readonly StackPreview[];
    readonly violations: readonly Violation[];
    /** Breaches of these stacks that somebody answers for. */
    readonly exemptions: readonly Exemption[];
}

/** How to run a preview. */
export interface PreviewOptions {
    /** Hears of each stack before it runs. */
    readonly progress?: (stack: string, index: number) => void;
    /** Plausible values instead of unknown ones, as after an update. @default false */
    readonly knownOutputs?: boolean;
    /** What each stack runs. @default the platform's own program */
    readonly program?: () => Promise<Record<string, unknown>>;
}

/** Runs the program once per stack and every pack over each. */
export async function previewTarget(
    root: string,
    target: Target,
    { progress, knownOutputs = false, program = platformProgram }: PreviewOptions = {},
): Promise<Preview> {
    const { environment, settings } = target;
    // Before the program runs: a mistake in the file is told at once.
    const placement = readPlacement(root, environment, cellSites(settings.cells));
    const exemptions = readExemptions();
    const packs = loadPacks(exemptions);
    const migrations = await readMigrations();
    // Where the lock is stale, the migrations are replayed while the program runs.
    judgeBeside();
    const project = projectName(root);
    const plan = planPlatform(settings);
    const stackOutputs: Record<string, Readonly<Record<string, unknown>>> = {};
    const stacks: StackPreview[] = [];
    for (const [index, name] of target.stacks.entries()) {
        progress?.(name, index);
        const { resources, outputs } = await record(program, {
            project,
            stack: name,
            config: target.config,
            stackOutputs,
            preview: !knownOutputs,
        });
        stackOutputs[`organization/${project}/${name}`] = outputs;
        stacks.push({ name, resources });
    }
    // Not between the runs: the first stack's rules would have all others wait for a replay.
    const violations: Violation[] = [];
    for (const { name, resources } of stacks) violations.push(...(await judge(packs, name, resources)));
    const billed = { stacks, plan, settings };
    const account = accountUse(billed);
    return {
        environment,
        ...billed,
        account,
        placement,
        migrations,
        violations: [
            ...violations,
            ...limitViolations(account, environment),
            ...budgetViolations(billed, billOf(billed), environment),
        ],
        exemptions: exemptions.filter((one) => target.stacks.some((stack) => isAbout(one, stack))),
    };
}
