const stackType = "pulumi:pulumi:Stack";

/** What a URN is made of. */
export interface UrnParts {
    readonly stack: string;
    readonly project: string;
    /** URN of the parent; empty where there is none. */
    readonly parent: string;
    readonly type: string;
    readonly name: string;
}

/** The engine's URN: the chain of component types, without the stack's own. */
export function urnOf({ stack, project, parent, type, name }: UrnParts): string {
    const parentChain = parent === "" ? "" : chainOf(parent);
    const chain = parentChain === "" || parentChain === stackType ? type : `${parentChain}$${type}`;
    return `urn:pulumi:${stack}::${project}::${chain}::${name}`;
}

/** The types of a resource and of the components around it, outermost first: `a$b$c`. */
function chainOf(urn: string): string {
    return urn.split("::")[2] ?? "";
}

/** The resource's own type. */
export function typeOf(urn: string): string {
    return chainOf(urn).split("$").at(-1) ?? "";
}

/** The resource's name, which may hold "::" itself. */
export function nameOf(urn: string): string {
    return urn.split("::").slice(3).join("::");
}

/** Whether it is the root of a stack. */
export function isStackUrn(urn: string): boolean {
    return chainOf(urn) === stackType;
}
