import type { KeyValueStore, Snapshot } from "./key-value-store";
import type { Placement } from "./placement";
import { pendingKey, pendingValue, readVersion, versionKey, wantedEntries } from "./store-entries";
import { StoreError } from "./store-error";
import { batchesFor, checkSizes, writesFor, type Batch } from "./store-update";

/** What is to be brought into the store. */
export interface Application {
    readonly wanted: Placement;
    /** Every cell of the settings. */
    readonly cells: readonly string[];
    /**
     * Change: a plan made from the version before the wanted one, which the store must have. Sync: the file as it is,
     * which must not be older than the store.
     */
    readonly mode: "change" | "sync";
    /** Goes on over an application of another's that was interrupted. @default false */
    readonly takeOver?: boolean;
}

/** What applying did. */
export interface Applied {
    /** Entries put or deleted. */
    readonly entries: number;
    readonly updates: number;
}

function checkPending({ entries }: Snapshot, { wanted, takeOver = false }: Application): void {
    const pending = entries.get(pendingKey);
    if (pending === undefined || pending === pendingValue(wanted) || takeOver) return;
    throw new StoreError(
        "pending",
        "an application of another placement is under way or was interrupted; nothing was written. " +
            "Let it finish, or run its command again where it was run. If neither can be: sync --take-over brings the store to your file",
    );
}

/** Whether the store is as it must be before the wanted placement; says who is behind where it is not. */
function checkVersion({ entries }: Snapshot, { wanted, mode }: Application): void {
    const stored = readVersion(entries);
    const file = mode === "change" ? wanted.version - 1 : wanted.version;
    if (stored === undefined) {
        if (mode === "sync") return;
        throw new StoreError("behind", "the store has never been filled; run sync --apply first");
    }
    if (stored > file) {
        throw new StoreError(
            "behind",
            `your file is behind: it has version ${file}, the store ${stored}. Another operator applied a change; pull it (git pull) and plan again`,
        );
    }
    if (stored < file && mode === "change") {
        throw new StoreError(
            "behind",
            `the store is behind: it has version ${stored}, your file ${file}. Run sync --apply first`,
        );
    }
}

/** The updates that the store needs now, all checks passed. */
export function updatesFor(snapshot: Snapshot, application: Application): readonly Batch[] {
    const { wanted, cells } = application;
    const { entries } = snapshot;
    const target = wantedEntries(wanted, cells, entries);
    const done =
        entries.get(versionKey) === target.get(versionKey) &&
        !entries.has(pendingKey) &&
        writesFor(target, entries).length === 0;
    // The same change again, after the store was written and the file was not.
    if (done) return [];
    checkVersion(snapshot, application);
    checkPending(snapshot, application);
    checkSizes(target, entries);
    return batchesFor(target, entries, pendingValue(wanted));
}

/** How far an application came when it stopped. */
function stopped(error: unknown, done: number, all: number): unknown {
    if (!(error instanceof StoreError)) return error;
    const progress =
        done === 0 ? "nothing was written" : `${done} of ${all} updates were written, the version was not`;
    const again =
        done === 0
            ? "read the placement again (git pull) and plan again"
            : "run the same again to complete it";
    if (error.fault !== "conflict") return new StoreError(error.fault, `${error.message}; ${progress}`);
    return new StoreError(
        "conflict",
        `somebody else wrote the store meanwhile; ${progress}, and nothing of theirs was overwritten. Then: ${again}`,
    );
}

/**
 * Brings the store to the wanted placement. Every update names the ETag of the one before, so that none falls on what
 * another operator wrote; run again after an interruption it writes what is left.
 */
export async function applyPlacement(store: KeyValueStore, application: Application): Promise<Applied> {
    const snapshot = await store.read();
    const batches = updatesFor(snapshot, application);
    let { etag } = snapshot;
    for (const [index, batch] of batches.entries()) {
        try {
            etag = await store.update(etag, batch);
        } catch (error) {
            throw stopped(error, index, batches.length);
        }
    }
    return { entries: batches.reduce((sum, batch) => sum + batch.length, 0), updates: batches.length };
}
