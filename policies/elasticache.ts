import { Directory } from "./directory";
import { attribute, perStack } from "./graph";

export const cacheType = "aws:elasticache/replicationGroup:ReplicationGroup";

/** Replication groups of a stack by id. */
export const cachesOf = perStack(
    (stack) => new Directory(stack.ofType(cacheType), (group) => attribute(group, "replicationGroupId")),
);
