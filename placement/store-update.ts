import { StoreError } from "./store-error";
import { pendingKey, storeLimits, versionKey, type Entries } from "./store-entries";

/** A key to put with its value, or to delete. */
export interface Write {
    readonly key: string;
    /** Absent where the key is to be deleted. */
    readonly value?: string;
}

/** What one update of the store does; it happens whole or not at all. */
export type Batch = readonly Write[];

const bytes = (text: string): number => Buffer.byteLength(text, "utf8");

const sizeOf = ({ key, value = "" }: Write): number => bytes(key) + bytes(value);

/** Keys of the placement's own; what else a store holds is somebody else's and stays. */
const isOurs = (key: string): boolean => /^[oc]:/.test(key);

/** Refuses entries that CloudFront would refuse, before the first of them is written. */
export function checkSizes(wanted: Entries, stored: Entries): void {
    const foreign = [...stored].filter(([key]) => !isOurs(key) && !wanted.has(key));
    let total = 0;
    for (const [key, value] of [...wanted, ...foreign]) {
        total += sizeOf({ key, value });
        if (bytes(key) > storeLimits.keyBytes || bytes(value) > storeLimits.valueBytes) {
            throw new StoreError(
                "too-large",
                `${key} would take ${bytes(key)} bytes for the key and ${bytes(value)} for the value; the store takes ${storeLimits.keyBytes} and ${storeLimits.valueBytes}`,
            );
        }
    }
    if (total > storeLimits.storeBytes) {
        throw new StoreError(
            "too-large",
            `the entries would take ${total} bytes; a store takes ${storeLimits.storeBytes}. Organizations beyond that need a second store`,
        );
    }
}

/**
 * Writes that make the store hold what is wanted, without the version: cells before the organizations that point to
 * them, deletions last.
 */
export function writesFor(wanted: Entries, stored: Entries): readonly Write[] {
    const puts = [...wanted]
        .filter(([key, value]) => key !== versionKey && stored.get(key) !== value)
        .map(([key, value]) => ({ key, value }));
    const deletes = [...stored.keys()]
        .filter((key) => isOurs(key) && !wanted.has(key))
        .sort((a, b) => Number(a.startsWith("c:")) - Number(b.startsWith("c:")))
        .map((key) => ({ key }));
    return [...puts, ...deletes];
}

function chunks(writes: readonly Write[]): readonly Batch[] {
    const out: Write[][] = [];
    let size = 0;
    for (const write of writes) {
        const last = out.at(-1);
        size += sizeOf(write);
        if (last === undefined || last.length >= storeLimits.updateKeys || size > storeLimits.updateBytes) {
            out.push([write]);
            size = sizeOf(write);
        } else last.push(write);
    }
    return out;
}

/**
 * The updates that bring the store to what is wanted: one where it fits, the version with it. Otherwise the first
 * says what is under way and the last, with the version, that it is done.
 *
 * @param pending what the first of several says.
 */
export function batchesFor(wanted: Entries, stored: Entries, pending: string): readonly Batch[] {
    const version = wanted.get(versionKey) ?? "";
    const writes = writesFor(wanted, stored);
    const under = stored.get(pendingKey);
    const end: readonly Write[] = [
        ...(under === undefined ? [] : [{ key: pendingKey }]),
        ...(stored.get(versionKey) === version ? [] : [{ key: versionKey, value: version }]),
    ];
    const whole = chunks([...writes, ...end]);
    if (whole.length <= 1) return whole;
    const begin = under === pending ? [] : [{ key: pendingKey, value: pending }];
    const done = [{ key: pendingKey }, { key: versionKey, value: version }];
    const body = chunks([...begin, ...writes]);
    const last = body.at(-1) ?? [];
    return last.length + done.length <= storeLimits.updateKeys && body.length > 1
        ? [...body.slice(0, -1), [...last, ...done]]
        : [...body, done];
}
