import { groupBy } from "../../strategy/groups";
import { plural, width, wrap } from "../text";
import type { Cause, ChangeKind, ResourceChange } from "./change";
import { changeKinds, type Comparison } from "./comparison";
import { changeLines } from "./show";
import { CellNames, toldOnce, type Told } from "./told-once";

/** What stands before a resource's name. */
const signs: Readonly<Record<ChangeKind, string>> = {
    remove: "-",
    replace: "±",
    follow: "±?",
    rename: "→",
    change: "~",
    add: "+",
};

/** A change, and how many more resources of the same kind lie under it. */
interface Shown {
    readonly change: ResourceChange;
    readonly within: number;
}

const kindOf = (type: string): string => type.slice(type.lastIndexOf(":") + 1);

/** Added and removed resources whose parent is too are counted under the outermost. */
function outermost(changes: readonly ResourceChange[]): readonly Shown[] {
    const byUrn = new Map(changes.map((change) => [change.urn, change]));
    const within = new Map<string, number>();
    const roots = changes.filter((change) => {
        const { kind } = change;
        if (kind !== "add" && kind !== "remove") return true;
        let root = change;
        for (let parent = byUrn.get(change.parent ?? ""); parent?.kind === kind;) {
            root = parent;
            parent = byUrn.get(parent.parent ?? "");
        }
        if (root === change) return true;
        within.set(root.urn, (within.get(root.urn) ?? 0) + 1);
        return false;
    });
    return roots.map((change) => ({ change, within: within.get(change.urn) ?? 0 }));
}

/** All that is told of a change but where it is. */
function textOf({ change, within }: Shown): string {
    const { kind, type, name, properties, because, notes } = change;
    return JSON.stringify([kind, type, name, properties, because, notes, within]);
}

/** Sources that are named; a value may come of many. */
const mostSources = 3;

function causeText({ what, from = [] }: Cause): string {
    if (from.length === 0) return what;
    const others = from.length - mostSources;
    const named = from.slice(0, mostSources).join(", ");
    return `${what} of ${named}${others > 0 ? ` and ${plural(others, "other")}` : ""}`;
}

function reasonOf({ kind, because }: ResourceChange): string {
    return `${kind === "replace" ? "replaced" : "may be replaced"} by ${because.map(causeText).join("; ")}`;
}

/** "in all 11 cells", "in 3 cells: a, b, c", "cell a", "stack prod". */
export function placesText(places: readonly string[], { cells }: Comparison): string {
    const [first = ""] = places;
    const noun = places.every((place) => cells.includes(place)) ? "cell" : "stack";
    if (places.length === 1) return `${noun} ${first}`;
    if (noun === "cell" && places.length === cells.length) return `in all ${plural(places.length, "cell")}`;
    return `in ${plural(places.length, noun)}: ${places.join(", ")}`;
}

function resourceLines(
    { first: { change, within }, places }: Told<Shown>,
    cells: CellNames,
): readonly string[] {
    const { kind, type, name, properties, because, notes, formerUrn } = change;
    const title = `${places.length > 1 ? cells.generic(name) : name}  ${kindOf(type)}`;
    return [
        `    ${signs[kind]} ${title}${within === 0 ? "" : ` and ${plural(within, "resource")} within`}`,
        ...(because.length === 0 ? [] : wrap(reasonOf(change), "        ")),
        ...notes.flatMap((note) => wrap(note, "        ")),
        ...(kind === "rename" || (kind === "change" && formerUrn !== undefined)
            ? wrap(`was ${formerUrn ?? ""}`, "        ")
            : []),
        ...properties.flatMap((property) => changeLines(property, "        ")),
    ].map((line) => (line.length <= width ? line : `${line.slice(0, width - 1)}…`));
}

/** Changes by the places that they are in, what destroys first. */
function byPlace(changes: readonly ResourceChange[], comparison: Comparison): readonly string[] {
    const cells = new CellNames(comparison.cells);
    const told = toldOnce(
        outermost(changes),
        cells,
        textOf,
        ({ change: { name, stack } }) => cells.in(name) ?? cells.in(stack) ?? stack,
    );
    const groups = groupBy(told, ({ places }) => placesText(places, comparison));
    const danger = ({ first }: Told<Shown>): number => changeKinds.indexOf(first.change.kind);
    return [...groups]
        .map(([places, group]) => ({ places, group: [...group].sort((a, b) => danger(a) - danger(b)) }))
        .sort((a, b) => Math.min(...a.group.map(danger)) - Math.min(...b.group.map(danger)))
        .flatMap(({ places, group }) => [
            ...wrap(places, "  "),
            ...group.flatMap((one) => resourceLines(one, cells)),
            "",
        ]);
}

const isLoss = ({ kind, stateful }: ResourceChange): boolean =>
    stateful && (kind === "remove" || kind === "replace" || kind === "follow");

/** What holds data, or others stand on, and is removed or replaced, or may be. */
export function lossLines(comparison: Comparison): readonly string[] {
    // Each by itself: one that is removed with its cell is the loss of its data all the same.
    const lost = comparison.changes.filter(isLoss).map((change) => ({ ...change, parent: null }));
    return byPlace(lost, comparison);
}

/** All other changes. */
export function otherLines(comparison: Comparison): readonly string[] {
    return byPlace(
        comparison.changes.filter((change) => !isLoss(change)),
        comparison,
    );
}
