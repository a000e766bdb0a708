import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../support/platform";
import { containers, ofContainers } from "./compute-controls";
import { at, listAt, statements, withInputs, type Control, type Graph, type Node } from "./control";
import { tablesOf } from "./network-controls";

const service = "aws:ecs/service:Service";
const task = "aws:ecs/taskDefinition:TaskDefinition";
const subnet = "aws:ec2/subnet:Subnet";

/** MiB of memory that Fargate has for each size of CPU: least, most and step ("Task CPU and memory", ECS guide). */
const fargateMemory: Readonly<Record<string, readonly [least: number, most: number, step: number]>> = {
    "512": [1024, 4096, 1024],
    "1024": [2048, 8192, 1024],
    "2048": [4096, 16384, 1024],
    "4096": [8192, 30720, 1024],
    "8192": [16384, 61440, 4096],
    "16384": [32768, 122880, 8192],
};

function isFargatePair(cpu: unknown, memory: unknown): boolean {
    if (typeof cpu !== "string" || typeof memory !== "string") return false;
    if (cpu === "256") return ["512", "1024", "2048"].includes(memory);
    const [least, most, step] = fargateMemory[cpu] ?? [1, 0, 1];
    const mebibytes = Number(memory);
    return mebibytes >= least && mebibytes <= most && mebibytes % step === 0;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** The task definition that a service runs. */
function taskOf(graph: Graph, node: Node): Node | undefined {
    return graph.sourcesOf(node, task, "taskDefinition")[0];
}

/** Policies of a role, attached and its own. */
function policiesOf(graph: Graph, role: Node): readonly Node[] {
    const attached = graph
        .usersOf(role, "aws:iam/rolePolicyAttachment:RolePolicyAttachment", "role")
        .flatMap((attachment) => graph.sourcesOf(attachment, "aws:iam/policy:Policy", "policyArn"));
    return [...attached, ...graph.usersOf(role, "aws:iam/rolePolicy:RolePolicy", "role")];
}

/** What the image promises to hand over writable; docs/service-contract.md says it to its authors. */
const declaredVolumes = (): readonly string[] => {
    const contract = readFileSync(join(repository, "docs", "service-contract.md"), "utf8");
    return JSON.parse(/^VOLUME (\[.*\])$/m.exec(contract)?.[1] ?? "[]") as readonly string[];
};

/** Traps of task definitions (group D). */
export const taskTraps: readonly Control[] = [
    {
        ids: ["D3"],
        promise: "service names a container and a port that its task has",
        type: service,
        keeps: (node, graph) => {
            const definition = taskOf(graph, node);
            return (
                definition !== undefined &&
                listAt(node, "loadBalancers").every(({ containerName, containerPort }) =>
                    containers(definition).some(
                        ({ name, portMappings }) =>
                            name === containerName &&
                            (portMappings as readonly { containerPort: number }[]).some(
                                (mapping) => mapping.containerPort === containerPort,
                            ),
                    ),
                )
            );
        },
        broken: { loadBalancers: [{ containerName: "web", containerPort: 8443 }] },
    },
    ofContainers(
        ["D4"],
        "container's port is the same on its network interface",
        ({ portMappings }) =>
            ((portMappings ?? []) as readonly { containerPort: number; hostPort?: number }[]).every(
                ({ containerPort, hostPort = containerPort }) => hostPort === containerPort,
            ),
        { portMappings: [{ containerPort: 8443, hostPort: 80 }] },
    ),
    {
        ids: ["D5"],
        promise: "task has CPU and memory, as text, that Fargate has together, and containers that fit",
        type: task,
        keeps: (node) =>
            isFargatePair(node.inputs.cpu, node.inputs.memory) &&
            (["cpu", "memory"] as const).every(
                (size) =>
                    sum(containers(node).map((container) => Number(container[size] ?? 0))) <=
                    Number(node.inputs[size]),
            ),
        broken: { cpu: "512", memory: "8192" },
    },
    {
        ids: ["D6"],
        promise: "task has a role to start with, no placement and a log driver that Fargate knows",
        type: task,
        keeps: (node) =>
            node.inputs.executionRoleArn !== undefined &&
            node.inputs.placementConstraints === undefined &&
            containers(node).every(({ logConfiguration }) =>
                ["awslogs", "splunk", "awsfirelens"].includes(
                    String((logConfiguration as { logDriver?: string } | undefined)?.logDriver),
                ),
            ),
        broken: { executionRoleArn: undefined },
    },
    {
        ids: ["D7"],
        promise: "task has a container that it ends with",
        type: task,
        keeps: (node) => containers(node).some(({ essential }) => essential === true),
        broken: (graph, subject) =>
            withInputs(graph, subject, {
                containerDefinitions: JSON.stringify(
                    containers(subject).map((container) => ({ ...container, essential: false })),
                ),
            }),
    },
    {
        ids: ["D8"],
        promise: "task says for which processor its image is built",
        type: task,
        keeps: (node) =>
            at(node, "runtimePlatform.operatingSystemFamily") === "LINUX" &&
            at(node, "runtimePlatform.cpuArchitecture") === "ARM64",
        broken: { runtimePlatform: undefined },
    },
    {
        ids: ["D27"],
        promise: "secret of a container is named by its ARN, and the role that starts it may read it",
        type: task,
        keeps: (node, graph) => {
            const granted = graph
                .sourcesOf(node, "aws:iam/role:Role", "executionRoleArn")
                .flatMap((role) => policiesOf(graph, role))
                .flatMap((policy) => statements(policy));
            const may = (action: string, resource?: string): boolean =>
                granted.some(
                    ({ actions, resources }) =>
                        actions.includes(action) && (resource === undefined || resources.includes(resource)),
                );
            return containers(node)
                .flatMap(({ secrets }) => (secrets ?? []) as readonly { valueFrom: string }[])
                .every(({ valueFrom }) => {
                    const arn = /^arn:aws:secretsmanager:[\w-]+:\d{12}:secret:[^:]+/.exec(valueFrom)?.[0];
                    return (
                        arn !== undefined && may("secretsmanager:GetSecretValue", arn) && may("kms:Decrypt")
                    );
                });
        },
        broken: (graph, subject) =>
            withInputs(graph, subject, {
                containerDefinitions: JSON.stringify(
                    containers(subject).map((container) => ({
                        ...container,
                        secrets: [
                            {
                                name: "KEY",
                                valueFrom: "arn:aws:secretsmanager:us-east-1:111122223333:secret:key-AbCdEf",
                            },
                        ],
                    })),
                ),
            }),
    },
    {
        ids: ["D28"],
        promise: "service's subnets lead to AWS through a NAT gateway, and to S3 past it",
        type: service,
        keeps: (node, graph) => {
            const subnets = graph.sourcesOf(node, subnet, "networkConfiguration");
            const tables = subnets.flatMap((one) => tablesOf(graph, one));
            return (
                tables.length === subnets.length &&
                tables.every(
                    (table) =>
                        graph
                            .usersOf(table, "aws:ec2/route:Route", "routeTableId")
                            .some(({ inputs }) => inputs.natGatewayId !== undefined) &&
                        graph
                            .usersOf(table, "aws:ec2/vpcEndpoint:VpcEndpoint", "routeTableIds")
                            .some(({ inputs }) => String(inputs.serviceName).endsWith(".s3")),
                )
            );
        },
        broken: (graph) => graph.nodes.filter(({ name }) => !name.includes("-private-out-")),
    },
    ofContainers(
        ["D30"],
        "container that is not root mounts nothing but what its image hands over to it",
        ({ mountPoints }) =>
            ((mountPoints ?? []) as readonly { containerPath: string }[]).every(({ containerPath }) =>
                declaredVolumes().includes(containerPath),
            ),
        { mountPoints: [{ sourceVolume: "tmp", containerPath: "/var/cache" }] },
    ),
    ofContainers(
        ["D29"],
        "container stops within the two minutes that Fargate grants",
        ({ stopTimeout }) => stopTimeout === undefined || Number(stopTimeout) <= 120,
        { stopTimeout: 300 },
    ),
];
