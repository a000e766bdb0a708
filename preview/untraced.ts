import * as debuggable from "@pulumi/pulumi/runtime/debuggable";

/** Of the SDK's own, which its types leave out: wraps each promise twice, so as to name those that never end. */
interface Debuggable {
    debuggablePromise?: <T>(promise: Promise<T>, context: unknown) => Promise<T>;
}

/** Rejects once the process has nothing left to do while the work goes on: it waits for itself. */
async function unlessStuck<T>(work: Promise<T>): Promise<T> {
    let stuck = (): void => undefined;
    const noticed = new Promise<never>((_, reject) => {
        stuck = () => {
            reject(new Error("the program waits for something that never comes"));
        };
    });
    process.once("beforeExit", stuck);
    try {
        return await Promise.race([work, noticed]);
    } finally {
        process.off("beforeExit", stuck);
    }
}

/**
 * Does some work while the SDK neither captures stacks nor keeps track of its promises, four for each output: together
 * half of the time of a preview. Whatever fails does so with no stack to tell where; work that waits for itself fails
 * too, since the SDK would not notice it any more.
 */
export async function untraced<T>(work: () => Promise<T>): Promise<T> {
    const sdk = debuggable as Debuggable;
    const { stackTraceLimit } = Error;
    const prepareStackTrace = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
    const { debuggablePromise } = sdk;
    Error.stackTraceLimit = 0;
    // The SDK sets the limit to infinity for each resource that it makes.
    Error.prepareStackTrace = () => "";
    if (debuggablePromise !== undefined) sdk.debuggablePromise = (promise) => promise;
    try {
        return await unlessStuck(work());
    } finally {
        Error.stackTraceLimit = stackTraceLimit;
        if (prepareStackTrace === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
        else Object.defineProperty(Error, "prepareStackTrace", prepareStackTrace);
        if (debuggablePromise !== undefined) sdk.debuggablePromise = debuggablePromise;
    }
}
