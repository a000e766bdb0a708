import { number, plural } from "../preview/text";
import { platformBox } from "./boxes";
import { byRegion, type Facts } from "./facts";
import { markup, type Html } from "./html";
import {
    allBoxes,
    allLinks,
    letters,
    oneLine,
    padOf,
    place,
    type PlacedBox,
    type PlacedLink,
} from "./layout";

const round = (value: number): number => Math.round(value * 10) / 10;

function boxShape({ box, x, y, width, height }: PlacedBox): Html {
    const { kind, title, details } = box;
    if (kind === "root") return markup``;
    const isCentred = kind === "part" || kind === "users";
    const pad = padOf(kind);
    const textX = round(isCentred ? x + width / 2 : x + pad);
    const first = round(y + pad + letters.title - 1);
    const isOneLine = oneLine.includes(kind);
    const lines = isOneLine
        ? [
              markup`<text x="${textX}" y="${first}"><tspan class="title">${title}</tspan><tspan dx="8" class="detail">${details.join(", ")}</tspan></text>`,
          ]
        : [
              markup`<text class="title" x="${textX}" y="${first}">${title}</text>`,
              ...details.map(
                  (detail, index) =>
                      markup`<text class="detail" x="${textX}" y="${round(first + letters.line * (index + 1))}">${detail}</text>`,
              ),
          ];
    return markup`<g class="box ${kind}"><rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="${kind === "users" ? round(height / 2) : kind === "part" ? 4 : 7}"/>${lines}</g>\n`;
}

/** A way through the points, its corners rounded. */
export function pathThrough(points: PlacedLink["points"]): string {
    const [first, ...others] = points;
    const last = others.at(-1);
    if (first === undefined || last === undefined) return "";
    const at = (x: number, y: number): string => `${String(round(x))} ${String(round(y))}`;
    const curves = others.slice(0, -1).map((point, index) => {
        const next = others[index + 1] ?? last;
        const isLast = index === others.length - 2;
        const end = isLast ? next : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
        return `Q${at(point.x, point.y)} ${at(end.x, end.y)}`;
    });
    return `M${at(first.x, first.y)}${curves.length === 0 ? `L${at(last.x, last.y)}` : curves.join("")}`;
}

/** The picture in words, for those who do not see it. */
function description({ cells, preview }: Facts, hasEdge: boolean): string {
    const regions = [...byRegion(cells)].map(
        ([region, there]) =>
            `${region} has ${plural(there.length, "cell")} (${there.map(({ name }) => name).join(", ")})`,
    );
    const edge = hasEdge
        ? `Users reach the edge at ${preview.settings.domain}, which sends each request to the organization's home cell. `
        : "";
    return `${edge}${regions.join("; ")}. In each cell a load balancer leads to the service, which uses the cache, the database through its proxy, and, where there is one, the queue of the workers. The table after the picture has the numbers.`;
}

function drawing(facts: Facts, name: string, columns: number): Html {
    const box = platformBox(facts, columns);
    const placed = place(box, { columns });
    const boxes = allBoxes(placed);
    const [width, height] = [Math.ceil(placed.width), Math.ceil(placed.height)];
    return markup`<svg class="picture ${name}" role="img" aria-labelledby="${name}-title ${name}-desc" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<title id="${name}-title">${`${plural(new Set(facts.cells.map(({ region }) => region)).size, "region")} with ${plural(facts.cells.length, "cell")} for ${number(facts.users)} users`}</title>
<desc id="${name}-desc">${description(
        facts,
        boxes.some((one) => one.box.kind === "edge"),
    )}</desc>
<defs><marker id="${name}-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="head" d="M0 0.5L8 4L0 7.5z"/></marker></defs>
${boxes.map(boxShape)}${allLinks(placed).map(
        ({ link, points }) =>
            markup`<path class="link ${link.kind}" d="${pathThrough(points)}" marker-end="url(#${name}-head)"/>\n`,
    )}</svg>
`;
}

/** Edge, regions, cells and their parts, once for wide windows and paper, once for narrow ones. */
export function picture(facts: Facts): Html {
    return markup`<figure class="platform">
${drawing(facts, "wide", 4)}${drawing(facts, "narrow", 1)}<figcaption>Solid arrows: requests. Dashed arrows: data that is copied. Every cell stands by itself: none speaks with another.</figcaption>
</figure>
`;
}
