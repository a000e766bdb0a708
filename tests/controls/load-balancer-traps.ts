import { at, hasty, listAt, statements, withSources, type Control } from "./control";

const balancer = "aws:lb/loadBalancer:LoadBalancer";
const listener = "aws:lb/listener:Listener";
const targetGroup = "aws:lb/targetGroup:TargetGroup";
const service = "aws:ecs/service:Service";
const bucketPolicy = "aws:s3/bucketPolicy:BucketPolicy";
const bucket = "aws:s3/bucket:Bucket";
const encryption = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";

/** Traps of the load balancer (group D). */
export const loadBalancerTraps: readonly Control[] = [
    {
        ids: ["D1"],
        promise: "service waits for the listener that forwards to it",
        type: service,
        where: (node) => listAt(node, "loadBalancers").length > 0,
        keeps: (node, graph) => {
            const reached = graph.reach(node);
            return graph
                .sourcesOf(node, targetGroup, "loadBalancers")
                .every((group) =>
                    graph.usersOf(group, listener, "defaultActions").some(({ urn }) => reached.has(urn)),
                );
        },
        broken: hasty,
    },
    {
        ids: ["D2"],
        promise: "target group of tasks takes addresses, and has a port, a protocol and a VPC",
        type: targetGroup,
        keeps: ({ inputs }) =>
            inputs.targetType === "ip" &&
            ["port", "protocol", "vpcId"].every((property) => inputs[property] !== undefined),
        broken: { vpcId: undefined },
    },
    {
        ids: ["D23"],
        promise: "load balancer's log bucket lets it write before it is made, with S3's own key",
        type: balancer,
        keeps: (node, graph) => {
            const policies = graph.sourcesOf(node, bucketPolicy, "accessLogs");
            const buckets = policies.flatMap((policy) => graph.sourcesOf(policy, bucket, "bucket"));
            return (
                policies.length === 1 &&
                policies.every((policy) =>
                    statements(policy).some(
                        ({ effect, principals, actions }) =>
                            effect === "Allow" &&
                            actions.includes("s3:PutObject") &&
                            principals.includes("logdelivery.elasticloadbalancing.amazonaws.com"),
                    ),
                ) &&
                buckets.length === 1 &&
                buckets.every(
                    (logs) =>
                        logs.region === node.region &&
                        graph
                            .usersOf(logs, encryption, "bucket")
                            .flatMap((own) => listAt(own, "rules"))
                            .every((rule) => JSON.stringify(rule).includes('"AES256"')),
                )
            );
        },
        broken: (graph, subject) =>
            withSources(graph, subject, {
                accessLogs: graph
                    .sourcesOf(subject, bucketPolicy, "accessLogs")
                    .flatMap((policy) => policy.sources.bucket ?? []),
            }),
    },
    {
        ids: ["D24"],
        promise: "target group has no name of its own, so that another can take its place",
        type: targetGroup,
        keeps: ({ inputs }) => inputs.name === undefined,
        broken: { name: "tasks" },
    },
    {
        ids: ["D29"],
        promise: "service forgives failed checks for longer than a task needs to pass them",
        type: service,
        where: (node) => listAt(node, "loadBalancers").length > 0,
        keeps: (node, graph) =>
            graph
                .sourcesOf(node, targetGroup, "loadBalancers")
                .every(
                    (group) =>
                        at(group, "healthCheck.port") === "traffic-port" &&
                        Number(node.inputs.healthCheckGracePeriodSeconds) >
                            Number(at(group, "healthCheck.interval")) *
                                Number(at(group, "healthCheck.healthyThreshold")),
                ),
        broken: { healthCheckGracePeriodSeconds: 15 },
    },
];
