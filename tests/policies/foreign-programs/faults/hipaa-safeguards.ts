import { tlsOnly } from "../policies";
import { within } from "../planting";
import type { PlantedFault } from "./fault";

const raw = "raw-resources";
const awsx = "awsx-services";
const regions = "several-regions";

/** One fault or more for each rule of the pack. */
export const safeguardFaults: readonly PlantedFault[] = [
    {
        what: "a database in the clear",
        in: awsx,
        rules: ["data-store-is-encrypted-with-customer-key"],
        set: { database: { storageEncrypted: false } },
    },
    {
        what: "a cache under AWS's own key",
        in: awsx,
        rules: ["cache-is-encrypted-with-customer-key"],
        set: { cache: { kmsKeyId: undefined } },
    },
    {
        what: "a queue under AWS's own key",
        in: awsx,
        rules: ["messages-are-encrypted-with-customer-key"],
        set: { work: { kmsMasterKeyId: "alias/aws/sqs" } },
    },
    {
        what: "logs without a key",
        in: raw,
        rules: ["logs-are-encrypted-with-customer-key"],
        set: { log: { kmsKeyId: undefined } },
    },
    {
        what: "a secret under AWS's own key",
        in: raw,
        rules: ["secret-is-encrypted-with-customer-key"],
        set: { secret: { kmsKeyId: undefined } },
    },
    {
        what: "a bucket without a key",
        in: awsx,
        rules: ["bucket-is-encrypted-with-customer-key"],
        set: { "files-sse": { rules: [] } },
    },
    {
        what: "a listener in plain text",
        in: raw,
        rules: ["load-balancer-speaks-tls"],
        set: { https: { protocol: "HTTP" } },
    },
    {
        what: "plain text between load balancer and tasks",
        in: awsx,
        rules: ["load-balancer-speaks-tls"],
        set: { "front-tasks": { protocol: "HTTP" } },
    },
    {
        what: "a distribution that answers in plain text",
        in: raw,
        rules: ["distribution-speaks-tls"],
        set: { cdn: within("defaultCacheBehavior", { viewerProtocolPolicy: "allow-all" }) },
    },
    {
        what: "a bucket that refuses plain text to readers alone",
        in: awsx,
        rules: ["plain-text-is-refused"],
        set: { "files-tls": { policy: tlsOnly("s3:GetObject") } },
    },
    {
        what: "a cache that takes connections in plain text",
        in: regions,
        rules: ["cache-encrypts-transit"],
        set: { "cache-us-west-2": { transitEncryptionEnabled: undefined } },
    },
    {
        what: "a database that takes connections in plain text",
        in: regions,
        rules: ["database-forces-tls"],
        set: { "parameters-eu-west-1": { parameters: [] } },
    },
    {
        what: "a public database",
        in: awsx,
        rules: ["data-store-is-private"],
        set: { database: { publiclyAccessible: true } },
    },
    {
        what: "tasks with public addresses",
        in: awsx,
        rules: ["task-is-private"],
        set: { "worker-service": within("networkConfiguration", { assignPublicIp: true }) },
    },
    {
        what: "SSH for the internet",
        in: raw,
        rules: ["security-group-admits-no-internet"],
        set: {
            door: { ingress: [{ cidrBlocks: ["0.0.0.0/0"], protocol: "tcp", fromPort: 22, toPort: 22 }] },
        },
    },
    {
        what: "a bucket that may be made public",
        in: awsx,
        rules: ["bucket-blocks-public-access"],
        set: { "files-block": { blockPublicAcls: false } },
    },
    {
        what: "a default group that admits its members",
        in: raw,
        rules: ["vpc-closes-default-group"],
        set: { default: { ingress: [{ self: true, protocol: "-1", fromPort: 0, toPort: 0 }] } },
    },
    {
        what: "a network that records what it rejects alone",
        in: awsx,
        rules: ["vpc-records-its-traffic"],
        set: { traffic: { trafficType: "REJECT" } },
    },
    {
        what: "a distribution without a web ACL",
        in: raw,
        rules: ["entry-has-web-acl"],
        set: { cdn: { webAclId: undefined } },
    },
    {
        what: "a load balancer that faces the internet without a web ACL",
        in: awsx,
        rules: ["entry-has-web-acl"],
        set: { "front-alb": { internal: false } },
    },
    {
        what: "a day of backups",
        in: regions,
        rules: ["data-is-backed-up"],
        set: { "database-us-west-2": { backupRetentionPeriod: 1 } },
    },
    {
        what: "a load balancer that one mistake deletes",
        in: raw,
        rules: ["deletion-is-guarded"],
        set: { front: { enableDeletionProtection: undefined } },
    },
    {
        what: "a week of logs",
        in: awsx,
        rules: ["log-group-keeps-a-year"],
        set: { "web-logs": { retentionInDays: 7 } },
    },
    {
        what: "a key that never changes",
        in: regions,
        rules: ["key-rotates"],
        set: { "edge-key": { enableKeyRotation: undefined } },
    },
    {
        what: "a password of the program's",
        in: raw,
        rules: ["master-password-is-managed"],
        set: { database: { manageMasterUserPassword: undefined } },
    },
    {
        what: "a role that may do everything",
        in: raw,
        rules: ["policy-grants-no-wildcard"],
        set: { policy: { policy: '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}' } },
    },
    {
        what: "a password in the environment",
        in: raw,
        rules: ["environment-holds-no-secret"],
        set: {
            definition: {
                containerDefinitions: '[{"environment":[{"name":"DB_PASSWORD","value":"x"}]}]',
            },
        },
    },
    {
        what: "resources of nobody's",
        in: regions,
        rules: ["resource-is-tagged"],
        set: { edge: { defaultTags: undefined } },
        config: { "resource-is-tagged": { required: ["owner"] } },
    },
];
