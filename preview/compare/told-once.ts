/** The same thing in several cells or stacks, told once. */
export interface Told<T> {
    readonly first: T;
    /** Cells or stacks, in the order in which they were met. */
    readonly places: readonly string[];
    readonly all: readonly T[];
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Knows the names of cells in texts. */
export class CellNames {
    private readonly pattern: RegExp | undefined;

    constructor(cells: readonly string[]) {
        // The longest first: a name may begin with another.
        const names = [...cells].sort((a, b) => b.length - a.length).map(literal);
        this.pattern =
            names.length === 0
                ? undefined
                : new RegExp(`(?<![A-Za-z0-9])(?:${names.join("|")})(?![A-Za-z0-9])`, "g");
    }

    /** The one cell that a name speaks of; undefined where it speaks of none or of several. */
    in(name: string): string | undefined {
        const found = new Set(this.pattern === undefined ? [] : name.match(this.pattern));
        return found.size === 1 ? [...found][0] : undefined;
    }

    /** The text for any cell. */
    generic(text: string): string {
        return this.pattern === undefined ? text : text.replace(this.pattern, "<cell>");
    }
}

/** Groups what is the same but for the cell's name. */
export function toldOnce<T>(
    items: readonly T[],
    cells: CellNames,
    textOf: (item: T) => string,
    placeOf: (item: T) => string,
): readonly Told<T>[] {
    const groups = new Map<string, { first: T; places: Set<string>; all: T[] }>();
    for (const item of items) {
        const key = cells.generic(textOf(item));
        const group = groups.get(key) ?? { first: item, places: new Set(), all: [] };
        groups.set(key, group);
        group.places.add(placeOf(item));
        group.all.push(item);
    }
    return [...groups.values()].map(({ places, ...rest }) => ({ ...rest, places: [...places] }));
}
