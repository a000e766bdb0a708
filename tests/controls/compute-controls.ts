import { at, listAt, withInputs, withNode, without, type Control, type Graph, type Node } from "./control";

const balancer = "aws:lb/loadBalancer:LoadBalancer";
const listener = "aws:lb/listener:Listener";
const targetGroup = "aws:lb/targetGroup:TargetGroup";
const cluster = "aws:ecs/cluster:Cluster";
const service = "aws:ecs/service:Service";
const task = "aws:ecs/taskDefinition:TaskDefinition";
const scalingTarget = "aws:appautoscaling/target:Target";
const scalingPolicy = "aws:appautoscaling/policy:Policy";

/** Policies that Security Hub's ELB.17 lists: TLS 1.3, or 1.2 with forward secrecy and AEAD only. */
const strictTls = /^ELBSecurityPolicy-TLS13-1-(3|2-Res)(-FIPS)?(-PQ)?-\d{4}-\d{2}$/;

type Container = Readonly<Record<string, unknown>>;

/** Containers of a task definition. */
export function containers(node: Node): readonly Container[] {
    return JSON.parse(String(node.inputs.containerDefinitions)) as readonly Container[];
}

/** A promise about every container of a task definition, and a change of the first that breaks it. */
export function ofContainers(
    ids: readonly string[],
    promise: string,
    keeps: (container: Container) => boolean,
    broken: Container,
): Control {
    return {
        ids,
        promise,
        type: task,
        keeps: (node) => containers(node).every(keeps),
        broken: (graph, subject) =>
            withInputs(graph, subject, {
                containerDefinitions: JSON.stringify(
                    containers(subject).map((container) => ({ ...container, ...broken })),
                ),
            }),
    };
}

const secretName = /pass(word)?$|secret|token|credential|private_?key|api_?key/i;

/** Whether a target moves a service that requests reach, which a queue's workers are not. */
const scalesReachedService = (node: Node, graph: Graph): boolean =>
    node.inputs.scalableDimension === "ecs:service:DesiredCount" &&
    graph.sourcesOf(node, service).some((scaled) => listAt(scaled, "loadBalancers").length > 0);

/** The load balancer of a cell. */
export const loadBalancerControls: readonly Control[] = [
    {
        ids: ["CT021", "CT022", "D22"],
        promise: "listener speaks strict TLS with a certificate that AWS has validated",
        type: listener,
        keeps: (node, graph) =>
            node.inputs.protocol === "HTTPS" &&
            strictTls.test(String(node.inputs.sslPolicy)) &&
            graph.sourcesOf(node, "aws:acm/certificateValidation:CertificateValidation", "certificateArn")
                .length === 1,
        broken: { sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06" },
    },
    {
        ids: ["CT023"],
        promise: "load balancer drops invalid headers and defends against desync",
        type: balancer,
        keeps: ({ inputs }) =>
            inputs.dropInvalidHeaderFields === true &&
            ["defensive", "strictest"].includes(String(inputs.desyncMitigationMode)),
        broken: { dropInvalidHeaderFields: false },
    },
    {
        ids: ["CT024"],
        promise: "load balancer writes access logs",
        type: balancer,
        keeps: (node) =>
            at(node, "accessLogs.enabled") === true && at(node, "accessLogs.bucket") !== undefined,
        broken: { accessLogs: { enabled: false } },
    },
    {
        ids: ["CT025"],
        promise: "load balancer is protected from deletion",
        type: balancer,
        only: "prod",
        keeps: ({ inputs }) => inputs.enableDeletionProtection === true,
        broken: { enableDeletionProtection: false },
    },
    {
        ids: ["CT026", "D21"],
        promise: "load balancer stands in a subnet of each of two or more zones with its own groups",
        type: balancer,
        keeps: (node, graph) => {
            const zones = graph
                .sourcesOf(node, "aws:ec2/subnet:Subnet", "subnets")
                .map((subnet) => subnet.inputs.availabilityZoneId);
            const apart = new Set(zones).size;
            return apart >= 2 && apart === zones.length && listAt(node, "securityGroups").length > 0;
        },
        broken: { subnets: ["subnet-1"] },
    },
    {
        ids: ["CT030", "G37"],
        promise: "load balancer is internal",
        type: balancer,
        keeps: ({ inputs }) => inputs.internal === true,
        broken: { internal: false },
    },
    {
        ids: ["CT028", "CT029", "D29"],
        promise: "target group speaks TLS to the tasks and asks a path of them that says 200",
        type: targetGroup,
        keeps: (node) =>
            node.inputs.protocol === "HTTPS" &&
            node.inputs.targetType === "ip" &&
            at(node, "healthCheck.protocol") === "HTTPS" &&
            String(at(node, "healthCheck.path")).startsWith("/") &&
            at(node, "healthCheck.matcher") === "200" &&
            Number(at(node, "healthCheck.timeout")) < Number(at(node, "healthCheck.interval")),
        broken: { protocol: "HTTP" },
    },
];

/** The ECS service of a cell and its scaling. */
export const computeControls: readonly Control[] = [
    {
        ids: ["CT031", "D6"],
        promise: "task runs on Fargate with a network interface of its own",
        type: task,
        keeps: ({ inputs }) =>
            inputs.networkMode === "awsvpc" &&
            JSON.stringify(inputs.requiresCompatibilities) === '["FARGATE"]',
        broken: { networkMode: "host" },
    },
    {
        ids: ["CT032"],
        promise: "service gives its tasks no public address",
        type: service,
        keeps: (node, graph) =>
            at(node, "networkConfiguration.assignPublicIp") === false &&
            graph
                .sourcesOf(node, "aws:ec2/subnet:Subnet", "networkConfiguration")
                .every(({ name }) => name.includes("-private-")),
        broken: { networkConfiguration: { assignPublicIp: true } },
    },
    ofContainers(["CT033"], "container is not privileged", ({ privileged }) => privileged !== true, {
        privileged: true,
    }),
    ofContainers(
        ["CT034"],
        "container cannot write to its root",
        ({ readonlyRootFilesystem }) => readonlyRootFilesystem === true,
        { readonlyRootFilesystem: false },
    ),
    ofContainers(
        ["CT035"],
        "container has no secret in its environment",
        ({ environment }) =>
            ((environment ?? []) as readonly { name: string; value: string }[]).every(
                ({ name, value }) => !secretName.test(name) && !/AKIA[0-9A-Z]{16}/.test(value),
            ),
        { environment: [{ name: "DATABASE_PASSWORD", value: "x" }] },
    ),
    ofContainers(
        ["CT036"],
        "container logs without ever waiting for the log",
        ({ logConfiguration }) => {
            const { logDriver, options = {} } = (logConfiguration ?? {}) as {
                readonly logDriver?: string;
                readonly options?: Readonly<Record<string, string>>;
            };
            return (
                logDriver === "awslogs" &&
                ["awslogs-group", "awslogs-region", "awslogs-stream-prefix", "max-buffer-size"].every(
                    (option) => options[option] !== undefined,
                ) &&
                options.mode === "non-blocking"
            );
        },
        { logConfiguration: { logDriver: "awslogs", options: { mode: "blocking" } } },
    ),
    ofContainers(
        ["CT039"],
        "container runs as a user that is not root",
        ({ user }) => typeof user === "string" && !/^(0|root)(:|$)/.test(user),
        { user: "0:0" },
    ),
    {
        ids: ["CT037", "CT042", "D9"],
        promise: "service runs the latest platform, replaces before it stops and goes back by itself",
        type: service,
        keeps: (node) =>
            [undefined, "LATEST"].includes(node.inputs.platformVersion as string | undefined) &&
            at(node, "deploymentCircuitBreaker.enable") === true &&
            at(node, "deploymentCircuitBreaker.rollback") === true &&
            node.inputs.deploymentMinimumHealthyPercent === 100 &&
            node.inputs.deploymentMaximumPercent === 200 &&
            node.inputs.availabilityZoneRebalancing === "ENABLED",
        broken: { deploymentCircuitBreaker: { enable: true, rollback: false } },
    },
    {
        ids: ["CT038"],
        promise: "cluster has enhanced Container Insights",
        type: cluster,
        keeps: (node) =>
            listAt(node, "settings").some(
                ({ name, value }) => name === "containerInsights" && value === "enhanced",
            ),
        broken: { settings: [] },
    },
    {
        ids: ["CT040"],
        promise: "task has another role to start with than to work with",
        type: task,
        keeps: (node, graph) => {
            const [execution] = graph.sourcesOf(node, "aws:iam/role:Role", "executionRoleArn");
            const [own] = graph.sourcesOf(node, "aws:iam/role:Role", "taskRoleArn");
            return execution !== undefined && own !== undefined && execution !== own;
        },
        broken: withNode(({ sources }) => ({
            sources: { ...sources, taskRoleArn: sources.executionRoleArn ?? [] },
        })),
    },
    {
        ids: ["CT041"],
        promise: "service opens no shell into its tasks",
        type: service,
        keeps: ({ inputs }) => inputs.enableExecuteCommand === false,
        broken: { enableExecuteCommand: true },
    },
    {
        ids: ["CT004", "CT007"],
        promise: "service keeps a task per zone and has a declared maximum",
        type: scalingTarget,
        where: scalesReachedService,
        only: "prod",
        keeps: ({ inputs }) => Number(inputs.minCapacity) >= 3 && Number(inputs.maxCapacity) <= 50,
        broken: { minCapacity: 2 },
    },
    {
        ids: ["CT043", "D17"],
        promise: "service scales on CPU at 70 and memory at 80, out after 60 s and in after 300 s",
        type: scalingTarget,
        where: scalesReachedService,
        keeps: (node, graph) => {
            const wanted: Readonly<Record<string, number>> = {
                ECSServiceAverageCPUUtilization: 70,
                ECSServiceAverageMemoryUtilization: 80,
            };
            const policies = graph.usersOf(node, scalingPolicy);
            const config = "targetTrackingScalingPolicyConfiguration";
            return Object.entries(wanted).every(([metric, value]) =>
                policies.some(
                    (policy) =>
                        policy.inputs.policyType === "TargetTrackingScaling" &&
                        String(
                            at(policy, `${config}.predefinedMetricSpecification.predefinedMetricType`),
                        ).startsWith(metric) &&
                        at(policy, `${config}.targetValue`) === value &&
                        at(policy, `${config}.scaleOutCooldown`) === 60 &&
                        at(policy, `${config}.scaleInCooldown`) === 300,
                ),
            );
        },
        broken: without(scalingPolicy),
    },
];
