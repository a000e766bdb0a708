/**
 * What kept the store from being read or written. Conflict: somebody else wrote meanwhile. Behind, pending: the file or
 * another's work stands against it. Unheld: writes would be lost. The rest: the store, the way to it or who asks.
 */
export type StoreFault =
    | "conflict"
    | "behind"
    | "pending"
    | "unheld"
    | "malformed"
    | "too-large"
    | "missing"
    | "credentials"
    | "unreachable"
    | "rejected";

/** Its message is for the operator: what happened, what was written, what to do. */
export class StoreError extends Error {
    override readonly name = "StoreError";

    constructor(
        readonly fault: StoreFault,
        message: string,
    ) {
        super(message);
    }
}
