/** Why a type costs nothing by itself, and the page of AWS that says so. */
export interface Free {
    readonly because: string;
    readonly source: string;
}

const account: Free = { because: "access management is free", source: "https://aws.amazon.com/iam/faqs/" };
const network: Free = {
    because: "networks, subnets, routes and security groups are free",
    source: "https://aws.amazon.com/vpc/pricing/",
};
const cdn: Free = {
    because: "requests and data are billed, and not what is configured",
    source: "https://aws.amazon.com/cloudfront/pricing/",
};
const bucketSetting: Free = {
    because: "what is stored and asked for is billed, and not what is configured",
    source: "https://aws.amazon.com/s3/pricing/",
};
const databaseSetting: Free = {
    because: "a part of the database, whose hours, storage and proxy are billed",
    source: "https://aws.amazon.com/rds/aurora/pricing/",
};
const cacheSetting: Free = {
    because: "a part of the cache, whose nodes and snapshots are billed",
    source: "https://aws.amazon.com/elasticache/pricing/",
};
const balancerSetting: Free = {
    because: "a part of the load balancer, whose hours and units are billed",
    source: "https://aws.amazon.com/elasticloadbalancing/pricing/",
};
const taskSetting: Free = {
    because: "running tasks are billed",
    source: "https://aws.amazon.com/fargate/pricing/",
};
const logDelivery: Free = {
    because: "what is delivered is billed with the log group that takes it",
    source: "https://aws.amazon.com/cloudwatch/pricing/",
};
const topicSetting: Free = {
    because: "a part of the topic, whose messages are billed",
    source: "https://aws.amazon.com/sns/pricing/",
};
const queueSetting: Free = {
    because: "a part of the queue, whose requests are billed",
    source: "https://aws.amazon.com/sqs/pricing/",
};
const vaultSetting: Free = {
    because: "what is kept in it is billed with the plan",
    source: "https://aws.amazon.com/backup/pricing/",
};
const certificate: Free = {
    because: "public certificates for services of AWS are free",
    source: "https://aws.amazon.com/certificate-manager/pricing/",
};
const watching: Free = {
    because: "budgets without actions and anomaly monitors are free",
    source: "https://aws.amazon.com/aws-cost-management/aws-budgets/pricing/",
};

/** Types that cost nothing by themselves. A type that is neither here nor priced is listed by the bill. */
export const freeTypes: Readonly<Record<string, Free>> = {
    "aws:acm/certificate:Certificate": certificate,
    "aws:acm/certificateValidation:CertificateValidation": certificate,
    "aws:appautoscaling/scheduledAction:ScheduledAction": taskSetting,
    "aws:backup/selection:Selection": vaultSetting,
    "aws:backup/vault:Vault": vaultSetting,
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": vaultSetting,
    "aws:budgets/budget:Budget": watching,
    "aws:cloudfront/cachePolicy:CachePolicy": cdn,
    "aws:cloudfront/function:Function": cdn,
    "aws:cloudfront/originAccessControl:OriginAccessControl": cdn,
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": cdn,
    "aws:cloudfront/vpcOrigin:VpcOrigin": cdn,
    "aws:cloudwatch/logDelivery:LogDelivery": logDelivery,
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": logDelivery,
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": logDelivery,
    "aws:costexplorer/anomalyMonitor:AnomalyMonitor": watching,
    "aws:costexplorer/anomalySubscription:AnomalySubscription": watching,
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": network,
    "aws:ec2/flowLog:FlowLog": logDelivery,
    "aws:ec2/internetGateway:InternetGateway": network,
    "aws:ec2/route:Route": network,
    "aws:ec2/routeTable:RouteTable": network,
    "aws:ec2/routeTableAssociation:RouteTableAssociation": network,
    "aws:ec2/securityGroup:SecurityGroup": network,
    "aws:ec2/subnet:Subnet": network,
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": taskSetting,
    "aws:ecs/taskDefinition:TaskDefinition": taskSetting,
    "aws:elasticache/parameterGroup:ParameterGroup": cacheSetting,
    "aws:elasticache/subnetGroup:SubnetGroup": cacheSetting,
    "aws:elasticache/user:User": cacheSetting,
    "aws:elasticache/userGroup:UserGroup": cacheSetting,
    "aws:iam/policy:Policy": account,
    "aws:iam/role:Role": account,
    "aws:iam/rolePolicy:RolePolicy": account,
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": account,
    "aws:kms/alias:Alias": { because: "keys are billed", source: "https://aws.amazon.com/kms/pricing/" },
    "aws:lambda/invocation:Invocation": {
        because: "runs are billed with the function",
        source: "https://aws.amazon.com/lambda/pricing/",
    },
    "aws:lb/listener:Listener": balancerSetting,
    "aws:lb/targetGroup:TargetGroup": balancerSetting,
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": databaseSetting,
    "aws:rds/eventSubscription:EventSubscription": databaseSetting,
    "aws:rds/globalCluster:GlobalCluster": databaseSetting,
    "aws:rds/proxy:Proxy": databaseSetting,
    "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": databaseSetting,
    "aws:rds/subnetGroup:SubnetGroup": databaseSetting,
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": bucketSetting,
    "aws:s3/bucketObject:BucketObject": bucketSetting,
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": bucketSetting,
    "aws:s3/bucketPolicy:BucketPolicy": bucketSetting,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": bucketSetting,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": bucketSetting,
    "aws:s3/bucketVersioning:BucketVersioning": bucketSetting,
    "aws:secretsmanager/secretVersion:SecretVersion": {
        because: "secrets are billed, whatever their versions",
        source: "https://aws.amazon.com/secrets-manager/pricing/",
    },
    "aws:sns/topicPolicy:TopicPolicy": topicSetting,
    "aws:sns/topicSubscription:TopicSubscription": topicSetting,
    "aws:sqs/queuePolicy:QueuePolicy": queueSetting,
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": queueSetting,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": network,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": network,
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": logDelivery,
};
