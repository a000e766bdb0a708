import { costLines } from "../cost/report";
import { alike } from "../strategy/groups";
import type { CellPlan } from "../strategy/plan";
import { spotTasksAmong } from "../strategy/spot";
import { edgeBehaviors } from "./edge-behaviors";
import type { Violation } from "./judge";
import type { Exemption } from "../policies/exemptions";
import { packSources } from "./packs";
import type { Preview, StackPreview } from "./preview";
import { resourceTree, row } from "./resource-tree";
import { quotaLines } from "../quotas/report";
import { placementPath } from "../placement/placement-file";
import { loadsOf, migrationRuns, summarize } from "./summary";
import { number, plural, range, width, wrap } from "./text";

function databaseLine({ database, readers }: CellPlan): string {
    return database.kind === "provisioned"
        ? `Aurora writer + ${number(readers.min)}..${number(readers.max)} readers, ${database.instanceClass}`
        : `Aurora writer + ${plural(readers.min, "reader")}, ${number(database.minAcu)}..${number(database.maxAcu)} ACU`;
}

/** How many tasks, and how many of those that the users need may be Spot. */
function taskLine({ tasks, workers }: CellPlan): string {
    const spot = spotTasksAmong(tasks.expected, tasks);
    return (
        `${number(tasks.expected)} tasks within ${number(tasks.min)}..${number(tasks.max)}` +
        (spot === 0 ? "" : `, ${number(spot)} on Spot`) +
        (workers === undefined ? "" : ` · ${range(workers)} workers`)
    );
}

function cellLines(cell: CellPlan): readonly string[] {
    const { cache, connections, backupRegion, globalSecondary } = cell;
    return [
        `${number(cell.users)} of ${number(cell.capacityUsers)} users · ${taskLine(cell)} · ${databaseLine(cell)}`,
        `cache ${range({ min: cache.shards, max: cache.maxShards })} x ${range({ min: 1 + cache.replicasPerShard, max: 1 + cache.maxReplicasPerShard })} ${cache.nodeType} · ${number(connections.fromTasks)} pooled connections through ${number(connections.fromProxy)} · ${cell.addresses.cidr} · ${plural(cell.natGateways, "NAT gateway")}${backupRegion === undefined ? "" : ` · backups to ${backupRegion}`}${globalSecondary === undefined ? "" : ` · secondary in ${globalSecondary.region}`}`,
    ];
}

/** Enough of a checksum to compare two previews by. */
const checksumLength = 12;

/** What the cell's database is brought to, as its own run says. */
function migrationLine(cell: CellPlan, { migrations, stacks }: Preview): readonly string[] {
    const bundle = migrationRuns(stacks)[cell.name];
    if (bundle === undefined) return [];
    return [
        `${plural(migrations.migrations.length, "migration")} before the service, bundle ${bundle.slice(0, checksumLength)}`,
    ];
}

/** More than a release brings, and less than a screen. */
const shownMigrations = 10;

/**
 * The files that runs apply. What a database has already is not known without asking it: the first update of a cell applies all
 * of them, and of a cell that runs the cloud's preview names those that are new (docs/changes.md, "A new migration").
 */
function migrationLines({ migrations: { migrations }, stacks }: Preview): readonly string[] {
    const runs = Object.keys(migrationRuns(stacks)).length;
    if (runs === 0) return [];
    const older = Math.max(0, migrations.length - shownMigrations);
    return [
        `migrations that ${plural(runs, "cell")} ${runs === 1 ? "applies" : "apply"} where the database has them not, in this order`,
        ...(older === 0 ? [] : [`  ${number(older)} older`]),
        ...migrations
            .slice(older)
            .map(({ file, statements }) => row(`  ${file}`, plural(statements.length, "statement"), width)),
        "",
    ];
}

/** Who lives there by the placement, where the environment has one. */
function placementLine(cell: CellPlan, preview: Preview): readonly string[] {
    const load = loadsOf(preview).find(({ site }) => site.name === cell.name);
    if (load === undefined) return [];
    const { organizations, users, site, state } = load;
    return [
        `${organizations === 0 ? "no organization" : `${plural(organizations, "organization")} of ${plural(users, "user")}`} placed there, zone ${site.zone}${state === "open" ? "" : `, ${state}`}`,
    ];
}

/** All of the placement in one sentence, or that there is none. */
function placementTotal(preview: Preview): string {
    const { placement, environment } = preview;
    if (placement === undefined) return `no placement: there is no ${placementPath(environment)}`;
    const users = placement.organizations.reduce((sum, one) => sum + one.users, 0);
    return `placement version ${number(placement.version)}: ${plural(placement.organizations.length, "organization")} of ${plural(users, "user")}`;
}

/** The behaviours of the edge as a table: the first whose path matches decides. */
function behaviorLines({ resources }: StackPreview): readonly string[] {
    const rows = edgeBehaviors(resources).map(({ path, to, methods, viewerProtocol, compressed }, index) => [
        String(index + 1),
        path,
        to,
        methods.length > 3 ? "every method" : methods.join(),
        viewerProtocol,
        compressed ? "compressed" : "as it is",
    ]);
    const widths = (rows[0] ?? []).map((_, column) =>
        Math.max(...rows.map((one) => (one[column] ?? "").length)),
    );
    return rows.map((one) =>
        one
            .map((cell, column) => cell.padEnd(widths[column] ?? 0))
            .join("  ")
            .trimEnd(),
    );
}

function stackLines(stack: StackPreview, preview: Preview, whole: boolean): readonly string[] {
    const built = stack.resources.filter(({ type }) => type === "platform:cell:RegionalCell");
    const cells = preview.plan.cells.filter(({ name }) => built.some((cell) => cell.name === name));
    const regions = [...new Set(cells.map(({ region }) => region))].join(", ");
    return [
        row(
            `stack ${stack.name}${regions === "" ? "" : `  ${regions}`}`,
            plural(stack.resources.length, "resource"),
            width,
        ),
        ...cells
            .flatMap((cell) => [
                ...cellLines(cell),
                ...migrationLine(cell, preview),
                ...placementLine(cell, preview),
            ])
            .flatMap((line) => wrap(line, "  ")),
        ...behaviorLines(stack).map((line) => `  ${line}`),
        ...resourceTree(stack.resources, { whole, width: width - 2 }).map((line) => `  ${line}`),
        "",
    ];
}

/** The same in several stacks is one; what is not known yet is not known in every stack: one of them shows it. */
const sameFinding = ({ pack, rule, undecided, message }: Violation): string =>
    undecided ? `${pack}/${rule}` : `${pack}/${rule}/${message}`;

/** One cause may leave several rules of a pack undecided, in as many stacks. */
function sameCause(group: readonly [Violation, ...Violation[]]): string {
    const [{ pack, rule, undecided, message }] = group;
    return undecided ? `${pack}/${String(group.length)}/${message}` : `${pack}/${rule}/${message}`;
}

/**
 * One block per finding, whichever stacks have it; and one per cause, whichever rules it leaves undecided.
 *
 * @param tellStacks whether each says which stacks have it. @default true
 */
export function violationLines(violations: readonly Violation[], tellStacks = true): readonly string[] {
    return alike(alike(violations, sameFinding), sameCause).flatMap(([group, ...others]) => {
        const [{ stack, pack, rule, urn, message, remediation, undecided, enforcementLevel }] = group;
        const stacks =
            group.length === 1 ? `stack ${stack}` : `${plural(group.length, "stack")}, first ${stack}`;
        const otherRules = others.map(([other]) => other.rule).join(", ");
        return [
            `${undecided ? "undecided" : enforcementLevel}  ${pack} / ${rule}`,
            ...(otherRules === "" ? [] : wrap(`and ${otherRules}:`, "  ")),
            ...wrap(message, "  "),
            ...(urn === undefined ? [] : [`  ${urn}`]),
            ...wrap(`fix: ${remediation}${tellStacks ? ` (${stacks})` : ""}`, "  "),
            "",
        ];
    });
}

/** What each pack says in all. */
export function packLines(violations: readonly Violation[]): readonly string[] {
    return packSources.map(({ name, rules }) => {
        const of = violations.filter(({ pack }) => pack === name);
        const broken = of.filter(
            ({ undecided, enforcementLevel }) => !undecided && enforcementLevel === "mandatory",
        );
        const advisory = of.filter(
            ({ undecided, enforcementLevel }) => !undecided && enforcementLevel === "advisory",
        );
        const undecided = of.filter((violation) => violation.undecided);
        const verdict =
            of.length === 0
                ? "all kept"
                : `${number(broken.length)} broken, ${number(advisory.length)} advised, ${number(undecided.length)} undecided`;
        return row(`  ${name}  ${plural(rules.length, "rule")}`, verdict, width);
    });
}

/** Breaches that somebody answers for, a block each. */
function exemptionLines(exemptions: readonly Exemption[]): readonly string[] {
    return exemptions.flatMap(({ rule, resource, stack, reason, owner, expires }) => [
        `exempted  ${rule.replace("/", " / ")}`,
        ...wrap(`${resource}${stack === undefined ? "" : ` of ${stack}`}: ${reason}`, "  "),
        ...wrap(`until ${expires} (${owner})`, "  "),
        "",
    ]);
}

/** Whether anything forbids the update. */
export function isBroken({ violations }: Preview): boolean {
    return violations.some(
        ({ enforcementLevel, undecided }) => enforcementLevel === "mandatory" && !undecided,
    );
}

/** The last line: whether anything forbids the update. */
export function verdict(preview: Preview): string {
    return isBroken(preview)
        ? "not deployable: a mandatory rule is broken"
        : "deployable: no mandatory rule is broken";
}

/** What the environment is. */
export function headline({ environment, settings }: Preview): string {
    return `MedEase ${environment}: phase ${number(settings.phase)}, ${plural(settings.users, "user")}, https://${settings.domain}`;
}

/** All that is shown, in one sentence. */
export function totals(preview: Preview): string {
    const summary = summarize(preview);
    return `${plural(preview.stacks.length, "stack")}, ${plural(summary.cells, "cell")} in ${plural(summary.regions, "region")}, ${plural(summary.resources, "resource")}; carries ${plural(summary.capacityUsers, "user")}`;
}

/** The preview for a person: every stack, then what the packs say, then the counts. */
export function report(preview: Preview): string {
    const { stacks, violations } = preview;
    const whole = stacks.length === 1;
    return [
        headline(preview),
        "",
        ...stacks.flatMap((stack) => stackLines(stack, preview, whole)),
        ...migrationLines(preview),
        "policy packs",
        ...packLines(violations),
        "",
        ...costLines(preview),
        ...quotaLines(preview.account),
        ...violationLines(violations),
        ...exemptionLines(preview.exemptions),
        ...wrap(totals(preview), ""),
        ...wrap(placementTotal(preview), ""),
        verdict(preview),
    ].join("\n");
}
