import { unknown, type GraphResource, type Report, type Rule, type StackGraph } from "../rule";
import { cellConfigSchema, cells, sourcesOf, type Cell, type CellConfig } from "./cell";
import { isolatedTypes, isolatedWord } from "./isolated-types";

/** Who comes to a resource that belongs to no cell. */
interface Use {
    /** Of each cell, by its identity, the first resource that does. */
    readonly users: Map<string, { readonly cell: Cell; readonly by: GraphResource }>;
    /** Resources of cells that are not known before the update. */
    readonly perhaps: GraphResource[];
}

/** Resources of no cell that a cell must have of its own, each with the cells that come to it and who may. */
function usersByResource(
    stack: StackGraph,
    cellOf: ReturnType<typeof cells>,
): ReadonlyMap<GraphResource, Use> {
    const all = new Map<GraphResource, Use>();
    const reached = (resource: GraphResource, cell: Cell | typeof unknown, by: GraphResource): void => {
        const entry: Use = all.get(resource) ?? { users: new Map(), perhaps: [] };
        all.set(resource, entry);
        if (cell === unknown) entry.perhaps.push(by);
        else if (!entry.users.has(cell.identity)) entry.users.set(cell.identity, { cell, by });
    };
    for (const member of stack.resources) {
        const cell = cellOf(member);
        if (cell === undefined) continue;
        const seen = new Set<GraphResource>();
        const visit = (resource: GraphResource): void => {
            for (const { resource: source } of sourcesOf(resource)) {
                if (seen.has(source) || cellOf(source) !== undefined) continue;
                seen.add(source);
                // What it stands on in turn is shared because it is: saying the nearest is enough.
                if (isolatedWord(source.type) === undefined) visit(source);
                else reached(source, cell, member);
            }
        };
        visit(member);
    }
    return all;
}

function check(stack: StackGraph, report: Report, config: CellConfig): void {
    for (const [resource, { users, perhaps }] of usersByResource(stack, cells(config))) {
        const word = isolatedWord(resource.type) ?? resource.type;
        const named = [...users.values()].map(({ cell, by }) => `${cell.name} (${by.name})`);
        if (named.length > 1) {
            report.violation(
                resource,
                `serves cells ${named.join(" and ")}; each cell must have a ${word} of its own`,
            );
        } else if (named.length + perhaps.length > 1) {
            report.undecided(
                resource,
                `whether ${perhaps.map(({ name }) => name).join(", ")} of an unknown cell shares the ${word} with another ` +
                    `is not known before the update`,
            );
        }
    }
}

/** What serves two cells takes both down with it, and bears the load of both. */
export const cellsShareNothing: Rule<CellConfig> = {
    name: "cells-share-nothing",
    description:
        "No two cells may use the same network, security group, load balancer, ECS cluster, key, database, cache, secret, topic, queue, role or log group.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediation: "Make the resource once in each cell.",
    frameworks: { wellArchitected: ["REL10-BP03"] },
    subjects: isolatedTypes,
    configSchema: cellConfigSchema,
    check,
};
