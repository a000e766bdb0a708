import { assumptionNames, assumptions, type AssumptionName } from "../capacity/assumptions";
import { billAt, type Billed } from "./bill";
import { CostGraph } from "./graph";

/** How much an assumption matters. */
export interface Sensitivity {
    readonly name: AssumptionName;
    readonly value: number;
    readonly unit: string;
    readonly source: string;
    /** Percent by which the expected cost changes where the assumption is a tenth higher. */
    readonly percent: number;
}

const tenthMore = 1.1;

/**
 * How much the expected cost follows from each assumption, those that matter most first. A cell and the edge stand for
 * all of them: cells are alike, and thirty bills of eleven would take longer than the preview may.
 */
export function sensitivities({ stacks, plan, settings }: Billed): readonly Sensitivity[] {
    const shown = stacks.length > 2 ? [...stacks.slice(0, 1), ...stacks.slice(-1)] : stacks;
    const graph = new CostGraph({ stacks: shown });
    const built = new Set(graph.resources.map(({ cell }) => cell));
    const cells = plan.cells.filter(({ name }) => built.has(name));
    const given = settings.assumptions;
    const expected = billAt(graph, cells, given).total.expected;
    return assumptionNames
        .map((name) => {
            const { unit, source, max } = assumptions[name];
            const value = given[name];
            const higher = { ...given, [name]: Math.min(value * tenthMore, max) };
            const changed = billAt(graph, cells, higher).total.expected;
            const percent = expected === 0 ? 0 : (100 * (changed - expected)) / expected;
            return { name, value, unit, source, percent };
        })
        .sort((one, other) => Math.abs(other.percent) - Math.abs(one.percent));
}
