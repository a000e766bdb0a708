import { companionOf } from "../graph";
import { unknown, type Rule } from "../rule";
import { bucketNames, bucketsOf, bucketTypes } from "./bucket";
import { requireFlag } from "./promise";

const blockType = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const blocks = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

/** One policy or ACL that is written in a hurry shows the whole bucket to the internet; the block outweighs both. */
export const bucketBlocksPublicAccess: Rule = {
    name: "bucket-blocks-public-access",
    description: "Every bucket must block public access in all four ways.",
    enforcementLevel: "mandatory",
    severity: "critical",
    remediation: "Add an aws.s3.BucketPublicAccessBlock of the bucket with all four flags true.",
    subjects: bucketTypes,
    frameworks: { fsbp: ["S3.2", "S3.3", "S3.8"], hipaa: ["164.312(a)(1)", "164.308(a)(4)(i)"] },
    check: (stack, report) => {
        for (const bucket of bucketsOf(stack)) {
            const block = companionOf(stack, bucket, [blockType], "bucket", bucketNames);
            if (block === unknown) {
                report.undecided(
                    bucket,
                    "whether a public access block is its own is not known before the update",
                );
            } else if (block === undefined) {
                report.violation(bucket, "has no public access block; it must have one");
            } else for (const flag of blocks) requireFlag(block, flag, true, report);
        }
    },
};
