type Properties = Readonly<Record<string, unknown>>;

/**
 * Properties that AWS changes in the maintenance window, unless the request says `applyImmediately`. What is missing here
 * AWS changes at once in either case: a cluster's capacity bounds, its windows, its days of backups between two numbers
 * that are not 0, its protection against deletion.
 */
const deferrable: Readonly<Record<string, readonly string[]>> = {
    // "ModifyDBCluster" and "ClusterPendingModifiedValues", RDS API reference.
    "aws:rds/cluster:Cluster": ["engineVersion", "iamDatabaseAuthenticationEnabled", "storageType"],
    // "ModifyDBInstance" (DBInstanceClass: "applied during the next maintenance window, unless you specify
    // ApplyImmediately") and "PendingModifiedValues", RDS API reference.
    "aws:rds/clusterInstance:ClusterInstance": ["instanceClass", "caCertIdentifier"],
    // "ModifyReplicationGroup" (ApplyImmediately: "on the next maintenance reboot, or the next failure reboot") and the
    // pending values of its groups and nodes, ElastiCache API reference.
    "aws:elasticache/replicationGroup:ReplicationGroup": [
        "nodeType",
        "engineVersion",
        "automaticFailoverEnabled",
        "transitEncryptionMode",
    ],
};

/** Those of the changed properties that wait for the maintenance window. */
export function deferred(type: string, properties: readonly string[], wanted: Properties): readonly string[] {
    if (wanted.applyImmediately === true) return [];
    return properties.filter(
        (property) => wanted[property] !== undefined && deferrable[type]?.includes(property) === true,
    );
}

/**
 * What the provider compares with a program's new wish: its last one, but as AWS last said where AWS may have put that off.
 * Hence the same difference in every preview until somebody has read the changed value.
 */
export function asLastRead(type: string, lastWish: Properties, lastRead: Properties): Properties {
    const properties = (deferrable[type] ?? []).filter(
        (property) => lastWish[property] !== undefined && lastRead[property] !== undefined,
    );
    return {
        ...lastWish,
        ...Object.fromEntries(properties.map((property) => [property, lastRead[property]])),
    };
}
