import type { Input } from "@pulumi/pulumi";

/** The names of a cell's queue and of what works it off. */
export interface EventSignals {
    readonly queueName: Input<string>;
    readonly deadLetterQueueName: Input<string>;
    /** The workers' service, in the cell's cluster. */
    readonly workerName: Input<string>;
}

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
    /** Where the cell has a queue. */
    readonly events?: EventSignals;
}
