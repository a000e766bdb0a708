import { Graph, layout, type EdgeLabel, type GraphLabel, type NodeLabel } from "@dagrejs/dagre";
import type { Box, BoxKind, Link } from "./boxes";

/** A point of the picture, in its own units: pixels where it is not scaled. */
export interface Point {
    readonly x: number;
    readonly y: number;
}

/** A box with its place; x and y are its upper left corner in the whole picture. */
export interface PlacedBox extends Point {
    readonly box: Box;
    readonly width: number;
    readonly height: number;
    readonly children: readonly PlacedBox[];
    readonly links: readonly PlacedLink[];
}

/** An arrow with its way, from its tail to its head. */
export interface PlacedLink {
    readonly link: Link;
    readonly points: readonly Point[];
}

/** How wide the picture may become. */
export interface Shape {
    /** Regions side by side; further ones stand below. */
    readonly columns: number;
}

/** Sizes of the text, as the page's style sheet has them, and the widest average letter of the usual fonts. */
export const letters = { title: 12, detail: 11, line: 15, widthOfTitle: 7.6, widthOfDetail: 6.7 } as const;

/** Space around what is in a box, and between its children, by its kind. */
const spacing: Readonly<
    Record<BoxKind, { readonly pad: number; readonly gap: number; readonly rank: number }>
> = {
    root: { pad: 1, gap: 10, rank: 34 },
    users: { pad: 8, gap: 0, rank: 0 },
    edge: { pad: 10, gap: 12, rank: 26 },
    group: { pad: 8, gap: 14, rank: 14 },
    region: { pad: 6, gap: 8, rank: 8 },
    cell: { pad: 6, gap: 8, rank: 20 },
    part: { pad: 6, gap: 0, rank: 0 },
};

/** Space between the border of a box and what is in it. */
export const padOf = (kind: BoxKind): number => spacing[kind].pad;

/** Boxes that say all in one line. */
export const oneLine: readonly BoxKind[] = ["edge", "group", "region"];

type LayoutGraph = Graph<GraphLabel, NodeLabel, EdgeLabel>;

/** Space that a box's own text takes. */
function textSize({ title, details, kind }: Box): { readonly width: number; readonly height: number } {
    if (kind === "root") return { width: 0, height: 0 };
    const widths = [
        title.length * letters.widthOfTitle,
        ...details.map((detail) => detail.length * letters.widthOfDetail),
    ];
    const isOneLine = oneLine.includes(kind);
    return {
        width: isOneLine ? widths.reduce((sum, one) => sum + one + 8) : Math.max(...widths),
        height: letters.line * (isOneLine ? 1 : 1 + details.length),
    };
}

/** Pairs that stand one below the other though nothing leads from one to the other. */
function stacked({ kind, children }: Box, { columns }: Shape): readonly (readonly [string, string])[] {
    const rows = kind === "region" || kind === "group" ? children : [];
    const step = kind === "region" ? 1 : columns;
    return rows.slice(step).map((child, index) => [rows[index]?.id ?? "", child.id] as const);
}

/** Lays out the children of one box; the library knows nothing of boxes within boxes. */
function graphOf(box: Box, children: readonly PlacedBox[], shape: Shape): LayoutGraph {
    const { gap, rank } = spacing[box.kind];
    const graph: LayoutGraph = new Graph<GraphLabel, NodeLabel, EdgeLabel>();
    graph.setGraph({
        rankdir: box.kind === "edge" && shape.columns > 1 ? "LR" : "TB",
        nodesep: gap,
        edgesep: gap,
        ranksep: rank,
        rankalign: "top",
    });
    graph.setDefaultEdgeLabel(() => ({}));
    for (const { box: child, width, height } of children) graph.setNode(child.id, { width, height });
    for (const { from, to } of box.links) graph.setEdge(from, to, {});
    for (const [upper, lower] of stacked(box, shape)) graph.setEdge(upper, lower, { weight: 10 });
    // In the order of the settings, which the library's search for fewer crossings would change.
    layout(graph, { disableOptimalOrderHeuristic: box.kind === "root" });
    return graph;
}

function moved(placed: PlacedBox, by: Point): PlacedBox {
    const move = ({ x, y }: Point): Point => ({ x: x + by.x, y: y + by.y });
    return {
        ...placed,
        ...move(placed),
        children: placed.children.map((child) => moved(child, by)),
        links: placed.links.map(({ link, points }) => ({ link, points: points.map(move) })),
    };
}

/** Places a box and all that is in it, at the origin. */
export function place(box: Box, shape: Shape): PlacedBox {
    const { pad } = spacing[box.kind];
    const text = textSize(box);
    if (box.children.length === 0) {
        return {
            box,
            x: 0,
            y: 0,
            width: text.width + 2 * pad,
            height: text.height + 2 * pad,
            children: [],
            links: [],
        };
    }
    const sized = box.children.map((child) => place(child, shape));
    const graph = graphOf(box, sized, shape);
    const { width = 0, height = 0 } = graph.graph();
    const whole = Math.max(width, text.width);
    const head = text.height === 0 ? pad : text.height + 2 * pad;
    const origin = { x: pad + (whole - width) / 2, y: head };
    const children = sized.map((child) => {
        const { x = 0, y = 0 } = graph.node(child.box.id);
        return moved(child, { x: origin.x + x - child.width / 2, y: origin.y + y - child.height / 2 });
    });
    const links = box.links.map((link) => {
        const points = (graph.edge(link.from, link.to).points ?? []).map(({ x, y }) => ({
            x: origin.x + x,
            y: origin.y + y,
        }));
        return { link, points: link.upward === true ? points.reverse() : points };
    });
    return { box, x: 0, y: 0, width: whole + 2 * pad, height: head + height + pad, children, links };
}

/** The box and every box in it. */
export function allBoxes(placed: PlacedBox): readonly PlacedBox[] {
    return [placed, ...placed.children.flatMap(allBoxes)];
}

/** Every arrow of the box and of those in it. */
export function allLinks(placed: PlacedBox): readonly PlacedLink[] {
    return [...placed.links, ...placed.children.flatMap(allLinks)];
}
