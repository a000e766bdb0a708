import {
    companionOf,
    field,
    input,
    itemsOf,
    ofTypes,
    perStack,
    refersTo,
    shown,
    sourcesOf,
    textOf,
} from "../graph";
import { unknown, type GraphResource, type Report, type Rule, type StackGraph } from "../rule";
import { bucketNames, bucketsOf, bucketTypes } from "./bucket";

const distributionType = "aws:cloudfront/distribution:Distribution";
const encryptionTypes = [
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
];

/** Who delivers logs that AWS encrypts with keys of S3 alone, by the property that names the bucket. */
const logDeliverers: readonly (readonly [string, readonly string[]])[] = [
    ["accessLogs", ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"]],
    ["connectionLogs", ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"]],
    ["targetBucket", ["aws:s3/bucketLogging:BucketLogging", "aws:s3/bucketLoggingV2:BucketLoggingV2"]],
];

/** A distribution that shows its files to everybody: no behaviour asks for a signature. */
function isPublic(distribution: GraphResource): boolean {
    const ordered = itemsOf(input(distribution, "orderedCacheBehaviors"));
    return [
        input(distribution, "defaultCacheBehavior"),
        ...(ordered === unknown ? [unknown] : ordered),
    ].every(
        (behavior) =>
            behavior !== unknown &&
            field(behavior, "trustedKeyGroups") === undefined &&
            field(behavior, "trustedSigners") === undefined,
    );
}

/** Buckets that may keep to S3's own keys: those of logs, which cannot do otherwise, and those of public files. */
const excused = perStack((stack): ReadonlySet<GraphResource> => {
    const files = stack
        .ofType(distributionType)
        .filter(isPublic)
        .flatMap((distribution) => sourcesOf(distribution, "origins", bucketTypes));
    const logs = bucketsOf(stack).filter((bucket) =>
        logDeliverers.some(([property, types]) =>
            ofTypes(stack, types).some(
                (deliverer) =>
                    refersTo(deliverer, property, bucket, bucketNames) === true ||
                    (field(input(deliverer, property), "bucket") ?? "") === textOf(input(bucket, "bucket")),
            ),
        ),
    );
    return new Set([...files, ...logs]);
});

/** Algorithm and key of a configuration; of several rules the first counts, as S3 takes only one. */
function check(bucket: GraphResource, stack: StackGraph, report: Report): void {
    const found = companionOf(stack, bucket, encryptionTypes, "bucket", bucketNames);
    if (found === unknown) {
        report.undecided(
            bucket,
            "whether it has a configuration of encryption is not known before the update",
        );
        return;
    }
    if (found === undefined) {
        report.violation(
            bucket,
            'has no configuration of encryption; it must be "aws:kms" with a customer managed key',
        );
        return;
    }
    const rules = itemsOf(input(found, "rules"));
    const settings = field(rules === unknown ? unknown : rules[0], "applyServerSideEncryptionByDefault");
    const algorithm = textOf(field(settings, "sseAlgorithm"));
    const key = textOf(field(settings, "kmsMasterKeyId"));
    const hasKeySource = sourcesOf(found, "rules", ["aws:kms/key:Key", "aws:kms/alias:Alias"]).length > 0;
    if (algorithm === unknown) report.undecided(found, "rules are not known before the update");
    else if (algorithm !== "aws:kms" && algorithm !== "aws:kms:dsse") {
        if (!excused(stack).has(bucket)) {
            report.violation(
                found,
                `sseAlgorithm is ${shown(algorithm)}; it must be "aws:kms", for ${bucket.name} holds neither public files nor logs of a load balancer`,
            );
        }
    } else if (key === undefined || (typeof key === "string" && /(^|:)alias\/aws\//.test(key))) {
        report.violation(found, `kmsMasterKeyId is ${shown(key)}; it must name a customer managed key`);
    } else if (key === unknown && !hasKeySource) {
        report.undecided(found, "kmsMasterKeyId is not known before the update");
    }
}

/**
 * S3's own keys open an object to whoever may read the bucket. Logs that AWS delivers take no other keys (Elastic Load
 * Balancing and S3 user guides), and files that a distribution shows to everybody hide nothing.
 */
export const bucketIsEncryptedWithCustomerKey: Rule = {
    name: "bucket-is-encrypted-with-customer-key",
    description:
        "Every bucket must be encrypted with a customer managed key, but those of access logs and of public files.",
    enforcementLevel: "mandatory",
    severity: "medium",
    remediation:
        'Add an aws.s3.BucketServerSideEncryptionConfiguration with sseAlgorithm "aws:kms", kmsMasterKeyId and bucketKeyEnabled.',
    subjects: bucketTypes,
    frameworks: { securityHub: ["S3.17"], hipaa: ["164.312(a)(2)(iv)"] },
    check: (stack, report) => {
        for (const bucket of bucketsOf(stack)) check(bucket, stack, report);
    },
};
