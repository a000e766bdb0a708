import {
    at,
    deniesPlainText,
    listAt,
    statements,
    withInputs,
    without,
    type Control,
    type Node,
} from "./control";
import { isFounder, isSecondary, isSecondaryNetwork } from "./global-database";

const key = "aws:kms/key:Key";
const cluster = "aws:rds/cluster:Cluster";
const vault = "aws:backup/vault:Vault";
const queue = "aws:sqs/queue:Queue";

const isDeadLetters = ({ inputs }: Node): boolean => inputs.redrivePolicy === undefined;

/** Backups that outlive the cell, and what tells of its database. */
export const recoveryControls: readonly Control[] = [
    {
        ids: ["CT060"],
        promise: "cluster is in a backup plan by its own ARN",
        type: cluster,
        only: "prod",
        where: (node) => !isSecondary(node), // its primary is
        keeps: (node, graph) =>
            graph.usersOf(node, "aws:backup/selection:Selection", "resources").length === 1,
        broken: without("aws:backup/selection:Selection"),
    },
    {
        ids: ["CT119"],
        promise: "backup vault is encrypted with a key of its own region",
        type: vault,
        only: "prod",
        keeps: (node, graph) => {
            const keys = graph.sourcesOf(node, key, "kmsKeyArn");
            return keys.length === 1 && keys.every(({ region }) => region === node.region);
        },
        broken: { kmsKeyArn: undefined },
    },
    {
        ids: ["CT120"],
        promise: "backup plan takes a copy a day, keeps it 35 days and puts another into a second region",
        type: "aws:backup/plan:Plan",
        only: "prod",
        keeps: (node, graph) =>
            listAt(node, "rules").some(
                (rule) =>
                    /^cron\(\d+ \d+ \? \* \* \*\)|^cron\(\d+ \d+ \* \* \? \*\)/.test(String(rule.schedule)) &&
                    Number((rule.lifecycle as { readonly deleteAfter?: number } | undefined)?.deleteAfter) >=
                        35 &&
                    Array.isArray(rule.copyActions) &&
                    rule.copyActions.length === 1,
            ) && graph.sourcesOf(node, vault, "rules").some(({ region }) => region !== node.region),
        broken: { rules: [] },
    },
    {
        ids: ["CT121"],
        promise: "backup vault is locked against an early deletion",
        type: vault,
        only: "prod",
        keeps: (node, graph) =>
            graph
                .usersOf(node, "aws:backup/vaultLockConfiguration:VaultLockConfiguration", "backupVaultName")
                .some(({ inputs }) => Number(inputs.minRetentionDays) >= 35),
        broken: without("aws:backup/vaultLockConfiguration:VaultLockConfiguration"),
    },
    {
        ids: ["CT057"],
        promise: "cluster's events are told, and its instances' too, and no other's",
        type: cluster,
        keeps: (node, graph) => {
            const told = graph
                .ofType("aws:rds/eventSubscription:EventSubscription")
                .filter(({ stack, inputs }) => stack === node.stack && inputs.snsTopic !== undefined);
            return (
                told.every((subscription) => listAt(subscription, "sourceIds").length > 0) &&
                ["db-cluster", "db-instance"].every((type) =>
                    told.some(({ inputs }) => inputs.sourceType === type),
                )
            );
        },
        broken: without("aws:rds/eventSubscription:EventSubscription"),
    },
    {
        ids: ["CT079"],
        promise: "cluster's secret is encrypted with the cell's key",
        type: cluster,
        where: (node, graph) => !isSecondary(node) && !isFounder(node, graph),
        keeps: (node, graph) => graph.sourcesOf(node, key, "masterUserSecretKmsKeyId").length === 1,
        broken: { masterUserSecretKmsKeyId: undefined },
    },
    {
        ids: ["CT079", "H9"],
        promise: "secret is encrypted with the cell's key, and named so that it can be made anew",
        type: "aws:secretsmanager/secret:Secret",
        keeps: (node, graph) =>
            graph.sourcesOf(node, key, "kmsKeyId").length === 1 &&
            node.inputs.name === undefined &&
            Number(node.inputs.recoveryWindowInDays) >= 7,
        broken: { kmsKeyId: undefined },
    },
];

/** Queues, and the endpoints by which tasks reach AWS. */
export const eventControls: readonly Control[] = [
    {
        ids: ["CT072"],
        promise: "queue is encrypted with the cell's key",
        type: queue,
        only: "prod",
        absentFrom: ["phase 3"],
        keeps: (node, graph) => graph.sourcesOf(node, key, "kmsMasterKeyId").length === 1,
        broken: { kmsMasterKeyId: undefined },
    },
    {
        ids: ["CT073"],
        promise: "queue has a policy that wants TLS and lets nobody in at large",
        type: "aws:sqs/queuePolicy:QueuePolicy",
        only: "prod",
        absentFrom: ["phase 3"],
        keeps: (node) =>
            deniesPlainText(node) &&
            statements(node).every(
                ({ effect, principals, actions }) =>
                    effect === "Deny" || (!principals.includes("*") && !actions.includes("sqs:*")),
            ),
        broken: (graph, subject) =>
            withInputs(graph, subject, {
                policy: JSON.stringify({
                    Statement: [{ Effect: "Allow", Principal: "*", Action: "sqs:*", Resource: "*" }],
                }),
            }),
    },
    {
        ids: ["CT074"],
        promise: "queue hands what fails to another that keeps it 14 days",
        type: queue,
        only: "prod",
        absentFrom: ["phase 3"],
        where: (node) => !isDeadLetters(node),
        keeps: (node, graph) => {
            const others = graph.sourcesOf(node, queue, "redrivePolicy");
            return (
                others.length === 1 &&
                others.every(
                    (other) => isDeadLetters(other) && at(other, "messageRetentionSeconds") === 1_209_600,
                )
            );
        },
        broken: (graph, subject) => {
            const [letters] = graph.sourcesOf(subject, queue, "redrivePolicy");
            return letters === undefined
                ? []
                : withInputs(graph, letters, { messageRetentionSeconds: 345_600 });
        },
    },
    {
        ids: ["CT016"],
        promise: "VPC has an endpoint for each service that its tasks call",
        type: "aws:ec2/vpc:Vpc",
        only: "prod",
        where: (node, graph) => !isSecondaryNetwork(node, graph), // no task there
        keeps: (node, graph) => {
            const endpoints = graph.usersOf(node, "aws:ec2/vpcEndpoint:VpcEndpoint", "vpcId");
            return ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "kms", "sts", "s3"].every((service) =>
                endpoints.some(
                    ({ inputs }) =>
                        String(inputs.serviceName).endsWith(`.${service}`) &&
                        (inputs.vpcEndpointType === "Gateway" || inputs.privateDnsEnabled === true),
                ),
            );
        },
        broken: without("aws:ec2/vpcEndpoint:VpcEndpoint"),
    },
];
