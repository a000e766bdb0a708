import * as pulumi from "@pulumi/pulumi";
import { getZoneOutput } from "@pulumi/aws/route53";
import type { CellPlan } from "../strategy/plan";
import type { AlarmRule } from "./alarm-rule";
import { AlarmSet } from "./alarm-set";
import { AlarmTopic } from "./alarm-topic";
import { cacheAlarms } from "./cache-alarms";
import { ValkeyCache } from "./cache";
import { makeEventQueue, makeWorkers } from "./cell-events";
import { cellTasks, type CellTasks } from "./cell-tasks";
import { databaseAlarms } from "./database-alarms";
import { DatabaseProxy } from "./database-proxy";
import { AuroraDatabase } from "./database";
import { EncryptionKey } from "./encryption-key";
import type { EventQueue } from "./event-queue";
import { loadBalancerAlarms } from "./load-balancer-alarms";
import { ServiceLoadBalancer } from "./load-balancer";
import { CellNetwork } from "./network";
import { CellSecurityGroups } from "./security-groups";
import { serviceAlarms } from "./service-alarms";
import { FargateService } from "./service";

/** What a caller decides about a {@link RegionalCell}. */
export interface RegionalCellArgs {
    /** Sizes and addresses, from `planPlatform`. */
    readonly plan: CellPlan;
    /** Part of physical identifiers, so that two environments can share an account. */
    readonly environment: string;
    /** Image of the service, pinned; docs/service-contract.md says what it must do. */
    readonly image: string;
    /** Name on the load balancer's certificate; CloudFront reaches the cell under it. */
    readonly originHostname: string;
    /** Public hosted zone that holds the origin's name. */
    readonly dnsZone: string;
    /** Who every alarm of the cell notifies. */
    readonly alarmEmails: readonly string[];
    /** Address under which the alarms' runbooks are published. @default none: alarms name the repository's path */
    readonly runbookUrl?: string;
    readonly retention: CellRetention;
}

/** How long a cell keeps things and how hard it is to lose them. */
export interface CellRetention {
    /** Stateful resources refuse to be deleted, by AWS and by Pulumi. */
    readonly deletionProtected: boolean;
    readonly databaseBackupDays: number;
    readonly cacheSnapshotDays: number;
    readonly logDays: number;
}

/** Port the task listens on with TLS. */
const taskPort = 8443;

/** Answers once the service can serve; docs/service-contract.md. */
const healthCheckPath = "/healthz";

/**
 * One complete, isolated copy of the regional system. It shares nothing with another cell and names no
 * region and no provider: both come from `opts.provider`.
 */
export class RegionalCell extends pulumi.ComponentResource {
    /** What the edge needs to reach the cell. */
    public readonly loadBalancerArn: pulumi.Output<string>;
    public readonly alarmTopicArn: pulumi.Output<string>;
    /** For the operator: where the parts are. */
    public readonly clusterName: pulumi.Output<string>;
    public readonly serviceName: pulumi.Output<string>;
    public readonly databaseClusterIdentifier: pulumi.Output<string>;

    constructor(name: string, args: RegionalCellArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:cell:RegionalCell", name, {}, opts);
        const parent = { parent: this };
        const ground = makeGround(name, args, parent);
        const data = makeData(name, args, ground, parent);
        const { plan, retention } = args;
        const queue = makeEventQueue(
            name,
            { plan, kmsKeyArn: ground.keyArn, deletionProtected: retention.deletionProtected },
            parent,
        );
        const tasks = cellTasks({ ...args, ...ground, ...data, queue });
        const compute = makeCompute(name, args, ground, { tasks, queue }, parent);
        const { service } = compute;
        const events = makeWorkers(name, { workers: plan.workers, queue, service, tasks }, parent);
        const rules = [...alarmRules(plan, data, compute), ...events];
        new AlarmSet(
            `${name}-alarm`,
            {
                topicArn: ground.topicArn,
                rules,
                ...(args.runbookUrl === undefined ? {} : { runbookUrl: args.runbookUrl }),
            },
            parent,
        );

        this.loadBalancerArn = compute.loadBalancer.arn;
        this.alarmTopicArn = ground.topicArn;
        this.clusterName = compute.service.clusterName;
        this.serviceName = compute.service.serviceName;
        this.databaseClusterIdentifier = data.database.clusterIdentifier;
        this.registerOutputs({ loadBalancerArn: this.loadBalancerArn, alarmTopicArn: this.alarmTopicArn });
    }
}

interface Parent {
    readonly parent: pulumi.Resource;
}

/** What everything else in the cell stands on. */
interface Ground {
    readonly keyArn: pulumi.Output<string>;
    readonly topicArn: pulumi.Output<string>;
    readonly network: CellNetwork;
    readonly groups: CellSecurityGroups;
}

function makeGround(name: string, args: RegionalCellArgs, parent: Parent): Ground {
    const { plan, retention } = args;
    const { keyArn } = new EncryptionKey(
        `${name}-key`,
        {
            region: plan.region,
            description: `Data, logs and secrets of cell ${name}`,
            deletionProtected: retention.deletionProtected,
        },
        parent,
    );
    const { topicArn } = new AlarmTopic(
        `${name}-alarms`,
        { kmsKeyArn: keyArn, emails: args.alarmEmails },
        parent,
    );
    const network = new CellNetwork(
        `${name}-network`,
        {
            region: plan.region,
            addresses: plan.addresses,
            natGateways: plan.natGateways,
            flowLogKeyArn: keyArn,
            flowLogRetentionDays: retention.logDays,
        },
        parent,
    );
    const groups = new CellSecurityGroups(`${name}-groups`, { vpcId: network.vpcId, taskPort }, parent);
    return { keyArn, topicArn, network, groups };
}

interface Data {
    readonly database: AuroraDatabase;
    readonly proxyName: string;
    readonly proxy: DatabaseProxy;
    readonly cache: ValkeyCache;
}

function makeData(name: string, args: RegionalCellArgs, ground: Ground, parent: Parent): Data {
    const { plan, retention } = args;
    const { keyArn, network, groups } = ground;
    const identifier = `${args.environment}-${name}`;
    const proxyName = `${identifier}-proxy`;
    const common = {
        subnetIds: network.dataSubnetIds,
        kmsKeyArn: keyArn,
        logRetentionDays: retention.logDays,
        deletionProtected: retention.deletionProtected,
    };
    const database = new AuroraDatabase(
        `${name}-database`,
        {
            ...common,
            identifier,
            capacity: plan.database,
            readers: plan.readers,
            availabilityZones: network.availabilityZones,
            connections: plan.connections,
            securityGroupId: groups.database,
            backupRetentionDays: retention.databaseBackupDays,
        },
        parent,
    );
    const proxy = new DatabaseProxy(
        `${name}-proxy`,
        {
            ...common,
            proxyName,
            clusterIdentifier: database.clusterIdentifier,
            masterSecretArn: database.masterSecretArn,
            instances: database.instances,
            securityGroupId: groups.databaseProxy,
            connections: plan.connections,
        },
        parent,
    );
    const cache = new ValkeyCache(
        `${name}-cache`,
        {
            ...common,
            identifier,
            cache: plan.cache,
            securityGroupId: groups.cache,
            snapshotRetentionDays: retention.cacheSnapshotDays,
        },
        parent,
    );
    return { database, proxyName, proxy, cache };
}

interface Compute {
    readonly loadBalancer: ServiceLoadBalancer;
    readonly service: FargateService;
}

function makeCompute(
    name: string,
    args: RegionalCellArgs,
    { network, groups }: Ground,
    { tasks, queue }: { tasks: CellTasks; queue: EventQueue | undefined },
    parent: Parent,
): Compute {
    const loadBalancer = new ServiceLoadBalancer(
        `${name}-alb`,
        {
            vpcId: network.vpcId,
            subnetIds: network.privateSubnetIds,
            securityGroupId: groups.loadBalancer,
            hostname: args.originHostname,
            zoneId: getZoneOutput({ name: args.dnsZone }, parent).zoneId,
            taskPort,
            healthCheckPath,
            deletionProtected: args.retention.deletionProtected,
        },
        parent,
    );
    const service = new FargateService(
        `${name}-service`,
        {
            ...tasks,
            taskPolicies: {
                ...tasks.taskPolicies,
                ...(queue === undefined ? {} : { events: queue.sendPolicy }),
            },
            taskPort,
            tasks: args.plan.tasks,
            targetGroupArn: loadBalancer.targetGroupArn,
            listener: loadBalancer.listener,
        },
        parent,
    );
    return { loadBalancer, service };
}

function alarmRules(
    plan: CellPlan,
    { database, proxyName, cache }: Data,
    { loadBalancer, service }: Compute,
): readonly AlarmRule[] {
    const { clusterName, serviceName } = service;
    return [
        ...serviceAlarms({ clusterName, serviceName, tasks: plan.tasks }),
        ...loadBalancerAlarms({
            loadBalancer: loadBalancer.arnSuffix,
            targetGroup: loadBalancer.targetGroupArnSuffix,
            minTasks: plan.tasks.min,
        }),
        ...databaseAlarms({
            clusterIdentifier: database.clusterIdentifier,
            proxyName,
            capacity: plan.database,
            connections: plan.connections,
            readersMin: plan.readers.min,
        }),
        ...cacheAlarms({ replicationGroupId: cache.replicationGroupId, cache: plan.cache }),
    ];
}
