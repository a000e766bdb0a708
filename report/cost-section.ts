import {
    byService,
    cellsIn,
    cellTotal,
    costOf,
    edgeTotal,
    perThousandUsers,
    type LineItem,
} from "../cost/bill";
import { linearity, type LinearPoint } from "../cost/linearity";
import { pricesRead } from "../cost/prices";
import { missingLines } from "../cost/report";
import { savingsOf } from "../cost/savings";
import { sensitivities } from "../cost/sensitivity";
import type { Amounts } from "../capacity/scenario";
import { number } from "../preview/text";
import { barChart, legend, lineChart, sign, spanChart, swatch, type BarRow } from "./chart";
import { hasEdge, type Facts } from "./facts";
import { markup, type Html, type Piece } from "./html";
import { table } from "./table";
import { cents, data, dollars } from "./text";

/** So many services have a colour and a letter of their own; the others share the last one. */
export const ownColours = 7;

/** A cell, or the edge, with its part of the bill. */
interface Place {
    readonly name: string;
    readonly items: readonly LineItem[];
    readonly cost: Amounts;
}

function placesOf(facts: Facts): readonly Place[] {
    const { bill } = facts;
    const cells = cellsIn(bill).map((name) => ({
        name,
        items: bill.items.filter(({ cell }) => cell === name),
        cost: cellTotal(bill, name),
    }));
    const edge = bill.items.filter(({ cell }) => cell === undefined);
    return [...cells, ...(hasEdge(facts) ? [{ name: "edge", items: edge, cost: edgeTotal(bill) }] : [])];
}

/** Expected dollars of a place by service. */
const spent = (items: readonly LineItem[]): ReadonlyMap<string, number> =>
    new Map(byService(items).map(({ service, cost }) => [service, cost.expected]));

/** Letters of the services that have a colour, and of the rest. */
const letterOf = (index: number): string => "ABCDEFGH"[index] ?? "";

/** A place's bar, the services in the legend's order. */
function stackedRow({ name, items, cost }: Place, services: readonly string[]): BarRow {
    const by = spent(items);
    const named = services.map((service) => by.get(service) ?? 0);
    const rest = Math.max(0, cost.expected - named.reduce((sum, one) => sum + one, 0));
    return {
        label: name,
        shown: dollars(cost.expected),
        segments: [...named, rest]
            .map((value, index) => ({
                value,
                series: index + 1,
                letter: letterOf(index),
                title: `${name}, ${services[index] ?? "other services"}: ${dollars(value)}`,
            }))
            .filter(({ value }) => value > 0),
    };
}

const inWords = (places: readonly Place[]): string =>
    places.map(({ name, cost }) => `${name} ${dollars(cost.expected)}`).join(", ");

/** What is seen of the cells, and what of the edge or of all. */
type Pair = readonly [Html | undefined, Html | undefined];

function stackedCharts(places: readonly Place[]): Pair {
    const cells = places.filter(({ name }) => name !== "edge");
    const edge = places.filter(({ name }) => name === "edge");
    const chart = (id: string, title: string, shown: readonly Place[]): Html => {
        const services = byService(shown.flatMap(({ items }) => items));
        const own = services.slice(0, ownColours).map(({ service }) => service);
        return markup`<figure><figcaption>${title}</figcaption>
${barChart(
    { id, title, description: `Bars, one for each: ${inWords(shown)}.` },
    shown.map((place) => stackedRow(place, own)),
)}${legend([
            ...own.map((text, index) => ({ sign: swatch(index + 1, letterOf(index)), text })),
            ...(services.length > own.length
                ? [{ sign: swatch(own.length + 1, letterOf(own.length)), text: "other services" }]
                : []),
        ])}</figure>
`;
    };
    return [
        cells.length === 0 ? undefined : chart("cost-cells", "Expected cost of each cell, by service", cells),
        edge.length === 0 ? undefined : chart("cost-edge", "Expected cost of the edge, by service", edge),
    ];
}

function spanCharts(places: readonly Place[], total: Amounts): Pair {
    const cells = places.filter(({ name }) => name !== "edge");
    const wholes = [...places.filter(({ name }) => name === "edge"), { name: "all", items: [], cost: total }];
    const chart = (
        id: string,
        title: string,
        shown: readonly Place[],
    ): Html => markup`<figure><figcaption>${title}</figcaption>
${spanChart(
    {
        id,
        title,
        description: shown
            .map(
                ({ name, cost: { floor, expected, ceiling } }) =>
                    `${name}: floor ${dollars(floor)}, expected ${dollars(expected)}, ceiling ${dollars(ceiling)}`,
            )
            .join("; "),
    },
    shown.map(({ name, cost: { floor, expected, ceiling } }) => ({
        label: name,
        shown: dollars(ceiling),
        from: floor,
        at: expected,
        to: ceiling,
    })),
)}${legend([{ sign: sign("diamond"), text: "from floor to ceiling, the diamond at what is expected; the number is the ceiling" }])}</figure>
`;
    return [
        cells.length === 0
            ? undefined
            : chart("span-cells", "Floor, expected and ceiling of each cell", cells),
        chart("span-all", "Floor, expected and ceiling together", wholes),
    ];
}

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

/** How far apart the dearest and the cheapest point are, in percent of the cheapest. */
export function spread(points: readonly LinearPoint[]): number {
    const values = points.map(({ perThousandUsers: each }) => each);
    return 100 * (Math.max(...values) / Math.min(...values) - 1);
}

function growthChart(points: readonly LinearPoint[]): Html | undefined {
    if (points.length < 2) return undefined;
    const title = "US dollars a month for each 1,000 users, by users";
    const line = (mark: "dot" | "square", of: (point: LinearPoint) => number) => ({
        mark,
        points: points.map((point) => ({
            x: point.users,
            y: of(point),
            title: `${number(point.users)} users: ${cents(of(point))}`,
        })),
    });
    return markup`<figure><figcaption>${title}</figcaption>
${lineChart(
    {
        id: "growth-chart",
        title,
        description: points
            .map(({ users, perThousandUsers: each }) => `${number(users)} users: ${cents(each)}`)
            .join("; "),
        xText: (x) => (x >= 1_000_000 ? `${number(x / 1_000_000)}M` : `${number(x / 1_000)}K`),
        yText: (y) => `$${number(y)}`,
    },
    [line("square", ({ withSpare }) => withSpare), line("dot", ({ perThousandUsers: each }) => each)],
)}${legend([
        { sign: sign("dot"), text: "full cells" },
        { sign: sign("square"), text: "with a spare cell beside them" },
    ])}<p class="note">Full cells stay within ${spread(points).toFixed(1)} % of each other: cost follows users. All are priced as if they stood in us-east-1, so that what grows is users and not the share of dearer regions.</p>
</figure>
`;
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
