import { listPrice } from "../../cost/prices";
import { acuLimits } from "../../strategy/acu";
import {
    at,
    listAt,
    statements,
    withInputs,
    withSources,
    type Control,
    type Graph,
    type Node,
} from "./control";
import { isSecondary } from "./global-database";

const cluster = "aws:rds/cluster:Cluster";
const instance = "aws:rds/clusterInstance:ClusterInstance";
const parameterGroup = "aws:rds/clusterParameterGroup:ClusterParameterGroup";
const role = "aws:iam/role:Role";
const subnet = "aws:ec2/subnet:Subnet";

/** Major versions of Aurora PostgreSQL that AWS offers (cfn-lint, rule E3690, August 2026). */
const majors = ["13", "14", "15", "16", "17", "18"];

/** Parameters that PostgreSQL reads at its start only, of which AWS refuses to apply any at once. */
const readAtStart = [
    "max_connections",
    "max_worker_processes",
    "rds.logical_replication",
    "shared_buffers",
    "shared_preload_libraries",
    "track_activity_query_size",
];

/** Words that the engine keeps for itself, refused as "a reserved word used by the engine". */
const reservedUsers = ["admin", "user", "root", "rdsadmin"];

/** Instances of a cluster. */
export const instancesOf = (graph: Graph, node: Node): readonly Node[] =>
    graph.usersOf(node, instance, "clusterIdentifier");

const zonesOf = (graph: Graph, node: Node, property: string): number =>
    new Set(graph.sourcesOf(node, subnet, property).map(({ inputs }) => inputs.availabilityZoneId)).size;

/** Minutes from one time of day to the next in a window such as "sun:05:00-sun:06:00". */
function windowMinutes(window: unknown): number {
    const match = /^(?:[a-z]{3}:)?(\d\d):(\d\d)-(?:[a-z]{3}:)?(\d\d):(\d\d)$/.exec(String(window));
    const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = (match ?? []).slice(1).map(Number);
    return ((toHour - fromHour) * 60 + toMinute - fromMinute + 1440) % 1440;
}

/** Whether a role is one that a service may take. */
export function trusts(node: Node, principal: string): boolean {
    return statements(node, "assumeRolePolicy").some(({ principals }) => principals.includes(principal));
}

/** Traps of the Aurora cluster (group E). */
export const databaseTraps: readonly Control[] = [
    {
        ids: ["E1"],
        promise: "cluster has bounds of ACUs exactly where its instances are serverless, of version 2",
        type: cluster,
        keeps: (node, graph) =>
            node.inputs.scalingConfiguration === undefined &&
            [undefined, "provisioned"].includes(node.inputs.engineMode as string | undefined) &&
            instancesOf(graph, node).every(
                ({ inputs }) =>
                    (inputs.instanceClass === "db.serverless") ===
                    (node.inputs.serverlessv2ScalingConfiguration !== undefined),
            ),
        broken: (graph, subject) =>
            withInputs(graph, subject, {
                serverlessv2ScalingConfiguration:
                    subject.inputs.serverlessv2ScalingConfiguration === undefined
                        ? { minCapacity: 2, maxCapacity: 8 }
                        : undefined,
            }),
    },
    {
        ids: ["E2"],
        promise: "cluster has no bounds of ACUs, or such as AWS takes and never a pause",
        type: cluster,
        keeps: (node) => {
            if (node.inputs.serverlessv2ScalingConfiguration === undefined) return true;
            const [min, max] = ["minCapacity", "maxCapacity"].map((bound) =>
                Number(at(node, `serverlessv2ScalingConfiguration.${bound}`)),
            ) as [number, number];
            return (
                [min, max].every((acu) => Number.isInteger(acu / acuLimits.step)) &&
                1 <= min &&
                min <= max &&
                max <= 256
            );
        },
        broken: { serverlessv2ScalingConfiguration: { minCapacity: 1.3, maxCapacity: 8 } },
    },
    {
        ids: ["E13"],
        promise: "cluster names its last snapshot exactly where it leaves one",
        type: cluster,
        keeps: ({ inputs }) =>
            (inputs.skipFinalSnapshot !== true) === (inputs.finalSnapshotIdentifier !== undefined),
        broken: { skipFinalSnapshot: false, finalSnapshotIdentifier: undefined },
    },
    {
        ids: ["E14"],
        promise: "cluster has nothing that only clusters without Aurora have",
        type: cluster,
        keeps: ({ inputs }) =>
            ["allocatedStorage", "dbClusterInstanceClass", "iops", "publiclyAccessible"].every(
                (argument) => inputs[argument] === undefined,
            ) && [undefined, "", "aurora", "aurora-iopt1"].includes(inputs.storageType as string | undefined),
        broken: { storageType: "gp3" },
    },
    {
        ids: ["E15", "E16"],
        promise:
            "cluster names a major version that AWS has, no minor one but its primary's, and parameters of the same",
        type: cluster,
        keeps: (node, graph) => {
            const version = String(node.inputs.engineVersion);
            const isPrimarys =
                isSecondary(node) && graph.sourcesOf(node, cluster, "engineVersion").length === 1;
            const major = isPrimarys ? version.replace(/\..*$/, "") : version;
            return (
                majors.includes(major) &&
                graph
                    .sourcesOf(node, parameterGroup, "dbClusterParameterGroupName")
                    .some(({ inputs }) => inputs.family === `aurora-postgresql${major}`)
            );
        },
        broken: { engineVersion: "17.5" },
    },
    {
        ids: ["E17"],
        promise: "cluster leaves its zones to AWS, or names three",
        type: cluster,
        keeps: (node) =>
            node.inputs.availabilityZones === undefined || listAt(node, "availabilityZones").length === 3,
        broken: { availabilityZones: ["us-east-1a", "us-east-1b"] },
    },
    {
        ids: ["E18"],
        promise: "parameter group applies at a restart what is read only then",
        type: parameterGroup,
        keeps: (node) =>
            listAt(node, "parameters").every(
                ({ name, applyMethod }) =>
                    !readAtStart.includes(String(name)) || applyMethod === "pending-reboot",
            ),
        broken: { parameters: [{ name: "max_connections", value: "200" }] },
    },
    {
        ids: ["E19"],
        promise: "cluster has a master user of a name that the engine has not taken",
        type: cluster,
        keeps: ({ inputs }) =>
            /^[a-z]\w{0,62}$/.test(String(inputs.masterUsername)) &&
            !reservedUsers.includes(String(inputs.masterUsername)),
        broken: { masterUsername: "rdsadmin" },
    },
    {
        ids: ["E21"],
        promise: "subnet group of the database covers two zones or more",
        type: "aws:rds/subnetGroup:SubnetGroup",
        keeps: (node, graph) => zonesOf(graph, node, "subnetIds") >= 2,
        broken: (graph, subject) =>
            withSources(graph, subject, { subnetIds: (subject.sources.subnetIds ?? []).slice(0, 1) }),
    },
    {
        ids: ["E22"],
        promise: "instance is watched through a role that RDS may take, once it has its policy",
        type: instance,
        keeps: (node, graph) => {
            const reached = graph.reach(node);
            const roles = graph.sourcesOf(node, role, "monitoringRoleArn");
            return (
                Number(node.inputs.monitoringInterval) > 0 ===
                    (node.inputs.monitoringRoleArn !== undefined) &&
                roles.length === 1 &&
                roles.every(
                    (own) =>
                        trusts(own, "monitoring.rds.amazonaws.com") &&
                        graph
                            .usersOf(own, "aws:iam/rolePolicyAttachment:RolePolicyAttachment", "role")
                            .some(({ urn }) => reached.has(urn)),
                )
            );
        },
        broken: { monitoringRoleArn: undefined },
    },
    {
        ids: ["E23"],
        promise: "cluster has windows of half an hour or more",
        type: cluster,
        keeps: ({ inputs }) =>
            windowMinutes(inputs.preferredBackupWindow) >= 30 &&
            windowMinutes(inputs.preferredMaintenanceWindow) >= 30,
        broken: { preferredBackupWindow: "3:00-4:00" },
    },
    {
        ids: ["E23"],
        promise: "instance leaves the backup window to its cluster",
        type: instance,
        keeps: ({ inputs }) => inputs.preferredBackupWindow === undefined,
        broken: { preferredBackupWindow: "03:00-04:00" },
    },
    {
        ids: ["E24"],
        promise: "alarm on the database names a role in its cluster, never an instance that may be gone",
        type: "aws:cloudwatch/metricAlarm:MetricAlarm",
        where: ({ inputs }) => inputs.namespace === "AWS/RDS",
        keeps: (node) => at(node, "dimensions.DBInstanceIdentifier") === undefined,
        broken: { dimensions: { DBInstanceIdentifier: "application-autoscaling-1" } },
    },
    {
        ids: ["E33"],
        promise: "instance is of a class that AWS sells in its region: it has a price there",
        type: instance,
        keeps: ({ inputs, region }) =>
            inputs.instanceClass === "db.serverless" ||
            listPrice(`aurora.pg.standard.${String(inputs.instanceClass)}.hour`)?.prices[region ?? ""] !==
                undefined,
        broken: { instanceClass: "db.x2g.large" },
    },
    {
        ids: ["E34"],
        promise: "instance says when a change restarts it: at once, in prod in its window",
        type: instance,
        keeps: ({ inputs, stack }) => inputs.applyImmediately === (stack === "dev"),
        broken: { applyImmediately: undefined },
    },
];
