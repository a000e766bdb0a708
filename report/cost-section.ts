import { dollars } from "../preview/text";
import type { Amounts } from "../capacity/scenario";
import { byService, costOf, perThousandUsers, type LineItem } from "../cost/bill";
import { linearity, type LinearPoint } from "../cost/linearity";
import { pricesRead } from "../cost/prices";
import { missingLines } from "../cost/report";
import { savingsOf } from "../cost/savings";
import { sensitivities } from "../cost/sensitivity";
import { growthChart, placesOf, spanCharts, spent, stackedCharts, type Place } from "./cost-charts";
import type { Facts } from "./facts";
import { markup, type Html, type Piece } from "./html";
import { table } from "./table";
import { cents, data } from "./text";

function amountsRow(name: Piece, { floor, expected, ceiling }: Amounts, users: number): readonly Piece[] {
    return [
        name,
        ...[floor, expected, ceiling].map((amount) => data(amount, dollars(amount))),
        users === 0 ? "" : data(perThousandUsers(expected, users), cents(perThousandUsers(expected, users))),
    ];
}

function costTable(facts: Facts, places: readonly Place[]): Html {
    const usersOf = (name: string): number =>
        facts.cells.find((cell) => cell.name === name)?.users ?? facts.users;
    return table({
        id: "cost",
        caption: "US dollars a month",
        columns: ["of", "floor", "expected", "ceiling", "per 1,000 users"].map((head, index) => ({
            head,
            isNumber: index > 0,
        })),
        rows: [
            ...places.map(({ name, cost }) => amountsRow(name, cost, usersOf(name))),
            amountsRow("total", facts.bill.total, facts.users),
        ],
        hasTotal: true,
    });
}

/** Every service of every place: the numbers of the stacked bars, the small services included. */
function servicesTable(facts: Facts, places: readonly Place[]): Html {
    const by = places.map(({ items }) => spent(items));
    return table({
        id: "services",
        caption: "Expected US dollars a month by service",
        columns: [
            { head: "service" },
            ...places.map(({ name }) => ({ head: name, isNumber: true })),
            { head: "total", isNumber: true },
        ],
        rows: byService(facts.bill.items).map(({ service, cost }) => [
            service,
            ...by.map((one) => {
                const amount = one.get(service);
                return amount === undefined ? "" : data(amount, dollars(amount));
            }),
            data(cost.expected, dollars(cost.expected)),
        ]),
    });
}

function growthTable(points: readonly LinearPoint[]): Html {
    if (points.length < 2) {
        return markup`<p>How cost follows users is shown where an environment of three cells or more is previewed whole.</p>\n`;
    }
    return table({
        id: "growth",
        caption: "Cost by users",
        columns: ["users", "cells", "expected a month", "per 1,000 users", "per 1,000 with a spare cell"].map(
            (head) => ({ head, isNumber: true }),
        ),
        rows: points.map(({ users, cells, expected, perThousandUsers: each, withSpare }) => [
            data(users),
            data(cells),
            data(expected, dollars(expected)),
            data(each, cents(each)),
            data(withSpare, cents(withSpare)),
        ]),
    });
}

function assumptionsPart({ preview, bill }: Facts): Html {
    const savings = savingsOf(preview, bill).filter(({ dollars: saved }) => saved.expected >= 1);
    return markup`<details class="numbers"><summary>What the cost rests on: ${sensitivities(preview).length} assumptions</summary>
${table({
    id: "assumptions",
    caption: "Assumptions, those that matter most first; each can be set in the settings",
    columns: [
        { head: "assumption" },
        { head: "value", isNumber: true },
        { head: "unit" },
        { head: "10 % more changes the cost by", isNumber: true },
        { head: "source" },
    ],
    rows: sensitivities(preview).map(({ name, value, unit, percent, source }) => [
        name,
        data(value),
        unit,
        data(percent, `${percent > 0 ? "+" : ""}${percent.toFixed(1)} %`),
        source,
    ]),
})}</details>
${
    savings.length === 0
        ? undefined
        : table({
              id: "savings",
              caption: "What would save, in US dollars a month",
              columns: [
                  { head: "by" },
                  { head: "of the floor", isNumber: true },
                  { head: "of the expected", isNumber: true },
                  { head: "no figure for" },
              ],
              rows: savings.map(({ what, dollars: saved, isMaximum, without }) => {
                  const upTo = isMaximum ? "up to " : "";
                  return [
                      what,
                      data(saved.floor, saved.floor === 0 ? "–" : `${upTo}${dollars(saved.floor)}`),
                      data(saved.expected, `${upTo}${dollars(saved.expected)}`),
                      without.join(", "),
                  ];
              }),
          })
}`;
}

/** Prices that are estimates, of all prices that the bill uses. */
function priceNote({ bill }: Facts): Html {
    const keyOf = ({ priceKey, region }: LineItem): string => `${priceKey} ${region}`;
    const all = new Set(
        bill.items.filter((item) => costOf(item).ceiling > 0 || item.unitPrice !== undefined).map(keyOf),
    );
    const estimated = new Set(bill.items.filter(({ estimate }) => estimate !== undefined).map(keyOf));
    const lacking = missingLines(bill);
    return markup`<p>List prices on demand, read on ${pricesRead}, no free tier; ${estimated.size} of ${all.size} prices are estimates.</p>
${lacking.length === 0 ? undefined : markup`<p class="warning"><strong>Attention:</strong> ${lacking.map((line) => line.trim()).join(" ")}</p>\n`}`;
}

/** What a month costs. */
export function costSection(facts: Facts): Html {
    const places = placesOf(facts);
    const points = facts.isWhole ? linearity(facts.preview) : [];
    const [cellBars, edgeBars] = stackedCharts(places);
    const [cellSpans, allSpans] = spanCharts(places, facts.bill.total);
    return markup`<p>Floor: everything at its minimum and nobody there. Expected: the configured users for the busy part of the month. Ceiling: all autoscaling at its maximum, all month.</p>
${priceNote(facts)}${costTable(facts, places)}<div class="charts">
<div>
${cellBars}${cellSpans}</div>
<div>
${edgeBars}${allSpans}${growthChart(points)}</div>
</div>
<details class="numbers"><summary>The numbers of the bars, by service</summary>
${servicesTable(facts, places)}</details>
<h3>Cost and users</h3>
${growthTable(points)}<h3>What it rests on</h3>
${assumptionsPart(facts)}`;
}
