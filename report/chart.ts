import { markup, type Html, type Piece } from "./html";

/** A part of a bar. */
export interface Segment {
    readonly value: number;
    /** Which colour, from 1; a chart's legend says what it stands for. */
    readonly series: number;
    /** A letter within the segment, where there is room: colour alone tells nothing. */
    readonly letter?: string;
    readonly title: string;
}

/** A row of a chart of bars. */
export interface BarRow {
    readonly label: string;
    /** The number as text, at the right. */
    readonly shown: string;
    readonly segments: readonly Segment[];
    /** Where an outline ends: what there could be. */
    readonly outline?: number;
}

/** From a least to a most, with what is expected between them. */
export interface SpanRow {
    readonly label: string;
    readonly shown: string;
    readonly from: number;
    readonly at: number;
    readonly to: number;
}

/** What every chart has. */
export interface ChartFrame {
    /** Unique on the page. */
    readonly id: string;
    readonly title: string;
    /** What is seen, in words, for those who do not see it. */
    readonly description: string;
}

/** Percent of a chart's width: names, then the plot, then numbers. Text keeps its size however wide the chart is. */
const plot = { start: 36, end: 80 } as const;
const rowHeight = 24;
const barHeight = 16;
/** A letter is wider than less than this part of the plot, in a narrow window. */
const roomForLetter = 0.08;

const round = (value: number): number => Math.round(value * 100) / 100;

/** Where a value lies, in percent of the chart's width. */
export function position(value: number, max: number): number {
    return round(plot.start + (max <= 0 ? 0 : (plot.end - plot.start) * (value / max)));
}

function frame({ id, title, description }: ChartFrame, height: number, content: Piece): Html {
    return markup`<svg class="chart" role="img" aria-labelledby="${id}-title ${id}-desc" width="100%" height="${height}">
<title id="${id}-title">${title}</title>
<desc id="${id}-desc">${description}</desc>
${content}</svg>
`;
}

const rowText = (label: string, shown: string, y: number): Html =>
    markup`<text x="0" y="${y + 12.5}">${label}</text><text class="value" x="100%" y="${y + 12.5}">${shown}</text>`;

/** The bars' common scale: the largest sum or outline. */
export function largest(rows: readonly BarRow[]): number {
    return Math.max(
        0,
        ...rows.map(({ segments, outline = 0 }) =>
            Math.max(
                outline,
                segments.reduce((sum, { value }) => sum + value, 0),
            ),
        ),
    );
}

function bar({ label, shown, segments, outline }: BarRow, y: number, max: number): Html {
    let before = 0;
    const parts = segments.map(({ value, series, letter, title }) => {
        const [from, to] = [position(before, max), position(before + value, max)];
        before += value;
        const hasRoom = letter !== undefined && max > 0 && value / max >= roomForLetter;
        return markup`<g><title>${title}</title><rect class="series-${series}" x="${from}%" y="${y}" width="${round(to - from)}%" height="${barHeight}"/>${
            hasRoom
                ? markup`<text class="letter" x="${round((from + to) / 2)}%" y="${y + 12}">${letter}</text>`
                : undefined
        }</g>`;
    });
    const frameOf =
        outline === undefined
            ? undefined
            : markup`<rect class="outline" x="${plot.start}%" y="${y}" width="${round(position(outline, max) - plot.start)}%" height="${barHeight}"/>`;
    return markup`${rowText(label, shown, y)}${parts}${frameOf}\n`;
}

/** Bars from the left, each of one or more parts, on one scale from nought. */
export function barChart(chart: ChartFrame, rows: readonly BarRow[], max = largest(rows)): Html {
    return frame(
        chart,
        rows.length * rowHeight + 4,
        rows.map((row, index) => bar(row, index * rowHeight + 4, max)),
    );
}

/** A line from the least to the most with a diamond at what is expected. */
export function spanChart(chart: ChartFrame, rows: readonly SpanRow[]): Html {
    const max = Math.max(0, ...rows.map(({ to }) => to));
    const rowOf = ({ label, shown, from, at, to }: SpanRow, index: number): Html => {
        const y = index * rowHeight + 4;
        const middle = y + barHeight / 2;
        const [left, right, expected] = [from, to, at].map((value) => position(value, max));
        return markup`${rowText(label, shown, y)}<line class="span" x1="${left}%" x2="${right}%" y1="${middle}" y2="${middle}"/>${[
            left,
            right,
        ].map(
            (x) => markup`<line class="span" x1="${x}%" x2="${x}%" y1="${middle - 5}" y2="${middle + 5}"/>`,
        )}<svg class="mark" x="${expected}%" y="${middle}"><path class="diamond" d="M0 -6L6 0L0 6L-6 0z"/></svg>\n`;
    };
    return frame(chart, rows.length * rowHeight + 4, rows.map(rowOf));
}

/** One point of a line, by what stands on the lower axis. */
export interface LinePoint {
    readonly x: number;
    readonly y: number;
    readonly title: string;
}

/** A line of a {@link lineChart}; its mark tells it from the others. */
export interface Line {
    readonly mark: "dot" | "square";
    readonly points: readonly LinePoint[];
}

/** Space of a line chart: percent at the left and right, pixels above and below. */
const area = { left: 13, right: 96, top: 12, bottom: 200, height: 236 } as const;

/** A step of 1, 2 or 5 times a power of ten that makes at most five of them. */
export function stepFor(max: number): number {
    const power = 10 ** Math.floor(Math.log10(Math.max(max, 1e-9) / 5));
    return [1, 2, 5, 10].map((times) => times * power).find((step) => step * 5 >= max) ?? 10 * power;
}

/** Lines over numbers, both axes on scale, the upright one from nought. */
export function lineChart(
    chart: ChartFrame & { readonly xText: (x: number) => string; readonly yText: (y: number) => string },
    lines: readonly Line[],
): Html {
    const points = lines.flatMap((line) => line.points);
    const [first, last] = [Math.min(...points.map(({ x }) => x)), Math.max(...points.map(({ x }) => x))];
    const step = stepFor(Math.max(...points.map(({ y }) => y)));
    const top = step * Math.ceil(Math.max(...points.map(({ y }) => y)) / step);
    const xOf = (x: number): number =>
        round(area.left + ((area.right - area.left) * (x - first)) / Math.max(last - first, 1));
    const yOf = (y: number): number => round(area.bottom - ((area.bottom - area.top) * y) / top);
    const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
    const marks = [...new Set(points.map(({ x }) => x))].sort((a, b) => a - b);
    // As many numbers below as stand apart in a narrow window.
    const every = Math.ceil((marks.length - 1) / 4) || 1;
    const lineOf = ({ mark, points: own }: Line): Html =>
        markup`${own.slice(1).map((point, index) => {
            const before = own[index] ?? point;
            return markup`<line class="series ${mark}" x1="${xOf(before.x)}%" y1="${yOf(before.y)}" x2="${xOf(point.x)}%" y2="${yOf(point.y)}"/>`;
        })}${own.map(
            ({ x, y, title }) =>
                markup`<svg class="mark" x="${xOf(x)}%" y="${yOf(y)}"><title>${title}</title>${mark === "dot" ? markup`<circle class="dot" r="4.5"/>` : markup`<rect class="square" x="-4" y="-4" width="8" height="8"/>`}</svg>`,
        )}\n`;
    return frame(
        chart,
        area.height,
        markup`${ticks.map(
            (tick) =>
                markup`<line class="grid" x1="${area.left}%" x2="${area.right}%" y1="${yOf(tick)}" y2="${yOf(tick)}"/><text class="axis" x="${area.left - 1.5}%" y="${yOf(tick) + 4}" text-anchor="end">${chart.yText(tick)}</text>`,
        )}${marks
            .filter((_, index) => index % every === 0 || index === marks.length - 1)
            .filter(
                (x, index, shown) =>
                    x === last || (index < shown.length - 1 && (last - x) * 8 >= last - first),
            )
            .map(
                (x) =>
                    markup`<text class="axis" x="${xOf(x)}%" y="${area.bottom + 20}" text-anchor="middle">${chart.xText(x)}</text>`,
            )}\n${lines.map(lineOf)}`,
    );
}

/** What the colours and letters of a chart stand for. */
export function legend(entries: readonly { readonly sign: Html; readonly text: string }[]): Html {
    return markup`<ul class="legend">${entries.map(({ sign, text }) => markup`<li>${sign}${text}</li>`)}</ul>\n`;
}

/** A legend's sign of a series, with its letter. */
export const swatch = (series: number, letter = ""): Html =>
    markup`<svg class="swatch" width="18" height="18" aria-hidden="true"><rect class="series-${series}" width="18" height="18" rx="2"/><text class="letter" x="9" y="13">${letter}</text></svg>`;

/** A legend's sign of a line, or of an outline. */
export const sign = (mark: "dot" | "square" | "diamond" | "outline"): Html => {
    const shapes = {
        dot: markup`<circle class="dot" cx="9" cy="9" r="4.5"/>`,
        square: markup`<rect class="square" x="5" y="5" width="8" height="8"/>`,
        diamond: markup`<line class="span" x1="0" x2="18" y1="9" y2="9"/><path class="diamond" d="M9 3L15 9L9 15L3 9z"/>`,
        outline: markup`<rect class="outline" x="1" y="3" width="16" height="12"/>`,
    } as const;
    return markup`<svg class="swatch" width="18" height="18" aria-hidden="true">${shapes[mark]}</svg>`;
};
