import { cacheText, databaseText } from "../capacity/plan/cell-view";
import { number } from "../preview/text";
import type { Bounds, CellPlan } from "../strategy/plan";

/** One size of a cell before and after. */
export interface SizeChange {
    readonly what: string;
    readonly before: string;
    readonly after: string;
}

const bounds = ({ min, max }: Bounds): string => `${number(min)}..${number(max)}`;
const orNone = (of: Bounds | undefined): string => (of === undefined ? "none" : bounds(of));
const yes = (is: boolean): string => (is ? "yes" : "no");

/** What a person reads of a cell's sizes, in the order of a request's way through it. */
const sizes: Readonly<Record<string, (cell: CellPlan) => string>> = {
    users: ({ users }) => number(users),
    tasks: ({ tasks }) => `${number(tasks.expected)} of ${bounds(tasks)}`,
    workers: ({ workers }) => orNone(workers),
    database: databaseText,
    cache: cacheText,
    "NAT gateways": ({ natGateways }) => number(natGateways),
    "interface endpoints": ({ interfaceEndpoints }) => yes(interfaceEndpoints),
    canary: ({ canary }) => yes(canary),
};

/** The sizes of a cell that change. */
export function sizeChanges(before: CellPlan, after: CellPlan): readonly SizeChange[] {
    return Object.entries(sizes).flatMap(([what, of]) => {
        const [old, fresh] = [of(before), of(after)];
        return old === fresh ? [] : [{ what, before: old, after: fresh }];
    });
}
