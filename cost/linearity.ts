import type { Preview } from "../preview/preview";
import { usersPerCell } from "../strategy/law";
import { billAt } from "./bill";
import { CostGraph } from "./graph";

/** What so many users cost in so many full cells. */
export interface LinearPoint {
    readonly cells: number;
    readonly users: number;
    /** Expected US dollars a month. */
    readonly expected: number;
    readonly perThousandUsers: number;
    /** The same with a cell more, which stands empty for the day on which another fails. */
    readonly withSpare: number;
}

const region = "us-east-1";

/**
 * From one full cell to as many as the environment has beside a spare one, all as if they stood in one region, so that
 * what grows is the number of users and not the share of the dear regions.
 */
export function linearity({ stacks, plan, settings }: Preview): readonly LinearPoint[] {
    const assumed = settings.assumptions;
    const here = stacks.map(({ name, resources }) => ({
        name,
        resources: resources.map((one) =>
            one.type === "pulumi:providers:aws" ? { ...one, inputs: { ...one.inputs, region } } : one,
        ),
    }));
    const cells = plan.cells.map((cell) => ({ ...cell, region, users: usersPerCell }) as const);
    const costOf = (count: number): number => {
        const first = cells.slice(0, count);
        const isShown = (name: string): boolean =>
            !cells.slice(count).some((cell) => name.endsWith(`-${cell.name}`));
        const graph = new CostGraph({ stacks: here.filter(({ name }) => isShown(name)) });
        return billAt(graph, first, assumed).total.expected;
    };
    const empty = (): number => {
        const graph = new CostGraph({ stacks: here.slice(0, 1) });
        return billAt(graph, cells.slice(0, 1), assumed).total.floor;
    };
    const spare = empty();
    return cells.slice(0, -1).map((_, index) => {
        const count = index + 1;
        const [users, expected] = [count * usersPerCell, costOf(count)];
        const each = (dollars: number): number => (dollars * 1_000) / users;
        return {
            cells: count,
            users,
            expected,
            perThousandUsers: each(expected),
            withSpare: each(expected + spare),
        };
    });
}
