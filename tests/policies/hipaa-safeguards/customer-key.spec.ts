import {
    cacheIsEncryptedWithCustomerKey,
    dataStoreIsEncryptedWithCustomerKey,
    logsAreEncryptedWithCustomerKey,
    messagesAreEncryptedWithCustomerKey,
    secretIsEncryptedWithCustomerKey,
} from "../../../policies/hipaa-safeguards/customer-key";
import { output, resource } from "../../support/stack-graph";
import { fourWays, key, maker, source } from "./four-ways";

const byKey = output(key, "arn");
const later = output(source, "value");
const mustName = "it must name a customer managed key";

const cluster = maker("aws:rds/cluster:Cluster", "db", { storageEncrypted: true, kmsKeyId: byKey });
const instance = maker("aws:rds/clusterInstance:ClusterInstance", "writer");
fourWays(dataStoreIsEncryptedWithCustomerKey, {
    passes: {
        "a database with a key that is not known yet but certainly a key": [key, cluster()],
        "a key by its ARN": [cluster({ kmsKeyId: "arn:aws:kms:eu-west-1:1:key/1" })],
        "a table, a domain, a file system and a vault with keys": [
            resource("aws:dynamodb/table:Table", "table", {
                serverSideEncryption: { enabled: true, kmsKeyArn: byKey },
            }),
            resource("aws:opensearch/domain:Domain", "domain", {
                encryptAtRest: { enabled: "true", kmsKeyId: byKey },
            }),
            resource("aws:efs/fileSystem:FileSystem", "files", { encrypted: true, kmsKeyId: byKey }),
            resource("aws:backup/vault:Vault", "vault", { kmsKeyArn: byKey }),
        ],
        "what an instance records under a key": [
            instance({ performanceInsightsEnabled: true, performanceInsightsKmsKeyId: byKey }),
        ],
    },
    refuses: {
        "a database that says nothing": [
            [resource("aws:rds/cluster:Cluster", "db", { engine: "mysql" })],
            "db: storageEncrypted is not set; it must be true",
            `db: kmsKeyId is not set; ${mustName}`,
        ],
        "encryption that is turned off": [
            [cluster({ storageEncrypted: false })],
            "db: storageEncrypted is false; it must be true",
        ],
        "AWS's own key, by its alias": [
            [cluster({ kmsKeyId: "alias/aws/rds" })],
            `db: kmsKeyId is "alias/aws/rds"; ${mustName}`,
        ],
        "AWS's own key, which an update fills in": [
            [
                resource(
                    "aws:rds/cluster:Cluster",
                    "db",
                    { storageEncrypted: true },
                    { computed: { kmsKeyId: "arn:aws:kms:eu-west-1:1:key/of-aws" } },
                ),
            ],
            `db: kmsKeyId is not set; ${mustName}`,
        ],
        "what an instance records under no key": [
            [instance({ performanceInsightsEnabled: true })],
            `writer: performanceInsightsKmsKeyId is not set; ${mustName}`,
        ],
        "a table under DynamoDB's key": [
            [resource("aws:dynamodb/table:Table", "table", { serverSideEncryption: { enabled: true } })],
            `table: serverSideEncryption.kmsKeyArn is not set; ${mustName}`,
        ],
    },
    ignores: {
        "a replica, which takes over its source's key": [
            resource("aws:rds/instance:Instance", "replica", { replicateSourceDb: "main" }),
        ],
        "an instance that records nothing": [instance()],
    },
    leavesOpen: {
        "a key that comes from elsewhere": [
            [cluster({ kmsKeyId: later })],
            "db: kmsKeyId is not known before the update",
        ],
        "encryption that comes from elsewhere": [
            [cluster({ storageEncrypted: later })],
            "db: storageEncrypted is not known before the update",
        ],
    },
});

const cache = maker("aws:elasticache/replicationGroup:ReplicationGroup", "cache", {
    atRestEncryptionEnabled: true,
    kmsKeyId: byKey,
});
fourWays(cacheIsEncryptedWithCustomerKey, {
    passes: { "a cache under a key": [cache()] },
    refuses: {
        "a cache that says nothing": [
            [resource("aws:elasticache/replicationGroup:ReplicationGroup", "cache")],
            "cache: atRestEncryptionEnabled is not set; it must be true",
            `cache: kmsKeyId is not set; ${mustName}`,
        ],
        "a cluster that stands alone": [
            [resource("aws:elasticache/cluster:Cluster", "memcached", { engine: "memcached" })],
            "memcached: is a cache cluster, which cannot be encrypted at rest; it must be a replication group or a serverless cache",
        ],
        "a serverless cache under ElastiCache's key": [
            [resource("aws:elasticache/serverlessCache:ServerlessCache", "serverless", { engine: "valkey" })],
            `serverless: kmsKeyId is not set; ${mustName}`,
        ],
    },
    ignores: {
        "a member of a replication group": [
            resource("aws:elasticache/cluster:Cluster", "replica", { replicationGroupId: "main" }),
        ],
        "a member of a global group": [
            resource("aws:elasticache/replicationGroup:ReplicationGroup", "follower", {
                globalReplicationGroupId: "g",
            }),
        ],
    },
    leavesOpen: {
        "a key that comes from elsewhere": [
            [cache({ kmsKeyId: later })],
            "cache: kmsKeyId is not known before the update",
        ],
    },
});

const queue = maker("aws:sqs/queue:Queue", "jobs");
fourWays(messagesAreEncryptedWithCustomerKey, {
    passes: {
        "queue and topic under a key": [
            queue({ kmsMasterKeyId: byKey }),
            resource("aws:sns/topic:Topic", "topic", { kmsMasterKeyId: "alias/own" }),
        ],
    },
    refuses: {
        "a queue under SQS's own encryption": [
            [queue({ sqsManagedSseEnabled: true })],
            `jobs: kmsMasterKeyId is not set; ${mustName}`,
        ],
        "a topic under AWS's key": [
            [resource("aws:sns/topic:Topic", "topic", { kmsMasterKeyId: "alias/aws/sns" })],
            `topic: kmsMasterKeyId is "alias/aws/sns"; ${mustName}`,
        ],
    },
    ignores: { "a queue's policy": [resource("aws:sqs/queuePolicy:QueuePolicy", "policy")] },
    leavesOpen: {
        "a key that comes from elsewhere": [
            [queue({ kmsMasterKeyId: later })],
            "jobs: kmsMasterKeyId is not known before the update",
        ],
    },
});

const group = maker("aws:cloudwatch/logGroup:LogGroup", "log");
fourWays(logsAreEncryptedWithCustomerKey, {
    passes: { "a log under a key": [group({ kmsKeyId: byKey })] },
    refuses: { "a log without": [[group()], `log: kmsKeyId is not set; ${mustName}`] },
    ignores: { "a stream of a log": [resource("aws:cloudwatch/logStream:LogStream", "stream")] },
    leavesOpen: {
        "a key that comes from elsewhere": [
            [group({ kmsKeyId: later })],
            "log: kmsKeyId is not known before the update",
        ],
    },
});

const secret = maker("aws:secretsmanager/secret:Secret", "token");
fourWays(secretIsEncryptedWithCustomerKey, {
    passes: {
        "a secret under a key": [secret({ kmsKeyId: byKey })],
        "a secure parameter under a key": [
            resource("aws:ssm/parameter:Parameter", "parameter", { type: "SecureString", keyId: byKey }),
        ],
    },
    refuses: {
        "a secret under AWS's key": [[secret()], `token: kmsKeyId is not set; ${mustName}`],
        "a secure parameter under AWS's key": [
            [resource("aws:ssm/parameter:Parameter", "parameter", { type: "SecureString" })],
            `parameter: keyId is not set; ${mustName}`,
        ],
    },
    ignores: {
        "a parameter in plain text": [resource("aws:ssm/parameter:Parameter", "plain", { type: "String" })],
    },
    leavesOpen: {
        "a key that comes from elsewhere": [
            [secret({ kmsKeyId: later })],
            "token: kmsKeyId is not known before the update",
        ],
    },
});
