import type { PreviewDocument } from "../document";

/** One number of a preview. */
export interface Measurement {
    /** The same in both previews for what is the same. */
    readonly key: string;
    /** What a person calls it, with the cell's name where it is a cell's: "eu-west-1-c1: tasks, most". */
    readonly label: string;
    /** e.g. "users", "$/month". */
    readonly unit: string;
    readonly value: number;
}

/** One number before and after; a side that does not have it is absent. */
export interface Measured extends Omit<Measurement, "value"> {
    readonly before?: number;
    readonly after?: number;
}

/** Numbers of one kind that a comparison shows: capacity, cost, quotas. */
export interface DifferenceSection {
    readonly title: string;
    /** The part of a preview's JSON that holds them. */
    readonly part: string;
    /** The numbers in that part. */
    readonly measure: (part: unknown) => readonly Measurement[];
}

/** What differs in one section. */
export interface SectionDifference {
    readonly title: string;
    readonly measured: readonly Measured[];
    /** Why nothing can be compared, where nothing can. */
    readonly missing?: string;
}

/** The numbers of a section that differ, in the order of the later preview; those that are gone come last. */
export function sectionDifference(
    { title, part, measure }: DifferenceSection,
    before: PreviewDocument,
    after: PreviewDocument,
): SectionDifference {
    const [old, fresh] = [before[part], after[part]];
    if (old === undefined && fresh === undefined) return { title, measured: [] };
    if (old === undefined || fresh === undefined) {
        const side = old === undefined ? "former" : "present";
        return { title, measured: [], missing: `the ${side} preview does not say` };
    }
    const measured = new Map<string, Measured>();
    for (const { value, ...rest } of measure(fresh)) measured.set(rest.key, { ...rest, after: value });
    for (const { value, ...rest } of measure(old)) {
        measured.set(rest.key, { ...rest, ...measured.get(rest.key), before: value });
    }
    return { title, measured: [...measured.values()].filter((one) => one.before !== one.after) };
}
