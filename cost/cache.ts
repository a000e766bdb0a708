import { averageOf, type Amounts } from "../capacity/scenario";
import type { Registration } from "../preview/registration";
import { hoursOf, used, type Pricer, type Pricers, type Pricing } from "./pricing";
import { numberAt, textAt } from "../preview/input-reading";

/** A number of the group's, between autoscaling's bounds; what is configured is sized for the cell's users. */
function scaled(
    group: Registration,
    dimension: string,
    configured: number,
    { graph }: Pricing,
): { readonly min: number; readonly max: number } {
    const bounds = graph.boundsOf(group, dimension);
    return bounds ?? { min: configured, max: configured };
}

function nodesOf(group: Registration, pricing: Pricing): Amounts | undefined {
    const shards = numberAt(group, "numNodeGroups");
    const replicas = numberAt(group, "replicasPerNodeGroup");
    if (shards === undefined || replicas === undefined) return undefined;
    const shardBounds = scaled(group, "elasticache:replication-group:NodeGroups", shards, pricing);
    const replicaBounds = scaled(group, "elasticache:replication-group:Replicas", replicas, pricing);
    const min = shardBounds.min * (1 + replicaBounds.min);
    return averageOf({ min, expected: min, max: shardBounds.max * (1 + replicaBounds.max) }, pricing.assumed);
}

const replicationGroup: Pricer = ({ resource, inCell }, pricing) => {
    const nodes = nodesOf(resource, pricing);
    const nodeType = textAt(resource, "nodeType");
    const engine = textAt(resource, "engine") ?? "redis";
    const days = numberAt(resource, "snapshotRetentionLimit") ?? 0;
    return [
        {
            service: "Cache",
            what: "node-hours",
            priceKey: `elasticache.${engine}.${nodeType ?? "cache.unknown"}.hour`,
            quantity: nodeType === undefined ? undefined : nodes && hoursOf(nodes),
        },
        {
            service: "Cache",
            what: "snapshots",
            priceKey: "elasticache.snapshot.gbMonth",
            quantity: used(inCell, (usage) => usage.cacheGigabytes * days),
        },
    ];
};

export const cachePricers: Pricers = {
    "aws:elasticache/replicationGroup:ReplicationGroup": replicationGroup,
};
