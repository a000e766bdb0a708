import { at, listAt, minutesOf, withInputs, withNode, without, type Control, type Node } from "./control";

const cluster = "aws:ecs/cluster:Cluster";
const service = "aws:ecs/service:Service";
const task = "aws:ecs/taskDefinition:TaskDefinition";
const target = "aws:appautoscaling/target:Target";
const capacity = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders";

const scalesService = ({ inputs }: Node): boolean => inputs.scalableDimension === "ecs:service:DesiredCount";

/** Traps of a service's rollout (group D). */
export const serviceTraps: readonly Control[] = [
    {
        ids: ["D10"],
        promise: "service has a launch type or a strategy of capacity providers, not both",
        type: service,
        keeps: ({ inputs }) =>
            (inputs.launchType === undefined) !== (inputs.capacityProviderStrategies === undefined),
        broken: { launchType: "FARGATE" },
    },
    {
        ids: ["D11"],
        promise: "service waits for its cluster's capacity providers, and its minimum is on demand",
        type: service,
        keeps: (node, graph) => {
            const reached = graph.reach(node);
            const strategy = listAt(node, "capacityProviderStrategies");
            const offered = graph
                .sourcesOf(node, cluster, "cluster")
                .flatMap((own) => graph.usersOf(own, capacity, "clusterName"))
                .filter(({ urn }) => reached.has(urn))
                .flatMap(({ inputs }) => inputs.capacityProviders as readonly unknown[]);
            const bases = strategy.filter(({ base }) => Number(base ?? 0) > 0);
            return (
                strategy.length > 0 &&
                strategy.every(({ capacityProvider }) => offered.includes(capacityProvider)) &&
                bases.length === 1 &&
                bases.every(
                    ({ capacityProvider, base }) =>
                        capacityProvider === "FARGATE" &&
                        Number(base) >=
                            Number(graph.usersOf(node, target, "resourceId")[0]?.inputs.minCapacity),
                )
            );
        },
        broken: without(capacity),
    },
    {
        ids: ["D12"],
        promise: "service that is scaled keeps the number of tasks that scaling gave it",
        type: service,
        where: (node, graph) => graph.usersOf(node, target, "resourceId").some(scalesService),
        keeps: ({ options }) => options.ignoreChanges.includes("desiredCount"),
        broken: withNode(({ options }) => ({ options: { ...options, ignoreChanges: [] } })),
    },
    {
        ids: ["D19"],
        promise: "service grants new tasks time exactly where a load balancer checks them",
        type: service,
        keeps: (node) =>
            listAt(node, "loadBalancers").length > 0 ===
            (node.inputs.healthCheckGracePeriodSeconds !== undefined),
        broken: (graph, subject) =>
            withInputs(graph, subject, {
                healthCheckGracePeriodSeconds:
                    subject.inputs.healthCheckGracePeriodSeconds === undefined ? 60 : undefined,
            }),
    },
    {
        ids: ["D20"],
        promise: "service with a circuit breaker is rolled out by ECS itself",
        type: service,
        keeps: (node) =>
            at(node, "deploymentCircuitBreaker") === undefined ||
            [undefined, "ECS"].includes(at(node, "deploymentController.type") as string | undefined),
        broken: { deploymentController: { type: "CODE_DEPLOY" } },
    },
    {
        ids: ["D25"],
        promise: "service's update ends when its tasks serve, and has 20 minutes or more for it",
        type: service,
        keeps: ({ inputs, options }) =>
            inputs.waitForSteadyState === true &&
            minutesOf(options.timeouts.create) >= 20 &&
            minutesOf(options.timeouts.update) >= 20,
        broken: withNode(({ options }) => ({
            options: { ...options, timeouts: { create: "", update: "", delete: "" } },
        })),
    },
    {
        ids: ["D26"],
        promise: "service waits for its roles' policies, which then outlive it",
        type: service,
        keeps: (node, graph) => {
            const reached = graph.reach(node);
            const roles = graph
                .sourcesOf(node, task, "taskDefinition")
                .flatMap((own) => graph.sourcesOf(own, "aws:iam/role:Role"));
            const policies = roles.flatMap((role) => [
                ...graph.usersOf(role, "aws:iam/rolePolicyAttachment:RolePolicyAttachment", "role"),
                ...graph.usersOf(role, "aws:iam/rolePolicy:RolePolicy", "role"),
            ]);
            return policies.length > 0 && policies.every(({ urn }) => reached.has(urn));
        },
        broken: (graph, subject) => {
            const [own] = graph.sourcesOf(subject, task, "taskDefinition");
            const roles = own === undefined ? [] : graph.sourcesOf(own, "aws:iam/role:Role");
            return graph.nodes.map((node) => {
                if (node === subject) return { ...node, dependencies: [] };
                // The task knows its roles, and nothing of their policies.
                return node === own
                    ? {
                          ...node,
                          dependencies: [],
                          sources: {
                              ...node.sources,
                              taskRoleArn: roles.map(({ urn }) => urn),
                              executionRoleArn: [],
                          },
                      }
                    : node;
            });
        },
    },
    {
        ids: ["D31"],
        promise: "service goes back when an update is stopped only where the update waits for it",
        type: service,
        keeps: ({ inputs }) => inputs.sigintRollback !== true || inputs.waitForSteadyState === true,
        broken: { sigintRollback: true, waitForSteadyState: false },
    },
];
