import { isRecord } from "../wire";

/** One place in a resource's inputs at which two previews differ; a value that is absent was not set. */
export interface ValueChange {
    /** e.g. `scalingConfigurations[0].maxCapacity`, as `ignoreChanges` writes it. */
    readonly path: string;
    readonly before?: unknown;
    readonly after?: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

/** Whether a value is known only after the update. */
export function isUnknownMark(value: unknown): value is { readonly $unknown: true; readonly from?: unknown } {
    return isRecord(value) && value.$unknown === true;
}

/** Whether a value is a secret, of which nothing is shown. */
export function isSecretMark(value: unknown): boolean {
    return isRecord(value) && value.$secret === true;
}

/** Whether anything in it is known only after the update. */
export function holdsUnknown(value: unknown): boolean {
    if (Array.isArray(value)) return value.some(holdsUnknown);
    if (!isRecord(value)) return false;
    return isUnknownMark(value) || Object.values(value).some(holdsUnknown);
}

function hasFields(value: unknown): value is Fields {
    return isRecord(value) && !isUnknownMark(value) && !isSecretMark(value);
}

/** The object or list that a text holds as JSON: a policy, a dashboard, the containers of a task. */
export function structureIn(value: unknown): object | undefined {
    if (typeof value !== "string" || !/^\s*[{[]/.test(value)) return undefined;
    try {
        return JSON.parse(value) as object;
    } catch {
        return undefined;
    }
}

function fieldPath(path: string, key: string): string {
    if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
    return path === "" ? key : `${path}.${key}`;
}

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** Items of the one list that the other lacks, each with its place; equal ones pair off wherever they stand. */
function unpaired(items: readonly unknown[], others: readonly unknown[]): readonly Item[] {
    const left = new Map<string, number>();
    for (const other of others) {
        const text = JSON.stringify(other);
        left.set(text, (left.get(text) ?? 0) + 1);
    }
    return items.flatMap((item, index): Item[] => {
        const text = JSON.stringify(item);
        const count = left.get(text) ?? 0;
        left.set(text, count - 1);
        return count > 0 ? [] : [[index, item]];
    });
}

/** Fields by which items of a list are known again, in the order in which they are asked for. */
const identities = ["name", "Name", "Sid", "id", "Id", "originId", "pathPattern"] as const;

function identityOf(item: unknown): string | undefined {
    const found = isRecord(item) ? identities.map((key) => item[key]) : [];
    return found.find((value) => typeof value === "string");
}

/** An item of a list and its place there. */
type Item = readonly [place: number, value: unknown];

/** An item before and after; absent where it was not there yet, or is no more. */
type Pair = readonly [before: Item | undefined, after: Item | undefined];

/** Which old item became which new one: by what they are known by; what has no such field in its order. */
function paired(gone: readonly Item[], come: readonly Item[]): readonly Pair[] {
    const nameless = (items: readonly Item[]): readonly Item[] =>
        items.filter(([, value]) => identityOf(value) === undefined);
    const named = (items: readonly Item[]): ReadonlyMap<string, Item> =>
        new Map(
            items.flatMap((item) => {
                const identity = identityOf(item[1]);
                return identity === undefined ? [] : [[identity, item] as const];
            }),
        );
    const [oldNamed, newNamed] = [named(gone), named(come)];
    const [oldRest, newRest] = [nameless(gone), nameless(come)];
    return [
        ...[...new Set([...oldNamed.keys(), ...newNamed.keys()])].map((identity): Pair => [
            oldNamed.get(identity),
            newNamed.get(identity),
        ]),
        ...Array.from({ length: Math.max(oldRest.length, newRest.length) }, (_, index): Pair => [
            oldRest[index],
            newRest[index],
        ]),
    ];
}

/** Items that only moved are told where nothing else differs: an order may matter (behaviours of an edge). */
function listDifferences(
    path: string,
    before: readonly unknown[],
    after: readonly unknown[],
): readonly ValueChange[] {
    const [gone, come] = [unpaired(before, after), unpaired(after, before)];
    if (gone.length === 0 && come.length === 0) return [{ path, before, after }];
    return paired(gone, come).flatMap(([old, fresh]) =>
        differences(`${path}[${String((fresh ?? old)?.[0] ?? 0)}]`, old?.[1], fresh?.[1]),
    );
}

/** The places at which two values differ, texts that hold JSON by what is in them. */
export function differences(path: string, before: unknown, after: unknown): readonly ValueChange[] {
    if (same(before, after)) return [];
    if (hasFields(before) && hasFields(after)) {
        return [...new Set([...Object.keys(before), ...Object.keys(after)])]
            .sort()
            .flatMap((key) => differences(fieldPath(path, key), before[key], after[key]));
    }
    if (Array.isArray(before) && Array.isArray(after)) return listDifferences(path, before, after);
    const [parsedBefore, parsedAfter] = [structureIn(before), structureIn(after)];
    if (parsedBefore !== undefined && parsedAfter !== undefined) {
        return differences(path, parsedBefore, parsedAfter);
    }
    return [
        {
            path,
            ...(before === undefined ? {} : { before }),
            ...(after === undefined ? {} : { after }),
        },
    ];
}

function parts(path: string): readonly string[] {
    return path.match(/\[[^\]]*\]|[^.[\]]+/g) ?? [];
}

const meets = (wanted: string, found: string | undefined): boolean =>
    wanted === "*" || wanted === "[*]" || wanted === found;

/** Whether a path of `ignoreChanges` ("a.b", "a[*].b", "*") covers a place. */
export function covers(option: string, path: string): boolean {
    const found = parts(path);
    return parts(option).every((wanted, index) => index < found.length && meets(wanted, found[index]));
}

/** Whether a path of `replaceOnChanges` covers a place, or lies within it. */
export function touches(option: string, path: string): boolean {
    const found = parts(path);
    return parts(option).every((wanted, index) => index >= found.length || meets(wanted, found[index]));
}

/** The property that a path begins with. */
export function propertyOf(path: string): string {
    return parts(path)[0] ?? path;
}
