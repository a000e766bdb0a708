/** Types whose physical name is another property than `name`. */
const namedBy: Readonly<Record<string, string>> = {
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": "alarmName",
    "aws:cloudwatch/dashboard:Dashboard": "dashboardName",
    "aws:elasticache/replicationGroup:ReplicationGroup": "replicationGroupId",
    "aws:rds/cluster:Cluster": "clusterIdentifier",
    "aws:rds/clusterInstance:ClusterInstance": "identifier",
    "aws:rds/globalCluster:GlobalCluster": "globalClusterIdentifier",
    "aws:s3/bucket:Bucket": "bucket",
};

/** Of every type that has them: a name, its beginning and the region are what a resource is found by. */
const everywhere: readonly string[] = ["namePrefix", "region"];

/** The property that holds the physical name, where a type has one. */
export function physicalName(type: string): string {
    return namedBy[type] ?? "name";
}

/**
 * Properties that cannot be changed in place, by type (`ForceNew` of hashicorp/terraform-provider-aws, which
 * @pulumi/aws wraps), beside the physical name and what holds everywhere. "*" stands for all: these resources
 * have no update.
 */
const replacing: Readonly<Record<string, readonly string[] | "*">> = {
    "aws:acm/certificate:Certificate": [
        "domainName",
        "keyAlgorithm",
        "subjectAlternativeNames",
        "validationMethod",
    ],
    "aws:acm/certificateValidation:CertificateValidation": "*",
    "aws:appautoscaling/policy:Policy": ["resourceId", "scalableDimension", "serviceNamespace"],
    "aws:appautoscaling/scheduledAction:ScheduledAction": [
        "resourceId",
        "scalableDimension",
        "serviceNamespace",
    ],
    "aws:appautoscaling/target:Target": ["resourceId", "scalableDimension", "serviceNamespace"],
    "aws:backup/selection:Selection": "*",
    "aws:backup/vault:Vault": ["kmsKeyArn"],
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": "*",
    "aws:cloudfront/monitoringSubscription:MonitoringSubscription": ["distributionId"],
    "aws:cloudwatch/logDelivery:LogDelivery": ["deliveryDestinationArn", "deliverySourceName"],
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": ["logType", "resourceArn"],
    "aws:costexplorer/anomalyMonitor:AnomalyMonitor": [
        "monitorDimension",
        "monitorSpecification",
        "monitorType",
    ],
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": ["logGroupName"],
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ["vpcId"],
    "aws:ec2/eip:Eip": ["domain"],
    "aws:ec2/flowLog:FlowLog": ["logDestination", "logDestinationType", "trafficType", "vpcId", "iamRoleArn"],
    "aws:ec2/natGateway:NatGateway": ["allocationId", "subnetId"],
    "aws:ec2/route:Route": ["destinationCidrBlock", "routeTableId"],
    "aws:ec2/routeTable:RouteTable": ["vpcId"],
    "aws:ec2/routeTableAssociation:RouteTableAssociation": ["subnetId"],
    "aws:ec2/securityGroup:SecurityGroup": ["description", "vpcId"],
    "aws:ec2/subnet:Subnet": ["availabilityZone", "availabilityZoneId", "cidrBlock", "vpcId"],
    "aws:ec2/vpc:Vpc": ["cidrBlock"],
    "aws:ec2/vpcEndpoint:VpcEndpoint": ["serviceName", "vpcEndpointType", "vpcId"],
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": ["clusterName"],
    "aws:ecs/service:Service": ["cluster", "launchType", "schedulingStrategy"],
    "aws:ecs/taskDefinition:TaskDefinition": "*",
    "aws:elasticache/parameterGroup:ParameterGroup": ["family", "description"],
    "aws:elasticache/replicationGroup:ReplicationGroup": [
        "atRestEncryptionEnabled",
        "kmsKeyId",
        "port",
        "replicationGroupId",
        "subnetGroupName",
    ],
    "aws:elasticache/user:User": ["userId", "userName"],
    "aws:elasticache/userGroup:UserGroup": ["userGroupId"],
    "aws:iam/policy:Policy": ["description", "path"],
    "aws:iam/role:Role": ["path"],
    "aws:iam/rolePolicy:RolePolicy": ["role"],
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "*",
    "aws:kms/alias:Alias": [],
    "aws:kms/key:Key": ["keyUsage", "multiRegion"],
    "aws:lambda/function:Function": ["packageType"],
    // A run that is made anew is the function invoked again (resource/aws_lambda_invocation, CustomizeDiff).
    "aws:lambda/invocation:Invocation": ["functionName", "input", "qualifier", "triggers"],
    "aws:lb/listener:Listener": ["loadBalancerArn"],
    "aws:lb/loadBalancer:LoadBalancer": ["internal", "loadBalancerType"],
    "aws:lb/targetGroup:TargetGroup": ["port", "protocol", "targetType", "vpcId"],
    "aws:rds/cluster:Cluster": [
        "availabilityZones",
        "clusterIdentifier",
        "databaseName",
        "dbSubnetGroupName",
        "engine",
        "kmsKeyId",
        "masterUsername",
        "storageEncrypted",
    ],
    "aws:rds/clusterInstance:ClusterInstance": [
        "availabilityZone",
        "clusterIdentifier",
        "engine",
        "identifier",
    ],
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": ["family", "description"],
    "aws:rds/globalCluster:GlobalCluster": [
        "databaseName",
        "engine",
        "sourceDbClusterIdentifier",
        "storageEncrypted",
    ],
    "aws:rds/proxy:Proxy": ["engineFamily", "vpcSubnetIds"],
    "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": ["dbProxyName"],
    "aws:rds/proxyEndpoint:ProxyEndpoint": [
        "dbProxyEndpointName",
        "dbProxyName",
        "targetRole",
        "vpcSubnetIds",
    ],
    "aws:rds/proxyTarget:ProxyTarget": "*",
    "aws:route53/healthCheck:HealthCheck": [
        "measureLatency",
        "referenceName",
        "requestInterval",
        "routingControlArn",
        "type",
    ],
    "aws:route53/record:Record": ["type", "zoneId"],
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": ["bucket"],
    "aws:s3/bucketObject:BucketObject": ["bucket", "key"],
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": ["bucket"],
    "aws:s3/bucketPolicy:BucketPolicy": ["bucket"],
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ["bucket"],
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": ["bucket"],
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": ["bucket"],
    "aws:s3/bucketVersioning:BucketVersioning": ["bucket"],
    "aws:secretsmanager/secretVersion:SecretVersion": ["secretId"],
    "aws:sns/topic:Topic": ["fifoTopic"],
    "aws:sns/topicPolicy:TopicPolicy": ["arn"],
    "aws:sns/topicSubscription:TopicSubscription": ["endpoint", "protocol", "topic"],
    "aws:sqs/queue:Queue": ["fifoQueue"],
    "aws:sqs/queuePolicy:QueuePolicy": ["queueUrl"],
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": ["queueUrl"],
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ["securityGroupId"],
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ["securityGroupId"],
    "aws:wafv2/webAcl:WebAcl": ["scope"],
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": ["resourceArn"],
};

/**
 * Whether the change of a property (its own name, not a path inside it) replaces the resource. Of a type that the table
 * does not know, the physical name and the region do.
 */
export function replaces(type: string, property: string): boolean {
    const listed = replacing[type] ?? [];
    return (
        listed === "*" ||
        listed.includes(property) ||
        everywhere.includes(property) ||
        property === physicalName(type)
    );
}
