import type { KeyValueStore, Snapshot } from "./key-value-store";
import type { Placement } from "./placement";
import { losses, routesOf, unheld } from "./serving";
import {
    pendingKey,
    pendingValue,
    readVersion,
    storedRoutes,
    versionKey,
    versionValue,
    wantedEntries,
} from "./store-entries";
import { StoreError } from "./store-error";
import { batchesFor, checkSizes, writesFor, type Batch } from "./store-update";

interface ToBring {
    readonly wanted: Placement;
    /** Every cell of the settings. */
    readonly cells: readonly string[];
}

/** A plan, made from the placement that the store must have. */
interface PlannedChange extends ToBring {
    readonly mode: "change";
    readonly before: Placement;
}

/** The file as it is, which must not be older than the store, nor another of the same version. */
interface Synchronization extends ToBring {
    readonly mode: "sync";
    /** Goes on over another operator's application: one that was interrupted, or another of the same version. @default false */
    readonly takeOver?: boolean;
}

/** What is to be brought into the store. */
export type Application = PlannedChange | Synchronization;

/** What applying did. */
export interface Applied {
    /** Entries put or deleted. */
    readonly entries: number;
    readonly updates: number;
}

const takesOver = (application: Application): boolean =>
    application.mode === "sync" && (application.takeOver ?? false);

function checkPending({ entries }: Snapshot, application: Application): void {
    const pending = entries.get(pendingKey);
    if (pending === undefined || pending === pendingValue(application.wanted)) return;
    if (takesOver(application)) return;
    throw new StoreError(
        "pending",
        "an application of another placement is under way or was interrupted; nothing was written. " +
            "Let it finish, or run its command again where it was run. If neither can be: sync --take-over brings the store to your file",
    );
}

/** Whether the store is as it must be before the wanted placement; says who is behind where it is not. */
function checkVersion({ entries }: Snapshot, application: Application): void {
    const { mode, wanted } = application;
    const stored = readVersion(entries);
    const file = mode === "change" ? application.before : wanted;
    if (stored === undefined) {
        if (mode === "sync") return;
        throw new StoreError("behind", "the store has never been filled; run sync --apply first");
    }
    if (stored.version > file.version) {
        throw new StoreError(
            "behind",
            `your file is behind: it has version ${file.version}, the store ${stored.version}. Another operator applied a change; pull it (git pull) and plan again`,
        );
    }
    if (stored.version < file.version) {
        if (mode === "sync") return;
        throw new StoreError(
            "behind",
            `the store is behind: it has version ${stored.version}, your file ${file.version}. Run sync --apply first`,
        );
    }
    if (entries.get(versionKey) === versionValue(file) || takesOver(application)) return;
    throw new StoreError(
        "behind",
        `your file and the store both have version ${file.version} and are not the same; nothing was written. ` +
            "Another operator applied a change: pull it (git pull), make yours again on top of it and raise the version. " +
            "If you edited the file by hand, raise its version by one and sync. To drop what they applied: sync --take-over",
    );
}

/** A file that was edited by hand moves nobody whose writes go on, either. A plan was checked when it was made. */
function checkHeld({ entries }: Snapshot, { mode, wanted }: Application): void {
    const lost = mode === "sync" ? losses(storedRoutes(entries), routesOf(wanted)) : [];
    if (lost.length > 0) throw new StoreError("unheld", `${unheld(lost)}. Nothing was written`);
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
    checkHeld(snapshot, application);
    checkSizes(target, entries);
    return batchesFor(target, entries, pendingValue(wanted));
}

/** The error with how far the application came when it stopped. */
function stopped(error: unknown, done: number, all: number): StoreError {
    const progress =
        done === 0 ? "nothing was written" : `${done} of ${all} updates were written, the version was not`;
    if (!(error instanceof StoreError)) return new StoreError("rejected", `${String(error)}; ${progress}`);
    if (error.fault !== "conflict") return new StoreError(error.fault, `${error.message}; ${progress}`);
    const again =
        done === 0
            ? "read the placement again (git pull) and plan again"
            : "run the same again to complete it";
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
