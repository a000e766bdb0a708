import { unknownCheckingProxy, unknownStringValue } from "@pulumi/policy/proxy";
import { configOf } from "../../policies/config";
import { StackGraph, type GraphResource, type Rule } from "../../policies/rule";

/** What a test says about a resource beyond its type, name and properties. */
export interface Sketch {
    readonly ignoreChanges?: readonly string[];
    readonly parent?: GraphResource;
    readonly dependsOn?: readonly GraphResource[];
    /** Region of an explicit provider; a default provider says none. */
    readonly region?: string;
    /** What the provider computes; {@link pending} where that is not known before the update. */
    readonly computed?: Readonly<Record<string, unknown>>;
}

/** A value that is not known before the update and comes from no resource. */
export const pending = unknownStringValue;

/** A value as a program passes it on: what it is, and the resources that it comes from. */
class Flow {
    constructor(
        readonly value: unknown,
        readonly from: readonly GraphResource[],
    ) {}
}

const raw = new WeakMap<GraphResource, Readonly<Record<string, unknown>>>();

/** An output of a resource: its value where the resource has it, else unknown. */
export function output(resource: GraphResource, property: string): unknown {
    return new Flow(raw.get(resource)?.[property] ?? pending, [resource]);
}

/** Text made of literals and outputs, as `pulumi.interpolate` makes it. */
export function joined(...parts: readonly unknown[]): unknown {
    const flows = parts.map((part) => (part instanceof Flow ? part : new Flow(part, [])));
    const isKnown = flows.every(({ value }) => value !== pending);
    return new Flow(
        isKnown ? flows.map(({ value }) => String(value)).join("") : pending,
        flows.flatMap(({ from }) => from),
    );
}

/** A value that exists only once the outputs of these resources do, as a whole `apply` does. */
export function appliedTo(...resources: readonly GraphResource[]): unknown {
    return new Flow(pending, resources);
}

function settle(value: unknown, from: Set<GraphResource>): unknown {
    if (value instanceof Flow) {
        for (const resource of value.from) from.add(resource);
        return value.value;
    }
    if (Array.isArray(value)) return value.map((item) => settle(item, from));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, settle(inner, from)]));
}

/** A resource as the engine hands it to a stack policy: reading one of its unknown values throws. */
export function resource(
    type: string,
    name: string,
    properties: Readonly<Record<string, unknown>> = {},
    sketch: Sketch = {},
): GraphResource {
    const propertyDependencies: Record<string, readonly GraphResource[]> = {};
    const props: Record<string, unknown> = { ...sketch.computed };
    for (const [property, value] of Object.entries(properties)) {
        const from = new Set<GraphResource>();
        props[property] = settle(value, from);
        propertyDependencies[property] = [...from];
    }
    const made: GraphResource = {
        urn: `urn:pulumi:test::test::${type}::${name}`,
        type,
        name,
        props: unknownCheckingProxy(props),
        opts: { ignoreChanges: sketch.ignoreChanges ?? [], protect: false },
        ...(sketch.region === undefined
            ? {}
            : { provider: { props: unknownCheckingProxy({ region: sketch.region }) } }),
        ...(sketch.parent === undefined ? {} : { parent: sketch.parent }),
        dependencies: [
            ...new Set([...(sketch.dependsOn ?? []), ...Object.values(propertyDependencies).flat()]),
        ],
        propertyDependencies,
    };
    raw.set(made, props);
    return made;
}

/** What a rule says about a stack: `<resource>: <message>` each. */
export interface Verdict {
    readonly violations: readonly string[];
    readonly undecided: readonly string[];
}

/** Nothing was found: the rule passes, or has no subject here. */
export const clean: Verdict = { violations: [], undecided: [] };

/** The rule is broken, and says exactly this. */
export function refusals(...violations: readonly string[]): Verdict {
    return { violations, undecided: [] };
}

/** The rule could not decide, and says exactly this. */
export function doubts(...undecided: readonly string[]): Verdict {
    return { violations: [], undecided };
}

/** Runs one rule over resources. */
export async function judge<Config extends object>(
    rule: Rule<Config>,
    resources: readonly GraphResource[],
    config: Partial<Config> = {},
): Promise<Verdict> {
    const violations: string[] = [];
    const undecided: string[] = [];
    await rule.check(
        new StackGraph(resources),
        {
            violation: ({ name }, message) => violations.push(`${name}: ${message}`),
            undecided: ({ name }, message) => undecided.push(`${name}: ${message}`),
        },
        configOf(rule, { ...config }) as Config,
    );
    return { violations, undecided };
}
