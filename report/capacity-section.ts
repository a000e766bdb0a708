import { cellLoad, loadFactors, type LoadName } from "../capacity/load";
import { cellTotal } from "../cost/bill";
import { dollars, number } from "../preview/text";
import type { CellPlan } from "../strategy/plan";
import { barChart, legend, sign, swatch } from "./chart";
import { byRegion, type Facts } from "./facts";
import { markup, type Html, type Piece } from "./html";
import { table } from "./table";
import { data, percent, range } from "./text";

const loads = Object.keys(loadFactors) as readonly LoadName[];
const loadTitles = { normal: "Normal load", peak: "Peak load", stress: "Stress load" } as const;

function usersChart(cells: readonly CellPlan[]): Html {
    const title = "Users of each cell, and those that it could carry";
    return markup`<figure><figcaption>${title}</figcaption>
${barChart(
    {
        id: "users-chart",
        title,
        description: cells
            .map(({ name, users, capacityUsers }) => `${name}: ${number(users)} of ${number(capacityUsers)}`)
            .join("; "),
    },
    cells.map(({ name, users, capacityUsers }) => ({
        label: name,
        shown: number(users),
        segments: [{ value: users, series: 1, title: `${name}: ${number(users)} users` }],
        outline: capacityUsers,
    })),
)}${legend([
        { sign: swatch(1), text: "users at home" },
        { sign: sign("outline"), text: "users that the maximum of tasks carries" },
    ])}</figure>
`;
}

function loadChart({ preview, cells }: Facts, load: LoadName): Html {
    const assumed = preview.settings.assumptions;
    const times = loadFactors[load] === 1 ? "" : `${number(loadFactors[load])} times `;
    const title = `${loadTitles[load]}: ${times}the users’ requests`;
    const rows = cells.map((cell) => ({ name: cell.name, ...cellLoad(cell, load, assumed) }));
    return markup`<figure><figcaption>${title}</figcaption>
${barChart(
    {
        id: `load-${load}`,
        title: `${title}: the part that each cell's maximum of tasks carries`,
        description: rows.map(({ name, carriedPercent }) => `${name}: ${percent(carriedPercent)}`).join("; "),
    },
    rows.map(({ name, carriedPercent }) => ({
        label: name,
        shown: percent(carriedPercent),
        segments: [{ value: carriedPercent, series: 1, title: `${name}: ${percent(carriedPercent)}` }],
        outline: 100,
    })),
    100,
)}</figure>
`;
}

function loadTable({ preview, cells }: Facts): Html {
    const assumed = preview.settings.assumptions;
    return table({
        id: "loads",
        caption: "What each tested load asks of a cell, and what the maximum of its tasks carries",
        columns: [
            { head: "cell" },
            ...loads.flatMap((load) =>
                ["requests/s", "tasks needed", "carried"].map((what) => ({
                    head: `${load}: ${what}`,
                    isNumber: true,
                })),
            ),
        ],
        rows: cells.map((cell) => [
            cell.name,
            ...loads.flatMap((load) => {
                const { requestsPerSecond, tasksNeeded, carriedPercent } = cellLoad(cell, load, assumed);
                return [
                    data(requestsPerSecond, number(Math.round(requestsPerSecond))),
                    data(tasksNeeded),
                    data(carriedPercent, percent(carriedPercent)),
                ];
            }),
        ]),
    });
}

function databaseText({ database }: CellPlan): string {
    return database.kind === "provisioned"
        ? database.instanceClass
        : `${range({ min: database.minAcu, max: database.maxAcu })} ACU`;
}

function cacheText({ cache }: CellPlan): string {
    const shards = range({ min: cache.shards, max: cache.maxShards });
    const nodes = range({ min: 1 + cache.replicasPerShard, max: 1 + cache.maxReplicasPerShard });
    return `${shards} × ${nodes} ${cache.nodeType}`;
}

function cellsTable({ cells }: Facts): Html {
    const hasSecondary = cells.some(({ globalSecondary }) => globalSecondary !== undefined);
    const numbers = ["users", "carries", "tasks", "workers", "readers", "NAT"];
    const heads = ["cell", "region", "users", "carries", "tasks", "workers", "database", "readers", "cache"];
    return table({
        id: "cells",
        caption: "The cells and their sizes",
        isDense: true,
        columns: [...heads, "network", "NAT", "backups to", ...(hasSecondary ? ["secondary in"] : [])].map(
            (head) => ({ head, isNumber: numbers.includes(head) }),
        ),
        rows: cells.map((cell): readonly Piece[] => [
            cell.name,
            cell.region,
            data(cell.users),
            data(cell.capacityUsers),
            markup`${data(cell.tasks.expected)} of ${range(cell.tasks)}`,
            cell.workers === undefined ? "–" : range(cell.workers),
            databaseText(cell),
            range(cell.readers),
            cacheText(cell),
            cell.addresses.cidr,
            data(cell.natGateways),
            cell.backupRegion ?? "–",
            ...(hasSecondary ? [cell.globalSecondary?.region ?? "–"] : []),
        ]),
    });
}

function regionsTable({ cells, bill, users: all }: Facts): Html {
    const sum = (there: readonly CellPlan[], of: (cell: CellPlan) => number): number =>
        there.reduce((total, cell) => total + of(cell), 0);
    // A cell's share is rounded up; all of them together are as many as the settings say.
    const row = (
        name: string,
        there: readonly CellPlan[],
        users = sum(there, (cell) => cell.users),
    ): readonly Piece[] => {
        const expected = sum(there, (cell) => cellTotal(bill, cell.name).expected);
        return [
            name,
            data(there.length),
            data(users),
            data(sum(there, ({ capacityUsers }) => capacityUsers)),
            data(expected, dollars(expected)),
        ];
    };
    return table({
        id: "regions",
        caption: "The regions",
        columns: ["region", "cells", "users", "carries", "expected a month, without the edge"].map(
            (head, index) => ({ head, isNumber: index > 0 }),
        ),
        rows: [...[...byRegion(cells)].map(([region, there]) => row(region, there)), row("all", cells, all)],
        hasTotal: true,
    });
}

/** The cells' sizes, which the picture shows as well. */
export function platformTables(facts: Facts): Html {
    return markup`${regionsTable(facts)}${cellsTable(facts)}`;
}

/** How many users the cells carry, and what of the tested loads. */
export function capacitySection(facts: Facts): Html {
    return markup`<p>The strategy tests each cell at its users’ normal load, at five times and at ten times of it. What a cell carries is what the maximum of its tasks answers at the CPU target; the rest waits for more tasks, or for another cell.</p>
<div class="charts">
${usersChart(facts.cells)}${loads.map((load) => loadChart(facts, load))}</div>
${loadTable(facts)}`;
}
