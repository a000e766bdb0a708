import { structureIn } from "../../preview/compare/values";
import { isRecord } from "../../preview/wire";

/** Ways to spoil a value, without knowledge of any rule. */

/** A place inside a resource's inputs, from its property on. */
export type Path = readonly (string | number)[];

/** One change of one value. */
export interface Mutant {
    readonly path: Path;
    /** What was done, in words. */
    readonly change: string;
    /** What stands there now; undefined takes the value away. */
    readonly value: unknown;
}

/** Items of a list that are spoiled one by one; those behind them are like them. */
const sampledItems = 2;

/** What a single value may become. */
function alterations(value: unknown): readonly (readonly [change: string, value: unknown])[] {
    if (typeof value === "boolean") return [["negated", !value]];
    if (typeof value === "number") {
        return [
            ["zero", 0],
            ["a tenth", value / 10],
            ["ten times and one more", value * 10 + 1],
        ].filter(([, altered]) => altered !== value) as [string, number][];
    }
    if (typeof value === "string") {
        const digits = /^\d+$/.test(value) ? [["zero as text", "0"] as const] : [];
        return [["another text", "altered"], ["a wildcard", "*"], ...digits];
    }
    if (Array.isArray(value)) return value.length === 0 ? [] : [["emptied", []]];
    return [];
}

/** Every mutant of a property: of its value, and of everything inside it, texts of JSON included. */
export function mutantsOf(property: string, value: unknown): readonly Mutant[] {
    const visit = (at: Path, inner: unknown): readonly Mutant[] => {
        const structure = structureIn(inner);
        const content = structure ?? inner;
        const own: readonly Mutant[] = [
            { path: at, change: "removed", value: undefined },
            ...(structure === undefined
                ? alterations(inner).map(([change, altered]) => ({ path: at, change, value: altered }))
                : []),
        ];
        if (Array.isArray(content)) {
            const items: readonly unknown[] = content.slice(0, sampledItems);
            return [...own, ...items.flatMap((item, index) => visit([...at, index], item))];
        }
        if (!isRecord(content)) return own;
        return [...own, ...Object.entries(content).flatMap(([key, item]) => visit([...at, key], item))];
    };
    return visit([property], value);
}

/** A copy of a value with a mutant's change in it; lists lose what is taken away, texts of JSON stay texts. */
export function applied(value: unknown, [key, ...rest]: Path, altered: unknown): unknown {
    if (key === undefined) return altered;
    const structure = structureIn(value);
    if (structure !== undefined) return JSON.stringify(applied(structure, [key, ...rest], altered));
    if (Array.isArray(value)) {
        const items = (value as readonly unknown[]).map((item, index) =>
            index === key ? applied(item, rest, altered) : item,
        );
        return items.filter((item) => item !== undefined);
    }
    if (!isRecord(value)) return value;
    const fields = Object.entries(value).map(([name, item]) => [
        name,
        name === String(key) ? applied(item, rest, altered) : item,
    ]);
    return Object.fromEntries(fields.filter(([, item]) => item !== undefined));
}

/** A path as a reader sees it: every item of a list stands for all. */
export function shownPath(path: Path): string {
    return path
        .map((part, index) => (typeof part === "number" ? "[]" : index === 0 ? part : `.${part}`))
        .join("");
}
