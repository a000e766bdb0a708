import { ofTypes, tagOf } from "../graph";
import { unknown, type Rule } from "../rule";

/** What holds or handles records, and takes tags. */
const taggedTypes = [
    "aws:ec2/vpc:Vpc",
    "aws:ecs/cluster:Cluster",
    "aws:ecs/service:Service",
    "aws:ecs/taskDefinition:TaskDefinition",
    "aws:lambda/function:Function",
    "aws:lb/loadBalancer:LoadBalancer",
    "aws:alb/loadBalancer:LoadBalancer",
    "aws:rds/cluster:Cluster",
    "aws:rds/clusterInstance:ClusterInstance",
    "aws:rds/instance:Instance",
    "aws:docdb/cluster:Cluster",
    "aws:neptune/cluster:Cluster",
    "aws:redshift/cluster:Cluster",
    "aws:dynamodb/table:Table",
    "aws:opensearch/domain:Domain",
    "aws:efs/fileSystem:FileSystem",
    "aws:ebs/volume:Volume",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:elasticache/cluster:Cluster",
    "aws:sqs/queue:Queue",
    "aws:sns/topic:Topic",
    "aws:kinesis/stream:Stream",
    "aws:s3/bucket:Bucket",
    "aws:s3/bucketV2:BucketV2",
    "aws:kms/key:Key",
    "aws:secretsmanager/secret:Secret",
    "aws:cloudwatch/logGroup:LogGroup",
    "aws:cloudfront/distribution:Distribution",
];

/** What a team asks of its resources. */
export interface TagConfig {
    /** Keys that every resource must carry. */
    readonly required?: readonly string[];
}

/** Nobody can say where records lie, or who answers for them, of what carries no name of either. */
export const resourceIsTagged: Rule<TagConfig> = {
    name: "resource-is-tagged",
    description:
        "Every resource that holds or handles records must carry the configured tags; none are asked for by default.",
    enforcementLevel: "mandatory",
    severity: "low",
    remediation: "Set the tags on the resource, or as defaultTags of its provider.",
    subjects: taggedTypes,
    frameworks: { hipaa: ["164.310(d)(2)(iii)", "164.308(a)(1)(ii)(A)"] },
    configSchema: {
        properties: {
            required: {
                type: "array",
                items: { type: "string" },
                default: [],
                description: 'Keys that every resource must carry, ["owner", "data-class"] say.',
            },
        },
    },
    check: (stack, report, { required = [] }) => {
        if (required.length === 0) return;
        for (const resource of ofTypes(stack, taggedTypes)) {
            const missing = required.filter((key) => tagOf(resource, key) === undefined);
            const open = required.filter((key) => tagOf(resource, key) === unknown);
            if (missing.length > 0)
                report.violation(resource, `has no tag ${missing.join(", ")}; it must have each`);
            else if (open.length > 0)
                report.undecided(resource, `tag ${open.join(", ")} is not known before the update`);
        }
    },
};
