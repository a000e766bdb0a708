/**
 * What each cell must have of its own, by the word for it: what two cells share fails, fills up, is changed or is broken
 * into for both ("Cell isolation", AWS whitepaper Reducing the Scope of Impact with Cell-Based Architecture).
 */
const isolated: Readonly<Record<string, readonly string[]>> = {
    network: [
        "aws:ec2/vpc:Vpc",
        "aws:ec2/subnet:Subnet",
        "aws:ec2/routeTable:RouteTable",
        "aws:ec2/natGateway:NatGateway",
        "aws:ec2/internetGateway:InternetGateway",
        "aws:ec2/vpcEndpoint:VpcEndpoint",
    ],
    "security group": ["aws:ec2/securityGroup:SecurityGroup"],
    "load balancer": [
        "aws:lb/loadBalancer:LoadBalancer",
        "aws:alb/loadBalancer:LoadBalancer",
        "aws:lb/targetGroup:TargetGroup",
        "aws:alb/targetGroup:TargetGroup",
    ],
    "ECS cluster": ["aws:ecs/cluster:Cluster"],
    key: ["aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey"],
    database: [
        "aws:rds/cluster:Cluster",
        "aws:rds/instance:Instance",
        "aws:rds/globalCluster:GlobalCluster",
        "aws:rds/proxy:Proxy",
        "aws:dynamodb/table:Table",
    ],
    cache: [
        "aws:elasticache/cluster:Cluster",
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "aws:elasticache/serverlessCache:ServerlessCache",
    ],
    secret: ["aws:secretsmanager/secret:Secret"],
    topic: ["aws:sns/topic:Topic"],
    queue: ["aws:sqs/queue:Queue"],
    role: ["aws:iam/role:Role"],
    "log group": ["aws:cloudwatch/logGroup:LogGroup"],
};

const words: ReadonlyMap<string, string> = new Map(
    Object.entries(isolated).flatMap(([word, types]) => types.map((type) => [type, word] as const)),
);

/** Types of which each cell must have its own. */
export const isolatedTypes: readonly string[] = [...words.keys()];

/** What a resource of that type is, "key" say; undefined where cells may share it. */
export function isolatedWord(type: string): string | undefined {
    return words.get(type);
}
