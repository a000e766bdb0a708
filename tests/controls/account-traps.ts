import { addStatement } from "./account-controls";
import { statements, withValues, type Control, type Graph, type Node } from "./control";
import { replicationRegions } from "./global-database";

const key = "aws:kms/key:Key";
const logGroup = "aws:cloudwatch/logGroup:LogGroup";
const topic = "aws:sns/topic:Topic";
const policy = "aws:iam/policy:Policy";
const rolePolicy = "aws:iam/rolePolicy:RolePolicy";
const attachment = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const role = "aws:iam/role:Role";
const bucketPolicy = "aws:s3/bucketPolicy:BucketPolicy";

/** Whether a key lets a service do all of that, for this account or these logs only. */
function admits(node: Node, service: string, actions: readonly string[], operator: string): boolean {
    return statements(node).some(
        (statement) =>
            statement.effect === "Allow" &&
            statement.principals.includes(service) &&
            actions.every((action) => statement.actions.includes(action)) &&
            Object.keys(statement.condition[operator] ?? {}).length > 0,
    );
}

/** A change of a word in the policy of the key that a property comes from. */
function keyWith(
    property: string,
    word: string,
    other: string,
): (graph: Graph, subject: Node) => readonly Node[] {
    return (graph, subject) =>
        graph
            .sourcesOf(subject, key, property)
            .flatMap((own) =>
                withValues(graph, own, { policy: String(own.inputs.policy).replaceAll(word, other) }),
            );
}

/** Keys and the services that use them (traps H). */
export const keyTraps: readonly Control[] = [
    {
        ids: ["H1", "H3"],
        promise: "log group's key, policy included, lets the logs of its region use it",
        type: logGroup,
        keeps: (node, graph) =>
            graph
                .sourcesOf(node, key, "kmsKeyId")
                .some(
                    (own) =>
                        own.region === node.region &&
                        admits(
                            own,
                            `logs.${String(node.region)}.amazonaws.com`,
                            ["kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*"],
                            "ArnLike",
                        ),
                ),
        broken: (graph, subject) => {
            const region = String(subject.region);
            return keyWith("kmsKeyId", `logs.${region}.`, "logs.sa-east-1.")(graph, subject);
        },
    },
    {
        ids: ["H3", "J8"],
        promise: "topic's key lets CloudWatch read it and make data keys, or alarms tell nobody",
        type: topic,
        keeps: (node, graph) =>
            graph
                .sourcesOf(node, key, "kmsMasterKeyId")
                .some((own) =>
                    admits(
                        own,
                        "cloudwatch.amazonaws.com",
                        ["kms:Decrypt", "kms:GenerateDataKey*"],
                        "StringEquals",
                    ),
                ),
        broken: keyWith("kmsMasterKeyId", "kms:GenerateDataKey*", "kms:Encrypt"),
    },
    {
        ids: ["H5"],
        promise: "alias of a key is named by Pulumi, or as AWS wants it",
        type: "aws:kms/alias:Alias",
        keeps: ({ inputs }) =>
            inputs.name === undefined ||
            (typeof inputs.name === "string" && /^alias\/(?!aws\/)[a-zA-Z0-9/_-]+$/.test(inputs.name)),
        broken: { name: "alias/aws/cell" },
    },
];

const length = (text: unknown): number => (typeof text === "string" ? text.length : 0);

/** Most characters of each kind of policy ("IAM and STS quotas"; those of S3 and KMS are in their own guides). */
const policySizes = [
    { what: "managed policy", type: policy, property: "policy", limit: 6_144 },
    { what: "role's trust", type: role, property: "assumeRolePolicy", limit: 2_048 },
    { what: "bucket's policy", type: bucketPolicy, property: "policy", limit: 20_480 },
    { what: "key's policy", type: key, property: "policy", limit: 32_768 },
] as const;

/** An account's root, a service, or everyone: AWS refuses a policy that names a role which is not there yet. */
const lastingPrincipal = /^(\*|[a-z0-9.-]+\.amazonaws\.com|arn:aws:iam::\d{12}:root)$/;

/** Whether a statement names the resources that its actions work on, and not those around them. */
function fits(action: string, resource: string): boolean {
    if (/^logs:(CreateLogStream|PutLogEvents|DescribeLogStreams)$/.test(action))
        return resource.endsWith(":*");
    if (/^s3:(Get|Put|Delete)Object/.test(action)) return resource.includes("/");
    if (/^s3:(ListBucket|GetBucket)/.test(action)) return !resource.includes("/");
    if (action === "secretsmanager:GetSecretValue") return /-(\?{6}|[A-Za-z0-9]{6})$/.test(resource);
    return true;
}

/** Policies and roles (traps H). */
export const identityTraps: readonly Control[] = [
    ...policySizes.map(({ what, type, property, limit }): Control => ({
        ids: ["H6"],
        promise: `${what} is within ${String(limit)} characters`,
        type,
        keeps: ({ inputs }) => length(inputs[property]) <= limit,
        broken: { [property]: "x".repeat(limit + 1) },
    })),
    {
        ids: ["H6"],
        promise: "role has inline policies within 10,240 characters, and ten managed ones at most",
        type: role,
        keeps: (node, graph) =>
            graph
                .usersOf(node, rolePolicy, "role")
                .reduce((sum, { inputs }) => sum + length(inputs.policy), 0) <= 10_240 &&
            graph.usersOf(node, attachment, "role").length <= 10,
        broken: (graph) =>
            graph
                .ofType(rolePolicy)
                .slice(0, 1)
                .flatMap((one) => withValues(graph, one, { policy: "x".repeat(10_241) })),
    },
    // Not all the role can do is there when the role is: IAM takes a while, and a policy may come last.
    ...[
        "aws:ec2/flowLog:FlowLog",
        "aws:rds/proxy:Proxy",
        "aws:rds/clusterInstance:ClusterInstance",
        "aws:ecs/service:Service",
    ].map((type): Control => ({
        ids: ["H7"],
        promise: `${type.split(":").at(-1) ?? ""} waits for all that its roles may do`,
        type,
        keeps: (node, graph) => {
            const tasks = graph.sourcesOf(node, "aws:ecs/taskDefinition:TaskDefinition");
            const roles = [node, ...tasks].flatMap((one) => graph.sourcesOf(one, role));
            const reached = graph.reach(node);
            const grants = roles.flatMap((one) => [
                ...graph.usersOf(one, rolePolicy, "role"),
                ...graph.usersOf(one, attachment, "role"),
            ]);
            return grants.length > 0 && grants.every(({ urn }) => reached.has(urn));
        },
        broken: ({ nodes }) =>
            nodes.map((node) =>
                [rolePolicy, attachment].includes(node.type)
                    ? { ...node, urn: `${node.urn}-of-later` }
                    : node,
            ),
    })),
    ...[key, bucketPolicy, "aws:sns/topicPolicy:TopicPolicy"].map((type): Control => ({
        ids: ["H8"],
        promise: `${type.split(":").at(-1) ?? ""} names nobody who may not be there yet`,
        type,
        keeps: (node) =>
            statements(node).every(({ principals }) =>
                principals.every((principal) => lastingPrincipal.test(principal)),
            ),
        broken: (graph, subject) =>
            withValues(graph, subject, {
                policy: addStatement(subject, {
                    Effect: "Allow",
                    Principal: { AWS: "arn:aws:iam::111122223333:role/deployer" },
                    Action: "*",
                    Resource: "*",
                }),
            }),
    })),
    {
        ids: ["H16"],
        promise:
            "secret has no copy in another region, whose readers would name another ARN, but a master user's",
        type: "aws:secretsmanager/secret:Secret",
        keeps: (node, graph) =>
            node.inputs.replicas === undefined || replicationRegions(node, graph).length > 0,
        broken: { replicas: [{ region: "us-west-2" }] },
    },
    ...[policy, rolePolicy, bucketPolicy].map((type): Control => ({
        ids: ["H17"],
        promise: `${type.split(":").at(-1) ?? ""} names streams of a log group, objects of a bucket, secrets by suffix`,
        type,
        keeps: (node) =>
            statements(node)
                .filter(({ effect }) => effect === "Allow")
                .every(({ actions, resources }) =>
                    actions.every((action) => resources.every((resource) => fits(action, resource))),
                ),
        broken: (graph, subject) =>
            withValues(graph, subject, {
                policy: addStatement(subject, {
                    Effect: "Allow",
                    Action: type === bucketPolicy ? "s3:GetObject" : "logs:PutLogEvents",
                    Resource:
                        type === bucketPolicy ? "arn:aws:s3:::logs" : "arn:aws:logs:us-east-1:1:log-group:a",
                }),
            }),
    })),
];
