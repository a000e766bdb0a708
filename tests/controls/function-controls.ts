import {
    at,
    hasty,
    textsAt,
    unwired,
    withInputs,
    without,
    withSources,
    type Control,
    type Graph,
    type Node,
} from "./control";

const lambda = "aws:lambda/function:Function";
const invocation = "aws:lambda/invocation:Invocation";
const service = "aws:ecs/service:Service";

const variablesOf = (node: Node): Readonly<Record<string, unknown>> =>
    (at(node, "environment.variables") ?? {}) as Readonly<Record<string, unknown>>;

/** Names of variables that would hold a secret; one that holds an ARN is none. */
const secretName = /(PASSWORD|TOKEN|SECRET|PRIVATE_KEY)(?!_ARN)/i;

/** What Lambda sets itself and lets nobody set ("Defined runtime environment variables", Lambda developer guide). */
const reserved =
    /^(?:AWS_(?:REGION|DEFAULT_REGION|ACCESS_KEY|SECRET|SESSION|EXECUTION|LAMBDA_)|_HANDLER|_X_AMZN|LAMBDA_)/;

/** The resources of a type that something of a cell waits for. */
const reached = (graph: Graph, node: Node, type: string): readonly Node[] => {
    const urns = graph.reach(node);
    return graph.ofType(type).filter(({ stack, urn }) => stack === node.stack && urns.has(urn));
};

/** Rows on Lambda. */
export const functionControls: readonly Control[] = [
    {
        ids: ["CT112"],
        // The newest that the provider's own check takes; it refuses nodejs24.x.
        promise: "function has the newest runtime of its language that can be deployed",
        type: lambda,
        keeps: ({ inputs }) => inputs.runtime === "nodejs22.x",
        broken: { runtime: "nodejs20.x" },
    },
    {
        ids: ["CT113"],
        promise: "function lies in private subnets of two zones or more",
        type: lambda,
        keeps: (node, graph) => {
            const subnets = graph.sourcesOf(node, "aws:ec2/subnet:Subnet", "vpcConfig");
            return subnets.length >= 2 && subnets.every(({ name }) => name.includes("-private-"));
        },
        broken: (graph, subject) => withSources(graph, subject, { vpcConfig: [] }),
    },
    {
        ids: ["CT114"],
        promise: "function is traced",
        type: lambda,
        keeps: (node) => at(node, "tracingConfig.mode") === "Active",
        broken: { tracingConfig: { mode: "PassThrough" } },
    },
    {
        ids: ["CT115"],
        promise: "function runs once at a time",
        type: lambda,
        keeps: ({ inputs }) => inputs.reservedConcurrentExecutions === 1,
        broken: { reservedConcurrentExecutions: undefined },
    },
    {
        ids: ["CT116"],
        promise: "function has no secret in its environment, which a key of the platform encrypts",
        type: lambda,
        keeps: (node, graph) =>
            Object.keys(variablesOf(node)).every((name) => !secretName.test(name)) &&
            graph.sourcesOf(node, "aws:kms/key:Key", "kmsKeyArn").length === 1,
        broken: (graph, subject) =>
            withInputs(graph, subject, { environment: { variables: { DATABASE_PASSWORD: "x" } } }),
    },
];

/** Traps of functions and of what runs them (groups A, H and I). */
export const functionTraps: readonly Control[] = [
    {
        ids: ["I1", "H7"],
        promise: "function waits until its role may join the network",
        type: lambda,
        keeps: (node, graph) =>
            reached(graph, node, "aws:iam/rolePolicyAttachment:RolePolicyAttachment").length > 0,
        broken: unwired,
    },
    {
        ids: ["I3"],
        promise: "function sets no variable that is Lambda's own, and few enough",
        type: lambda,
        keeps: (node) =>
            Object.keys(variablesOf(node)).every((name) => !reserved.test(name)) &&
            JSON.stringify(variablesOf(node)).length < 4096,
        broken: { environment: { variables: { AWS_REGION: "eu-west-1" } } },
    },
    {
        ids: ["H11"],
        promise: "function writes to a log group that is there before it",
        type: lambda,
        keeps: (node, graph) =>
            graph.sourcesOf(node, "aws:cloudwatch/logGroup:LogGroup", "loggingConfig").length === 1,
        broken: { loggingConfig: undefined },
    },
    {
        ids: ["A18"],
        promise:
            "run of a function is triggered by the checksum of what it applies, and waits for a database that answers",
        type: invocation,
        keeps: (node, graph) =>
            /^[0-9a-f]{64}$/.test(String(at(node, "triggers.bundle"))) &&
            node.inputs.input === JSON.stringify({ bundle: at(node, "triggers.bundle") }) &&
            reached(graph, node, "aws:rds/clusterInstance:ClusterInstance").length > 0,
        broken: hasty,
    },
    {
        ids: ["I5"],
        promise:
            "service starts tasks after the migrations, which find the way to the database and its secret open",
        type: service,
        keeps: (node, graph) => {
            const [run] = reached(graph, node, invocation);
            const [runner] = run === undefined ? [] : graph.sourcesOf(run, lambda, "functionName");
            return (
                runner !== undefined &&
                Number(runner.inputs.timeout) <= 900 &&
                textsAt(runner, "vpcConfig.securityGroupIds").length === 1 &&
                reached(graph, runner, "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule").some(
                    ({ name }) => name.endsWith("-migrator-to-database"),
                ) &&
                graph.sourcesOf(runner, "aws:rds/cluster:Cluster", "environment").length === 1
            );
        },
        broken: without(invocation),
    },
    {
        ids: ["I6"],
        promise: "run fails the update by the function's own error, and in no way that a result would hide",
        type: invocation,
        keeps: ({ inputs }) => inputs.lifecycleScope === undefined || inputs.lifecycleScope === "CREATE_ONLY",
        broken: { lifecycleScope: "CRUD" },
    },
];
