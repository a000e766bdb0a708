import { isTerse, read, unknown, type GraphResource, type StackGraph } from "./stack-graph";

/** What a property holds: its value, {@link unknown} before the update, or undefined where nobody set it. */
export type Reading<T> = T | typeof unknown | undefined;

/** An empty string or list is how the provider writes down that nothing was set. */
function isEmpty(value: unknown): boolean {
    return (
        value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0)
    );
}

/**
 * Reads an input of a resource. In a preview every output is unknown, also those that double as an optional
 * input; only a value that comes from other resources was asked for, so any other unknown counts as not set.
 */
export function input(resource: GraphResource, property: string): unknown {
    const value: unknown = read(() => resource.props[property]);
    if (value !== unknown) return isEmpty(value) ? undefined : value;
    const comesFromResources = (resource.propertyDependencies[property]?.length ?? 0) > 0;
    return comesFromResources ? unknown : undefined;
}

/** Reads what a resource has, whether it was asked for or computed; undefined counts as not known yet. */
export function attribute(resource: GraphResource, property: string): string | typeof unknown {
    return textOf(read(() => resource.props[property])) ?? unknown;
}

/** Reads a field of a value that was read before. */
export function field(value: unknown, key: string): unknown {
    if (value === unknown) return unknown;
    if (typeof value !== "object" || value === null) return undefined;
    const inner: unknown = read(() => (value as Readonly<Record<string, unknown>>)[key]);
    return isEmpty(inner) ? undefined : inner;
}

/** The value as text; numbers and flags are written out. */
export function textOf(value: unknown): Reading<string> {
    if (value === unknown) return unknown;
    if (typeof value === "string") return value === "" ? undefined : value;
    return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

/** The value as a number; digits in text count, as YAML and config deliver them. */
export function numberOf(value: unknown): Reading<number> {
    if (value === unknown || typeof value === "number") return value;
    return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

/** The items of a list, each of which may be unknown; no items where nothing was set. */
export function itemsOf(value: unknown): readonly unknown[] | typeof unknown {
    if (value === unknown) return unknown;
    if (!Array.isArray(value)) return [];
    const list: readonly unknown[] = value;
    return Array.from({ length: list.length }, (_, index) => read(() => list[index]));
}

/** A reading as a message shows it. */
export function shown(value: unknown): string {
    if (value === unknown) return "not known before the update";
    return value === undefined ? "not set" : JSON.stringify(value);
}

/** The value as a flag; "true" and "false" in text count, as YAML and config deliver them. */
export function flagOf(value: unknown): Reading<boolean> {
    if (value === unknown || typeof value === "boolean") return value;
    if (value === "true") return true;
    return value === "false" ? false : undefined;
}

/** Reads at a path such as "serverSideEncryption.kmsKeyArn" of a resource's inputs. */
export function inputAt(resource: GraphResource, path: string): unknown {
    const [property = "", ...keys] = path.split(".");
    return keys.reduce((value, key) => field(value, key), input(resource, property));
}

/**
 * Whether the program gave the property a value. What AWS put there instead looks alike after an update: a database
 * without a key of its own then shows the account's default one. Where nobody can tell, it counts as given.
 */
export function isAsked(resource: GraphResource, property: string): boolean {
    const { propertyDependencies } = resource;
    // A resource that was read or imported says nothing about its properties.
    if (isTerse(resource) || Object.keys(propertyDependencies).length === 0) return true;
    return property in propertyDependencies;
}

/**
 * Whether a property of one resource points to another: by where its value comes from, else by one of the names that
 * others call it by; {@link unknown} where that cannot be told.
 */
export function refersTo(
    resource: GraphResource,
    property: string,
    subject: GraphResource,
    names: readonly string[],
): boolean | typeof unknown {
    const sources = resource.propertyDependencies[property] ?? [];
    if (sources.includes(subject)) return true;
    const isListed = (value: unknown): Reading<boolean> => {
        const text = textOf(value);
        return typeof text === "string" ? names.some((name) => attribute(subject, name) === text) : text;
    };
    const value = input(resource, property);
    const items = Array.isArray(value) ? itemsOf(value) : [value];
    const found: readonly Reading<boolean>[] = items === unknown ? [unknown] : items.map(isListed);
    if (found.includes(true)) return true;
    if (sources.some(({ dependencies }) => dependencies.includes(subject))) return true;
    const isOpen = value === unknown || found.includes(unknown);
    return isOpen && !sources.some(({ type }) => type === subject.type) ? unknown : false;
}

/** The first resource of those types that points to a resource; {@link unknown} where one may. */
export function companionOf(
    stack: StackGraph,
    subject: GraphResource,
    types: readonly string[],
    property: string,
    names: readonly string[],
): Reading<GraphResource> {
    let mayBe = false;
    for (const candidate of ofTypes(stack, types)) {
        const refers = refersTo(candidate, property, subject, names);
        if (refers === true) return candidate;
        mayBe ||= refers === unknown;
    }
    return mayBe ? unknown : undefined;
}

/** Resources of those types that the value of a property comes from. */
export function sourcesOf(
    resource: GraphResource,
    property: string,
    types: readonly string[],
): readonly GraphResource[] {
    return (resource.propertyDependencies[property] ?? []).filter(({ type }) => types.includes(type));
}

/** Every resource of those types. */
export function ofTypes(stack: StackGraph, types: readonly string[]): readonly GraphResource[] {
    return types.flatMap((type) => stack.ofType(type));
}

/** The region that a resource lands in, by its own argument or its provider's; {@link unknown} where neither says. */
export function regionOf(resource: GraphResource): string | typeof unknown {
    const own = textOf(input(resource, "region"));
    if (own !== undefined) return own;
    return textOf(read(() => resource.provider?.props.region)) ?? unknown;
}

/** A provider's argument that is an object: the SDKs write it down as JSON in a text. */
function providerArgument({ provider }: GraphResource, property: string): unknown {
    const value = read(() => provider?.props[property]);
    if (typeof value !== "string") return value;
    try {
        return JSON.parse(value) as unknown;
    } catch {
        return undefined;
    }
}

/** A tag of a resource: its own, or its provider's default one. */
export function tagOf(resource: GraphResource, key: string): Reading<string> {
    const own = textOf(field(input(resource, "tags"), key));
    return own ?? textOf(field(field(providerArgument(resource, "defaultTags"), "tags"), key));
}

/** Computes something about a stack once, however many rules ask. */
export function perStack<T>(compute: (stack: StackGraph) => T): (stack: StackGraph) => T {
    const known = new WeakMap<StackGraph, { readonly result: T }>();
    return (stack) => {
        const entry = known.get(stack) ?? { result: compute(stack) };
        known.set(stack, entry);
        return entry.result;
    };
}

function ancestorsFromRoot(resource: GraphResource): readonly GraphResource[] {
    const path: GraphResource[] = [];
    for (let at = resource.parent; at !== undefined; at = at.parent) path.unshift(at);
    return path;
}

/**
 * The two sibling components of one type (two cells, say) below which the resources lie; undefined where they
 * share a component, or where their branches are no copies of each other.
 */
export function copiesApart(
    one: GraphResource,
    other: GraphResource,
): readonly [GraphResource, GraphResource] | undefined {
    const [left, right] = [ancestorsFromRoot(one), ancestorsFromRoot(other)];
    const fork = left.findIndex(({ urn }, depth) => urn !== right[depth]?.urn);
    const [own, foreign] = [left[fork], right[fork]];
    return own?.type === foreign?.type && own !== undefined && foreign !== undefined
        ? [own, foreign]
        : undefined;
}
