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

/** The preview as one object for machines: unknown values are `{"$unknown": true}`, secrets `{"$secret": true}`. */
export function toJson(preview: Preview): Readonly<Record<string, unknown>> {
    return {
        environment: preview.environment,
        stacks: preview.stacks.map(({ name, resources }) => ({
            name,
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
        violations: preview.violations.map((violation) => ({ ...violation, urn: violation.urn ?? null })),
        summary: summarize(preview),
    };
}
