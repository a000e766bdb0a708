import type { PolicyConfigSchema } from "@pulumi/policy";
import { tagOf } from "../graph";
import { unknown, type GraphResource } from "../rule";

/** How a program tells its cells apart. */
export interface CellConfig {
    /** Type of the component that is a cell; all below it belongs to it. */
    readonly cellType?: string;
    /** Key of the tag that names the cell of whatever is in no such component: its own, or its provider's default one. */
    readonly cellTag?: string;
}

const defaults = { cellType: "platform:cell:RegionalCell", cellTag: "cell" } as const;

/** What `--policy-pack-config` takes. */
export const cellConfigSchema: PolicyConfigSchema = {
    properties: {
        cellType: {
            type: "string",
            default: defaults.cellType,
            description: "Type of the component that is a cell; all below it belongs to it.",
        },
        cellTag: {
            type: "string",
            default: defaults.cellTag,
            description: "Key of the tag that names the cell of whatever is in no such component.",
        },
    },
};

/** The cell that a resource belongs to: as a message names it, and what tells it from every other. */
export interface Cell {
    readonly name: string;
    readonly identity: string;
}

/** How a resource stands to cells: in one, in none, or in one that is not known before the update. */
type Membership = Cell | typeof unknown | undefined;

function taggedCell(resource: GraphResource, key: string): Membership {
    const tag = tagOf(resource, key);
    return typeof tag === "string" ? { name: tag, identity: `tag ${tag}` } : tag;
}

/** Tells of each resource which cell it belongs to: by the nearest cell that it is or lies below, else by its tag. */
export function cells({
    cellType = defaults.cellType,
    cellTag = defaults.cellTag,
}: CellConfig): (resource: GraphResource) => Membership {
    const known = new Map<GraphResource, Membership>();
    return (resource) => {
        if (known.has(resource)) return known.get(resource);
        let component: GraphResource | undefined = resource;
        while (component !== undefined && component.type !== cellType) component = component.parent;
        const membership =
            component === undefined
                ? taggedCell(resource, cellTag)
                : { name: component.name, identity: component.urn };
        known.set(resource, membership);
        return membership;
    };
}

/** A resource that another takes a value from, or waits for. */
export interface Source {
    readonly resource: GraphResource;
    /** How the other comes to it: "takes kmsKeyId from", or "waits for" where no value comes. */
    readonly how: string;
}

/** Everything that a resource takes from or waits for, each with all the properties that come from it. */
export function sourcesOf(resource: GraphResource): readonly Source[] {
    const properties = new Map<GraphResource, string[]>(resource.dependencies.map((source) => [source, []]));
    for (const [property, sources] of Object.entries(resource.propertyDependencies)) {
        for (const source of sources) {
            properties.set(source, [...(properties.get(source) ?? []), property]);
        }
    }
    return [...properties].map(([source, names]) => ({
        resource: source,
        how: names.length === 0 ? "waits for" : `takes ${names.join(", ")} from`,
    }));
}
