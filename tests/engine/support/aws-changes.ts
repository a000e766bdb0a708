type Properties = Readonly<Record<string, unknown>>;

/**
 * Properties that AWS keeps when a program no longer names them; the provider then sees no difference and the state
 * still shows the old value (hashicorp/terraform-provider-aws, pull request 40511).
 */
const kept: Readonly<Record<string, readonly string[]>> = {
    "aws:rds/cluster:Cluster": ["serverlessv2ScalingConfiguration"],
};

/** Properties in which a program's new wish differs from its last one. */
export function changed(type: string, before: Properties, wanted: Properties): readonly string[] {
    return [...new Set([...Object.keys(before), ...Object.keys(wanted)])].filter(
        (property) =>
            canonical(before[property]) !== canonical(wanted[property]) &&
            !(wanted[property] === undefined && kept[type]?.includes(property) === true),
    );
}

/** What is held, with what differs between the program's last wish and its new one: the rest may have moved since. */
export function merged(type: string, held: Properties, before: Properties, wanted: Properties): Properties {
    const result: Record<string, unknown> = { ...held };
    for (const property of changed(type, before, wanted)) {
        if (wanted[property] === undefined) Reflect.deleteProperty(result, property);
        else result[property] = wanted[property];
    }
    return result;
}

/** Text that is equal for equal values, whatever the order of their keys. */
function canonical(value: unknown): string | undefined {
    return JSON.stringify(value, (_, inner: unknown) =>
        typeof inner === "object" && inner !== null && !Array.isArray(inner)
            ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
            : inner,
    );
}
