import * as appautoscaling from "@pulumi/aws/appautoscaling";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ec2 from "@pulumi/aws/ec2";
import * as ecs from "@pulumi/aws/ecs";
import * as iam from "@pulumi/aws/iam";
import * as kms from "@pulumi/aws/kms";
import * as lb from "@pulumi/aws/lb";
import * as sqs from "@pulumi/aws/sqs";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import { watchServices, type Watch } from "./awsx-alarms";
import { tlsOnly } from "./policies";
import { stores } from "./awsx-stores";

/** A component that the engine gets from awsx's plugin: a type and what lies below it. */
class Awsx extends pulumi.ComponentResource {
    readonly below = { parent: this };

    constructor(type: string, name: string, opts?: pulumi.ComponentResourceOptions) {
        super(`awsx:${type}`, name, {}, opts);
    }
}

/** What `awsx.ec2.Vpc` makes, with the two rules that a team adds to it. */
function network(): ec2.Vpc {
    const { below } = new Awsx("ec2:Vpc", "shop");
    const shop = new ec2.Vpc("shop-vpc", { cidrBlock: "10.0.0.0/16" }, below);
    new ec2.Subnet("shop-private-1", { vpcId: shop.id, cidrBlock: "10.0.0.0/19" }, { parent: shop });
    new ec2.DefaultSecurityGroup("closed", { vpcId: shop.id });
    new ec2.FlowLog("traffic", {
        vpcId: shop.id,
        trafficType: "ALL",
        logDestination: "arn:aws:s3:::flow-logs",
    });
    return shop;
}

/** What `awsx.lb.ApplicationLoadBalancer` makes of an internal one. */
function entrance({ id: vpcId }: ec2.Vpc): { readonly alb: lb.LoadBalancer; readonly group: lb.TargetGroup } {
    const { below } = new Awsx("lb:ApplicationLoadBalancer", "front");
    const door = new ec2.SecurityGroup("front-group", { vpcId }, below);
    new vpc.SecurityGroupIngressRule(
        "front-https",
        { securityGroupId: door.id, cidrIpv4: "10.0.0.0/8", ipProtocol: "tcp", fromPort: 443, toPort: 443 },
        below,
    );
    const alb = new lb.LoadBalancer(
        "front-alb",
        { internal: true, securityGroups: [door.id], enableDeletionProtection: true },
        below,
    );
    const group = new lb.TargetGroup(
        "front-tasks",
        { vpcId, port: 443, protocol: "HTTPS", targetType: "ip" },
        below,
    );
    new lb.Listener(
        "front-listener",
        {
            loadBalancerArn: alb.arn,
            protocol: "HTTPS",
            sslPolicy: "ELBSecurityPolicy-TLS13-1-3-2021-06",
            defaultActions: [{ type: "forward", targetGroupArn: group.arn }],
        },
        below,
    );
    return { alb, group };
}

const trust =
    '{"Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}';

/** What `awsx.ecs.FargateService` makes: its definition in a component of its own, with a log group and two roles. */
function fargate(
    name: string,
    key: kms.Key,
    args: Partial<ecs.ServiceArgs>,
): { readonly service: ecs.Service; readonly component: Awsx } {
    const component = new Awsx("ecs:FargateService", name);
    const { below } = new Awsx("ecs:FargateTaskDefinition", name, component.below);
    const logs = new cloudwatch.LogGroup(`${name}-logs`, { kmsKeyId: key.arn, retentionInDays: 365 }, below);
    const execution = new iam.Role(`${name}-execution`, { assumeRolePolicy: trust }, below);
    new iam.RolePolicyAttachment(
        `${name}-execution-policy`,
        {
            role: execution.name,
            policyArn: "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
        },
        below,
    );
    const role = new iam.Role(`${name}-task`, { assumeRolePolicy: trust }, below);
    const container = {
        name,
        environment: [{ name: "TABLE_PREFIX", value: "shop" }],
        secrets: [{ name: "DB_PASSWORD", valueFrom: "arn:aws:secretsmanager:eu-west-1:1:secret:db" }],
        logConfiguration: { logDriver: "awslogs", options: { "awslogs-group": logs.name } },
    };
    const definition = new ecs.TaskDefinition(
        `${name}-definition`,
        {
            family: name,
            executionRoleArn: execution.arn,
            taskRoleArn: role.arn,
            containerDefinitions: pulumi.jsonStringify([container]),
        },
        below,
    );
    const service = new ecs.Service(
        `${name}-service`,
        {
            taskDefinition: definition.arn,
            launchType: "FARGATE",
            networkConfiguration: { subnets: ["subnet-1"] },
            ...args,
        },
        { ...component.below, ignoreChanges: ["desiredCount"] },
    );
    return { service, component };
}

type Tracking = pulumi.Input<
    pulumi.Unwrap<appautoscaling.PolicyArgs["targetTrackingScalingPolicyConfiguration"]>
>;

/** Policies by name on one target for a service. */
function scale(
    name: string,
    { cluster, service, minCapacity }: Scaled,
    policies: Readonly<Record<string, object>>,
): void {
    const target = new appautoscaling.Target(`${name}-target`, {
        serviceNamespace: "ecs",
        scalableDimension: "ecs:service:DesiredCount",
        resourceId: pulumi.interpolate`service/${cluster.name}/${service.name}`,
        minCapacity,
        maxCapacity: 10,
    });
    for (const [policy, tracking] of Object.entries(policies)) {
        new appautoscaling.Policy(`${name}-${policy}`, {
            policyType: "TargetTrackingScaling",
            serviceNamespace: "ecs",
            scalableDimension: "ecs:service:DesiredCount",
            resourceId: target.resourceId,
            targetTrackingScalingPolicyConfiguration: {
                scaleOutCooldown: 30,
                scaleInCooldown: 600,
                ...tracking,
            } as Tracking,
        });
    }
}

interface Scaled {
    readonly cluster: ecs.Cluster;
    readonly service: ecs.Service;
    readonly minCapacity: number;
}

const predefined = (predefinedMetricType: string, targetValue: number): object => ({
    predefinedMetricSpecification: { predefinedMetricType },
    targetValue,
});

/**
 * A program that leaves services, network and load balancer to awsx's components, with a worker behind a queue.
 *
 * @param checksum of the migrations that it brings its database to.
 */
export function awsxServices(checksum: string): void {
    const key = new kms.Key("key", { enableKeyRotation: true });
    const front = entrance(network());
    const cluster = new ecs.Cluster("cluster");
    new ecs.ClusterCapacityProviders("capacity", {
        clusterName: cluster.name,
        capacityProviders: ["FARGATE", "FARGATE_SPOT"],
        defaultCapacityProviderStrategies: [
            { capacityProvider: "FARGATE", base: 2, weight: 1 },
            { capacityProvider: "FARGATE_SPOT", weight: 3 },
        ],
    });
    const encryption = { kmsMasterKeyId: key.id, policy: tlsOnly("sqs:*") };
    const dead = new sqs.Queue("dead", encryption);
    const work = new sqs.Queue("work", {
        ...encryption,
        redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 5 }),
    });
    const web = fargate("web", key, {
        cluster: cluster.arn,
        loadBalancers: [{ targetGroupArn: front.group.arn, containerName: "web", containerPort: 443 }],
    });
    const worker = fargate("worker", key, { cluster: cluster.arn, launchType: undefined });
    scale(
        "web",
        { cluster, service: web.service, minCapacity: 2 },
        {
            cpu: predefined("ECSServiceAverageCPUUtilization", 60),
            memory: predefined("ECSServiceAverageMemoryUtilization", 75),
        },
    );
    scale(
        "worker",
        { cluster, service: worker.service, minCapacity: 2 },
        {
            backlog: {
                customizedMetricSpecification: {
                    namespace: "AWS/SQS",
                    metricName: "ApproximateNumberOfMessagesVisible",
                    statistic: "Average",
                    dimensions: [{ name: "QueueName", value: work.name }],
                },
                targetValue: 500,
            },
        },
    );
    const watch: Watch = { key, cluster, work, dead, ...front, cache: stores(key, checksum), web, worker };
    watchServices(watch);
}
