import { billAt, type Bill } from "../../cost/bill";
import { CostGraph } from "../../cost/graph";
import { record } from "../../preview/recorder";
import type { StackConfig } from "../../preview/environment-file";
import platformProgram from "../../stacks";
import { projectNamespace } from "../../stacks/finding";
import type { Settings } from "../../stacks/settings";
import { cellStackName } from "../../stacks/stack-name";
import { amounts, type Amounts } from "../scenario";
import { alike } from "../../strategy/groups";
import { planPlatform, type CellPlan } from "../../strategy/plan";
import type { Changed } from "./what-if";

/** What a month of a layout costs. */
export interface LayoutCost {
    /** US dollars a month. */
    readonly total: Amounts;
    /** What the total lacks. */
    readonly lacks: Pick<Bill, "missing" | "unpriced">;
}

/**
 * What the resources of a cell hang on: not its name, its addresses and the day of its maintenance, and not its users, who
 * are counted by the bill.
 */
function shapeOf(cell: CellPlan): string {
    const { region, backupRegion, globalSecondary, tasks, readers, database, cache, workers } = cell;
    const { natGateways, interfaceEndpoints, canary } = cell;
    return JSON.stringify([
        [region, backupRegion, globalSecondary?.region, database, cache, workers],
        [tasks.min, tasks.max, tasks.spotPercent, tasks.floors, readers.min, readers.max],
        [natGateways, interfaceEndpoints, canary],
    ]);
}

/** One recorded stack, and the cell that it was recorded for. */
interface Recorded {
    readonly graph: CostGraph;
    readonly cell: string;
    readonly outputs: Readonly<Record<string, unknown>>;
}

/**
 * Costs of layouts of one environment from the program's own resources: one cell of each region and shape is recorded,
 * once for all layouts, and counted as often as it is there; then the edge, whole.
 */
export class LayoutCosts {
    private readonly cells = new Map<string, Promise<Recorded>>();
    private readonly edges = new Map<string, Promise<CostGraph>>();

    /** @param project Pulumi's name of it. */
    constructor(private readonly project: string) {}

    /** What a month of these settings costs. */
    async of({ config, settings }: Pick<Changed, "config" | "settings">): Promise<LayoutCost> {
        const assumed = settings.assumptions;
        const { cells } = planPlatform(settings);
        const apart = { ...config, [`${projectNamespace}:layout`]: "stack-per-cell" };
        const stackOutputs: Record<string, Readonly<Record<string, unknown>>> = {};
        const bills: { readonly bill: Bill; readonly count: number }[] = [];
        for (const group of alike(cells, (cell) => `${String(cell.users)} ${shapeOf(cell)}`)) {
            const [first] = group;
            const { graph, cell, outputs } = await this.cellOf(first, settings, apart);
            bills.push({ bill: billAt(graph, [{ ...first, name: cell }], assumed), count: group.length });
            for (const { name } of group) stackOutputs[this.stackOf(settings, name)] = outputs;
        }
        const edge = await this.edgeOf(settings, apart, stackOutputs);
        bills.push({ bill: billAt(edge, cells, assumed), count: 1 });
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

    private stackOf({ environment }: Settings, cell: string): string {
        return `organization/${this.project}/${cellStackName(environment, cell)}`;
    }

    private cellOf(cell: CellPlan, { environment }: Settings, config: StackConfig): Promise<Recorded> {
        const stack = cellStackName(environment, cell.name);
        return once(this.cells, shapeOf(cell), async () => {
            const { resources, outputs } = await record(platformProgram, {
                project: this.project,
                stack,
                config,
            });
            const graph = new CostGraph({ stacks: [{ name: stack, resources }] });
            return { graph, cell: cell.name, outputs };
        });
    }

    private edgeOf(
        { environment, cells }: Settings,
        config: StackConfig,
        stackOutputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
    ): Promise<CostGraph> {
        return once(this.edges, cells.map(({ name, region }) => `${name} ${region}`).join(), async () => {
            const options = { project: this.project, stack: environment, config, stackOutputs };
            const { resources } = await record(platformProgram, options);
            return new CostGraph({ stacks: [{ name: environment, resources }] });
        });
    }
}

function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
    const found = known.get(key) ?? make();
    known.set(key, found);
    return found;
}
