import * as appautoscaling from "@pulumi/aws/appautoscaling";
import * as cloudfront from "@pulumi/aws/cloudfront";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ec2 from "@pulumi/aws/ec2";
import * as ecs from "@pulumi/aws/ecs";
import * as iam from "@pulumi/aws/iam";
import * as kms from "@pulumi/aws/kms";
import * as lambda from "@pulumi/aws/lambda";
import * as lb from "@pulumi/aws/lb";
import * as rds from "@pulumi/aws/rds";
import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as wafv2 from "@pulumi/aws/wafv2";
import * as pulumi from "@pulumi/pulumi";
import { watchByHand } from "./raw-alarms";

/** What stands before the tasks. */
function entrance(): { readonly alb: lb.LoadBalancer; readonly group: lb.TargetGroup } {
    const vpcId = new ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16" }).id;
    new ec2.DefaultSecurityGroup("default", { vpcId });
    new ec2.FlowLog("flow", { vpcId, trafficType: "ALL" });
    new ec2.Subnet("subnet", { vpcId, cidrBlock: "10.0.0.0/24", mapPublicIpOnLaunch: false });
    const ingress = [80, 443].map((port) => ({
        cidrBlocks: ["0.0.0.0/0"],
        protocol: "tcp",
        fromPort: port,
        toPort: port,
    }));
    const door = new ec2.SecurityGroup("door", { vpcId, ingress });
    const alb = new lb.LoadBalancer("front", { securityGroups: [door.id], enableDeletionProtection: true });
    new wafv2.WebAclAssociation("waf", { resourceArn: alb.arn, webAclArn: "arn:acl" });
    const group = new lb.TargetGroup("targets", { port: 443, protocol: "HTTPS", targetType: "ip", vpcId });
    new lb.Listener("https", {
        loadBalancerArn: alb.arn,
        port: 443,
        protocol: "HTTPS",
        sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
        defaultActions: [{ type: "forward", targetGroupArn: group.arn }],
    });
    new lb.Listener("http", {
        loadBalancerArn: alb.arn,
        port: 80,
        defaultActions: [
            { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } },
        ],
    });
    return { alb, group };
}

/** A policy that follows one predefined metric of a target. */
function track(
    name: string,
    target: appautoscaling.Target,
    predefinedMetricType: string,
    targetValue: number,
    resourceLabel?: pulumi.Input<string>,
): void {
    new appautoscaling.Policy(name, {
        policyType: "TargetTrackingScaling",
        serviceNamespace: target.serviceNamespace,
        scalableDimension: target.scalableDimension,
        resourceId: target.resourceId,
        targetTrackingScalingPolicyConfiguration: {
            predefinedMetricSpecification: {
                predefinedMetricType,
                ...(resourceLabel === undefined ? {} : { resourceLabel }),
            },
            targetValue,
            scaleOutCooldown: 60,
            scaleInCooldown: 300,
        },
    });
}

/** The service with what scales it. */
function service({ alb, group }: ReturnType<typeof entrance>): {
    readonly cluster: ecs.Cluster;
    readonly web: ecs.Service;
} {
    const cluster = new ecs.Cluster("main");
    const role = new iam.Role("task", {
        assumeRolePolicy:
            '{"Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}',
    });
    new iam.RolePolicy("policy", {
        role: role.id,
        policy: '{"Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}',
    });
    const definition = new ecs.TaskDefinition("definition", {
        family: "web",
        taskRoleArn: role.arn,
        containerDefinitions: '[{"name":"app","environment":[{"name":"STAGE","value":"live"}]}]',
    });
    const web = new ecs.Service(
        "web",
        {
            cluster: cluster.id,
            taskDefinition: definition.arn,
            launchType: "FARGATE",
            desiredCount: 2,
            networkConfiguration: { subnets: ["subnet-1"], assignPublicIp: false },
            loadBalancers: [{ targetGroupArn: group.arn, containerName: "app", containerPort: 443 }],
        },
        { ignoreChanges: ["desiredCount"] },
    );
    const tasks = new appautoscaling.Target("tasks", {
        serviceNamespace: "ecs",
        scalableDimension: "ecs:service:DesiredCount",
        resourceId: pulumi.all([cluster.name, web.name]).apply((names) => `service/${names.join("/")}`),
        minCapacity: 2,
        maxCapacity: 20,
    });
    track("cpu", tasks, "ECSServiceAverageCPUUtilization", 70);
    track("memory", tasks, "ECSServiceAverageMemoryUtilization", 80);
    track(
        "requests",
        tasks,
        "ALBRequestCountPerTarget",
        1_000,
        pulumi.interpolate`${alb.arnSuffix}/${group.arnSuffix}`,
    );
    return { cluster, web };
}

/** The database with its readers, and the run that brings its schema. */
function database(key: kms.Key, checksum: string): rds.Cluster {
    const parameters = new rds.ClusterParameterGroup("parameters", {
        family: "aurora-postgresql17",
        parameters: [{ name: "rds.force_ssl", value: "1" }],
    });
    const cluster = new rds.Cluster("database", {
        clusterIdentifier: "shop",
        engine: "aurora-postgresql",
        dbClusterParameterGroupName: parameters.name,
        masterUsername: "shop",
        manageMasterUserPassword: true,
        masterUserSecretKmsKeyId: key.arn,
        storageEncrypted: true,
        kmsKeyId: key.arn,
        backupRetentionPeriod: 14,
        deletionProtection: true,
        skipFinalSnapshot: false,
    });
    const writer = new rds.ClusterInstance("writer", {
        clusterIdentifier: cluster.id,
        engine: "aurora-postgresql",
        instanceClass: "db.r6g.large",
        publiclyAccessible: false,
    });
    const readers = new appautoscaling.Target("readers", {
        serviceNamespace: "rds",
        scalableDimension: "rds:cluster:ReadReplicaCount",
        resourceId: pulumi.interpolate`cluster:${cluster.clusterIdentifier}`,
        minCapacity: 1,
        maxCapacity: 4,
    });
    track("reader-cpu", readers, "RDSReaderAverageCPUUtilization", 75);
    new lambda.Invocation(
        "migrate",
        { functionName: "flyway", input: JSON.stringify({ checksum }) },
        { dependsOn: [writer] },
    );
    return cluster;
}

/** The site before everything, with a certificate and a web ACL that others made. */
function edge(alb: lb.LoadBalancer): cloudfront.Distribution {
    return new cloudfront.Distribution("cdn", {
        enabled: true,
        webAclId: "arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/1",
        defaultCacheBehavior: {
            allowedMethods: ["GET", "HEAD"],
            cachedMethods: ["GET", "HEAD"],
            targetOriginId: "alb",
            viewerProtocolPolicy: "https-only",
        },
        viewerCertificate: {
            acmCertificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/c",
            minimumProtocolVersion: "TLSv1.2_2021",
            sslSupportMethod: "sni-only",
        },
        restrictions: { geoRestriction: { restrictionType: "none" } },
        origins: [
            {
                originId: "alb",
                domainName: alb.dnsName,
                customOriginConfig: {
                    httpPort: 80,
                    httpsPort: 443,
                    originProtocolPolicy: "https-only",
                    originSslProtocols: ["TLSv1.2"],
                },
            },
        ],
    });
}

/**
 * A team's first program: plain resources one after the other, no component, no explicit provider.
 *
 * @param checksum of the migrations that it brings its database to.
 */
export function rawResources(checksum: string): void {
    const key = new kms.Key("key", { enableKeyRotation: true });
    const front = entrance();
    const { cluster, web } = service(front);
    const db = database(key, checksum);
    const cdn = edge(front.alb);
    new cloudwatch.LogGroup("log", { kmsKeyId: key.arn, retentionInDays: 400 });
    new secretsmanager.Secret("secret", { kmsKeyId: key.id });
    watchByHand({ ...front, cluster, web, db, cdn, key });
}
