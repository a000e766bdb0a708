import * as appautoscaling from "@pulumi/aws/appautoscaling";
import * as pulumi from "@pulumi/pulumi";
import { cacheScalingLaw } from "../strategy/law";
import type { Bounds, CachePlan } from "../strategy/plan";
import { scaledDimensions, type CacheDimension } from "./cache-shape";
import { trackingPolicy } from "./target-tracking";

/** What a caller decides about {@link CacheScaling}. */
export interface CacheScalingArgs {
    readonly replicationGroupId: pulumi.Input<string>;
    /** Scaled from its numbers up to its maxima; a dimension whose maximum is its number gets no target. */
    readonly cache: CachePlan;
}

/** What Application Auto Scaling tracks, by the role of the policy ("Predefined metrics", ElastiCache user guide). */
interface Signal {
    readonly role: string;
    readonly predefinedMetricType: string;
    readonly targetValue: number;
}

interface Scaled {
    readonly scalableDimension: string;
    readonly bounds: (cache: CachePlan) => Bounds;
    /** AWS adds when one of them asks for it, and takes away when all agree. */
    readonly signals: readonly Signal[];
}

const dimensions: Readonly<Record<CacheDimension, Scaled>> = {
    shards: {
        scalableDimension: "elasticache:replication-group:NodeGroups",
        bounds: ({ shards, maxShards }) => ({ min: shards, max: maxShards }),
        signals: [
            {
                role: "cpu",
                predefinedMetricType: "ElastiCachePrimaryEngineCPUUtilization",
                targetValue: cacheScalingLaw.cpuTargetPercent,
            },
            {
                // What is kept in memory is what evicts sessions once it is full.
                role: "memory",
                predefinedMetricType: "ElastiCacheDatabaseMemoryUsageCountedForEvictPercentage",
                targetValue: cacheScalingLaw.memoryTargetPercent,
            },
        ],
    },
    replicas: {
        scalableDimension: "elasticache:replication-group:Replicas",
        bounds: ({ replicasPerShard, maxReplicasPerShard }) => ({
            min: replicasPerShard,
            max: maxReplicasPerShard,
        }),
        signals: [
            {
                role: "cpu",
                predefinedMetricType: "ElastiCacheReplicaEngineCPUUtilization",
                targetValue: cacheScalingLaw.cpuTargetPercent,
            },
        ],
    },
};

/**
 * Adds shards to a cache whose primaries are busy or full, and standbys to one whose standbys are busy with reads;
 * takes them away again when the load has gone. From its creation on it owns the dimensions that it scales, which
 * the replication group must therefore ignore. Raising a minimum adds nodes at once; lowering a maximum below the
 * present number removes them at once ("Auto Scaling policies", ElastiCache user guide).
 */
export class CacheScaling extends pulumi.ComponentResource {
    constructor(name: string, args: CacheScalingArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:data:CacheScaling", name, {}, opts);
        for (const dimension of scaledDimensions(args.cache)) {
            this.scale(`${name}-${dimension}`, dimensions[dimension], args);
        }
        this.registerOutputs();
    }

    private scale(
        name: string,
        { scalableDimension, bounds, signals }: Scaled,
        args: CacheScalingArgs,
    ): void {
        const { min, max } = bounds(args.cache);
        const target = new appautoscaling.Target(
            name,
            {
                serviceNamespace: "elasticache",
                scalableDimension,
                resourceId: pulumi.interpolate`replication-group/${args.replicationGroupId}`,
                minCapacity: min,
                maxCapacity: max,
            },
            { parent: this },
        );
        for (const { role, predefinedMetricType, targetValue } of signals) {
            const tracking = { predefinedMetricSpecification: { predefinedMetricType }, targetValue };
            trackingPolicy(`${name}-${role}`, target, tracking, cacheScalingLaw, this);
        }
    }
}
