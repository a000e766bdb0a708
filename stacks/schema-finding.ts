import { z } from "zod";
import { showValue, type Fault, type Finding } from "./finding";
import { nearest } from "./nearest";
import { listOf, type Reader } from "./strict-readers";

/** What belongs somewhere in a file. */
export interface Place {
    readonly keys: readonly string[];
    /** What a key is, where there are too many to list them. @default the list */
    readonly keyed?: string;
    readonly expected: string;
    readonly remedy: string;
}

/** A value that zod hands to a strict reader; a missing one too, where it is demanded. */
export function field<T>(
    read: Reader<T>,
    demanded: boolean,
): z.ZodPipe<z.ZodOptional<z.ZodUnknown>, z.ZodTransform<T | undefined>> {
    return z
        .unknown()
        .optional()
        .transform((given, context): T | undefined => {
            if (given === undefined && !demanded) return undefined;
            const reading = read(given);
            if ("value" in reading) return reading.value;
            context.issues.push({ code: "custom", input: given, params: { fault: reading.fault } });
            return undefined;
        });
}

/**
 * What one issue of zod's says, as findings.
 *
 * @param placeOf what belongs at a place that holds lists or keys.
 */
export function toFindings(
    issue: z.core.$ZodIssue,
    raw: unknown,
    placeOf: (at: readonly PropertyKey[]) => Place,
): readonly Finding[] {
    const at = issue.path;
    if (issue.code === "unrecognized_keys") {
        return issue.keys.map((key) => {
            const { keys, keyed } = placeOf(at);
            const near = nearest(key, keys);
            return {
                at: [...at, key],
                got: "an unknown key",
                expected: keyed ?? (keys.length > 2 ? `one of ${listOf(keys)}` : listOf(keys)),
                remedy: near === undefined ? "remove it" : `did you mean ${near}?`,
            };
        });
    }
    const given = at.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)[key], raw);
    if (issue.code === "custom") {
        const fault = issue.params?.fault as Fault;
        return [{ at, got: showValue(given), ...fault }];
    }
    const { expected, remedy } = placeOf(at);
    return [{ at, got: showValue(given), expected, remedy }];
}
