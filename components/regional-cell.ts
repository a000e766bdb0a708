import * as pulumi from "@pulumi/pulumi";
import { getZoneOutput } from "@pulumi/aws/route53";
import type { MigrationBundle } from "../migrator/bundle";
import type { CellPlan } from "../strategy/plan";
import type { AlarmSet } from "./alarm-set";
import { makeCellBackup, type CellBackup } from "./cell-backup";
import { makeCellCanary } from "./cell-canary";
import { makeData } from "./cell-data";
import { makeEventQueue, makeWorkers } from "./cell-events";
import { makeMigrations } from "./cell-migrations";
import { groundAlarms, makeGround, taskPort, type CellGround } from "./cell-ground";
import { cellHealthKey } from "./cell-health";
import { makeSecondary, makeSecondaryGround, type SecondaryGround } from "./cell-secondary";
import { cellTasks, type CellTasks } from "./cell-tasks";
import { completeTelemetry, makeFirstAlarms } from "./cell-telemetry";
import { originCertificateAlarm } from "./certificate-alarm";
import { DatabaseEvents } from "./database-events";
import type { EventQueue } from "./event-queue";
import { rollbackAlarms } from "./load-balancer-alarms";
import { ServiceLoadBalancer } from "./load-balancer";
import type { MasterPassword } from "./master-secret";
import { FargateService } from "./service";
import { tokenKeysVariable } from "./service-environment";
import { TokenKeys } from "./token-keys";

/** What a caller decides about a {@link RegionalCell}. */
export interface RegionalCellArgs {
    /** Sizes and addresses, from `planPlatform`. */
    readonly plan: CellPlan;
    /** Part of physical identifiers, so that two environments can share an account. */
    readonly environment: string;
    /** Image of the service, pinned; docs/service-contract.md says what it must do. */
    readonly image: string;
    /** What the database is brought to before the image's tasks start, from `makeBundle`. */
    readonly migrations: MigrationBundle;
    /** Name on the load balancer's certificate; CloudFront reaches the cell under it. */
    readonly originHostname: string;
    /** Public hosted zone that holds the origin's name. */
    readonly dnsZone: string;
    /** Who every alarm of the cell notifies. */
    readonly alarmEmails: readonly string[];
    /** On-call tools by https address, told of its pages. @default none */
    readonly alarmWebhooks?: readonly string[];
    /** Address under which the alarms' runbooks are published. @default none: alarms name the repository's path */
    readonly runbookUrl?: string;
    readonly retention: CellRetention;
    /** Backups beside Aurora's own, copied to another region. @default none */
    readonly backup?: CellBackup;
    /** Provider of the region of the database's secondary; needed where the plan has one. */
    readonly secondaryProvider?: pulumi.ProviderResource;
}

/** How long a cell keeps things and how hard it is to lose them. */
export interface CellRetention {
    /** Stateful resources refuse to be deleted, by AWS and by Pulumi. */
    readonly deletionProtected: boolean;
    readonly databaseBackupDays: number;
    readonly cacheSnapshotDays: number;
    readonly logDays: number;
}

/** Answers once the service can serve; docs/service-contract.md. */
const healthCheckPath = "/healthz";

/**
 * One complete, isolated copy of the regional system. It shares nothing with another cell and names no
 * region and no provider: they come from `opts.provider`, and for the copies of backups and the
 * secondary of the database from `args`.
 */
export class RegionalCell extends pulumi.ComponentResource {
    /** What the edge needs to reach the cell. */
    public readonly loadBalancerArn: pulumi.Output<string>;
    public readonly alarmTopicArn: pulumi.Output<string>;
    /** The alarm that is on while any of the cell's pages is. */
    public readonly unhealthyAlarmName: pulumi.Output<string>;
    /** Secret that holds the cell's signing keys, once a command has put them there. */
    public readonly tokenKeySecretArn: pulumi.Output<string>;
    /** For the operator: where the parts are. */
    public readonly clusterName: pulumi.Output<string>;
    public readonly serviceName: pulumi.Output<string>;
    public readonly databaseClusterIdentifier: pulumi.Output<string>;
    /** What a person on call keeps open. */
    public readonly dashboardName: pulumi.Output<string>;

    constructor(name: string, args: RegionalCellArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:cell:RegionalCell", name, {}, opts);
        const parent = { parent: this };
        const { plan, retention } = args;
        const ground = makeGround(name, args, parent);
        const secondary = makeSecondaryGround(name, args, ground.keyArn, parent);
        const data = makeData(name, { ...args, ...passwordOf(secondary) }, ground, parent);
        if (secondary !== undefined) makeSecondary(name, args, secondary, data.database, parent);
        const { clusterIdentifier, instanceIdentifiers } = data.database;
        new DatabaseEvents(
            `${name}-events`,
            { topicArn: ground.topicArn, clusterIdentifier, instanceIdentifiers },
            parent,
        );
        const loadBalancer = makeLoadBalancer(name, args, ground, parent);
        const balancer = {
            loadBalancer: loadBalancer.arnSuffix,
            targetGroup: loadBalancer.targetGroupArnSuffix,
        };
        const alarms = makeFirstAlarms(
            name,
            { ...args, signals: balancer, topicArn: ground.topicArn },
            parent,
        );
        const queue = makeEventQueue(
            name,
            { plan, kmsKeyArn: ground.keyArn, deletionProtected: retention.deletionProtected },
            parent,
        );
        const migrated = makeMigrations(name, args, { ground, database: data.database }, parent);
        const tasks = cellTasks({ ...args, ...ground, ...data, queue, migrated });
        const tokenKeys = makeTokenKeys(name, args, ground.keyArn, parent);
        const service = makeService(name, plan, { tasks, queue, loadBalancer, alarms, tokenKeys }, parent);
        const { clusterName, serviceName } = service;
        const events = makeWorkers(name, { workers: plan.workers, queue, service, tasks }, parent);
        const { dashboardName } = completeTelemetry(
            name,
            {
                ...args,
                alarms,
                signals: {
                    ...balancer,
                    clusterName,
                    serviceName,
                    clusterIdentifier,
                    proxyName: data.proxyName,
                    replicationGroupId: data.cache.replicationGroupId,
                    ...(events.signals === undefined ? {} : { events: events.signals }),
                },
                otherRules: [
                    ...groundAlarms(ground),
                    originCertificateAlarm(loadBalancer.certificateArn),
                    ...events.rules,
                    ...makeCellBackup(name, args, ground.keyArn, data.database.clusterArn, parent),
                    ...makeCellCanary(name, args, { ground, loadBalancer, service }, parent),
                ],
            },
            parent,
        );

        this.loadBalancerArn = loadBalancer.arn;
        this.alarmTopicArn = ground.topicArn;
        this.unhealthyAlarmName = alarms.nameOf(cellHealthKey);
        this.tokenKeySecretArn = tokenKeys.secretArn;
        this.clusterName = clusterName;
        this.serviceName = serviceName;
        this.databaseClusterIdentifier = clusterIdentifier;
        this.dashboardName = dashboardName;
        this.registerOutputs({ loadBalancerArn: this.loadBalancerArn, alarmTopicArn: this.alarmTopicArn });
    }
}

/** The master password, where it is not AWS that manages it. */
function passwordOf(secondary: SecondaryGround | undefined): { masterPassword?: MasterPassword } {
    return secondary === undefined ? {} : { masterPassword: secondary.masterPassword };
}

interface Parent {
    readonly parent: pulumi.Resource;
}

function makeLoadBalancer(
    name: string,
    args: RegionalCellArgs,
    { network, groups }: CellGround,
    parent: Parent,
): ServiceLoadBalancer {
    return new ServiceLoadBalancer(
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
}

function makeTokenKeys(
    name: string,
    { plan, retention }: RegionalCellArgs,
    kmsKeyArn: pulumi.Input<string>,
    parent: Parent,
): TokenKeys {
    return new TokenKeys(
        `${name}-token-keys`,
        {
            region: plan.region,
            description: `Keys by which cell ${name} signs its users in`,
            kmsKeyArn,
            deletionProtected: retention.deletionProtected,
        },
        parent,
    );
}

/** What the service stands on. */
interface ServiceGround {
    readonly tasks: CellTasks;
    readonly queue: EventQueue | undefined;
    readonly loadBalancer: ServiceLoadBalancer;
    readonly alarms: AlarmSet;
    readonly tokenKeys: TokenKeys;
}

function makeService(
    name: string,
    plan: CellPlan,
    { tasks, queue, loadBalancer, alarms, tokenKeys }: ServiceGround,
    parent: Parent,
): FargateService {
    return new FargateService(
        `${name}-service`,
        {
            ...tasks,
            // Workers sign nobody in.
            environmentVariables: { ...tasks.environmentVariables, [tokenKeysVariable]: tokenKeys.secretArn },
            taskPolicies: {
                ...tasks.taskPolicies,
                "token-keys": tokenKeys.readPolicy,
                ...(queue === undefined ? {} : { events: queue.sendPolicy }),
            },
            taskPort,
            tasks: plan.tasks,
            targetGroupArn: loadBalancer.targetGroupArn,
            requestLabel: loadBalancer.requestLabel,
            listener: loadBalancer.listener,
            rollbackAlarmNames: rollbackAlarms.map((key) => alarms.nameOf(key)),
        },
        parent,
    );
}
