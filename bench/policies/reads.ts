import type { PolicyResource } from "@pulumi/policy";

/** What a rule looked at. */
export interface Reads {
    /** Properties whose value, or whose sources, it asked for, each as {@link readKey} has it. */
    readonly properties: ReadonlySet<string>;
    /** Paths of values that it asked for, likewise; every item of a list stands for all. */
    readonly values: ReadonlySet<string>;
}

/** Stands for a rule that listed the properties of a resource. */
export const everything = "*";

/** How a read is written down. */
export const readKey = (urn: string, path: string): string => `${urn} ${path}`;

/**
 * The resources with somebody looking over the reader's shoulder: what a rule reads of them is written down.
 *
 * A rule that never asked for a property cannot tell one value of it from another, so its verdict needs no second run.
 */
export function observed(resources: readonly PolicyResource[]): {
    readonly resources: PolicyResource[];
    readonly reads: Reads;
} {
    const [properties, values] = [new Set<string>(), new Set<string>()];

    const nested = (urn: string, path: string, value: unknown): unknown => {
        values.add(readKey(urn, path));
        if (typeof value !== "object" || value === null) return value;
        return new Proxy(value, {
            get: (inner, key): unknown => {
                const item = Reflect.get(inner, key) as unknown;
                if (typeof key !== "string" || typeof item === "function") return item;
                if (!Array.isArray(inner)) return nested(urn, `${path}.${key}`, item);
                return /^\d+$/.test(key) ? nested(urn, `${path}[]`, item) : item;
            },
        });
    };

    const propsOf = ({ urn, props }: PolicyResource): PolicyResource["props"] =>
        new Proxy(props, {
            get: (inner, key): unknown => {
                if (typeof key !== "string") return Reflect.get(inner, key);
                properties.add(readKey(urn, key));
                return nested(urn, key, Reflect.get(inner, key));
            },
            ownKeys: (inner) => {
                properties.add(readKey(urn, everything));
                return Reflect.ownKeys(inner);
            },
        });

    const asked = <T extends object>(prefix: string, target: T): T =>
        new Proxy(target, {
            get: (inner, key): unknown => {
                if (typeof key === "string") properties.add(readKey(prefix, key));
                return Reflect.get(inner, key);
            },
            has: (inner, key) => {
                properties.add(readKey(prefix, String(key)));
                return Reflect.has(inner, key);
            },
        });

    const copies = new Map(resources.map((resource) => [resource, { ...resource }]));
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    const copy = (resource: PolicyResource): PolicyResource => copies.get(resource) ?? resource;
    for (const [resource, own] of copies) {
        own.props = propsOf(resource);
        own.opts = asked(`${resource.urn} options`, resource.opts);
        own.dependencies = resource.dependencies.map(copy);
        const sources = Object.entries(resource.propertyDependencies).map(
            ([property, from]) => [property, from.map(copy)] as const,
        );
        own.propertyDependencies = asked(resource.urn, Object.fromEntries(sources));
        if (resource.parent !== undefined) own.parent = copy(resource.parent);
        const provider = byUrn.get(resource.provider?.urn ?? "");
        if (provider !== undefined) own.provider = copy(provider);
    }
    return { resources: [...copies.values()], reads: { properties, values } };
}
