import type { ResourceDocument } from "../document";
import { replaces } from "../replacements";
import { nameOf } from "../urn";
import { identity, notesOn, providerOf, type Cause, type ResourceChange, type Side } from "./change";
import { covers, holdsUnknown, touches } from "./values";

/** A resource, and a property of it that comes from another. */
interface Use {
    readonly side: Side;
    readonly property: string;
}

/** Whether an unknown value of that property replaces the resource where it turns out to be another one. */
function decides({ type, inputs, options }: ResourceDocument, property: string): boolean {
    const isReplacing =
        replaces(type, property) || options.replaceOnChanges.some((option) => touches(option, property));
    return (
        isReplacing &&
        !options.ignoreChanges.some((option) => covers(option, property)) &&
        holdsUnknown(inputs[property])
    );
}

/** Who is made by a provider, and who takes an unknown value of whom, into a property whose change replaces the taker. */
function usesOf(sides: Iterable<Side>): ReadonlyMap<string, readonly Use[]> {
    const uses = new Map<string, Use[]>();
    const add = (urn: string, use: Use): void => {
        const known = uses.get(urn);
        if (known === undefined) uses.set(urn, [use]);
        else known.push(use);
    };
    for (const side of sides) {
        const { provider, propertyDependencies } = side.resource;
        if (provider !== null) add(providerOf(provider), { side, property: "its provider" });
        for (const [property, urns] of Object.entries(propertyDependencies)) {
            if (urns.length === 0 || !decides(side.resource, property)) continue;
            for (const urn of urns) add(urn, { side, property });
        }
    }
    return uses;
}

/** The causes with one more; the same list where it is known. */
function withCause(because: readonly Cause[], what: string, name: string): readonly Cause[] {
    const known = because.find((cause) => cause.what === what && cause.from !== undefined);
    if (known === undefined) return [...because, { what, from: [name] }];
    const { from = [] } = known;
    if (from.includes(name)) return because;
    return because.map((cause) => (cause === known ? { what, from: [...from, name] } : cause));
}

/**
 * The changes, with those resources that may be replaced because they take a value of one that is: whether that value
 * differs after all only the update knows.
 */
export function withFollowers(
    changes: readonly ResourceChange[],
    before: ReadonlyMap<string, Side>,
    after: ReadonlyMap<string, Side>,
): readonly ResourceChange[] {
    const result = new Map(changes.map((change) => [change.urn, change]));
    const open = changes.filter(({ kind }) => kind === "replace" || kind === "follow").map(({ urn }) => urn);
    if (open.length === 0) return changes;
    const uses = usesOf(after.values());
    for (let urn = open.shift(); urn !== undefined; urn = open.shift()) {
        for (const { side, property } of uses.get(urn) ?? []) {
            const own = side.resource.urn;
            const known = result.get(own);
            if (known?.kind === "replace" || known?.kind === "add") continue;
            const old = before.get(known?.formerUrn ?? own);
            if (old === undefined) continue;
            const because = withCause(known?.because ?? [], property, nameOf(urn));
            if (because === known?.because) continue;
            if (known?.kind !== "follow") open.push(own);
            result.set(own, {
                properties: [],
                ...identity(side),
                ...known,
                kind: "follow",
                because,
                notes: notesOn("follow", old.resource, side.resource),
            });
        }
    }
    return [...result.values()];
}
