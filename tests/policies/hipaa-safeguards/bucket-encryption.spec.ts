import { bucketIsEncryptedWithCustomerKey } from "../../../policies/hipaa-safeguards/bucket-encryption";
import { output, resource } from "../../support/stack-graph";
import { fourWays, key, source } from "./four-ways";

const byKey = output(key, "arn");
const later = output(source, "value");
const mustName = "it must name a customer managed key";

const encryptionType =
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
const bucket = resource("aws:s3/bucket:Bucket", "records");
const rules = (sseAlgorithm: unknown, kmsMasterKeyId?: unknown): Readonly<Record<string, unknown>> => ({
    bucket: output(bucket, "id"),
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm, kmsMasterKeyId } }],
});
const encryption = (properties: Readonly<Record<string, unknown>>): ReturnType<typeof resource> =>
    resource(encryptionType, "encryption", properties);
const signed = { defaultCacheBehavior: { trustedKeyGroups: ["group"] } };
const site = (behaviors: Readonly<Record<string, unknown>> = {}): ReturnType<typeof resource> =>
    resource("aws:cloudfront/distribution:Distribution", "site", {
        defaultCacheBehavior: {},
        ...behaviors,
        origins: [{ domainName: output(bucket, "bucketRegionalDomainName") }],
    });
const plain =
    'encryption: sseAlgorithm is "AES256"; it must be "aws:kms", for records holds neither public files nor logs of a load balancer';
fourWays(bucketIsEncryptedWithCustomerKey, {
    passes: {
        "a bucket under a key": [bucket, encryption(rules("aws:kms", byKey))],
        "a bucket named by its name": [
            resource("aws:s3/bucket:Bucket", "records", { bucket: "records-1" }),
            encryption({ ...rules("aws:kms:dsse", "arn:aws:kms:eu-west-1:1:key/1"), bucket: "records-1" }),
        ],
        "S3's keys for the files of a site": [bucket, encryption(rules("AES256")), site()],
        "S3's keys for the logs of a load balancer": [
            bucket,
            encryption(rules("AES256")),
            resource("aws:lb/loadBalancer:LoadBalancer", "lb", {
                accessLogs: { bucket: output(bucket, "bucket"), enabled: true },
            }),
        ],
        "S3's keys for the logs of another bucket": [
            bucket,
            encryption(rules("AES256")),
            resource("aws:s3/bucketLogging:BucketLogging", "logging", { targetBucket: output(bucket, "id") }),
        ],
    },
    refuses: {
        "a bucket without a configuration": [
            [bucket],
            'records: has no configuration of encryption; it must be "aws:kms" with a customer managed key',
        ],
        "S3's keys for records": [[bucket, encryption(rules("AES256"))], plain],
        "S3's keys for files that are signed for": [
            [bucket, encryption(rules("AES256")), site(signed)],
            plain,
        ],
        "a key of AWS's own": [
            [bucket, encryption(rules("aws:kms"))],
            `encryption: kmsMasterKeyId is not set; ${mustName}`,
        ],
        "another bucket's configuration": [
            [resource("aws:s3/bucket:Bucket", "second"), bucket, encryption(rules("aws:kms", byKey))],
            'second: has no configuration of encryption; it must be "aws:kms" with a customer managed key',
        ],
    },
    ignores: { "a configuration without a bucket of the stack": [encryption(rules("AES256"))] },
    leavesOpen: {
        "a configuration of who knows which bucket": [
            [bucket, encryption({ ...rules("aws:kms", byKey), bucket: later })],
            "records: whether it has a configuration of encryption is not known before the update",
        ],
        "an algorithm that comes from elsewhere": [
            [bucket, encryption(rules(later))],
            "encryption: rules are not known before the update",
        ],
        "a key that comes from elsewhere": [
            [bucket, encryption(rules("aws:kms", later))],
            "encryption: kmsMasterKeyId is not known before the update",
        ],
    },
});
