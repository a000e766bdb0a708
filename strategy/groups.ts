/** Items by a key, in the order in which the keys were met. */
export function groupBy<T>(
    items: readonly T[],
    keyOf: (item: T) => string,
): ReadonlyMap<string, readonly [T, ...T[]]> {
    const groups = new Map<string, [T, ...T[]]>();
    for (const item of items) {
        const key = keyOf(item);
        const group = groups.get(key);
        if (group === undefined) groups.set(key, [item]);
        else group.push(item);
    }
    return groups;
}

/** What has one key together, in the order in which it was met. */
export function alike<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly [T, ...T[]])[] {
    return [...groupBy(items, keyOf).values()];
}
