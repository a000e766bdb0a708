const stateful =
    /^aws:(rds\/(cluster|clusterInstance|globalCluster):|elasticache\/(replicationGroup|user):|kms\/key:|s3\/bucket:|ec2\/(vpc|subnet):|backup\/vault:|sqs\/queue:|cloudwatch\/logGroup:|secretsmanager\/secret:|cloudfront\/keyValueStore:)/;

/** Whether a type holds data, or cannot be replaced without all that stands on it. */
export function isStateful(type: string): boolean {
    return stateful.test(type);
}
