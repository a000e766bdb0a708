import { billAt, type Bill } from "../../cost/bill";
import { CostGraph } from "../../cost/graph";
import { record } from "../../preview/recorder";
import platformProgram from "../../stacks";
import { projectNamespace } from "../../stacks/finding";
import { cellStackName } from "../../stacks/stack-name";
import { assume } from "../assumptions";
import { amounts, type Amounts } from "../scenario";
import { planPlatform, type CellPlan } from "../../strategy/plan";
import type { Changed } from "./what-if";

/** What a month of a layout costs. */
export interface LayoutCost {
    /** US dollars a month. */
    readonly total: Amounts;
    /** What the total lacks. */
    readonly lacks: Pick<Bill, "missing" | "unpriced">;
}

/** All that a cell's cost hangs on: without its name, its addresses and the day of its maintenance. */
function shapeOf(cell: CellPlan): string {
    const { region, backupRegion, globalSecondary, users, tasks, readers, database, cache, workers } = cell;
    const { natGateways, interfaceEndpoints, canary } = cell;
    return JSON.stringify([
        [region, backupRegion, globalSecondary?.region, users, tasks, readers, database, cache, workers],
        [natGateways, interfaceEndpoints, canary],
    ]);
}

/** Cells that are alike, those of one shape together. */
export function alike<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly [T, ...T[]])[] {
    const groups = new Map<string, [T, ...T[]]>();
    for (const item of items) {
        const key = keyOf(item);
        const group = groups.get(key);
        if (group === undefined) groups.set(key, [item]);
        else group.push(item);
    }
    return [...groups.values()];
}

/**
 * The cost of a layout from the program's own resources: one cell of each region and shape is recorded and counted as
 * often as it is there, then the edge, whole.
 */
export async function layoutCost(project: string, { config, settings }: Changed): Promise<LayoutCost> {
    const assumed = assume(settings.assumptions);
    const { cells } = planPlatform(settings);
    const apart = { ...config, [`${projectNamespace}:layout`]: "stack-per-cell" };
    const stackOutputs: Record<string, Readonly<Record<string, unknown>>> = {};
    const bills: { readonly bill: Bill; readonly count: number }[] = [];
    for (const group of alike(cells, shapeOf)) {
        const [first] = group;
        const name = cellStackName(settings.environment, first.name);
        const { resources, outputs } = await record(platformProgram, { project, stack: name, config: apart });
        const graph = new CostGraph({ stacks: [{ name, resources }] });
        bills.push({ bill: billAt(graph, [first], assumed), count: group.length });
        for (const cell of group) {
            stackOutputs[`organization/${project}/${cellStackName(settings.environment, cell.name)}`] =
                outputs;
        }
    }
    const name = settings.environment;
    const { resources } = await record(platformProgram, {
        project,
        stack: name,
        config: apart,
        stackOutputs,
    });
    bills.push({ bill: billAt(new CostGraph({ stacks: [{ name, resources }] }), cells, assumed), count: 1 });
    return {
        total: amounts((scenario) =>
            bills.reduce((sum, { bill, count }) => sum + count * bill.total[scenario], 0),
        ),
        lacks: {
            missing: bills.flatMap(({ bill }) => bill.missing),
            unpriced: [...new Set(bills.flatMap(({ bill }) => bill.unpriced))],
        },
    };
}
