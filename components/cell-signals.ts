import type { Input } from "@pulumi/pulumi";

/** The names that CloudWatch knows a cell's parts by: what its alarms and its dashboard watch. */
export interface CellSignals {
    readonly clusterName: Input<string>;
    readonly serviceName: Input<string>;
    /** ARN suffix, "app/name/id". */
    readonly loadBalancer: Input<string>;
    /** ARN suffix, "targetgroup/name/id". */
    readonly targetGroup: Input<string>;
    /** Of the database. */
    readonly clusterIdentifier: Input<string>;
    readonly proxyName: Input<string>;
    /** Of the cache. */
    readonly replicationGroupId: Input<string>;
}
