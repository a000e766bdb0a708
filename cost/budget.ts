import type { Violation } from "../preview/judge";
import { dollars, number } from "../preview/text";
import { byService, cellsIn, cellTotal, isWhole, type Bill, type Billed } from "./bill";

/** A budget that the expected month exceeds. */
export interface Overrun {
    /** The cell; absent where it is the environment. */
    readonly cell?: string;
    /** US dollars a month. */
    readonly budget: number;
    readonly expected: number;
    /** The three services that cost most, with their dollars. */
    readonly most: readonly { readonly service: string; readonly dollars: number }[];
}

function overrun(budget: number | undefined, items: Bill["items"], expected: number): Overrun | undefined {
    if (budget === undefined || expected <= budget) return undefined;
    const most = byService(items).slice(0, 3);
    return {
        budget,
        expected,
        most: most.map(({ service, cost }) => ({ service, dollars: cost.expected })),
    };
}

/** Budgets of the settings that the expected month exceeds: the environment's, where all of it is shown, and each cell's. */
export function overruns(billed: Pick<Billed, "plan" | "settings">, bill: Bill): readonly Overrun[] {
    const { monthlyDollars, cellMonthlyDollars } = billed.settings.budget;
    const whole = isWhole(billed, bill) ? monthlyDollars : undefined;
    const environment = overrun(whole, bill.items, bill.total.expected);
    const cells = cellsIn(bill).flatMap((cell) => {
        const items = bill.items.filter((item) => item.cell === cell);
        const one = overrun(cellMonthlyDollars, items, cellTotal(bill, cell).expected);
        return one === undefined ? [] : [{ ...one, cell }];
    });
    return [...(environment === undefined ? [] : [environment]), ...cells];
}

function message(subject: string, { budget, expected, most }: Overrun, { missing }: Bill): string {
    const percent = number(Math.round((100 * (expected - budget)) / budget));
    const services = most.map(({ service, dollars: of }) => `${service} ${dollars(of)}`).join(", ");
    const incomplete = missing.length === 0 ? "" : ", and not every price is known";
    return (
        `${subject} is expected to cost ${dollars(expected)} a month, ${dollars(expected - budget)} (${percent} %) ` +
        `more than its budget of ${dollars(budget)}${incomplete}; most of it: ${services}`
    );
}

/**
 * What forbids the update: a budget is a number that somebody answers for, so that a change beyond it needs that
 * somebody to raise it.
 */
export function budgetViolations(
    billed: Pick<Billed, "plan" | "settings">,
    bill: Bill,
    environment: string,
): readonly Violation[] {
    const stackOf = (cell: string | undefined): string =>
        bill.items.find((item) => item.cell === cell)?.stack ?? environment;
    return overruns(billed, bill).map((one) => ({
        stack: stackOf(one.cell),
        pack: "budget",
        rule: one.cell === undefined ? "environment-keeps-its-budget" : "cell-keeps-its-budget",
        enforcementLevel: "mandatory",
        message: message(one.cell === undefined ? environment : `cell ${one.cell}`, one, bill),
        remediation:
            `lower what costs most, or raise medease-platform:budget.` +
            `${one.cell === undefined ? "monthlyDollars" : "cellMonthlyDollars"} to at least ${Math.ceil(one.expected)}.`,
        undecided: false,
    }));
}
