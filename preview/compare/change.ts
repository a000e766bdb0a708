import type { ResourceDocument } from "../document";
import { replaces } from "../replacements";
import { isStateful } from "../stateful";
import { nameOf } from "../urn";
import { covers, differences, holdsUnknown, propertyOf, touches, type ValueChange } from "./values";

/**
 * What an update would do to a resource. "follow": it is replaced if what it takes of a replaced resource differs then,
 * which only the update knows; "rename": only its URN differs, and an alias names the former one.
 */
export type ChangeKind = "remove" | "replace" | "follow" | "change" | "rename" | "add";

/** What forces a replacement, or may. */
export interface Cause {
    /** A place in the inputs, "its provider" or "its parent". */
    readonly what: string;
    /** Names of the replaced resources that the value comes from. */
    readonly from?: readonly string[];
}

/** One resource that differs between two previews. */
export interface ResourceChange {
    readonly kind: ChangeKind;
    readonly stack: string;
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    readonly parent: string | null;
    /** Whether it holds data, or other resources stand on it. */
    readonly stateful: boolean;
    /** Its URN before, where an alias names it. */
    readonly formerUrn?: string;
    readonly properties: readonly ValueChange[];
    /** What forces its replacement, or may; empty where nothing does. */
    readonly because: readonly Cause[];
    /** What keeps the engine from doing it, or what it does otherwise; sentences. */
    readonly notes: readonly string[];
}

/** A resource on one side of a comparison. */
export interface Side {
    readonly stack: string;
    readonly resource: ResourceDocument;
}

/** URN of a provider, of which a resource holds `URN::id`. */
export const providerOf = (provider: string | null): string => provider?.replace(/::[^:]*$/, "") ?? "";

/** URN that a resource has now, by the one that it had. */
export type Renames = ReadonlyMap<string, string>;

const now = (renames: Renames, urn: string): string => renames.get(urn) ?? urn;

/** Where the unknown parts of an input come from; nothing where none is unknown. */
function sourcesOf({ inputs, propertyDependencies }: ResourceDocument, property: string): readonly string[] {
    return holdsUnknown(inputs[property]) ? (propertyDependencies[property] ?? []) : [];
}

/** An unknown input may be another one though both previews say "unknown": it comes from other resources then. */
function sourceChanges(
    before: ResourceDocument,
    after: ResourceDocument,
    renames: Renames,
): readonly ValueChange[] {
    return Object.keys(after.inputs).flatMap((property) => {
        const fresh = [...sourcesOf(after, property)].sort();
        const old = sourcesOf(before, property)
            .map((urn) => now(renames, urn))
            .sort();
        if (fresh.join() === old.join() || !holdsUnknown(before.inputs[property])) return [];
        const [onlyOld, onlyNew] = [
            old.filter((urn) => !fresh.includes(urn)),
            fresh.filter((urn) => !old.includes(urn)),
        ];
        return [
            {
                path: property,
                before: { $unknown: true, from: onlyOld.map(nameOf) },
                after: { $unknown: true, from: onlyNew.map(nameOf) },
            },
        ];
    });
}

/** Options that say what an update may destroy; a change of the others changes nothing that exists. */
const tellingOptions = ["protect", "retainOnDelete", "deleteBeforeReplace", "ignoreChanges"] as const;

function optionChanges(before: ResourceDocument, after: ResourceDocument): readonly ValueChange[] {
    return tellingOptions.flatMap((option) => {
        const [old, fresh] = [before.options[option], after.options[option]];
        return JSON.stringify(old) === JSON.stringify(fresh)
            ? []
            : [{ path: `options.${option}`, before: old, after: fresh }];
    });
}

/** Places at which the inputs differ, without those that the engine is told to ignore. */
function inputChanges(
    before: ResourceDocument,
    after: ResourceDocument,
    renames: Renames,
): readonly ValueChange[] {
    const told = differences("", before.inputs, after.inputs);
    const properties = new Set(told.map(({ path }) => propertyOf(path)));
    return [
        ...told,
        ...sourceChanges(before, after, renames).filter(({ path }) => !properties.has(path)),
    ].filter(({ path }) => !after.options.ignoreChanges.some((ignored) => covers(ignored, path)));
}

/** Why the engine would refuse a removal or a replacement, or do it in another way than usual. */
export function notesOn(
    kind: ChangeKind,
    before: ResourceDocument,
    after?: ResourceDocument,
): readonly string[] {
    const destroys = kind === "remove" || kind === "replace" || kind === "follow";
    if (!destroys) return [];
    // The engine lets an update take the protection off and replace in one go, and removes nothing protected.
    const isProtected = before.options.protect && (after === undefined || after.options.protect);
    return [
        ...(isProtected
            ? [
                  kind === "follow"
                      ? "protected: the update fails where it has to be replaced"
                      : `protected: the update fails rather than ${kind} it`,
              ]
            : []),
        ...(kind !== "remove" && (after ?? before).options.deleteBeforeReplace
            ? ["deleted before the new one is made"]
            : []),
        ...(before.options.retainOnDelete ? ["the old one stays in AWS (retainOnDelete)"] : []),
    ];
}

/** What forces a replacement for certain, and what may: a value on either side that only the update knows. */
function causes(
    type: string,
    properties: readonly ValueChange[],
    options: ResourceDocument["options"],
): { readonly certain: readonly Cause[]; readonly possible: readonly Cause[] } {
    const replacing = properties.filter(
        ({ path }) =>
            replaces(type, propertyOf(path)) ||
            options.replaceOnChanges.some((option) => touches(option, path)),
    );
    const isOpen = ({ before, after }: ValueChange): boolean => holdsUnknown(before) || holdsUnknown(after);
    return {
        certain: replacing.filter((one) => !isOpen(one)).map(({ path }) => ({ what: path })),
        possible: replacing.filter(isOpen).map(({ path }) => ({ what: path })),
    };
}

/** How a resource that is on both sides differs; undefined where it does not. */
export function changeOf(before: Side, after: Side, renames: Renames): ResourceChange | undefined {
    const [old, fresh] = [before.resource, after.resource];
    const isRenamed = old.urn !== fresh.urn;
    const inputs = inputChanges(old, fresh, renames);
    const options = optionChanges(old, fresh);
    const movesProvider = providerOf(old.provider) !== providerOf(fresh.provider);
    if (inputs.length === 0 && options.length === 0 && !isRenamed && !movesProvider) return undefined;

    const { certain, possible } = causes(fresh.type, inputs, fresh.options);
    const because = [
        ...(movesProvider
            ? [
                  {
                      what: `its provider, ${nameOf(providerOf(old.provider))} → ${nameOf(providerOf(fresh.provider))}`,
                  },
              ]
            : []),
        ...certain,
    ];
    const kind =
        because.length > 0
            ? "replace"
            : possible.length > 0
              ? "follow"
              : inputs.length + options.length > 0
                ? "change"
                : "rename";
    return {
        kind,
        ...identity(after),
        ...(isRenamed ? { formerUrn: old.urn } : {}),
        properties: [...inputs, ...options],
        because: [...because, ...possible],
        notes: notesOn(kind, old, fresh),
    };
}

/** What a change tells of a resource itself. */
export function identity({
    stack,
    resource,
}: Side): Pick<ResourceChange, "stack" | "urn" | "type" | "name" | "parent" | "stateful"> {
    const { urn, type, name, parent } = resource;
    return { stack, urn, type, name, parent, stateful: isStateful(type) };
}
