import { unknown, type GraphResource, type Report, type Rule, type StackGraph } from "../rule";
import { cellConfigSchema, cells, sourcesOf, type Cell, type CellConfig } from "./cell";
import { isolatedTypes } from "./isolated-types";

const stackReference = "pulumi:pulumi:StackReference";

/** What a search behind a resource came upon, and through which resources of no cell. */
interface Find {
    readonly resource: GraphResource;
    readonly through: readonly GraphResource[];
}

/** The first resources of cells, of unknown cells and of other stacks behind a resource, itself included. */
function cellsBehind(start: GraphResource, cellOf: ReturnType<typeof cells>): readonly Find[] {
    const found: Find[] = [];
    const seen = new Set<GraphResource>();
    const visit = (resource: GraphResource, through: readonly GraphResource[]): void => {
        if (seen.has(resource)) return;
        seen.add(resource);
        if (cellOf(resource) !== undefined || resource.type === stackReference) {
            found.push({ resource, through });
            return;
        }
        for (const { resource: next } of sourcesOf(resource)) visit(next, [...through, resource]);
    };
    visit(start, []);
    return found;
}

/** "blue-key", or "shared, which comes from blue-key". */
function pathTo({ resource, through }: Find): string {
    return [...through, resource].map(({ name }) => name).join(", which comes from ");
}

function checkMember(
    member: GraphResource,
    own: Cell,
    cellOf: ReturnType<typeof cells>,
    report: Report,
): void {
    for (const { resource: source, how } of sourcesOf(member)) {
        for (const find of cellsBehind(source, cellOf)) {
            const foreign = cellOf(find.resource);
            if (foreign === undefined) {
                report.undecided(
                    member,
                    `${how} ${pathTo(find)}; whether that stack is another cell's is not seen from here`,
                );
            } else if (foreign === unknown) {
                report.undecided(member, `${how} ${pathTo(find)}, whose cell is not known before the update`);
            } else if (foreign.identity !== own.identity) {
                report.violation(
                    member,
                    `belongs to cell ${own.name} and ${how} ${pathTo(find)} of cell ${foreign.name}; ` +
                        `a cell must take from itself and from what belongs to none`,
                );
            }
        }
    }
}

function check(stack: StackGraph, report: Report, config: CellConfig): void {
    const cellOf = cells(config);
    for (const member of stack.resources) {
        const own = cellOf(member);
        if (own === unknown) report.undecided(member, "its cell is not known before the update");
        else if (own !== undefined) checkMember(member, own, cellOf, report);
    }
}

/** A cell that takes from another falls with it, and is changed whenever it is. */
export const cellRefersToNoOther: Rule<CellConfig> = {
    name: "cell-refers-to-no-other",
    description: "No resource of a cell may take a value from, or wait for, a resource of another cell.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediation: "Take the value from the cell's own resource, or give the cell one.",
    frameworks: { wellArchitected: ["REL10-BP03"] },
    subjects: isolatedTypes,
    configSchema: cellConfigSchema,
    check,
};
