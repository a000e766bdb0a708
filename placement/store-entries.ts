import { createHash } from "node:crypto";
import { z } from "zod";
import { formatPlacement } from "./placement-file";
import { stateOf, type Organization, type Placement } from "./placement";
import type { Route, Routes } from "./serving";
import { StoreError } from "./store-error";

/** Entries of the store, by key. */
export type Entries = ReadonlyMap<string, string>;

/** Keys that sign a cell's tokens, by their id: base64url of 32 bytes each. Never printed. */
export type TokenKeys = Readonly<Record<string, string>>;

/**
 * What CloudFront takes of a key value store, in bytes ("Quotas on key value stores", CloudFront developer guide):
 * a megabyte is read as a million here, to stay below either reading.
 */
export const storeLimits = {
    keyBytes: 512,
    valueBytes: 1024,
    storeBytes: 5_000_000,
    updateBytes: 3_000_000,
    /** Keys put or deleted by one update. */
    updateKeys: 50,
} as const;

/** Version and digest of the placement that was applied last. The router does not read it. */
export const versionKey = "v";

/**
 * There while an application that needs several updates is under way: to which version, and the digest of what it
 * applies. It keeps another operator from undoing half of it. The router does not read it.
 */
export const pendingKey = "p";

/** Key of an organization's entry. */
export const organizationKey = (id: string): string => `o:${id}`;

/** Key of a cell's entry. */
export const cellKey = (name: string): string => `c:${name}`;

const cellEntry = z.strictObject({ s: z.enum(["up", "down"]), k: z.record(z.string(), z.string()) });

/** What the router reads of an organization. */
export function organizationValue({ cell, failover, writes }: Organization): string {
    return JSON.stringify({ c: cell, f: failover, w: writes === "held" ? 0 : undefined });
}

/** What the router reads of a cell. */
export function cellValue(state: "up" | "down", keys: TokenKeys): string {
    return JSON.stringify({ s: state, k: keys });
}

/**
 * The entry of a cell as the store has it; undefined where it has none.
 *
 * @throws StoreError where it is malformed: it may hold keys, so that nothing may be written over it.
 */
export function readCell(
    entries: Entries,
    name: string,
): { readonly state: "up" | "down"; readonly keys: TokenKeys } | undefined {
    const value = entries.get(cellKey(name));
    if (value === undefined) return undefined;
    let raw: unknown;
    try {
        raw = JSON.parse(value);
    } catch {
        raw = undefined;
    }
    const read = cellEntry.safeParse(raw);
    if (!read.success) {
        throw new StoreError(
            "malformed",
            `the store's entry ${cellKey(name)} is not {"s":"up"|"down","k":{…}}; nothing was written over it, for it may hold keys. ` +
                "Look at it, delete it by hand, then sync and rotate the cell's key",
        );
    }
    return { state: read.data.s, keys: read.data.k };
}

/** Which placement the store was brought to. */
export interface StoredVersion {
    readonly version: number;
    /** Of the placement: two files of one version may differ. */
    readonly digest: string;
}

/** What tells this placement from every other, its version included. */
function digestOf(placement: Placement): string {
    return createHash("sha256").update(formatPlacement(placement)).digest("hex").slice(0, 16);
}

/** The version of a placement as the store has it, e.g. "2 9f86d081884c7d65". */
export function versionValue(placement: Placement): string {
    return `${String(placement.version)} ${digestOf(placement)}`;
}

/** Placement that the store was brought to; undefined where nothing was applied yet. */
export function readVersion(entries: Entries): StoredVersion | undefined {
    const text = entries.get(versionKey);
    if (text === undefined) return undefined;
    const [, version, digest] = /^([1-9]\d*) ([0-9a-f]{16})$/.exec(text) ?? [];
    if (version === undefined || digest === undefined) {
        throw new StoreError(
            "malformed",
            `the store's entry ${versionKey} is ${JSON.stringify(text)}, expected a number and a digest; somebody wrote the store by other means: look at it, then delete ${versionKey} and sync`,
        );
    }
    return { version: Number(version), digest };
}

/** What an application under way says of itself. */
export function pendingValue(placement: Placement): string {
    return JSON.stringify({ to: placement.version, digest: digestOf(placement) });
}

const routeEntry = z.object({ c: z.string(), f: z.string().optional(), w: z.literal(0).optional() });

/** The routes that the store has; what the router cannot read is none. */
export function storedRoutes(entries: Entries): Routes {
    const organizations = [...entries].flatMap(([key, value]): readonly Route[] => {
        if (!key.startsWith("o:")) return [];
        let raw: unknown;
        try {
            raw = JSON.parse(value);
        } catch {
            return [];
        }
        const { success, data } = routeEntry.safeParse(raw);
        if (!success) return [];
        return [
            {
                id: key.slice("o:".length),
                cell: data.c,
                ...(data.f === undefined ? {} : { failover: data.f }),
                ...(data.w === undefined ? {} : { writes: "held" as const }),
            },
        ];
    });
    return { isUp: (cell) => readCell(entries, cell)?.state === "up", organizations };
}

/** What the store is to hold: cells, then organizations, then the version. Keys of cells are those that it holds. */
export function wantedEntries(placement: Placement, cells: readonly string[], stored: Entries): Entries {
    const wanted = new Map<string, string>();
    for (const name of cells) {
        const state = stateOf(placement, name) === "down" ? "down" : "up";
        wanted.set(cellKey(name), cellValue(state, readCell(stored, name)?.keys ?? {}));
    }
    for (const organization of placement.organizations) {
        wanted.set(organizationKey(organization.id), organizationValue(organization));
    }
    wanted.set(versionKey, versionValue(placement));
    return wanted;
}
