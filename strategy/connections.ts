/** Where AWS's default for `max_connections` ends, whatever the memory (the page of {@link connectionsCarriedBy}). */
const most = 5_000;

/** The line through AWS's defaults for 1, 4, 8 and 16 capacity units of about 2 GiB: 189, 823, 1,669 and 3,360. */
const line = { perGiB: 105.7, less: 22.4 } as const;

/**
 * Connections that an Aurora PostgreSQL instance with this much memory carries: AWS's own default for `max_connections`, which it derives from
 * the memory and, of a serverless instance, from that at its *maximum* capacity ("Maximum connections for Aurora
 * Serverless v2" and "Maximum connections to an Aurora PostgreSQL DB instance", Aurora user guide). Provisioned classes lie
 * within 5 % of it (db.t4g.medium 405 instead of 400, db.r5.large 1,600 instead of 1,668). A fixed `max_connections` above it is taken by AWS, and ends in restarts
 * for want of memory.
 */
export function connectionsCarriedBy(memoryGiB: number): number {
    return Math.max(Math.min(Math.floor(line.perGiB * memoryGiB - line.less), most), 0);
}

/** The least memory in GiB that carries so many connections, up to 5,000. */
export function memoryFor(connections: number): number {
    return (connections + line.less) / line.perGiB;
}
