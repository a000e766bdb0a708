import { plural } from "../preview/text";
import type { CellSecret } from "./cell-secret";
import type { KeyValueStore, Snapshot } from "./key-value-store";
import { cellKey, cellValue, readCell, type TokenKeys } from "./store-entries";
import { StoreError } from "./store-error";
import { finishRotation, nextRotation, propagationSeconds, type SigningKey } from "./token-keys";

/** Where a cell's keys are, and how to wait. */
export interface Rotator {
    readonly cell: string;
    readonly store: KeyValueStore;
    readonly secret: CellSecret;
    /** Waits; a test does not. */
    readonly pause: (seconds: number) => Promise<void>;
    readonly now: () => Date;
}

/** What was done, or would be, in sentences without any key. */
export type Told = readonly string[];

interface Known {
    readonly snapshot: Snapshot;
    readonly state: "up" | "down";
    readonly keys: TokenKeys;
}

async function known({ store, cell }: Rotator): Promise<Known> {
    const snapshot = await store.read();
    const entry = readCell(snapshot.entries, cell);
    if (entry === undefined) {
        throw new StoreError("behind", `the store has no entry for ${cell}; run sync --apply first`);
    }
    return { snapshot, ...entry };
}

async function writeKeys(
    { store, cell }: Rotator,
    { snapshot, state }: Known,
    keys: TokenKeys,
): Promise<void> {
    try {
        await store.update(snapshot.etag, [{ key: cellKey(cell), value: cellValue(state, keys) }]);
    } catch (error) {
        if (!(error instanceof StoreError) || error.fault !== "conflict") throw error;
        throw new StoreError(
            "conflict",
            "somebody else wrote the store meanwhile; nothing was written, and nothing of theirs overwritten. Run the same again",
        );
    }
}

/** The secret comes second: a token must not be signed with a key that the router does not know. */
async function signWith(rotator: Rotator, key: SigningKey): Promise<void> {
    await rotator.pause(propagationSeconds);
    await rotator.secret.write(key);
}

/** Gives a cell a new key beside the old one, in the store and then in the secret; goes on where it was interrupted. */
export async function rotateKey(rotator: Rotator, apply: boolean): Promise<Told> {
    const { cell } = rotator;
    const secret = await rotator.secret.read();
    const before = await known(rotator);
    const rotation = nextRotation(before.keys, secret?.key);
    const kids = Object.keys(before.keys).join(", ") || "none";
    switch (rotation.step) {
        case "refused":
            throw new StoreError(
                "malformed",
                `${cell}: ${rotation.reason}; settle by hand which one is right`,
            );
        case "done":
            return [
                `${cell} signs with its new key already, and the router knows ${kids}; --finish drops the old one`,
            ];
        case "publish":
            if (apply) {
                await writeKeys(rotator, before, { ...before.keys, [rotation.key.kid]: rotation.key.key });
            }
            return [
                `the router ${apply ? "learned" : "would learn"} ${rotation.key.kid}, with which ${cell} signs`,
            ];
        case "sign-with":
            if (apply) await signWith(rotator, rotation.key);
            return [
                `the router knew ${kids}; ${cell} ${apply ? "signs" : "would sign"} with ${rotation.key.kid} as its tasks read the secret again, within five minutes`,
            ];
        case "rotate":
            if (apply) {
                await writeKeys(rotator, before, { ...before.keys, [rotation.key.kid]: rotation.key.key });
                await signWith(rotator, rotation.key);
            }
            return [
                `the router ${apply ? "learned" : "would learn"} ${rotation.key.kid} beside ${kids}`,
                `${cell} ${apply ? "signs" : "would sign"} with ${rotation.key.kid} as its tasks read the secret again, within five minutes`,
            ];
    }
}

/** Lets the router forget every key but the one that the cell signs with. */
export async function finishKey(rotator: Rotator, apply: boolean, now: boolean): Promise<Told> {
    const secret = await rotator.secret.read();
    const before = await known(rotator);
    const since = secret === undefined ? 0 : (rotator.now().getTime() - secret.since.getTime()) / 1000;
    const finish = finishRotation(before.keys, secret?.key, since, now);
    if ("reason" in finish) throw new StoreError("behind", `${rotator.cell}: ${finish.reason}`);
    if (finish.dropped.length === 0) return [`the router knows one key of ${rotator.cell}; nothing to drop`];
    if (apply) await writeKeys(rotator, before, finish.keys);
    const dropped = finish.dropped.join(", ");
    const minutes = Math.ceil(finish.stillSigningSeconds / 60);
    return [
        `the router ${apply ? "forgot" : "would forget"} ${dropped} of ${rotator.cell}; tokens that were signed with it are refused`,
        ...(minutes === 0
            ? []
            : [
                  `tasks read the secret within five minutes: for up to ${plural(minutes, "minute")} more some may still sign with ${dropped}, and who signs in there has to do so again`,
              ]),
    ];
}
