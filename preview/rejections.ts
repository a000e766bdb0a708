/** The end of this turn of the event loop, where Node.js has told of every promise that nobody caught. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Does some work and keeps the messages of promises that are rejected meanwhile and caught by nobody. A resource whose
 * input is rejected is never registered, and the SDK tells nobody else: `pulumi` itself listens for these too. Whoever
 * listened before is not told, for the messages are the caller's.
 */
export async function keepingRejections(messages: string[], work: () => Promise<void>): Promise<void> {
    const before = process.listeners("unhandledRejection");
    const keep = (reason: unknown): void => {
        messages.push(reason instanceof Error ? reason.message : String(reason));
    };
    process.removeAllListeners("unhandledRejection").on("unhandledRejection", keep);
    try {
        await work();
    } finally {
        await turn();
        process.off("unhandledRejection", keep);
        for (const listener of before) process.on("unhandledRejection", listener);
    }
}
