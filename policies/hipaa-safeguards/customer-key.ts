import { inputAt, isAsked, shown, sourcesOf, textOf } from "../graph";
import { unknown, type GraphResource, type Report, type Rule } from "../rule";
import { requireFlag } from "./promise";

const keyTypes = [
    "aws:kms/key:Key",
    "aws:kms/alias:Alias",
    "aws:kms/replicaKey:ReplicaKey",
    "aws:kms/externalKey:ExternalKey",
    "aws:kms/replicaExternalKey:ReplicaExternalKey",
];

/** An alias that only AWS gives; nobody else decides who may use the key behind it. */
const ownedByAws = /(^|:)alias\/aws\//;

/** Reports where a property does not name a key that its owner decides about. */
export function requireCustomerKey(resource: GraphResource, path: string, report: Report): void {
    const [property = ""] = path.split(".");
    const value = isAsked(resource, property) ? inputAt(resource, path) : undefined;
    if (value === unknown && sourcesOf(resource, property, keyTypes).length > 0) return;
    const key = textOf(value);
    if (key === unknown) report.undecided(resource, `${path} is not known before the update`);
    else if (key === undefined || ownedByAws.test(key)) {
        report.violation(resource, `${path} is ${shown(key)}; it must name a customer managed key`);
    }
}

type Check = (resource: GraphResource, report: Report) => void;

/** Encrypted where a flag says so, with the key of a property. */
const encrypted =
    (flag: string, key: string): Check =>
    (resource, report) => {
        requireFlag(resource, flag, true, report);
        requireCustomerKey(resource, key, report);
    };

/** Always encrypted; with a customer's key where the property names one. */
const keyed =
    (key: string): Check =>
    (resource, report) => {
        requireCustomerKey(resource, key, report);
    };

/** Applies where no such property says that another resource decides. */
const unless =
    (property: string, check: Check): Check =>
    (resource, report) => {
        if (inputAt(resource, property) === undefined) check(resource, report);
    };

/** Applies where a flag is on, or may be. */
const whereOn =
    (flag: string, check: Check): Check =>
    (resource, report) => {
        const on = inputAt(resource, flag);
        if (on === unknown) report.undecided(resource, `${flag} is not known before the update`);
        else if (on === true || on === "true") check(resource, report);
    };

/** Types that hold data, each with how it says that it is encrypted, by AWS's own names. */
type Table = Readonly<Record<string, Check>>;

const dataStores: Table = {
    "aws:rds/cluster:Cluster": encrypted("storageEncrypted", "kmsKeyId"),
    // A replica takes over the encryption of its source.
    "aws:rds/instance:Instance": unless("replicateSourceDb", encrypted("storageEncrypted", "kmsKeyId")),
    "aws:rds/clusterInstance:ClusterInstance": whereOn(
        "performanceInsightsEnabled",
        keyed("performanceInsightsKmsKeyId"),
    ),
    "aws:docdb/cluster:Cluster": encrypted("storageEncrypted", "kmsKeyId"),
    "aws:neptune/cluster:Cluster": encrypted("storageEncrypted", "kmsKeyArn"),
    "aws:redshift/cluster:Cluster": encrypted("encrypted", "kmsKeyId"),
    "aws:dynamodb/table:Table": encrypted("serverSideEncryption.enabled", "serverSideEncryption.kmsKeyArn"),
    "aws:opensearch/domain:Domain": encrypted("encryptAtRest.enabled", "encryptAtRest.kmsKeyId"),
    "aws:efs/fileSystem:FileSystem": encrypted("encrypted", "kmsKeyId"),
    "aws:ebs/volume:Volume": encrypted("encrypted", "kmsKeyId"),
    "aws:backup/vault:Vault": keyed("kmsKeyArn"),
};

const caches: Table = {
    "aws:elasticache/replicationGroup:ReplicationGroup": unless(
        "globalReplicationGroupId",
        encrypted("atRestEncryptionEnabled", "kmsKeyId"),
    ),
    "aws:elasticache/serverlessCache:ServerlessCache": keyed("kmsKeyId"),
    "aws:memorydb/cluster:Cluster": keyed("kmsKeyArn"),
    "aws:elasticache/cluster:Cluster": unless("replicationGroupId", (cluster, report) => {
        report.violation(
            cluster,
            "is a cache cluster, which cannot be encrypted at rest; it must be a replication group or a serverless cache",
        );
    }),
};

const messages: Table = {
    "aws:sqs/queue:Queue": keyed("kmsMasterKeyId"),
    "aws:sns/topic:Topic": keyed("kmsMasterKeyId"),
    "aws:kinesis/stream:Stream": keyed("kmsKeyId"),
};

const logs: Table = { "aws:cloudwatch/logGroup:LogGroup": keyed("kmsKeyId") };

const secrets: Table = {
    "aws:secretsmanager/secret:Secret": keyed("kmsKeyId"),
    "aws:ssm/parameter:Parameter": (parameter, report) => {
        const type = textOf(inputAt(parameter, "type"));
        if (type === unknown) report.undecided(parameter, "type is not known before the update");
        else if (type === "SecureString") requireCustomerKey(parameter, "keyId", report);
    },
};

/** What the rules of this file differ in. */
interface Subject {
    readonly name: string;
    readonly what: string;
    readonly table: Table;
    readonly remediation: string;
    readonly fsbp: readonly string[];
}

function customerKeyRule({ name, what, table, remediation, fsbp }: Subject): Rule {
    return {
        name,
        description: `${what} must be encrypted at rest with a customer managed key.`,
        enforcementLevel: "mandatory",
        severity: "high",
        remediation,
        subjects: Object.keys(table),
        frameworks: { fsbp, hipaa: ["164.312(a)(2)(iv)"] },
        check: (stack, report) => {
            for (const [type, check] of Object.entries(table)) {
                for (const resource of stack.ofType(type)) check(resource, report);
            }
        },
    };
}

/** Whoever gets at a disk or a snapshot reads every record; with AWS's own key its owner can neither revoke nor audit that. */
export const dataStoreIsEncryptedWithCustomerKey: Rule = customerKeyRule({
    name: "data-store-is-encrypted-with-customer-key",
    what: "Every database, table, search domain, file system, volume and backup vault",
    table: dataStores,
    remediation:
        "Turn encryption on and name the ARN of an aws.kms.Key: storageEncrypted and kmsKeyId of a database, for one.",
    fsbp: ["RDS.3", "RDS.27", "DocumentDB.1", "Neptune.1", "EFS.1", "EC2.3", "Opensearch.1", "Backup.1"],
});

/** A cache holds sessions and copies of records, and writes them to disk in snapshots. */
export const cacheIsEncryptedWithCustomerKey: Rule = customerKeyRule({
    name: "cache-is-encrypted-with-customer-key",
    what: "Every cache",
    table: caches,
    remediation: "Set atRestEncryptionEnabled: true and kmsKeyId to the ARN of an aws.kms.Key.",
    fsbp: ["ElastiCache.4"],
});

/** What waits in a queue or passes through a topic is as private as the record that it came from. */
export const messagesAreEncryptedWithCustomerKey: Rule = customerKeyRule({
    name: "messages-are-encrypted-with-customer-key",
    what: "Every queue, topic and stream",
    table: messages,
    remediation: "Set kmsMasterKeyId (kmsKeyId of a stream) to an aws.kms.Key.",
    fsbp: ["SQS.1", "SNS.1", "Kinesis.1"],
});

/** Logs quote what went wrong, patients included, and outlive it. */
export const logsAreEncryptedWithCustomerKey: Rule = customerKeyRule({
    name: "logs-are-encrypted-with-customer-key",
    what: "Every log group",
    table: logs,
    remediation: "Set kmsKeyId to the ARN of an aws.kms.Key whose policy admits logs.<region>.amazonaws.com.",
    fsbp: [],
});

/** AWS's own key opens a secret to everybody in the account who may read it; a customer's key asks once more. */
export const secretIsEncryptedWithCustomerKey: Rule = customerKeyRule({
    name: "secret-is-encrypted-with-customer-key",
    what: "Every secret and every secure parameter",
    table: secrets,
    remediation: "Set kmsKeyId of the secret (keyId of the parameter) to an aws.kms.Key.",
    fsbp: [],
});
