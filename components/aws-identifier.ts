/** Lengths that AWS gives its identifiers; longer is refused when the resource is created. */
export const identifierLimits = {
    /** Clusters, instances, proxies and their endpoints ("Naming constraints", Amazon RDS user guide). */
    rds: 63,
    /** Replication groups, users and user groups ("CreateReplicationGroup", ElastiCache API reference). */
    elastiCache: 40,
} as const;

/** Where an identifier ends up. */
export interface IdentifierUse {
    /** Name of the argument, for the message. */
    readonly argument: string;
    readonly value: string;
    /** Longest text that is put behind the value; empty when it stands alone. */
    readonly suffix: string;
    /** One of {@link identifierLimits}. */
    readonly limit: number;
}

/** What is wrong with an identifier of RDS or ElastiCache, which share one rule; undefined when nothing is. */
export function identifierMistake({ argument, value, suffix, limit }: IdentifierUse): string | undefined {
    const wellFormed = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(value);
    const longest = limit - suffix.length;
    if (!wellFormed) {
        return (
            `${argument} must be lower-case letters, digits and single hyphens, starting with a letter and ` +
            `not ending with a hyphen, got "${value}"; AWS takes no other identifier`
        );
    }
    if (value.length > longest) {
        const because = suffix === "" ? "" : ` ("${suffix}" is put behind it)`;
        return (
            `${argument} must be at most ${longest} characters${because}, got ${value.length} in "${value}"; ` +
            `shorten the name of the environment or of the cell`
        );
    }
    return undefined;
}
