import { dataIsBackedUp } from "../../../policies/hipaa-safeguards/backups";
import { deletionIsGuarded } from "../../../policies/hipaa-safeguards/deletion-protection";
import { logGroupKeepsAYear } from "../../../policies/hipaa-safeguards/log-retention";
import { keyRotates, masterPasswordIsManaged } from "../../../policies/hipaa-safeguards/rotation";
import { resourceIsTagged } from "../../../policies/hipaa-safeguards/tags";
import { output, resource } from "../../support/stack-graph";
import { fourWays, key, maker, source } from "./four-ways";

const later = output(source, "value");

const cluster = maker("aws:rds/cluster:Cluster", "db", { backupRetentionPeriod: 7 });
const table = maker("aws:dynamodb/table:Table", "table");
const cache = maker("aws:elasticache/replicationGroup:ReplicationGroup", "cache");
fourWays(dataIsBackedUp, {
    passes: {
        "what keeps enough": [
            cluster(),
            table({ pointInTimeRecovery: { enabled: true } }),
            cache({ snapshotRetentionLimit: "1" }),
        ],
    },
    refuses: {
        "what keeps too little": [
            [cluster({ backupRetentionPeriod: 6 }), cache({ snapshotRetentionLimit: 0 })],
            "db: backupRetentionPeriod is 6; it must be at least 7",
            "cache: snapshotRetentionLimit is 0; it must be at least 1",
        ],
        "what says nothing": [
            [resource("aws:rds/instance:Instance", "shop"), table()],
            "shop: backupRetentionPeriod is not set; it must be at least 7",
            "table: pointInTimeRecovery.enabled is not set; it must be true",
        ],
    },
    ignores: { "a replica": [resource("aws:rds/instance:Instance", "replica", { replicateSourceDb: "db" })] },
    leavesOpen: {
        "what comes from elsewhere": [
            [cluster({ backupRetentionPeriod: later })],
            "db: backupRetentionPeriod is not known before the update",
        ],
    },
    configured: {
        "longer times": [
            { databaseDays: 35, cacheDays: 15 },
            [cluster(), cache({ snapshotRetentionLimit: 14 })],
            "db: backupRetentionPeriod is 7; it must be at least 35",
            "cache: snapshotRetentionLimit is 14; it must be at least 15",
        ],
    },
});

const guarded = maker("aws:rds/cluster:Cluster", "db", { deletionProtection: true });
fourWays(deletionIsGuarded, {
    passes: {
        "what is protected": [
            guarded(),
            table({ deletionProtectionEnabled: true }),
            resource("aws:lb/loadBalancer:LoadBalancer", "lb", { enableDeletionProtection: true }),
        ],
    },
    refuses: {
        "what is not": [
            [
                guarded({ deletionProtection: false }),
                table(),
                resource("aws:lb/loadBalancer:LoadBalancer", "lb"),
            ],
            "db: deletionProtection is false; it must be true",
            "table: deletionProtectionEnabled is not set; it must be true",
            "lb: enableDeletionProtection is not set; it must be true",
        ],
        "a database that leaves nothing behind": [
            [guarded({ skipFinalSnapshot: true })],
            "db: skipFinalSnapshot is true; it must be false",
        ],
    },
    ignores: { "an instance of a cluster": [resource("aws:rds/clusterInstance:ClusterInstance", "writer")] },
    leavesOpen: {
        "what comes from elsewhere": [
            [guarded({ deletionProtection: later })],
            "db: deletionProtection is not known before the update",
        ],
    },
});

const log = maker("aws:cloudwatch/logGroup:LogGroup", "log");
fourWays(logGroupKeepsAYear, {
    passes: {
        "a year": [log({ retentionInDays: 365 })],
        "for good, which is also what nothing means": [log({ retentionInDays: 0 }), log()],
    },
    refuses: {
        "a month": [[log({ retentionInDays: 30 })], "log: retentionInDays is 30; it must be at least 365"],
    },
    ignores: { "a stream": [resource("aws:cloudwatch/logStream:LogStream", "stream")] },
    leavesOpen: {
        "what comes from elsewhere": [
            [log({ retentionInDays: later })],
            "log: retentionInDays is not known before the update",
        ],
    },
    configured: {
        "six years": [
            { minimumDays: 2192 },
            [log({ retentionInDays: 365 })],
            "log: retentionInDays is 365; it must be at least 2192",
        ],
    },
});

const kmsKey = maker("aws:kms/key:Key", "records");
fourWays(keyRotates, {
    passes: { "a key that rotates": [kmsKey({ enableKeyRotation: true })] },
    refuses: {
        "a key that does not, or says nothing": [
            [kmsKey({ enableKeyRotation: false }), kmsKey()],
            "records: enableKeyRotation is false; it must be true",
            "records: enableKeyRotation is not set; it must be true",
        ],
    },
    ignores: {
        "keys that KMS does not rotate": [
            kmsKey({ customerMasterKeySpec: "RSA_4096" }),
            kmsKey({ customKeyStoreId: "cks-1" }),
        ],
    },
    leavesOpen: {
        "a kind that comes from elsewhere": [
            [kmsKey({ customerMasterKeySpec: later })],
            "records: customerMasterKeySpec is not known before the update",
        ],
        "what comes from elsewhere": [
            [kmsKey({ enableKeyRotation: later })],
            "records: enableKeyRotation is not known before the update",
        ],
    },
});

const managed = maker("aws:rds/cluster:Cluster", "db", {
    manageMasterUserPassword: true,
    masterUserSecretKmsKeyId: output(key, "arn"),
});
const primary = resource("aws:rds/cluster:Cluster", "primary", { masterPassword: "x" });
fourWays(masterPasswordIsManaged, {
    passes: { "a password that RDS makes": [managed()] },
    refuses: {
        "a password of the program's": [
            [resource("aws:rds/instance:Instance", "db", { password: "x" })],
            "db: manageMasterUserPassword is not set; it must be true",
        ],
        "a secret under AWS's key": [
            [managed({ masterUserSecretKmsKeyId: undefined })],
            "db: masterUserSecretKmsKeyId is not set; it must name a customer managed key",
        ],
    },
    ignores: {
        "who takes over another's users": [
            resource("aws:rds/instance:Instance", "replica", { replicateSourceDb: "db" }),
            resource("aws:rds/cluster:Cluster", "restored", { snapshotIdentifier: "s" }),
            resource("aws:rds/cluster:Cluster", "secondary", { globalClusterIdentifier: "g" }),
        ],
        "a member of a Global Database": [
            primary,
            resource("aws:rds/globalCluster:GlobalCluster", "global", {
                sourceDbClusterIdentifier: output(primary, "arn"),
            }),
        ],
    },
    leavesOpen: {
        "what comes from elsewhere": [
            [managed({ manageMasterUserPassword: later })],
            "db: manageMasterUserPassword is not known before the update",
        ],
    },
});

const vpc = maker("aws:ec2/vpc:Vpc", "vpc");
fourWays(resourceIsTagged, {
    passes: { "anything, where no tag is asked for": [vpc()] },
    refuses: {},
    ignores: {},
    leavesOpen: {},
    configured: {
        "which tags there must be": [
            { required: ["owner", "data-class"] },
            [
                vpc({ tags: { owner: "a" } }),
                resource("aws:kms/key:Key", "key", { tags: { owner: "a", "data-class": "phi" } }),
                resource("aws:iam/role:Role", "role"),
            ],
            "vpc: has no tag data-class; it must have each",
        ],
    },
});
