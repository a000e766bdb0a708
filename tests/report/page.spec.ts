import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Preview } from "../../preview/preview";
import { toJson } from "../../preview/summary";
import { page } from "../../report/page";
import { platform, repository } from "../support/platform";

/** The rows of a table of the page: texts, and exact numbers where the cells hold such. */
function rowsOf(text: string, id: string): readonly (readonly (string | number)[])[] {
    const table = new RegExp(`<table id="${id}"[^]*?</table>`).exec(text)?.[0] ?? "";
    assert.notEqual(table, "", `the page has a table ${id}`);
    return [...table.matchAll(/<tr>([^]*?)<\/tr>/g)].slice(1).map(([, row = ""]) =>
        [...row.matchAll(/<t[hd][^>]*>([^]*?)<\/t[hd]>/g)].map(([, cell = ""]) => {
            const value = /<data value="([^"]*)"/.exec(cell)?.[1];
            return value === undefined ? cell.replace(/<[^>]*>/g, "") : Number(value);
        }),
    );
}

interface Amounts {
    readonly floor: number;
    readonly expected: number;
    readonly ceiling: number;
}

/** What the page's numbers are compared with. */
interface Json {
    readonly cost: {
        readonly total: Amounts;
        readonly edge: Amounts;
        readonly cells: Readonly<Record<string, Amounts>>;
        readonly services: readonly { readonly service: string; readonly cost: Amounts }[];
    };
    readonly capacity: {
        readonly users: number;
        readonly capacityUsers: number;
        readonly cells: Readonly<Record<string, { readonly users: number; readonly capacityUsers: number }>>;
    };
    readonly account: {
        readonly quotas: readonly {
            readonly used: number;
            readonly suffices: boolean;
            readonly name: string;
        }[];
    };
}

const jsonOf = (preview: Preview): Json => JSON.parse(JSON.stringify(toJson(preview))) as Json;

describe("the page", function () {
    this.timeout(120_000);

    for (const environment of ["dev", "prod"] as const) {
        it(`says the same numbers as the JSON of ${environment}`, async () => {
            const preview = await platform(environment, "unknown");
            const text = page(preview);
            const { cost, capacity, account } = jsonOf(preview);
            const amounts = ({ floor, expected, ceiling }: Amounts): number[] => [floor, expected, ceiling];
            assert.deepEqual(
                rowsOf(text, "cost").map((row) => row.slice(0, 4)),
                [
                    ...Object.entries(cost.cells).map(([name, one]) => [name, ...amounts(one)]),
                    ["edge", ...amounts(cost.edge)],
                    ["total", ...amounts(cost.total)],
                ],
            );
            assert.deepEqual(
                rowsOf(text, "services").map((row) => [row[0], row.at(-1)]),
                cost.services.map(({ service, cost: one }) => [service, one.expected]),
            );
            assert.deepEqual(
                rowsOf(text, "cells").map(([name, , users, carries]) => [name, users, carries]),
                Object.entries(capacity.cells).map(([name, one]) => [name, one.users, one.capacityUsers]),
            );
            assert.deepEqual(rowsOf(text, "regions").at(-1)?.slice(0, 4), [
                "all",
                Object.keys(capacity.cells).length,
                capacity.users,
                capacity.capacityUsers,
            ]);
            for (const { name, used, suffices } of account.quotas) {
                if (suffices) continue;
                const row = rowsOf(text, "quotas").find(
                    ([title, , needed]) => String(title).startsWith(name) && needed === used,
                );
                assert.equal(row?.[1], "to request", `${name}, ${String(used)}`);
            }
        });
    }

    it("adds the cells and the edge up to the total", async () => {
        const preview = await platform("prod", "unknown");
        const rows = rowsOf(page(preview), "cost");
        const sum = rows.slice(0, -1).reduce((all, row) => all + Number(row[2]), 0);
        assert.ok(Math.abs(sum - Number(rows.at(-1)?.[2])) < 0.01);
    });

    it("shows one stack, without an edge", async () => {
        const whole = await platform("prod", "unknown");
        const name = whole.plan.cells[0]?.name ?? "";
        const preview = { ...whole, stacks: whole.stacks.slice(0, 1) };
        const text = page(preview);
        assert.match(text, new RegExp(`<h1>MedEase prod-${name}</h1>`));
        assert.deepEqual(
            rowsOf(text, "cost").map(([of]) => of),
            [name, "total"],
        );
        assert.doesNotMatch(text, /class="box edge"/);
    });

    it("lets nothing of the settings, the graph or the findings become markup", async () => {
        const hostile = `"'><img src=x onerror=alert(1)><script>alert(2)</script>`;
        const dev = await platform("dev", "unknown");
        const preview: Preview = {
            ...dev,
            environment: hostile,
            settings: { ...dev.settings, domain: hostile },
            stacks: dev.stacks.map(({ resources }) => ({
                name: hostile,
                resources: resources.map((one) =>
                    one.custom ? { ...one, name: `${one.name}${hostile}` } : one,
                ),
            })),
            violations: [
                {
                    stack: hostile,
                    pack: hostile,
                    rule: hostile,
                    enforcementLevel: "mandatory",
                    urn: hostile,
                    message: hostile,
                    remediation: hostile,
                    undecided: false,
                },
            ],
            exemptions: [
                { rule: hostile, resource: hostile, reason: hostile, owner: hostile, expires: hostile },
            ],
        };
        const text = page(preview);
        assert.ok(text.includes("&lt;script&gt;alert(2)&lt;/script&gt;"), "it is shown as text");
        assert.doesNotMatch(text, /<script|<img|onerror=alert\(1\)>/);
        assert.match(text, /✗ not deployable/);
        assert.match(text, /<strong class="verdict broken">broken<\/strong>/);
    });

    it("allows nothing but its own style, and names no address to load from", async () => {
        const text = page(await platform("prod", "unknown"));
        assert.match(text, /content="default-src 'none'; style-src 'sha256-[^']+'; img-src data:;/);
        assert.doesNotMatch(
            text,
            /<script|<link rel="stylesheet|@import|url\((?!#)|\ssrc=|\sstyle=|\son[a-z]+=/,
        );
        assert.deepEqual(
            [...text.matchAll(/href="([^"]*)"/g)]
                .map(([, to = ""]) => to)
                .filter((to) => !to.startsWith("#")),
            ["data:,"],
        );
    });

    it("has headings in order, unique ids, and what each reference names", async () => {
        for (const environment of ["dev", "prod"] as const) {
            const text = page(await platform(environment, "unknown"));
            const levels = [...text.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
            assert.equal(levels.filter((level) => level === 1).length, 1);
            levels.forEach((level, index) => {
                assert.ok(
                    level <= (levels[index - 1] ?? 0) + 1,
                    `h${String(level)} after h${String(levels[index - 1])}`,
                );
            });
            const ids = [...text.matchAll(/\sid="([^"]*)"/g)].map(([, id = ""]) => id);
            assert.equal(new Set(ids).size, ids.length, "ids are unique");
            const named = [
                ...text.matchAll(/(?:aria-labelledby="([^"]*)"|href="#([^"]*)"|url\(#([^)]*)\))/g),
            ];
            for (const id of named.flatMap(([, ...found]) =>
                found.filter(Boolean).flatMap((one) => one.split(" ")),
            ))
                assert.ok(ids.includes(id), `something has the id ${id}`);
            const pictures = text.match(/<svg class="(?:chart|picture)[^>]*>/g) ?? [];
            assert.ok(pictures.length >= 8);
            for (const one of pictures) assert.match(one, /role="img" aria-labelledby="\S+-title \S+-desc"/);
        }
    });
});

/** Custom properties of each theme. */
function themes(): readonly Readonly<Record<string, string>>[] {
    const css = readFileSync(join(repository, "report", "style.css"), "utf8");
    return [...css.matchAll(/:root \{([^}]*--page[^}]*)\}/g)].map(([, block = ""]) =>
        Object.fromEntries(
            [...block.matchAll(/(--[a-z-]+): (#[0-9a-f]{6})/g)].map(
                ([, name = "", value = ""]) => [name, value] as const,
            ),
        ),
    );
}

/** Relative luminance (WCAG 2.2, "relative luminance"). */
function luminance(color: string): number {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
        const part = parseInt(color.slice(at, at + 2), 16) / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
    const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
}

describe("the page's colours", () => {
    const texts: readonly (readonly [string, string])[] = [
        ...["--text", "--muted"].flatMap((ink) =>
            ["--page", "--card", "--region", "--box", "--edge-box"].map((ground) => [ink, ground] as const),
        ),
        ...["--link", "--good", "--bad", "--warn"].flatMap(
            (ink) =>
                [
                    [ink, "--page"],
                    [ink, "--card"],
                ] as const,
        ),
        ["--good", "--good-back"],
        ["--bad", "--bad-back"],
        ["--warn", "--warn-back"],
    ];

    it("keep text at a contrast of 4.5 and lines of charts at 3, in both themes", () => {
        const found = themes();
        assert.equal(found.length, 2);
        for (const [index, theme] of found.entries()) {
            const of = (name: string): string =>
                theme[name] ?? assert.fail(`theme ${String(index)} has ${name}`);
            for (const [ink, ground] of texts)
                assert.ok(
                    contrast(of(ink), of(ground)) >= 4.5,
                    `${ink} on ${ground} of theme ${String(index)}: ${contrast(of(ink), of(ground)).toFixed(2)}`,
                );
            for (const line of ["--edge", "--line", "--spare", "--muted"])
                assert.ok(
                    contrast(of(line), of("--card")) >= 3,
                    `${line} of theme ${String(index)}: ${contrast(of(line), of("--card")).toFixed(2)}`,
                );
        }
    });

    it("keep letters within bars at a contrast of 4.5", () => {
        const css = readFileSync(join(repository, "report", "style.css"), "utf8");
        const ink = themes()[0]?.["--on-series"] ?? "";
        const series = [...css.matchAll(/\.series-\d \{\s*fill: (#[0-9a-f]{6})/g)].map(
            ([, fill = ""]) => fill,
        );
        assert.equal(series.length, 8);
        for (const fill of series) assert.ok(contrast(ink, fill) >= 4.5, fill);
    });
});
