import { costJson } from "../cost/json";
import { cellLoads, cellSites, type CellLoad } from "../placement/placement";
import { quotasJson } from "../quotas/report";
import type { CellPlan } from "../strategy/plan";
import { capacityPart, type CapacityPart } from "./capacity-part";
import { documentVersion, type PreviewDocument } from "./document";
import { edgeBehaviors } from "./edge-behaviors";
import type { Preview } from "./preview";
import { printable } from "./wire";

/** Counts of what a preview shows. */
export interface Summary {
    readonly cells: number;
    readonly regions: number;
    readonly resources: number;
    /** Users that the shown cells carry at the maximum of their tasks. */
    readonly capacityUsers: number;
}

/** The cells that the recorded program really built. */
export function builtCells({ plan, stacks }: Preview): readonly CellPlan[] {
    const built = new Set(
        stacks
            .flatMap(({ resources }) => resources)
            .filter(({ type }) => type === "platform:cell:RegionalCell")
            .map(({ name }) => name),
    );
    return plan.cells.filter(({ name }) => built.has(name));
}

/** Counts of what a preview shows. */
export function summarize(preview: Preview): Summary {
    const cells = builtCells(preview);
    return {
        cells: cells.length,
        regions: new Set(cells.map(({ region }) => region)).size,
        resources: preview.stacks.reduce((sum, { resources }) => sum + resources.length, 0),
        capacityUsers: cells.reduce((sum, cell) => sum + cell.capacityUsers, 0),
    };
}

/** What each cell of the settings carries by the placement; nothing where there is none. */
export function loadsOf({ placement, settings }: Preview): readonly CellLoad[] {
    return placement === undefined ? [] : cellLoads(placement, cellSites(settings.cells));
}

/** Checksum of the bundle that each cell's run applies, by the cell's name; none of a run that is not known yet. */
export function migrationRuns(stacks: Preview["stacks"]): Readonly<Record<string, string>> {
    return Object.fromEntries(
        stacks
            .flatMap(({ resources }) => resources)
            .filter(({ type }) => type === "aws:lambda/invocation:Invocation")
            .flatMap(({ name, inputs: { input } }) => {
                if (typeof input !== "string") return [];
                const { bundle } = JSON.parse(input) as { readonly bundle?: string };
                return bundle === undefined ? [] : [[name.replace(/-migrations-run$/, ""), bundle] as const];
            }),
    );
}

/** The migrations for machines: the files in order, the bundle's checksum, and what each cell's run applies. */
function migrationsJson({ migrations, stacks }: Preview): unknown {
    return {
        checksum: migrations.checksum,
        files: migrations.migrations.map(({ file, checksum }) => ({ file, checksum })),
        cells: migrationRuns(stacks),
    };
}

/** The placement for machines: organizations and users per cell; null where there is none. */
function placementJson(preview: Preview): unknown {
    if (preview.placement === undefined) return null;
    const cells = loadsOf(preview).map(({ site, state, organizations, users }) => [
        site.name,
        { zone: site.zone, state, organizations, users, capacityUsers: site.capacityUsers },
    ]);
    return { version: preview.placement.version, cells: Object.fromEntries(cells) as unknown };
}

/** What the cells of the preview hold; each user of the environment has one home among all of them. */
function capacityJson(preview: Preview): CapacityPart {
    const cells = builtCells(preview);
    const isWhole = cells.length === preview.plan.cells.length;
    return capacityPart(
        cells,
        isWhole ? preview.settings.users : cells.reduce((sum, { users }) => sum + users, 0),
    );
}

/** What was asked for: one stack, or the environment whole. */
export function targetName({ environment, stacks }: Preview): string {
    const [only, ...others] = stacks;
    return only !== undefined && others.length === 0 ? only.name : environment;
}

/** The preview as one object for machines: unknown values are `{"$unknown": true}`, secrets `{"$secret": true}`. */
export function toJson(preview: Preview): PreviewDocument {
    return {
        version: documentVersion,
        environment: preview.environment,
        target: targetName(preview),
        stacks: preview.stacks.map(({ name, resources }) => ({
            name,
            behaviors: edgeBehaviors(resources),
            resources: resources.map((resource) => ({
                urn: resource.urn,
                type: resource.type,
                name: resource.name,
                parent: resource.parent ?? null,
                provider: resource.provider ?? null,
                inputs: printable(resource.inputs),
                dependencies: resource.dependencies,
                propertyDependencies: resource.propertyDependencies,
                options: resource.options,
            })),
        })),
        migrations: migrationsJson(preview),
        placement: placementJson(preview),
        account: quotasJson(preview.account),
        cost: costJson(preview),
        violations: preview.violations.map((violation) => ({ ...violation, urn: violation.urn ?? null })),
        exemptions: preview.exemptions,
        capacity: capacityJson(preview),
        summary: summarize(preview),
    };
}
