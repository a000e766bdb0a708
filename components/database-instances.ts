import * as appautoscaling from "@pulumi/aws/appautoscaling";
import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import * as iam from "@pulumi/aws/iam";
import * as rds from "@pulumi/aws/rds";
import * as pulumi from "@pulumi/pulumi";
import { readerLaw } from "../strategy/law";
import type { Bounds, DatabaseCapacity } from "../strategy/plan";
import { databaseEngine } from "./database-parameters";
import { serviceTrust } from "./service-trust";
import { trackingPolicy } from "./target-tracking";

/** What AuroraDatabase decides about its {@link DatabaseInstances}. */
export interface DatabaseInstancesArgs {
    /** Identifiers are this and "-writer" or "-reader-1". */
    readonly identifier: string;
    /** The cluster that the instances join. */
    readonly clusterIdentifier: pulumi.Input<string>;
    readonly capacity: DatabaseCapacity;
    /**
     * `min` readers are declared; a provisioned cluster scales them up to `max`, a serverless one keeps them.
     *
     * @default none beside the one instance, as in a Global Database's secondary, where AWS scales no readers
     */
    readonly readers?: Bounds;
    /** Names of zones, dealt out in turn to the writer and the readers. @default AWS chooses */
    readonly availabilityZones?: readonly pulumi.Input<string>[];
    /** Key of what Performance Insights records, which includes texts of queries. */
    readonly kmsKeyArn: pulumi.Input<string>;
    /** Protects the writer; readers hold nothing of their own and come and go with `readers.min`. */
    readonly deletionProtected: boolean;
    /** A restart now, or in the maintenance window. */
    readonly applyImmediately: boolean;
    /** The cluster's own, e.g. "sun:05:00-sun:06:00". */
    readonly maintenanceWindow: string;
}

/** Seconds between readings of the operating system; a CPU alarm of two minutes wants no coarser ones. */
const monitoringSeconds = 60;

/** Days that Performance Insights keeps what it saw: the standard mode of Database Insights, at no charge. */
const insightsDays = 7;

/** How a cluster gains and loses readers. */
export const readerScaling = {
    /** Seconds. A reader needs minutes to start; less would add a second one before the first takes load. */
    scaleOutCooldownSeconds: 300,
    /** Seconds. Slow in, as for the service: a reader lost too early is minutes away. */
    scaleInCooldownSeconds: 300,
} as const;

/**
 * The writer and the readers of an Aurora cluster, all of one class, so that a promoted reader carries what
 * the writer did.
 *
 * Readers that autoscaling adds are AWS's, not this program's. They are named "application-autoscaling-…" and
 * must be deleted by hand, after the scalable target, before the cluster can be.
 */
export class DatabaseInstances extends pulumi.ComponentResource {
    /** The writer and the declared readers, for whatever needs a database that answers. */
    public readonly instances: pulumi.Resource[];
    /** Their identifiers. */
    public readonly identifiers: pulumi.Output<string>[];

    constructor(name: string, args: DatabaseInstancesArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:data:DatabaseInstances", name, {}, opts);
        const monitoring = this.monitoringRole(name);
        const instance = (role: string, index: number, dependsOn: pulumi.Resource[]): rds.ClusterInstance =>
            new rds.ClusterInstance(
                `${name}-${role}`,
                {
                    identifier: `${args.identifier}-${role}`,
                    clusterIdentifier: args.clusterIdentifier,
                    engine: databaseEngine.engine,
                    instanceClass: instanceClassOf(args.capacity),
                    // The first reader is next in line; the later ones follow in their order.
                    promotionTier: index,
                    publiclyAccessible: false,
                    autoMinorVersionUpgrade: true,
                    applyImmediately: args.applyImmediately,
                    preferredMaintenanceWindow: args.maintenanceWindow,
                    performanceInsightsEnabled: true,
                    performanceInsightsKmsKeyId: args.kmsKeyArn,
                    performanceInsightsRetentionPeriod: insightsDays,
                    monitoringInterval: monitoringSeconds,
                    monitoringRoleArn: monitoring.role.arn,
                    ...zoneOf(args.availabilityZones, index),
                },
                {
                    parent: this,
                    protect: args.deletionProtected && index === 0,
                    // Two instances cannot have one identifier, and Pulumi makes the new one first.
                    deleteBeforeReplace: true,
                    // A role without its policy is refused.
                    dependsOn: [monitoring.attachment, ...dependsOn],
                },
            );

        const writer = instance("writer", 0, []);
        const instances = [writer];
        for (let index = 1; index <= (args.readers?.min ?? 0); index++) {
            // One behind the other: AWS makes the instance that comes first the writer, and readers that restart
            // together leave the read-only endpoint without any.
            instances.push(instance(`reader-${index}`, index, instances.slice(-1)));
        }
        this.instances = instances;
        this.identifiers = instances.map(({ identifier }) => identifier);
        // AWS does not scale readers of a serverless cluster: its instances grow instead.
        if (args.capacity.kind === "provisioned" && args.readers !== undefined) {
            this.scaleReaders(name, args.clusterIdentifier, args.readers);
        }
        this.registerOutputs({});
    }

    /** Lets RDS read the operating system's figures for this account, and nobody else's. */
    private monitoringRole(name: string): { role: iam.Role; attachment: iam.RolePolicyAttachment } {
        const parent = { parent: this };
        const role = new iam.Role(
            `${name}-monitoring`,
            {
                assumeRolePolicy: serviceTrust(
                    "monitoring.rds.amazonaws.com",
                    getCallerIdentityOutput({}, parent).accountId,
                ),
            },
            parent,
        );
        const attachment = new iam.RolePolicyAttachment(
            `${name}-monitoring`,
            {
                role: role.name,
                policyArn: "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
            },
            parent,
        );
        return { role, attachment };
    }

    /** Readers follow their average CPU between the bounds. */
    private scaleReaders(name: string, clusterIdentifier: pulumi.Input<string>, readers: Bounds): void {
        const target = new appautoscaling.Target(
            `${name}-readers`,
            {
                serviceNamespace: "rds",
                scalableDimension: "rds:cluster:ReadReplicaCount",
                resourceId: pulumi.interpolate`cluster:${clusterIdentifier}`,
                minCapacity: readers.min,
                maxCapacity: readers.max,
            },
            // Registered earlier, it would add readers of its own to a cluster that has none yet.
            { parent: this, dependsOn: this.instances },
        );
        const tracking = {
            predefinedMetricSpecification: { predefinedMetricType: "RDSReaderAverageCPUUtilization" },
            targetValue: readerLaw.cpuTargetPercent,
        };
        trackingPolicy(`${name}-readers-cpu`, target, tracking, readerScaling, this);
    }
}

function instanceClassOf(capacity: DatabaseCapacity): string {
    return capacity.kind === "serverless" ? "db.serverless" : capacity.instanceClass;
}

/** The zone whose turn it is; nothing where AWS is to choose. */
function zoneOf(
    zones: readonly pulumi.Input<string>[] | undefined,
    index: number,
): { availabilityZone?: pulumi.Input<string> } {
    const zone = zones?.[index % zones.length];
    return zone === undefined ? {} : { availabilityZone: zone };
}
