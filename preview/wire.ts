/**
 * How Pulumi's protocol marks values that plain JSON cannot say. The signatures are part of the protocol
 * (pulumi/pulumi: sdk/nodejs/runtime/rpc.ts) and never change.
 */

/** Stands for a value that is not known before the update. */
export const unknownSentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** Whether the value itself is unknown. */
export function isUnknown(value: unknown): boolean {
    return value === unknownSentinel;
}

/** Whether the value is an object and no list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSecret(value: unknown): value is { value: unknown } {
    return isRecord(value) && value[signatureKey] === secretSignature;
}

/** Copies a value, giving `replace` the say over every secret and unknown inside it. */
function map(value: unknown, replace: { secret(inner: unknown): unknown; unknown: unknown }): unknown {
    if (isUnknown(value)) return replace.unknown;
    if (Array.isArray(value)) return value.map((item) => map(item, replace));
    if (isSecret(value)) return replace.secret(value.value);
    if (isRecord(value)) {
        return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, map(inner, replace)]));
    }
    return value;
}

/** Plain values for rules and stand-ins: secrets opened, unknowns kept as the sentinel. */
export function unwrapSecrets(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const plain = { unknown: unknownSentinel, secret: (inner: unknown): unknown => map(inner, plain) };
    return map(properties, plain) as Record<string, unknown>;
}

/** Printable values: unknowns and secrets are marked, and no secret's value is shown. */
export function printable(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return map(properties, { unknown: { $unknown: true }, secret: () => ({ $secret: true }) }) as Record<
        string,
        unknown
    >;
}

/** A value that is marked as a secret. */
export function secretOf(value: unknown): Readonly<Record<string, unknown>> {
    return { [signatureKey]: secretSignature, value };
}
