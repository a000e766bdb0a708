import { at, listAt, withInputs, type Control, type Node } from "./control";
import { isFounder, isSecondary } from "./global-database";

const cluster = "aws:rds/cluster:Cluster";
const instance = "aws:rds/clusterInstance:ClusterInstance";
const parameterGroup = "aws:rds/clusterParameterGroup:ClusterParameterGroup";
const proxy = "aws:rds/proxy:Proxy";
const cache = "aws:elasticache/replicationGroup:ReplicationGroup";
const key = "aws:kms/key:Key";

/** Minutes of a week in which a window lies; a daily window lies in each day. */
function minutes(window: string): ReadonlySet<number> {
    const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    const [from = "", to = ""] = window.split("-");
    const ofDay = (text: string): number => {
        const [hour = 0, minute = 0] = text.split(":").slice(-2).map(Number);
        return hour * 60 + minute;
    };
    const starts = days.flatMap((day, index) =>
        from.includes(day) || !/[a-z]/.test(from) ? [index * 1440 + ofDay(from)] : [],
    );
    const length = (ofDay(to) - ofDay(from) + 1440) % 1440;
    return new Set(
        starts.flatMap((start) => Array.from({ length }, (_, minute) => (start + minute) % 10080)),
    );
}

/** Whether two windows such as "03:00-04:00" and "sun:07:00-sun:08:00" share no minute of the week. */
export function disjoint(a: string, b: string): boolean {
    const taken = minutes(b);
    return [...minutes(a)].every((minute) => !taken.has(minute));
}

function parameters(node: Node): Readonly<Record<string, string>> {
    return Object.fromEntries(
        listAt(node, "parameters").map(({ name, value }): [string, string] => [String(name), String(value)]),
    );
}

/** Aurora and its proxy. */
export const databaseControls: readonly Control[] = [
    {
        ids: ["CT045"],
        promise: "instance has no public address",
        type: instance,
        keeps: ({ inputs }) => inputs.publiclyAccessible === false,
        broken: { publiclyAccessible: true },
    },
    {
        ids: ["CT046", "E3"],
        promise: "cluster is encrypted with a key of its own stack",
        type: cluster,
        keeps: (node, graph) =>
            node.inputs.storageEncrypted === true && graph.sourcesOf(node, key, "kmsKeyId").length === 1,
        broken: { storageEncrypted: undefined },
    },
    {
        ids: ["CT047"],
        promise: "cluster has instances in two zones, and a reader to be promoted first",
        type: cluster,
        where: (node) => !isSecondary(node),
        keeps: (node, graph) => {
            const instances = graph.usersOf(node, instance, "clusterIdentifier");
            return (
                new Set(instances.map(({ inputs }) => inputs.availabilityZone)).size >= 2 &&
                instances.some(
                    ({ name, inputs }) => name.includes("-reader-") && Number(inputs.promotionTier) <= 1,
                )
            );
        },
        broken: (graph, subject) => {
            const readers = graph.usersOf(subject, instance).filter(({ name }) => name.includes("-reader-"));
            return graph.nodes.filter((node) => !readers.includes(node));
        },
    },
    {
        ids: ["CT048"],
        promise: "instance is watched from within, and what is seen is encrypted",
        type: instance,
        keeps: (node, graph) =>
            [1, 5, 10, 15, 30, 60].includes(Number(node.inputs.monitoringInterval)) &&
            node.inputs.monitoringRoleArn !== undefined &&
            node.inputs.performanceInsightsEnabled === true &&
            graph.sourcesOf(node, key, "performanceInsightsKmsKeyId").length === 1,
        broken: { monitoringInterval: 0 },
    },
    {
        ids: ["CT049", "CT064", "E13", "E35"],
        promise: "cluster is protected from deletion and leaves a snapshot behind",
        type: cluster,
        only: "prod",
        keeps: ({ inputs, options }) =>
            inputs.deletionProtection === true &&
            options.protect &&
            inputs.skipFinalSnapshot === false &&
            typeof inputs.finalSnapshotIdentifier === "string",
        broken: { skipFinalSnapshot: true },
    },
    {
        ids: ["CT050"],
        promise: "cluster exports its log",
        type: cluster,
        keeps: ({ inputs }) => (inputs.enabledCloudwatchLogsExports as string[]).includes("postgresql"),
        broken: { enabledCloudwatchLogsExports: [] },
    },
    {
        ids: ["CT050", "CT051", "CT052"],
        promise: "parameter group forces TLS, logs slow statements and audits without values",
        type: parameterGroup,
        keeps: (node) => {
            const set = parameters(node);
            return (
                set["rds.force_ssl"] === "1" &&
                set.log_statement === "ddl" &&
                Number(set.log_min_duration_statement) > 0 &&
                (set.shared_preload_libraries ?? "").includes("pgaudit") &&
                (set["pgaudit.log"] ?? "") !== "" &&
                set["pgaudit.log_parameter"] === "0"
            );
        },
        broken: { parameters: [{ name: "rds.force_ssl", value: "0" }] },
    },
    {
        ids: ["CT053"],
        promise: "cluster knows IAM authentication",
        type: cluster,
        keeps: ({ inputs }) => inputs.iamDatabaseAuthenticationEnabled === true,
        broken: { iamDatabaseAuthenticationEnabled: false },
    },
    {
        ids: ["CT054", "E23"],
        promise: "cluster is backed up for 7 days, in prod 35, apart from its maintenance",
        type: cluster,
        keeps: ({ inputs, stack }) =>
            Number(inputs.backupRetentionPeriod) >= (stack === "dev" ? 7 : 35) &&
            inputs.copyTagsToSnapshot === true &&
            disjoint(String(inputs.preferredBackupWindow), String(inputs.preferredMaintenanceWindow)),
        broken: (graph, subject) =>
            withInputs(graph, subject, {
                preferredBackupWindow: String(subject.inputs.preferredMaintenanceWindow).replaceAll(
                    /[a-z]{3}:/g,
                    "",
                ),
            }),
    },
    {
        ids: ["CT055", "CT063"],
        promise: "instance takes minor versions by itself and a current certificate authority",
        type: instance,
        keeps: ({ inputs }) =>
            inputs.autoMinorVersionUpgrade === true &&
            [undefined, "rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"].includes(
                inputs.caCertIdentifier as string | undefined,
            ),
        broken: { autoMinorVersionUpgrade: false },
    },
    {
        ids: ["CT056"],
        promise: "cluster lies in its own subnets and groups",
        type: cluster,
        keeps: (node, graph) =>
            graph.sourcesOf(node, "aws:rds/subnetGroup:SubnetGroup", "dbSubnetGroupName").length === 1 &&
            graph.sourcesOf(node, "aws:ec2/securityGroup:SecurityGroup", "vpcSecurityGroupIds").length > 0,
        broken: { vpcSecurityGroupIds: undefined },
    },
    {
        ids: ["CT059", "CT078"],
        promise: "cluster has a master user of its own name, whose password AWS makes and rotates",
        type: cluster,
        where: (node, graph) => !isSecondary(node) && !isFounder(node, graph),
        keeps: ({ inputs }) =>
            !["admin", "postgres", undefined].includes(inputs.masterUsername as string | undefined) &&
            inputs.manageMasterUserPassword === true &&
            inputs.masterPassword === undefined,
        broken: { masterUsername: "postgres" },
    },
    {
        ids: ["CT061"],
        promise: "proxy wants TLS and writes no statement to its log",
        type: proxy,
        keeps: ({ inputs }) => inputs.requireTls === true && inputs.debugLogging !== true,
        broken: { debugLogging: true },
    },
];

/** The cache. */
export const cacheControls: readonly Control[] = [
    {
        ids: ["CT065"],
        promise: "cache is snapshotted, in prod for 15 days or more",
        type: cache,
        keeps: ({ inputs, stack }) =>
            Number(inputs.snapshotRetentionLimit) >= (stack === "dev" ? 1 : 15) &&
            Number(inputs.snapshotRetentionLimit) <= 35,
        broken: { snapshotRetentionLimit: 0 },
    },
    {
        ids: ["CT066", "CT067", "F2"],
        promise: "cache takes minor versions, fails over and has a standby in another zone",
        type: cache,
        keeps: ({ inputs }) =>
            inputs.autoMinorVersionUpgrade === true &&
            inputs.automaticFailoverEnabled === true &&
            inputs.multiAzEnabled === true &&
            Number(inputs.replicasPerNodeGroup) >= 1,
        broken: { multiAzEnabled: false },
    },
    {
        ids: ["CT068"],
        promise: "cache is encrypted at rest with the cell's key, and on the way",
        type: cache,
        keeps: (node, graph) =>
            node.inputs.atRestEncryptionEnabled === true &&
            graph.sourcesOf(node, key, "kmsKeyId").length === 1 &&
            node.inputs.transitEncryptionEnabled === true &&
            node.inputs.transitEncryptionMode === "required",
        broken: { transitEncryptionMode: "preferred" },
    },
    {
        ids: ["CT069", "F5"],
        promise: "cache lets in users of a group only",
        type: cache,
        keeps: ({ inputs }) =>
            Array.isArray(inputs.userGroupIds) &&
            inputs.userGroupIds.length === 1 &&
            inputs.authToken === undefined,
        broken: { userGroupIds: [] },
    },
    {
        ids: ["CT070"],
        promise: "cache lies in its own subnets and groups",
        type: cache,
        keeps: (node, graph) =>
            graph.sourcesOf(node, "aws:elasticache/subnetGroup:SubnetGroup", "subnetGroupName").length ===
                1 &&
            graph.sourcesOf(node, "aws:ec2/securityGroup:SecurityGroup", "securityGroupIds").length > 0,
        broken: { subnetGroupName: "default" },
    },
    {
        ids: ["CT071"],
        promise: "cache delivers its slow log and its engine log",
        type: cache,
        keeps: (node) =>
            ["engine-log", "slow-log"].every((logType) =>
                listAt(node, "logDeliveryConfigurations").some((delivery) => delivery.logType === logType),
            ) && at(node, "logDeliveryConfigurations.0.destinationType") === "cloudwatch-logs",
        broken: { logDeliveryConfigurations: [] },
    },
];
