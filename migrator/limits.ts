/** How long a run lets things take, in milliseconds, and how often it tries. */
export interface RunLimits {
    /** For another runner to finish, until this one gives up. */
    readonly otherRunner: number;
    /** Between two looks whether it has. */
    readonly otherRunnerPoll: number;
    /** For a table's lock: every request that arrives meanwhile queues behind the one that waits. A file may lower it. */
    readonly lock: number;
    /** For a statement in a transaction, which holds its locks to the end, unless its file says another. */
    readonly statement: number;
    /** The most that a file may say. */
    readonly longestStatement: number;
    /** Tries for a lock, the first included. */
    readonly attempts: number;
    /** Longest pause after the first try; it doubles. */
    readonly firstPause: number;
    readonly longestPause: number;
    /** Kept back to note what was done and to answer. */
    readonly reserve: number;
    /** After which the server notices that a runner was killed, and ends its statement. */
    readonly clientCheck: number;
}

/** What a cell's runner is held to. */
export const runLimits: RunLimits = {
    // A runner ends within 15 minutes; one that has been waited for this long does not end soon.
    otherRunner: 120_000,
    otherRunnerPoll: 500,
    // As long as the service's pool waits for a connection: whoever queues behind the lock is still answered.
    lock: 2_000,
    // What changes the schema alone takes milliseconds; more than this is a rewrite of a table under its lock.
    statement: 60_000,
    // For what lets reads and writes go on, such as VALIDATE CONSTRAINT. Two thirds of the function's 15 minutes: what is left
    // is for another runner's end, for the files before it, and for the answer.
    longestStatement: 600_000,
    // Some 90 seconds of pauses on average: transactions that are longer have to be ended by a person.
    attempts: 10,
    firstPause: 1_000,
    longestPause: 30_000,
    reserve: 15_000,
    clientCheck: 5_000,
};

/** Full jitter: anything up to a bound that doubles, so that what collided once does not collide in step. */
export function pauseAfter(
    attempt: number,
    { firstPause, longestPause }: Pick<RunLimits, "firstPause" | "longestPause">,
    random: number,
): number {
    return Math.round(random * Math.min(longestPause, firstPause * 2 ** (attempt - 1)));
}
