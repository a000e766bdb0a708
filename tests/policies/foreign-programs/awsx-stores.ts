import * as elasticache from "@pulumi/aws/elasticache";
import type * as kms from "@pulumi/aws/kms";
import * as rds from "@pulumi/aws/rds";
import * as s3 from "@pulumi/aws/s3";
import { AnyResource } from "./any-resource";
import { tlsOnly } from "./policies";

/** A database of one instance with the run of its migrations; a cache of two nodes; a bucket with what belongs to it. */
export function stores(key: kms.Key, checksum: string): elasticache.ReplicationGroup {
    const parameters = new rds.ParameterGroup("parameters", {
        family: "postgres17",
        parameters: [{ name: "rds.force_ssl", value: "1" }],
    });
    const database = new rds.Instance("database", {
        engine: "postgres",
        instanceClass: "db.t4g.medium",
        parameterGroupName: parameters.name,
        storageEncrypted: true,
        kmsKeyId: key.arn,
        publiclyAccessible: false,
        backupRetentionPeriod: 14,
        deletionProtection: true,
        skipFinalSnapshot: false,
        manageMasterUserPassword: true,
        masterUserSecretKmsKeyId: key.arn,
    });
    new AnyResource(
        "command:local:Command",
        "migrate",
        { create: "prisma migrate deploy", triggers: [checksum] },
        { dependsOn: [database] },
    );

    const { id: bucket } = new s3.Bucket("files");
    new s3.BucketPolicy("files-tls", { bucket, policy: tlsOnly("s3:*") });
    new s3.BucketPublicAccessBlock("files-block", {
        bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
    });
    new s3.BucketServerSideEncryptionConfiguration("files-sse", {
        bucket,
        rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn } }],
    });

    return new elasticache.ReplicationGroup("cache", {
        description: "Sessions",
        numCacheClusters: 2,
        atRestEncryptionEnabled: true,
        kmsKeyId: key.arn,
        transitEncryptionEnabled: true,
        snapshotRetentionLimit: 7,
    });
}
