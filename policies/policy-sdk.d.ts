// @pulumi/policy strips these from its typings, though its index re-exports the first two by name.
import "@pulumi/policy/proxy";

declare module "@pulumi/policy/proxy" {
    /** Thrown when a rule reads a value that is not known before the update; the SDK makes it advisory. */
    export class UnknownValueError extends Error {
        constructor(unknownTypeSentinel: string, props: readonly string[]);
    }
    /** Wraps properties so that reading an unknown one throws {@link UnknownValueError}. */
    export function unknownCheckingProxy<T extends object>(toProxy: T): T;
    export const unknownStringValue: string;
}
