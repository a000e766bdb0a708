import type { Amounts } from "../capacity/scenario";
import { byService, cellsIn, cellTotal, edgeTotal, type LineItem } from "../cost/bill";
import type { LinearPoint } from "../cost/linearity";
import { dollars, number } from "../preview/text";
import { barChart, legend, lineChart, sign, spanChart, swatch, type BarRow } from "./chart";
import { hasEdge, type Facts } from "./facts";
import { markup, type Html } from "./html";
import { cents } from "./text";

/** So many services have a colour and a letter of their own; the others share the last one. */
const ownColours = 7;

/** A cell, or the edge, with its part of the bill. */
export interface Place {
    readonly name: string;
    readonly items: readonly LineItem[];
    readonly cost: Amounts;
}

/** The cells of the bill, then the edge. */
export function placesOf(facts: Facts): readonly Place[] {
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
export const spent = (items: readonly LineItem[]): ReadonlyMap<string, number> =>
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
export type Pair = readonly [Html | undefined, Html | undefined];

/** Expected cost by service. */
export function stackedCharts(places: readonly Place[]): Pair {
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

/** Floor, expected and ceiling. */
export function spanCharts(places: readonly Place[], total: Amounts): Pair {
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

/** How far apart the dearest and the cheapest point are, in percent of the cheapest. */
export function spread(points: readonly LinearPoint[]): number {
    const values = points.map(({ perThousandUsers: each }) => each);
    return 100 * (Math.max(...values) / Math.min(...values) - 1);
}

/** Dollars for each 1,000 users, by users; nothing where there are too few cells to tell. */
export function growthChart(points: readonly LinearPoint[]): Html | undefined {
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
