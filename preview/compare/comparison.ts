import type { PreviewDocument, ResourceDocument, ViolationDocument } from "../document";
import { changeOf, identity, notesOn, type ChangeKind, type ResourceChange, type Side } from "./change";
import { withFollowers } from "./followers";
import { differenceSections } from "./difference-sections";
import { sectionDifference, type SectionDifference } from "./sections";

/** What is only in the later preview, and only in the former. */
export interface NewAndGone<T> {
    readonly new: readonly T[];
    readonly gone: readonly T[];
}

/** How two previews of the same environment or stack differ. */
export interface Comparison {
    readonly environment: string;
    readonly target: string;
    /** Cells of either preview, by which the same change in many of them is known again. */
    readonly cells: readonly string[];
    readonly counts: Readonly<Record<ChangeKind, number>>;
    readonly changes: readonly ResourceChange[];
    readonly violations: NewAndGone<ViolationDocument>;
    readonly exemptions: NewAndGone<PreviewDocument["exemptions"][number]>;
    readonly sections: readonly SectionDifference[];
}

/** What is done to most resources stands last: the first is what destroys. */
export const changeKinds: readonly ChangeKind[] = ["remove", "replace", "follow", "rename", "change", "add"];

type Sides = ReadonlyMap<string, Side>;

function sidesOf({ stacks }: PreviewDocument): Sides {
    return new Map(
        stacks.flatMap(({ name, resources }) =>
            resources.map((resource): [string, Side] => [resource.urn, { stack: name, resource }]),
        ),
    );
}

/** What became of each former URN that an alias of a new resource names. */
function renamesOf(before: Sides, after: Sides): ReadonlyMap<string, string> {
    const renames = new Map<string, string>();
    for (const [urn, { resource }] of after) {
        if (before.has(urn)) continue;
        const former = resource.options.aliases.find((alias) => before.has(alias) && !after.has(alias));
        if (former !== undefined && !renames.has(former)) renames.set(former, urn);
    }
    return renames;
}

const kinship = ({ stack, resource: { type, name } }: Side): string => `${stack} ${type} ${name}`;

/** The same resource under another parent, which no alias tells the engine: for it, one is made and one deleted. */
function orphaned(before: Side, after: Side): ResourceChange {
    const { resource: old } = before;
    return {
        properties: [],
        ...changeOf(before, after, new Map([[old.urn, after.resource.urn]])),
        kind: "replace",
        ...identity(after),
        formerUrn: old.urn,
        because: [{ what: "its parent" }],
        notes: [...notesOn("remove", old), `no alias names what it was; to keep it: aliases: ["${old.urn}"]`],
    };
}

function one(kind: "add" | "remove", side: Side): ResourceChange {
    const notes = kind === "remove" ? notesOn(kind, side.resource) : [];
    return { kind, ...identity(side), properties: [], because: [], notes };
}

/** Whether neither the resource nor what feeds it differs, by their text: true of nearly all. */
function isEqual(before: ResourceDocument, after: ResourceDocument): boolean {
    return JSON.stringify(before) === JSON.stringify(after);
}

function changesOf(before: Sides, after: Sides): readonly ResourceChange[] {
    const renames = renamesOf(before, after);
    const formerOf = new Map([...renames].map(([former, urn]) => [urn, former]));
    const removed = new Map(
        [...before.values()]
            .filter(({ resource: { urn } }) => !after.has(urn) && !renames.has(urn))
            .map((side) => [kinship(side), side]),
    );
    const kept = [...after.values()].flatMap((side): readonly ResourceChange[] => {
        const { urn } = side.resource;
        const old = before.get(formerOf.get(urn) ?? urn);
        if (old === undefined) {
            const twin = removed.get(kinship(side));
            if (twin === undefined) return [one("add", side)];
            removed.delete(kinship(side));
            return [orphaned(twin, side)];
        }
        if (isEqual(old.resource, side.resource)) return [];
        const change = changeOf(old, side, renames);
        return change === undefined ? [] : [change];
    });
    return withFollowers(
        [...kept, ...[...removed.values()].map((side) => one("remove", side))],
        before,
        after,
    );
}

/** By what a finding is known again; what a rule could not decide differs in words with every resource more. */
function findingKey({ stack, pack, rule, urn, message, undecided }: ViolationDocument): string {
    return [stack, pack, rule, urn ?? "", undecided ? "undecided" : message].join("\n");
}

function newAndGone<T>(before: readonly T[], after: readonly T[], keyOf: (one: T) => string): NewAndGone<T> {
    const [old, fresh] = [new Set(before.map(keyOf)), new Set(after.map(keyOf))];
    return {
        new: after.filter((item) => !old.has(keyOf(item))),
        gone: before.filter((item) => !fresh.has(keyOf(item))),
    };
}

function cellsOf(...documents: readonly PreviewDocument[]): readonly string[] {
    const names = documents.flatMap(({ stacks }) =>
        stacks.flatMap(({ resources }) =>
            resources.filter(({ type }) => type === "platform:cell:RegionalCell").map(({ name }) => name),
        ),
    );
    return [...new Set(names)];
}

/** How a preview differs from a former one of the same environment or stack. */
export function compare(before: PreviewDocument, after: PreviewDocument): Comparison {
    const changes = changesOf(sidesOf(before), sidesOf(after));
    const count = (kind: ChangeKind): number => changes.filter((change) => change.kind === kind).length;
    return {
        environment: after.environment,
        target: after.target,
        cells: cellsOf(before, after),
        counts: {
            add: count("add"),
            remove: count("remove"),
            change: count("change"),
            replace: count("replace"),
            follow: count("follow"),
            rename: count("rename"),
        },
        changes,
        violations: newAndGone(before.violations, after.violations, findingKey),
        exemptions: newAndGone(before.exemptions, after.exemptions, ({ rule, resource }) =>
            [rule, resource].join("\n"),
        ),
        sections: differenceSections.map((section) => sectionDifference(section, before, after)),
    };
}
