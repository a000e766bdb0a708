import { deniesPlainText, listAt, statements, withInputs, without, type Control, type Node } from "./control";

const topic = "aws:sns/topic:Topic";
const topicPolicy = "aws:sns/topicPolicy:TopicPolicy";
const subscription = "aws:sns/topicSubscription:TopicSubscription";
const key = "aws:kms/key:Key";
const role = "aws:iam/role:Role";
const logGroup = "aws:cloudwatch/logGroup:LogGroup";
const alarm = "aws:cloudwatch/metricAlarm:MetricAlarm";
const bucket = "aws:s3/bucket:Bucket";

const policyTypes = ["aws:iam/policy:Policy", "aws:iam/rolePolicy:RolePolicy"];

/** Actions that AWS offers on every resource only (Service Authorization Reference). */
const onAnythingOnly = new Set([
    // Narrowed by a condition on where to; the recovery points' names are AWS's.
    "backup:CopyFromBackupVault",
    "tag:GetResources",
    "ecr:GetAuthorizationToken",
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "cloudwatch:PutMetricData",
    "s3:ListAllMyBuckets",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
]);

/** Tells what exists, and nothing of what is in it. */
const describes = /^rds:(Describe|List)/;

/** Services that AWS documents no account for in a role's trust; excused in ADR 0020. */
const accountless = new Set(["rds.amazonaws.com", "s3.amazonaws.com"]);

/** Services whose roles may have an inline policy; excused in ADR 0020. */
const inlined = new Set(["vpc-flow-logs.amazonaws.com", "rds.amazonaws.com", "s3.amazonaws.com"]);

/** The policy of a resource with one statement more. */
export function addStatement(node: Node, statement: Readonly<Record<string, unknown>>): string {
    const document = JSON.parse(String(node.inputs.policy)) as { readonly Statement: readonly unknown[] };
    return JSON.stringify({ ...document, Statement: [...document.Statement, statement] });
}

/** Identities and keys. */
export const identityControls: readonly Control[] = [
    ...policyTypes.flatMap((type): readonly Control[] => [
        {
            ids: ["CT083", "CT084"],
            promise: "policy allows named actions on named resources",
            type,
            keeps: (node) =>
                statements(node)
                    .filter(({ effect }) => effect === "Allow")
                    .every(
                        ({ actions, resources }) =>
                            actions.every((action) => !/^(\*|[a-z0-9-]+:\*)$/.test(action)) &&
                            (!resources.includes("*") ||
                                actions.every(
                                    (action) => onAnythingOnly.has(action) || describes.test(action),
                                )),
                    ),
            broken: (graph, subject) =>
                withInputs(graph, subject, {
                    policy: addStatement(subject, { Effect: "Allow", Action: "kms:Decrypt", Resource: "*" }),
                }),
        },
        {
            ids: ["CT002"],
            promise: "policy names nothing in another region, but the image's repository and its own vaults",
            type,
            keeps: (node, graph) => {
                const vaults = graph.sourcesOf(node, "aws:backup/vault:Vault");
                const homes = [node, ...vaults].map(({ region }) => region);
                return statements(node)
                    .filter(({ actions }) => !actions.every((action) => action.startsWith("ecr:")))
                    .flatMap(({ resources }) => resources)
                    .every((resource) => {
                        const region = resource.split(":")[3] ?? "";
                        return region === "" || region === "*" || homes.includes(region);
                    });
            },
            broken: (graph, subject) =>
                withInputs(graph, subject, {
                    policy: addStatement(subject, {
                        Effect: "Allow",
                        Action: "sqs:SendMessage",
                        Resource: "arn:aws:sqs:sa-east-1:111122223333:another",
                    }),
                }),
        },
    ]),
    {
        ids: ["CT085"],
        promise: "role has no inline or managed policies of its own arguments",
        type: role,
        keeps: (node) =>
            node.inputs.inlinePolicies === undefined && node.inputs.managedPolicyArns === undefined,
        broken: { managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"] },
    },
    {
        ids: ["CT085"],
        promise: "role with an inline policy is taken by a service of AWS, never by tasks",
        type: role,
        where: (node, graph) => graph.usersOf(node, "aws:iam/rolePolicy:RolePolicy", "role").length > 0,
        keeps: (node) =>
            statements(node, "assumeRolePolicy").every(({ principals }) =>
                principals.every((principal) => inlined.has(principal)),
            ),
        broken: { assumeRolePolicy: '{"Statement":[{"Principal":{"Service":"ecs-tasks.amazonaws.com"}}]}' },
    },
    {
        ids: ["CT086"],
        promise: "role trusts one service, for this account",
        type: role,
        keeps: (node) => {
            const trust = statements(node, "assumeRolePolicy");
            return trust.every(
                ({ principals, condition }) =>
                    principals.length === 1 &&
                    principals.every(
                        (principal) =>
                            principal.endsWith(".amazonaws.com") &&
                            (accountless.has(principal) ||
                                condition.StringEquals?.["aws:SourceAccount"] !== undefined),
                    ),
            );
        },
        broken: (graph, subject) =>
            withInputs(graph, subject, {
                assumeRolePolicy: JSON.stringify({
                    Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
                }),
            }),
    },
    {
        ids: ["CT081"],
        promise: "key rotates, and in prod is deleted a month later at the earliest",
        type: key,
        keeps: ({ inputs, options, stack }) =>
            inputs.enableKeyRotation === true &&
            (stack === "dev" || (inputs.deletionWindowInDays === 30 && options.protect)),
        broken: { enableKeyRotation: false },
    },
    {
        ids: ["CT082", "H2"],
        promise: "key has a policy that the account can change and that admits nobody at large",
        type: key,
        keeps: (node) => {
            const all = statements(node);
            return (
                all.some(
                    ({ principals, actions }) =>
                        principals.some((principal) => principal.endsWith(":root")) &&
                        actions.includes("kms:*"),
                ) &&
                all.every(
                    ({ principals, condition }) =>
                        !principals.includes("*") || Object.keys(condition).length > 0,
                )
            );
        },
        broken: (graph, subject) =>
            withInputs(graph, subject, {
                policy: addStatement(subject, {
                    Effect: "Allow",
                    Principal: "*",
                    Action: "kms:Decrypt",
                    Resource: "*",
                }),
            }),
    },
];

/** Alarms, topics and logs. */
export const observabilityControls: readonly Control[] = [
    {
        ids: ["CT075"],
        promise: "topic is encrypted with a key that CloudWatch may use",
        type: topic,
        keeps: (node, graph) =>
            graph
                .sourcesOf(node, key, "kmsMasterKeyId")
                .some((own) =>
                    statements(own).some(({ principals }) => principals.includes("cloudwatch.amazonaws.com")),
                ),
        broken: { kmsMasterKeyId: "alias/aws/sns" },
    },
    {
        ids: ["CT076"],
        promise: "topic takes messages of this account's alarms, by TLS only",
        type: topicPolicy,
        keeps: (node) =>
            deniesPlainText(node) &&
            statements(node)
                .filter(({ effect }) => effect === "Allow")
                .every(
                    ({ principals, condition }) =>
                        !principals.includes("*") &&
                        condition.StringEquals?.["aws:SourceAccount"] !== undefined,
                ),
        broken: (graph, subject) =>
            withInputs(graph, subject, {
                policy: addStatement(subject, { Effect: "Allow", Principal: "*", Action: "sns:Publish" }),
            }),
    },
    {
        ids: ["CT077"],
        promise: "topic has a subscriber, and none by plain HTTP",
        type: topic,
        keeps: (node, graph) => {
            const subscriptions = graph.usersOf(node, subscription, "topic");
            return (
                subscriptions.length > 0 && subscriptions.every(({ inputs }) => inputs.protocol !== "http")
            );
        },
        broken: without(subscription),
    },
    {
        ids: ["CT117"],
        promise: "alarm is on, tells a topic or a composite alarm, and says what silence means",
        type: alarm,
        keeps: (node, graph) =>
            node.inputs.actionsEnabled !== false &&
            (listAt(node, "alarmActions").length > 0 ||
                graph.usersOf(node, "aws:cloudwatch/compositeAlarm:CompositeAlarm", "alarmRule").length >
                    0) &&
            ["breaching", "notBreaching"].includes(String(node.inputs.treatMissingData)),
        broken: { treatMissingData: undefined },
    },
    {
        ids: ["CT118"],
        promise: "log group is encrypted and kept, in prod for a year or more",
        type: logGroup,
        keeps: (node, graph) =>
            graph.sourcesOf(node, key, "kmsKeyId").length === 1 &&
            Number(node.inputs.retentionInDays) >= (node.stack === "dev" ? 30 : 365),
        broken: { retentionInDays: 0 },
    },
];

/** A bucket's own resource of another type, such as its policy. */
function hasBeside(
    type: string,
    ids: readonly string[],
    promise: string,
    keeps: (node: Node) => boolean,
): Control {
    return {
        ids,
        promise,
        type: bucket,
        keeps: (node, graph) => {
            const beside = graph.usersOf(node, type, "bucket");
            return beside.length === 1 && beside.every(keeps);
        },
        broken: without(type),
    };
}

/** Buckets: the site's, and those of logs. */
export const storageControls: readonly Control[] = [
    hasBeside(
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        ["CT103"],
        "bucket keeps the public out in all four ways",
        ({ inputs }) =>
            ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"].every(
                (way) => inputs[way] === true,
            ),
    ),
    hasBeside(
        "aws:s3/bucketPolicy:BucketPolicy",
        ["CT104", "G13"],
        "bucket has one policy, which wants TLS",
        deniesPlainText,
    ),
    hasBeside(
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
        ["CT106"],
        "bucket knows no access lists",
        ({ inputs }) =>
            (inputs.rule as { readonly objectOwnership?: string }).objectOwnership === "BucketOwnerEnforced",
    ),
    hasBeside(
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        ["CT107"],
        "bucket drops unfinished uploads and old versions",
        (node) =>
            listAt(node, "rules").some(
                (rule) =>
                    rule.abortIncompleteMultipartUpload !== undefined &&
                    rule.noncurrentVersionExpiration !== undefined,
            ),
    ),
    hasBeside(
        "aws:s3/bucketVersioning:BucketVersioning",
        ["CT108"],
        "bucket keeps versions",
        ({ inputs }) => (inputs.versioningConfiguration as { readonly status?: string }).status === "Enabled",
    ),
    hasBeside(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        ["CT109"],
        "bucket is encrypted, with the cell's key unless it is the site's or of access logs",
        (node) =>
            listAt(node, "rules").some(({ applyServerSideEncryptionByDefault }) => {
                const { sseAlgorithm, kmsMasterKeyId } = (applyServerSideEncryptionByDefault ??
                    {}) as Readonly<Record<string, unknown>>;
                return sseAlgorithm === "aws:kms"
                    ? kmsMasterKeyId !== undefined
                    : sseAlgorithm === "AES256" && /^edge-site-|-alb-logs-/.test(node.name);
            }),
    ),
];
