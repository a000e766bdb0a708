/** Whether these sizes fit into these rooms, and how. */
export type Packing =
    | { readonly kind: "found"; readonly rooms: readonly number[] }
    /** There is no way. */
    | { readonly kind: "none" }
    /** The search was given up. */
    | { readonly kind: "unknown" };

/** Steps after which the search gives up: a fraction of a second. */
const mostSteps = 200_000;

/** The search goes one call deep for each; a larger crowd has small ones among it, which the quick ways fit in. */
const mostSizes = 400;

/** A search for one packing: depth first, without looking twice at what is the same. */
class Search {
    private readonly failed = new Set<string>();
    private readonly chosen: number[] = [];
    private readonly left: number[];
    private steps = 0;

    constructor(
        private readonly sizes: readonly number[],
        rooms: readonly number[],
    ) {
        this.left = [...rooms];
    }

    /** Room by index for each size; undefined where the search ended without. */
    run(): readonly number[] | undefined {
        return this.fit(0, sum(this.sizes)) ? this.chosen : undefined;
    }

    get exhausted(): boolean {
        return this.steps > mostSteps;
    }

    private fit(index: number, rest: number): boolean {
        const size = this.sizes[index];
        if (size === undefined) return true;
        this.steps += 1;
        if (this.exhausted) return false;
        const smallest = this.sizes.at(-1) ?? 0;
        if (sum(this.left.filter((left) => left >= smallest)) < rest) return false;
        const state = `${String(index)}:${[...this.left].sort((a, b) => a - b).join()}`;
        if (this.failed.has(state)) return false;
        const fits = this.roomsFor(size).some((room) => this.put(index, size, room, rest));
        if (!fits) this.failed.add(state);
        return fits;
    }

    private put(index: number, size: number, room: number, rest: number): boolean {
        this.left[room] = (this.left[room] ?? 0) - size;
        this.chosen[index] = room;
        if (this.fit(index + 1, rest - size)) return true;
        this.left[room] = (this.left[room] ?? 0) + size;
        return false;
    }

    /** The tightest first, one of each that are alike; a room that is filled exactly is never worse than another. */
    private roomsFor(size: number): readonly number[] {
        const exact = this.left.indexOf(size);
        if (exact !== -1) return [exact];
        return [...this.left.keys()]
            .filter((room) => this.roomAt(room) >= size && this.left.indexOf(this.roomAt(room)) === room)
            .sort((a, b) => this.roomAt(a) - this.roomAt(b));
    }

    private roomAt(room: number): number {
        return this.left[room] ?? 0;
    }
}

function sum(numbers: readonly number[]): number {
    return numbers.reduce((total, one) => total + one, 0);
}

/**
 * Puts every size into a room. Says that there is no way only where it has looked at all of them.
 *
 * @param sizes the largest first, none below 1.
 */
export function pack(sizes: readonly number[], rooms: readonly number[]): Packing {
    if (sum(sizes) > sum(rooms)) return { kind: "none" };
    if (sizes.length > mostSizes) return { kind: "unknown" };
    const search = new Search(sizes, rooms);
    const chosen = search.run();
    if (chosen !== undefined) return { kind: "found", rooms: chosen };
    return { kind: search.exhausted ? "unknown" : "none" };
}
