/** A resource as the state file keeps it; only what is needed here. */
interface StateResource {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
}

/** What `pulumi stack export` prints; the rest of it is carried along untouched. */
export interface StackExport {
    /** Null before the first update. */
    readonly deployment: {
        readonly resources?: readonly StateResource[];
        readonly pending_operations?: readonly {
            readonly type: string;
            readonly resource: StateResource;
        }[];
    } | null;
}

/** A resource that was being created when the CLI was killed, so that the state does not know whether it exists. */
export interface PendingCreate {
    readonly urn: string;
    readonly type: string;
    /** Pulumi's name of it: the last part of the URN. */
    readonly name: string;
}

/** What was being created, in the order of the state file. */
export function pendingCreates({ deployment }: StackExport): readonly PendingCreate[] {
    return (deployment?.pending_operations ?? [])
        .filter(({ type }) => type === "creating")
        .map(({ resource: { urn, type } }) => ({ urn, type, name: urn.split("::")[3] ?? urn }));
}

/** What a caller says of what exists: `<name or URN>=<id>`. */
export interface Adoption {
    readonly urn: string;
    readonly id: string;
}

/** Reads `<name or URN>=<id>` arguments; every mistake is one line, and then nothing is to be adopted. */
export function readAdoptions(
    args: readonly string[],
    pending: readonly PendingCreate[],
): { readonly adoptions: readonly Adoption[]; readonly mistakes: readonly string[] } {
    const adoptions: Adoption[] = [];
    const mistakes: string[] = [];
    for (const arg of args) {
        // An id may hold "=", a name or URN does not.
        const [key, id] = [arg.slice(0, arg.indexOf("=")), arg.slice(arg.indexOf("=") + 1)];
        const found = pending.filter(({ urn, name }) => urn === key || name === key);
        if (!arg.includes("=") || key === "" || id === "") {
            mistakes.push(`${arg}: write <name>=<id of AWS>`);
        } else if (found.length > 1) {
            mistakes.push(`${key}: ${String(found.length)} resources have this name; write the URN`);
        } else if (found[0] === undefined) {
            mistakes.push(`${key}: was not being created; what was, is listed without arguments`);
        } else if (adoptions.some(({ urn }) => urn === found[0]?.urn)) {
            mistakes.push(`${key}: is given twice`);
        } else {
            adoptions.push({ urn: found[0].urn, id });
        }
    }
    return { adoptions, mistakes };
}

/**
 * The state in which what was being created is settled: what is adopted exists with its id, the rest does not. The CLI's
 * own `refresh --import-pending-creates` drops what it is told to import (seen with 3.200.0), and the next update
 * would create it a second time.
 */
export function settle(exported: StackExport, adoptions: readonly Adoption[]): StackExport {
    const { resources = [], pending_operations: operations = [], ...rest } = exported.deployment ?? {};
    const ids = new Map(adoptions.map(({ urn, id }) => [urn, id]));
    const creating = operations.filter(({ type }) => type === "creating");
    // What a resource needs was complete before its creation began, so that the end of the list is after all of it.
    const adopted = creating.flatMap(({ resource }) => {
        const id = ids.get(resource.urn);
        return id === undefined ? [] : [{ ...resource, id }];
    });
    // What one of them was to replace still waits for its deletion.
    const replaced = new Set(adopted.map(({ urn }) => urn));
    const kept = resources.map((one) => (replaced.has(one.urn) ? { ...one, delete: true } : one));
    return {
        ...exported,
        deployment: {
            ...rest,
            resources: [...kept, ...adopted],
            pending_operations: operations.filter(({ type }) => type !== "creating"),
        },
    };
}
