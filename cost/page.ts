import { assumptionNames, assumptions } from "../capacity/assumptions";
import { dollars, number } from "../preview/text";
import { costBreakdownTenThousandUsers } from "../strategy/law";
import type { Bill } from "./bill";
import { freeTypes } from "./free";
import type { LinearPoint } from "./linearity";
import { listPrices, priceSources, pricesRead } from "./prices";
import { breakdown, lineDollars, strategySizes } from "./strategy";

/** What the page is written from. */
export interface CostFacts {
    /** The bills of {@link strategySizes}, in their order. */
    readonly sizes: readonly Bill[];
    readonly linear: readonly LinearPoint[];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
    const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
    return [line(head), line(head.map(() => "---")), ...rows.map(line), ""];
}

function sizeRows(sizes: readonly Bill[]): readonly (readonly string[])[] {
    return strategySizes.map(({ users, dollars: theirs, phase }, index) => {
        const { floor = 0, expected = 0, ceiling = 0 } = sizes[index]?.total ?? {};
        const more = expected - theirs;
        return [
            number(users),
            String(phase),
            dollars(theirs),
            dollars(expected),
            `${more < 0 ? "-" : "+"}${dollars(Math.abs(more))}`,
            dollars(floor),
            dollars(ceiling),
        ];
    });
}

function breakdownRows(bill: Bill | undefined): readonly (readonly string[])[] {
    if (bill === undefined) return [];
    const theirs = Object.values(costBreakdownTenThousandUsers).reduce((sum, one) => sum + one, 0);
    return [
        ...breakdown.map((line) => [
            line.name,
            line.dollars === undefined ? "" : dollars(line.dollars),
            dollars(lineDollars(bill, line)),
            line.because,
        ]),
        ["**total**", `**${dollars(theirs)}**`, `**${dollars(bill.total.expected)}**`, ""],
    ];
}

function linearRows(linear: readonly LinearPoint[]): readonly (readonly string[])[] {
    return linear.map(({ cells, users, expected, perThousandUsers, withSpare }) => [
        number(users),
        String(cells),
        dollars(expected),
        `$${perThousandUsers.toFixed(2)}`,
        `$${withSpare.toFixed(2)}`,
    ]);
}

function priceRows(): readonly (readonly string[])[] {
    return listPrices.map(({ key, unit, prices, confidence, date }) => [
        `\`${key}\``,
        unit,
        prices["us-east-1"] === undefined ? "" : String(prices["us-east-1"]),
        number(Object.keys(prices).length),
        date,
        confidence,
    ]);
}

/** The page on cost: what follows from code, prices and assumptions. */
export function costPage({ sizes, linear }: CostFacts): string {
    return [
        "# What it costs",
        "",
        "Written by `npm run cost:docs`; change the code or the table instead. A test keeps it fresh.",
        "",
        "Every preview prices the graph that the program recorded, resource by resource: three months of 730 hours.",
        "**Floor**: everything at its minimum and nobody there. **Expected**: the configured users for the busy part of the",
        "month, the floor for the rest. **Ceiling**: every autoscaled number at its maximum all month, with the users that it carries.",
        "",
        `Prices are AWS's list prices on demand, collected on ${pricesRead}, in US dollars without tax. Not counted: the free tier, discounts`,
        "(steps of volume, commitments, agreements), support, and what is not in the program: the hosted zone, the image",
        "repository, e-mail, the second year's versions of a rotated key. A price that a region lacks is estimated by a related one's ratio and marked; where",
        "nothing related is known, the total says what it is incomplete without. `npm run prices:update` reads the prices anew.",
        "",
        "## The strategy's figures beside ours",
        "",
        "One cell in us-east-1 as cheap as the strategy's phase allows, at the strategy's own load: 50 requests a second for 1,000 users.",
        "",
        ...table(
            ["users", "phase", "strategy", "expected", "difference", "floor", "ceiling"],
            sizeRows(sizes),
        ),
        "At 10,000 users, line by line (the strategy's table says about $800 and itemises $625):",
        "",
        ...table(["what", "strategy", "expected", "why it differs"], breakdownRows(sizes[1])),
        "At 50,000 users phase 2 doubles what must survive a failure: a NAT gateway in each zone, three shards of the cache with a",
        "standby each, more readers. What then grows is what each request costs at the edge, which the strategy does not price.",
        "",
        "## Cost follows users",
        "",
        "Full cells of prod's layout, all in us-east-1. Without the spare cell, 1,000 users cost the same within 5 %; the spare one",
        "is one in two at 100,000 users and one in eleven at a million.",
        "",
        ...table(["users", "cells", "expected", "per 1,000 users", "with a spare cell"], linearRows(linear)),
        "## Assumptions",
        "",
        "Each can be set under `medease-platform:assumptions`. A preview names the three that matter most.",
        "",
        ...table(
            ["name", "value", "unit", "from"],
            assumptionNames.map((name) => {
                const { value, unit, source } = assumptions[name];
                return [`\`${name}\``, number(value), unit, source];
            }),
        ),
        "## Prices",
        "",
        "The table is `cost/table.json`, with every region's price and its sources:",
        "",
        ...table(
            ["source", "what", "read"],
            Object.values(priceSources).map(({ what, where, read }) => [`<${where}>`, what, read ?? ""]),
        ),
        ...table(["price", "unit", "us-east-1, $", "regions", "newest source", "confidence"], priceRows()),
        "## Free",
        "",
        ...table(
            ["type", "because", "page"],
            Object.entries(freeTypes).map(([type, { because, source }]) => [
                `\`${type}\``,
                because,
                `<${source}>`,
            ]),
        ),
    ].join("\n");
}
