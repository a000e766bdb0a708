import { UnknownValueError } from "@pulumi/policy/proxy";
// The host of a policy pack compiles what is imported and nothing else.
import type {} from "./policy-sdk";

/**
 * A resource as a rule sees it: what the engine hands to a stack policy. Reading a property whose value is
 * not known yet throws; {@link read} turns that into {@link unknown}.
 */
export interface GraphResource {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    /** Inputs, with what the provider computed laid over them. */
    readonly props: Readonly<Record<string, unknown>>;
    readonly opts: { readonly ignoreChanges?: readonly string[]; readonly protect?: boolean };
    readonly provider?: { readonly props: Readonly<Record<string, unknown>> };
    readonly parent?: GraphResource;
    /** Resources this one must wait for. */
    readonly dependencies: readonly GraphResource[];
    /** For each property, the resources its value comes from. */
    readonly propertyDependencies: Readonly<Record<string, readonly GraphResource[]>>;
}

/** A value that exists but is not known before the update. */
export const unknown: unique symbol = Symbol("unknown");

/** Reads from a resource; {@link unknown} where the value is not known before the update. */
export function read<T>(get: () => T): T | typeof unknown {
    try {
        return get();
    } catch (error) {
        if (error instanceof UnknownValueError) return unknown;
        throw error;
    }
}

/** Resources of which their state says whether the program only reads them. */
const recorded = new WeakMap<object, boolean>();

/** Notes what a state says of a resource; the engine tells a policy pack no such thing. */
export function noteOrigin(resource: object, isOnlyRead: boolean): void {
    recorded.set(resource, isOnlyRead);
}

/** Pulumi's packages of components that run in TypeScript whatever the program is written in. */
const inTypeScript = ["awsx:", "eks:", "aws-apigateway:", "aws-static-website:"];

function isOfComponents({ type, parent }: GraphResource): boolean {
    if (inTypeScript.some((beginning) => type.startsWith(beginning))) return true;
    return parent !== undefined && isOfComponents(parent);
}

const namesSourceless = ({ propertyDependencies }: GraphResource): boolean =>
    Object.values(propertyDependencies).some((sources) => sources.length === 0);

/** Resources of programs whose SDK says of a property only what it comes from, and nothing of a plain value. */
const terse = new WeakSet<GraphResource>();

/**
 * Whether nobody can tell what the program gave the resource. The SDKs for TypeScript, Python and .NET name each property
 * that has a value, with an empty list where that comes from no resource; Go's, and YAML's by it, leave those out
 * (pulumi/pulumi: sdk/go/pulumi/rpc.go, marshalInputs).
 */
export function isTerse(resource: GraphResource): boolean {
    return terse.has(resource);
}

/** What a resource shows only where it was asked for, but for names that Pulumi makes, in which its own name is. */
const telling = ["name", "bucket", "clusterIdentifier", "identifier", "replicationGroupId", "cidrBlock"];

/**
 * Whether the program only reads a resource (`Vpc.get`) that another one makes and answers for. The engine hands both to
 * rules alike, so this is told by what it shows: something that a program asks for, though this one asked for nothing.
 * Where nobody can tell what was asked for, it is judged: a resource that is passed over by mistake is never seen again.
 */
function isOnlyRead(resource: GraphResource): boolean {
    const told = recorded.get(resource);
    if (told !== undefined) return told;
    const { name, props, propertyDependencies } = resource;
    if (isTerse(resource) || Object.keys(propertyDependencies).length > 0) return false;
    return telling.some((property) => {
        const value: unknown = read(() => props[property]);
        if (typeof value !== "string" || value === "") return false;
        return !value.toLowerCase().includes(name.toLowerCase());
    });
}

/** The resources of one stack, by type. */
export class StackGraph {
    private readonly byType = new Map<string, GraphResource[]>();

    constructor(public readonly resources: readonly GraphResource[]) {
        const own = resources.filter((resource) => !isOfComponents(resource));
        if (!own.some(namesSourceless)) for (const resource of own) terse.add(resource);
        for (const resource of resources) {
            if (isOnlyRead(resource)) continue;
            const siblings = this.byType.get(resource.type);
            if (siblings === undefined) this.byType.set(resource.type, [resource]);
            else siblings.push(resource);
        }
    }

    /** Every resource of that type that the stack makes. */
    ofType(type: string): readonly GraphResource[] {
        return this.byType.get(type) ?? [];
    }
}
