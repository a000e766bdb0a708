import { cellLoads, cellSites, type CellLoad } from "../placement/placement";
import { quotasJson } from "../quotas/report";
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

/** Cells are those that the recorded program really built. */
export function summarize({ plan, stacks }: Preview): Summary {
    const resources = stacks.flatMap((stack) => stack.resources);
    const built = new Set(
        resources.filter(({ type }) => type === "platform:cell:RegionalCell").map(({ name }) => name),
    );
    const cells = plan.cells.filter(({ name }) => built.has(name));
    return {
        cells: built.size,
        regions: new Set(cells.map(({ region }) => region)).size,
        resources: resources.length,
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

/** The preview as one object for machines: unknown values are `{"$unknown": true}`, secrets `{"$secret": true}`. */
export function toJson(preview: Preview): Readonly<Record<string, unknown>> {
    return {
        environment: preview.environment,
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
        violations: preview.violations.map((violation) => ({ ...violation, urn: violation.urn ?? null })),
        exemptions: preview.exemptions,
        summary: summarize(preview),
    };
}
