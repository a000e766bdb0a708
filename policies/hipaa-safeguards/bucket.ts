import { perStack } from "../graph";
import type { GraphResource, StackGraph } from "../rule";

/** Buckets by every token that the provider has had for them. */
export const bucketTypes = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"];

/** By which a bucket's settings name it. */
export const bucketNames = ["bucket", "id"];

/** Every bucket of a stack. */
export const bucketsOf = perStack((stack: StackGraph): readonly GraphResource[] =>
    bucketTypes.flatMap((type) => stack.ofType(type)),
);
