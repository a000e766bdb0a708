import { at, hasty, withInputs, type Control, type Graph, type Node } from "./control";

const cluster = "aws:ecs/cluster:Cluster";
const service = "aws:ecs/service:Service";
const target = "aws:appautoscaling/target:Target";
const policy = "aws:appautoscaling/policy:Policy";
const database = "aws:rds/cluster:Cluster";

const tracking = "targetTrackingScalingPolicyConfiguration";

const scalesService = ({ inputs }: Node): boolean => inputs.scalableDimension === "ecs:service:DesiredCount";
const scalesReaders = ({ inputs }: Node): boolean =>
    inputs.scalableDimension === "rds:cluster:ReadReplicaCount";

function targetOf(graph: Graph, node: Node): Node | undefined {
    return graph.usersOf(node, target, "resourceId")[0];
}

/** Traps of application autoscaling (group D, with those of group E that are about it). */
export const scalingTraps: readonly Control[] = [
    {
        ids: ["D13"],
        promise: "target of a service names cluster and service, by their names",
        type: target,
        where: scalesService,
        keeps: (node, graph) =>
            /^service\/[\w-]+\/[\w-]+$/.test(String(node.inputs.resourceId)) &&
            node.inputs.serviceNamespace === "ecs" &&
            graph.sourcesOf(node, cluster, "resourceId").length === 1 &&
            graph.sourcesOf(node, service, "resourceId").length === 1,
        broken: { resourceId: "service/arn:aws:ecs:us-east-1:111122223333:cluster/a/b" },
    },
    {
        ids: ["D14"],
        promise: "target of readers names the cluster, and waits for its writer",
        type: target,
        where: scalesReaders,
        absentFrom: ["phase 3"],
        keeps: (node, graph) => {
            const [own] = graph.sourcesOf(node, database, "resourceId");
            const reached = graph.reach(node);
            return (
                own !== undefined &&
                node.inputs.resourceId === `cluster:${String(own.inputs.clusterIdentifier)}` &&
                node.inputs.serviceNamespace === "rds" &&
                graph
                    .usersOf(own, "aws:rds/clusterInstance:ClusterInstance", "clusterIdentifier")
                    .filter(({ name }) => name.endsWith("-writer"))
                    .some(({ urn }) => reached.has(urn))
            );
        },
        broken: hasty,
    },
    {
        ids: ["D14"],
        promise: "policy of readers follows a metric that Aurora has for them",
        type: policy,
        where: scalesReaders,
        absentFrom: ["phase 3"],
        keeps: (node) =>
            ["RDSReaderAverageCPUUtilization", "RDSReaderAverageDatabaseConnections"].includes(
                String(at(node, `${tracking}.predefinedMetricSpecification.predefinedMetricType`)),
            ),
        broken: {
            [tracking]: {
                predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
            },
        },
    },
    {
        ids: ["D15"],
        promise: "policy takes what it scales from the target's outputs, and so comes after it",
        type: policy,
        keeps: (node, graph) =>
            ["resourceId", "scalableDimension", "serviceNamespace"].every(
                (property) => graph.sourcesOf(node, target, property).length === 1,
            ),
        broken: { resourceId: "service/cluster/tasks" },
    },
    {
        ids: ["D16"],
        promise: "policy that tracks a target says so, since AWS takes it for steps otherwise",
        type: policy,
        keeps: ({ inputs }) =>
            (inputs[tracking] !== undefined) === (inputs.policyType === "TargetTrackingScaling"),
        broken: { policyType: undefined },
    },
    {
        ids: ["D18", "E1"],
        promise: "cluster of which readers are scaled has instances of one provisioned class",
        type: database,
        where: (node, graph) => targetOf(graph, node) !== undefined,
        absentFrom: ["phase 3"],
        keeps: (node, graph) => {
            const classes = new Set(
                graph
                    .usersOf(node, "aws:rds/clusterInstance:ClusterInstance", "clusterIdentifier")
                    .map(({ inputs }) => inputs.instanceClass),
            );
            return classes.size === 1 && !classes.has("db.serverless");
        },
        broken: (graph, subject) => {
            const [one] = graph.usersOf(subject, "aws:rds/clusterInstance:ClusterInstance");
            return one === undefined
                ? graph.nodes
                : withInputs(graph, one, { instanceClass: "db.serverless" });
        },
    },
    {
        ids: ["E25"],
        promise: "target of readers counts those that the program declares, of Aurora's fifteen",
        type: target,
        where: scalesReaders,
        absentFrom: ["phase 3"],
        keeps: (node, graph) => {
            const declared = graph
                .sourcesOf(node, database, "resourceId")
                .flatMap((own) => graph.usersOf(own, "aws:rds/clusterInstance:ClusterInstance"))
                .filter(({ name }) => name.includes("-reader-")).length;
            const { minCapacity, maxCapacity } = node.inputs;
            return (
                declared <= Number(minCapacity) &&
                Number(minCapacity) <= Number(maxCapacity) &&
                Number(maxCapacity) <= 15
            );
        },
        broken: { minCapacity: 0 },
    },
    {
        ids: ["E26"],
        promise: "policy is the only one that follows its metric for what it scales",
        type: policy,
        keeps: (node, graph) => {
            const key = (one: Node): string =>
                JSON.stringify([
                    one.region,
                    one.inputs.resourceId,
                    at(one, `${tracking}.predefinedMetricSpecification.predefinedMetricType`),
                ]);
            return graph.ofType(policy).filter((other) => key(other) === key(node)).length === 1;
        },
        broken: (graph, subject) => [...graph.nodes, { ...subject, urn: `${subject.urn}-twin` }],
    },
];
