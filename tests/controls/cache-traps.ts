import { listAt, withInputs, withNode, withValues, type Control, type Node } from "./control";
import { disjoint } from "./data-controls";

const cache = "aws:elasticache/replicationGroup:ReplicationGroup";
const parameterGroup = "aws:elasticache/parameterGroup:ParameterGroup";
const user = "aws:elasticache/user:User";
const userGroup = "aws:elasticache/userGroup:UserGroup";

/** Versions that ElastiCache offers of each engine (cfn-lint's E3695), 6.x to be read as any of 6. */
const versions: Readonly<Record<string, readonly string[]>> = {
    redis: ["4.0.10", "5.0.6", "6.0", "6.2", "6.x", "7.0", "7.1"],
    valkey: ["7.2", "8.0", "8.1", "8.2", "9.0", "9.1"],
};

/** Parameter group family of a version: of its major number, but for the first ones of Redis. */
function familyOf({ inputs }: Node): string {
    const [major = "", minor = ""] = String(inputs.engineVersion).split(".");
    if (inputs.engine === "redis" && Number(major) < 6) return `redis${major}.${minor}`;
    return `${String(inputs.engine)}${major}${inputs.engine === "redis" && major === "6" ? ".x" : ""}`;
}

const dailyWindow = /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/;
const weeklyWindow = /^(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d-\1:([01]\d|2[0-3]):[0-5]\d$/;

/** Minutes of a window that ends on the day on which it starts. */
function length(window: string): number {
    const [from = 0, to = 0] = [...window.matchAll(/(\d\d):(\d\d)/g)].map(
        ([, hour, minute]) => Number(hour) * 60 + Number(minute),
    );
    return to - from;
}

/** ElastiCache in cluster mode (traps F). */
export const cacheTraps: readonly Control[] = [
    {
        ids: ["F1"],
        promise: "cache counts shards and their standbys, and never nodes",
        type: cache,
        keeps: ({ inputs }) =>
            Number.isInteger(inputs.numNodeGroups) &&
            Number.isInteger(inputs.replicasPerNodeGroup) &&
            inputs.numCacheClusters === undefined,
        broken: { numCacheClusters: 4 },
    },
    {
        ids: ["F3"],
        promise: "cache has a parameter group of its engine's family",
        type: cache,
        keeps: (node, graph) => {
            const groups = graph.sourcesOf(node, parameterGroup, "parameterGroupName");
            return groups.length === 1 && groups.every(({ inputs }) => inputs.family === familyOf(node));
        },
        broken: { engine: "redis", engineVersion: "7.1" },
    },
    {
        ids: ["F3"],
        promise: "parameter group of a cache turns cluster mode on",
        type: parameterGroup,
        keeps: (node) =>
            listAt(node, "parameters").some(
                ({ name, value }) => name === "cluster-enabled" && value === "yes",
            ),
        broken: { parameters: [{ name: "maxmemory-policy", value: "volatile-ttl" }] },
    },
    {
        ids: ["F4"],
        promise: "cache runs a version that its engine has, and says whether it encrypts what travels",
        type: cache,
        keeps: ({ inputs }) =>
            (versions[String(inputs.engine)] ?? []).includes(String(inputs.engineVersion)) &&
            typeof inputs.transitEncryptionEnabled === "boolean",
        broken: { engine: "valkey", engineVersion: "7.1" },
    },
    {
        // Only of Redis's does AWS want a user named default; Valkey's takes nobody without a password or IAM.
        ids: ["F6"],
        promise: "cache has a user group of its engine, whose users log in; Redis wants a default one",
        type: cache,
        keeps: (node, graph) => {
            const groups = graph.sourcesOf(node, userGroup, "userGroupIds");
            return (
                groups.length === 1 &&
                groups.every((group) => {
                    const users = graph.sourcesOf(group, user, "userIds");
                    return (
                        group.inputs.engine === node.inputs.engine &&
                        users.length > 0 &&
                        users.every(
                            ({ inputs }) =>
                                inputs.engine === group.inputs.engine && inputs.noPasswordRequired !== true,
                        ) &&
                        (group.inputs.engine !== "redis" ||
                            users.some(({ inputs }) => inputs.userName === "default"))
                    );
                })
            );
        },
        broken: (graph, subject) =>
            withInputs(graph, graph.sourcesOf(subject, userGroup, "userGroupIds")[0] ?? subject, {
                engine: "redis",
            }),
    },
    {
        // In cluster mode the primary endpoint is an empty text; only the configuration endpoint is a host.
        ids: ["F7"],
        promise: "task finds the cache at its configuration endpoint",
        type: "aws:ecs/taskDefinition:TaskDefinition",
        keeps: (node, graph) =>
            String(node.inputs.containerDefinitions).includes('"CACHE_HOST","value":"clustercfg.') &&
            graph.sourcesOf(node, cache, "containerDefinitions").length === 1,
        broken: (graph, subject) =>
            withValues(graph, subject, {
                containerDefinitions: String(subject.inputs.containerDefinitions).replace(
                    "clustercfg.",
                    "master.",
                ),
            }),
    },
    {
        ids: ["F9"],
        promise: "cache is snapshotted for an hour a day and maintained for an hour a week, not at once",
        type: cache,
        keeps: ({ inputs }) => {
            const [snapshot, maintenance] = [inputs.snapshotWindow, inputs.maintenanceWindow].map(String);
            return (
                snapshot !== undefined &&
                maintenance !== undefined &&
                dailyWindow.test(snapshot) &&
                weeklyWindow.test(maintenance) &&
                length(snapshot) >= 60 &&
                length(maintenance) >= 60 &&
                disjoint(snapshot, maintenance)
            );
        },
        broken: (graph, subject) =>
            withInputs(graph, subject, {
                snapshotWindow: String(subject.inputs.maintenanceWindow).replaceAll(/[a-z]{3}:/g, ""),
            }),
    },
    {
        ids: ["F9"],
        promise: "cache tiers its data on r6gd nodes only",
        type: cache,
        keeps: ({ inputs }) =>
            inputs.dataTieringEnabled !== true || String(inputs.nodeType).startsWith("cache.r6gd."),
        broken: { dataTieringEnabled: true },
    },
    {
        // Unless told, a change of logs or of users waits for the maintenance window, and `up` says that it is made.
        ids: ["F12"],
        promise: "cache takes changes at once, as its logs and users need it",
        type: cache,
        keeps: ({ inputs }) => inputs.applyImmediately === true,
        broken: { applyImmediately: undefined },
    },
    {
        // What autoscaling moved, the next update would move back.
        ids: ["F11"],
        promise:
            "cache that is autoscaled is of a size that can be, in cluster mode, and its numbers are left alone",
        type: cache,
        where: (node, graph) =>
            graph.usersOf(node, "aws:appautoscaling/target:Target", "resourceId").length > 0,
        only: "prod",
        keeps: ({ inputs, options }) =>
            /^cache\.[mr]\d\w*\.(large|xlarge|2xlarge)$/.test(String(inputs.nodeType)) &&
            Number(inputs.numNodeGroups) >= 1 &&
            ["numNodeGroups", "replicasPerNodeGroup"].every((name) => options.ignoreChanges.includes(name)),
        broken: withNode(({ options }) => ({ options: { ...options, ignoreChanges: [] } })),
    },
];
