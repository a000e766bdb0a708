import { fieldOf, listAt, numberAt } from "../preview/input-reading";
import type { RecordedGraph } from "../preview/recorded-graph";
import type { Registration } from "../preview/registration";
import type { Use } from "./use";

/** CPU units of one vCPU ("Task size", Amazon ECS developer guide). */
const unitsPerVcpu = 1024;

/** A service's tasks at most, by what they run on. */
export interface TaskCounts {
    readonly onDemand: number;
    readonly spot: number;
    /** Times as many while a deployment replaces them. */
    readonly whileDeploying: number;
    readonly vcpu: number;
}

/** The most tasks that a service runs: base first, then by the weights of its capacity providers. */
export function tasksAtMost(graph: RecordedGraph, service: Registration): TaskCounts {
    const max =
        graph.boundsOf(service, "ecs:service:DesiredCount")?.max ?? numberAt(service, "desiredCount") ?? 0;
    const providers = listAt(service, "capacityProviderStrategies");
    const sum = (of: readonly unknown[], key: "base" | "weight"): number =>
        of.reduce<number>((total, one) => total + Number(fieldOf(one, key) ?? 0), 0);
    const weight = (spot: boolean): number =>
        sum(
            providers.filter((one) => (fieldOf(one, "capacityProvider") === "FARGATE_SPOT") === spot),
            "weight",
        );
    const base = sum(providers, "base");
    const weights = weight(true) + weight(false);
    const spot = weights === 0 ? 0 : Math.ceil((Math.max(max - base, 0) * weight(true)) / weights);
    const [task] = graph.sourcesOf(service, "taskDefinition", "aws:ecs/taskDefinition:TaskDefinition");
    return {
        onDemand: max - spot,
        spot,
        whileDeploying: (numberAt(service, "deploymentMaximumPercent") ?? 200) / 100,
        vcpu: ((task && numberAt(task, "cpu")) ?? 0) / unitsPerVcpu,
    };
}

/** Readers that a cluster has at most, and the instances that it then is of. */
export function readersAtMost(
    graph: RecordedGraph,
    cluster: Registration,
): { readonly instances: readonly Registration[]; readonly readers: number } {
    const instances = graph
        .ofType("aws:rds/clusterInstance:ClusterInstance")
        .filter((instance) => graph.sourcesOf(instance, "clusterIdentifier", cluster.type).includes(cluster));
    const bounds = graph.boundsOf(cluster, "rds:cluster:ReadReplicaCount");
    return { instances, readers: Math.max(bounds?.max ?? 0, instances.length - 1) };
}

/** Nodes that a cache has at most. */
export function nodesAtMost(graph: RecordedGraph, cache: Registration): { shards: number; nodes: number } {
    const shards =
        graph.boundsOf(cache, "elasticache:replication-group:NodeGroups")?.max ??
        numberAt(cache, "numNodeGroups") ??
        1;
    const replicas =
        graph.boundsOf(cache, "elasticache:replication-group:Replicas")?.max ??
        numberAt(cache, "replicasPerNodeGroup") ??
        0;
    return { shards, nodes: shards * (1 + replicas) };
}

/** One number for each region, added up over those that lie in it. */
function perRegion(
    graph: RecordedGraph,
    key: string,
    because: string,
    parts: readonly { readonly of: Registration; readonly used: number }[],
): readonly Use[] {
    const sums = new Map<string, number>();
    for (const { of, used } of parts) {
        const region = graph.regionOf(of);
        if (region !== undefined) sums.set(region, (sums.get(region) ?? 0) + used);
    }
    return [...sums].map(([region, used]) => ({
        key,
        place: region,
        region,
        used: Math.ceil(used),
        because,
    }));
}

/** Every quota that what autoscaling moves takes from. */
export function scaledUses(graph: RecordedGraph): readonly Use[] {
    const services = graph
        .ofType("aws:ecs/service:Service")
        .map((of) => ({ of, tasks: tasksAtMost(graph, of) }));
    const clusters = graph
        .ofType("aws:rds/cluster:Cluster")
        .map((of) => ({ of, ...readersAtMost(graph, of) }));
    const caches = graph
        .ofType("aws:elasticache/replicationGroup:ReplicationGroup")
        .map((of) => ({ of, ...nodesAtMost(graph, of) }));
    const own = (key: string, of: Registration, used: number): Use => ({
        key,
        place: of.name,
        region: graph.regionOf(of) ?? "",
        used,
    });
    return [
        ...perRegion(
            graph,
            "fargate.onDemandVcpu",
            "at the maximum of tasks, twice while all are replaced",
            services.map(({ of, tasks }) => ({
                of,
                used: tasks.onDemand * tasks.vcpu * tasks.whileDeploying,
            })),
        ),
        ...perRegion(
            graph,
            "fargate.spotVcpu",
            "at the maximum of tasks, twice while all are replaced",
            services.map(({ of, tasks }) => ({ of, used: tasks.spot * tasks.vcpu * tasks.whileDeploying })),
        ),
        ...services.map(({ of, tasks }) =>
            own("ecs.tasksPerService", of, (tasks.onDemand + tasks.spot) * tasks.whileDeploying),
        ),
        ...services
            .filter(({ of }) => listAt(of, "loadBalancers").length > 0)
            .flatMap(({ of, tasks }) =>
                (["elb.targetsPerTargetGroup", "elb.targetsPerAlb"] as const).map((key) =>
                    own(key, of, (tasks.onDemand + tasks.spot) * tasks.whileDeploying),
                ),
            ),
        ...perRegion(
            graph,
            "rds.dbInstances",
            "at the maximum of readers",
            clusters.map(({ of, readers, instances }) => ({
                of,
                used: instances.length === 0 ? 0 : 1 + readers,
            })),
        ),
        ...clusters.map(({ of, readers }) => own("rds.readersPerCluster", of, readers)),
        ...perRegion(
            graph,
            "elasticache.nodesPerRegion",
            "at the maximum of shards and standbys",
            caches.map(({ of, nodes }) => ({ of, used: nodes })),
        ),
        ...caches.map(({ of, nodes }) => own("elasticache.nodesPerCluster", of, nodes)),
        ...caches.map(({ of, nodes, shards }) => own("elasticache.nodesPerShard", of, nodes / shards)),
    ];
}
