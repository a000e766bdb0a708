import type { RecordedGraph } from "../preview/recorded-graph";
import type { Registration } from "../preview/registration";
import { global, placeOf, type Use } from "./use";

/** Quotas of which every resource of a type takes one, in its region. */
const perRegion: Readonly<Record<string, readonly string[]>> = {
    "vpc.perRegion": ["aws:ec2/vpc:Vpc"],
    "ec2.elasticIps": ["aws:ec2/eip:Eip"],
    "vpc.internetGateways": ["aws:ec2/internetGateway:InternetGateway"],
    "vpc.securityGroupsPerRegion": [
        "aws:ec2/securityGroup:SecurityGroup",
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    ],
    "ecs.clusters": ["aws:ecs/cluster:Cluster"],
    "elb.albPerRegion": ["aws:lb/loadBalancer:LoadBalancer"],
    "elb.targetGroupsPerRegion": ["aws:lb/targetGroup:TargetGroup"],
    "rds.dbClusters": ["aws:rds/cluster:Cluster"],
    "rds.clusterParameterGroups": ["aws:rds/clusterParameterGroup:ClusterParameterGroup"],
    "rds.subnetGroups": ["aws:rds/subnetGroup:SubnetGroup"],
    "rds.proxies": ["aws:rds/proxy:Proxy"],
    "rds.eventSubscriptions": ["aws:rds/eventSubscription:EventSubscription"],
    "elasticache.parameterGroups": ["aws:elasticache/parameterGroup:ParameterGroup"],
    "elasticache.subnetGroups": ["aws:elasticache/subnetGroup:SubnetGroup"],
    "elasticache.users": ["aws:elasticache/user:User"],
    "elasticache.userGroups": ["aws:elasticache/userGroup:UserGroup"],
    "acm.certificates": ["aws:acm/certificate:Certificate"],
    "kms.keys": ["aws:kms/key:Key"],
    "secretsmanager.secrets": ["aws:secretsmanager/secret:Secret"],
    "logs.logGroups": ["aws:cloudwatch/logGroup:LogGroup"],
    "synthetics.canaries": ["aws:synthetics/canary:Canary"],
    "sns.topics": ["aws:sns/topic:Topic"],
    "backup.vaults": ["aws:backup/vault:Vault"],
    "backup.plans": ["aws:backup/plan:Plan"],
};

/** Quotas of which every resource of a type takes one, wherever it is. */
const perAccount: Readonly<Record<string, string>> = {
    "cloudfront.distributions": "aws:cloudfront/distribution:Distribution",
    "cloudfront.cachePolicies": "aws:cloudfront/cachePolicy:CachePolicy",
    "cloudfront.responseHeadersPolicies": "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
    "cloudfront.vpcOrigins": "aws:cloudfront/vpcOrigin:VpcOrigin",
    "waf.webAcls.cloudfront": "aws:wafv2/webAcl:WebAcl",
    "route53.healthChecks": "aws:route53/healthCheck:HealthCheck",
    "iam.roles": "aws:iam/role:Role",
    "iam.customerManagedPolicies": "aws:iam/policy:Policy",
    "s3.buckets": "aws:s3/bucket:Bucket",
};

/** Quotas of one resource of which others take one each: their type, and the property that points to it. */
const perOwner: Readonly<Record<string, readonly [type: string, property: string, owner: string]>> = {
    "vpc.subnetsPerVpc": ["aws:ec2/subnet:Subnet", "vpcId", "aws:ec2/vpc:Vpc"],
    "vpc.routeTablesPerVpc": ["aws:ec2/routeTable:RouteTable", "vpcId", "aws:ec2/vpc:Vpc"],
    "ecs.servicesPerCluster": ["aws:ecs/service:Service", "cluster", "aws:ecs/cluster:Cluster"],
    "iam.managedPoliciesPerRole": [
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        "role",
        "aws:iam/role:Role",
    ],
    "aas.policiesPerTarget": [
        "aws:appautoscaling/policy:Policy",
        "resourceId",
        "aws:appautoscaling/target:Target",
    ],
};

const scalableTargets: Readonly<Record<string, string>> = {
    ecs: "aas.targets.ecs",
    rds: "aas.targets.rds",
    elasticache: "aas.targets.elasticache",
};

/** Adds up one for each resource, by the place that it counts in. */
function tally(
    key: string,
    resources: readonly Registration[],
    placeOf: (resource: Registration) => { readonly place: string; readonly region: string } | undefined,
): readonly Use[] {
    const uses = new Map<string, Use>();
    for (const resource of resources) {
        const found = placeOf(resource);
        if (found === undefined) continue;
        uses.set(found.place, { key, ...found, used: (uses.get(found.place)?.used ?? 0) + 1 });
    }
    return [...uses.values()];
}

/** Every quota that counts resources one by one. */
export function countedUses(graph: RecordedGraph): readonly Use[] {
    const inRegion = (resource: Registration): { place: string; region: string } | undefined => {
        const region = graph.regionOf(resource);
        return region === undefined ? undefined : { place: region, region };
    };
    const everywhere = (): { place: string; region: string } => ({ place: global, region: global });
    const targets = graph.ofType("aws:appautoscaling/target:Target");
    const endpoints = graph.ofType("aws:ec2/vpcEndpoint:VpcEndpoint");
    return [
        ...Object.entries(perRegion).flatMap(([key, types]) =>
            tally(
                key,
                types.flatMap((type) => graph.ofType(type)),
                inRegion,
            ),
        ),
        ...Object.entries(perAccount).flatMap(([key, type]) => tally(key, graph.ofType(type), everywhere)),
        ...Object.entries(perOwner).flatMap(([key, [type, property, owner]]) =>
            tally(key, graph.ofType(type), (resource) => {
                const [found] = graph.sourcesOf(resource, property, owner);
                return found && placeOf(graph, found);
            }),
        ),
        ...Object.entries(scalableTargets).flatMap(([namespace, key]) =>
            tally(
                key,
                targets.filter(({ inputs }) => inputs.serviceNamespace === namespace),
                inRegion,
            ),
        ),
        ...tally(
            "vpc.gatewayEndpointsPerRegion",
            endpoints.filter(({ inputs }) => inputs.vpcEndpointType === "Gateway"),
            inRegion,
        ),
        ...tally(
            "vpc.interfaceEndpointsPerVpc",
            endpoints.filter(({ inputs }) => inputs.vpcEndpointType === "Interface"),
            (endpoint) => {
                const [vpc] = graph.sourcesOf(endpoint, "vpcId", "aws:ec2/vpc:Vpc");
                return vpc && placeOf(graph, vpc);
            },
        ),
        ...tally("vpc.natPerAz", graph.ofType("aws:ec2/natGateway:NatGateway"), (gateway) => {
            const [subnet] = graph.sourcesOf(gateway, "subnetId", "aws:ec2/subnet:Subnet");
            const zone = subnet?.inputs.availabilityZoneId ?? subnet?.inputs.availabilityZone;
            return typeof zone !== "string" || subnet === undefined
                ? undefined
                : { place: zone, region: graph.regionOf(subnet) ?? global };
        }),
    ];
}
