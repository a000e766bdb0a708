import { Directory } from "./directory";
import { attribute, input, perStack, sourcesOf, textOf } from "./graph";
import { unknown, type GraphResource, type StackGraph } from "./rule";

export const databaseType = "aws:rds/cluster:Cluster";
export const instanceType = "aws:rds/clusterInstance:ClusterInstance";
const globalClusterType = "aws:rds/globalCluster:GlobalCluster";

/** An Aurora cluster with what decides how it may scale. */
export interface AuroraCluster {
    readonly resource: GraphResource;
    /** {@link unknown} where the cluster may turn out to be no Aurora at all. */
    readonly engine: string | typeof unknown;
    readonly instances: readonly GraphResource[];
    readonly capacity: "provisioned" | "serverless" | typeof unknown;
    /** A member of a Global Database that is not its primary: AWS scales no readers there. */
    readonly secondary: boolean;
}

/** Database clusters of a stack, of every engine, by identifier. */
export const databasesOf = perStack(
    (stack) =>
        new Directory(stack.ofType(databaseType), (cluster) => attribute(cluster, "clusterIdentifier")),
);

/** Instances of a stack by the cluster that they belong to. */
const instancesByCluster = perStack((stack) => {
    const found = new Map<GraphResource, GraphResource[]>();
    for (const instance of stack.ofType(instanceType)) {
        const sources = sourcesOf(instance, "clusterIdentifier", [databaseType]);
        const cluster = databasesOf(stack).find(textOf(input(instance, "clusterIdentifier")), sources);
        if (cluster === undefined || cluster === unknown) continue;
        const siblings = found.get(cluster);
        if (siblings === undefined) found.set(cluster, [instance]);
        else siblings.push(instance);
    }
    return found;
});

/** The cluster that an instance belongs to; undefined where it is none of this stack's or cannot be told. */
export const clusterOfInstance = perStack((stack) => {
    const owner = new Map<GraphResource, GraphResource>();
    for (const [cluster, instances] of instancesByCluster(stack)) {
        for (const instance of instances) owner.set(instance, cluster);
    }
    return owner;
});

/** Aurora clusters of a stack; one whose engine is not known yet is among them. */
export const auroraClustersOf = perStack((stack): readonly AuroraCluster[] =>
    stack.ofType(databaseType).flatMap((resource) => {
        const engine = textOf(input(resource, "engine"));
        if (engine === undefined || (engine !== unknown && !engine.startsWith("aurora"))) return [];
        const instances = instancesByCluster(stack).get(resource) ?? [];
        const capacity = capacityOf(resource, instances);
        return [{ resource, engine, instances, capacity, secondary: isSecondary(stack, resource) }];
    }),
);

/**
 * The instances decide: AWS keeps a cluster's capacity bounds when its instances have long been provisioned ones, and
 * takes no empty value for them (RDS API, ModifyDBCluster).
 */
function capacityOf(cluster: GraphResource, instances: readonly GraphResource[]): AuroraCluster["capacity"] {
    if (textOf(input(cluster, "engineMode")) === "serverless") return "serverless";
    const classes = instances.map((instance) => textOf(input(instance, "instanceClass")));
    if (classes.includes("db.serverless")) return "serverless";
    if (classes.includes(unknown)) return unknown;
    if (classes.length > 0) return "provisioned";
    return input(cluster, "serverlessv2ScalingConfiguration") === undefined ? "provisioned" : "serverless";
}

/** Arguments that only a cluster with data of its own takes; a secondary copies its primary (RDS API, CreateDBCluster). */
const primaryArguments = ["masterUsername", "databaseName", "snapshotIdentifier", "restoreToPointInTime"];

/**
 * Whether a cluster is declared as a follower. One that a Global Database was made from is its primary for good: after a
 * failover AWS says of it that it follows, and a rule that believed it would stop every update until the switch back.
 */
function isSecondary(stack: StackGraph, cluster: GraphResource): AuroraCluster["secondary"] {
    const founds = (global: GraphResource): boolean => {
        const source = textOf(input(global, "sourceDbClusterIdentifier"));
        if (source === undefined) return false;
        return (
            sourcesOf(global, "sourceDbClusterIdentifier", [databaseType]).includes(cluster) ||
            (source !== unknown && source === attribute(cluster, "arn"))
        );
    };
    if (stack.ofType(globalClusterType).some(founds)) return false;
    const joined = sourcesOf(cluster, "globalClusterIdentifier", [globalClusterType]);
    if (joined.some((global) => input(global, "sourceDbClusterIdentifier") !== undefined)) return true;
    if (isNamed(cluster, "replicationSourceIdentifier")) return true;
    if (input(cluster, "sourceRegion") !== undefined) return true;
    if (input(cluster, "globalClusterIdentifier") === undefined) return false;
    return !primaryArguments.some((argument) => input(cluster, argument) !== undefined);
}

/** Whether an identifier is given; AWS answers an empty one where there is none. */
function isNamed(cluster: GraphResource, property: string): boolean {
    const value = textOf(input(cluster, property));
    return value !== undefined && value !== "";
}
