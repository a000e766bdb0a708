import * as rds from "@pulumi/aws/rds";
import * as pulumi from "@pulumi/pulumi";
import type { DataWindows } from "../strategy/maintenance";
import type { ConnectionBudget, DatabaseCapacity } from "../strategy/plan";
import { identifierLimits, identifierMistake } from "./aws-identifier";
import { appliesImmediately, commonClusterArgs, makeDatabaseGround } from "./database-ground";
import { DatabaseInstances } from "./database-instances";
import { setByGlobalDatabase } from "./database";

/** What a caller decides about a {@link DatabaseSecondary}. */
export interface DatabaseSecondaryArgs {
    /**
     * Start of every physical identifier, as the primary's. AWS wants a cluster's name unique over all regions
     * ("Configuration requirements of an Amazon Aurora global database", Aurora user guide), hence the suffix.
     */
    readonly identifier: string;
    /** The cluster that a Global Database is made from; it keeps its data and its name. */
    readonly primary: {
        readonly clusterArn: pulumi.Input<string>;
        /** A secondary must begin with the same minor version. */
        readonly engineVersion: pulumi.Input<string>;
        /** Its instances: AWS replicates nothing from a cluster that has none. */
        readonly instances: readonly pulumi.Resource[];
    };
    /** Provider of the secondary's region. */
    readonly provider: pulumi.ProviderResource;
    /** As the primary's, so that the secondary carries what the primary did. */
    readonly capacity: DatabaseCapacity;
    readonly connections: ConnectionBudget;
    /** Everything below is of the secondary's own region. */
    readonly subnetIds: readonly pulumi.Input<string>[];
    readonly availabilityZones: readonly pulumi.Input<string>[];
    readonly securityGroupId: pulumi.Input<string>;
    /** An encrypted secondary wants a key of its own region. Changing it replaces the cluster. */
    readonly kmsKeyArn: pulumi.Input<string>;
    readonly deletionProtected: boolean;
    /** As the primary's. @default where it is not protected from deletion */
    readonly applyImmediately?: boolean;
    readonly backupRetentionDays: number;
    readonly windows: DataWindows["database"];
    readonly logRetentionDays: number;
}

/**
 * What of a secondary is decided elsewhere: {@link setByGlobalDatabase}, which names its primary and changes with every
 * failover; and the version, which is the primary's at the start and later moves with the whole Global Database.
 */
const setElsewhere = [...setByGlobalDatabase, "engineVersion"] as const;

const globalSuffix = "-global";
const secondarySuffix = "-secondary";

/**
 * A Global Database made from a cell's cluster, and its secondary in another region: a second behind, read-only until a
 * failover, then the writer. Roles are AWS's to change; no argument here says who is the primary, so that a preview after a
 * failover shows no change.
 */
export class DatabaseSecondary extends pulumi.ComponentResource {
    public readonly clusterIdentifier: pulumi.Output<string>;
    /** What a failover names. */
    public readonly globalClusterIdentifier: pulumi.Output<string>;
    /** Identifiers of the declared instances. */
    public readonly instanceIdentifiers: pulumi.Output<string>[];

    constructor(name: string, args: DatabaseSecondaryArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:data:DatabaseSecondary", name, {}, opts);
        const mistake = identifierMistake({
            argument: "identifier",
            value: args.identifier,
            suffix: `${secondarySuffix}-writer`,
            limit: identifierLimits.rds,
        });
        if (mistake !== undefined) throw new pulumi.ResourceError(mistake, this, true);
        const there = { parent: this, provider: args.provider };
        const identifier = `${args.identifier}${secondarySuffix}`;
        const { primary, deletionProtected } = args;

        const global = new rds.GlobalCluster(
            `${name}-global`,
            {
                globalClusterIdentifier: `${args.identifier}${globalSuffix}`,
                // Engine, version and encryption are the source's; AWS refuses them beside it.
                sourceDbClusterIdentifier: primary.clusterArn,
                // The provider asks for it beside a source: members leave the Global Database before it goes.
                forceDestroy: true,
                deletionProtection: deletionProtected,
            },
            { parent: this, protect: deletionProtected, dependsOn: [...primary.instances] },
        );
        const ground = makeDatabaseGround(name, identifier, args, there);
        const cluster = new rds.Cluster(
            `${name}-cluster`,
            {
                ...commonClusterArgs(identifier, args, ground),
                engineVersion: primary.engineVersion,
                globalClusterIdentifier: global.id,
            },
            {
                ...there,
                protect: deletionProtected,
                // Instances of the primary, not the cluster alone: without a writer it is no source of replication.
                dependsOn: [ground.log, ...primary.instances],
                ignoreChanges: [...setElsewhere],
            },
        );
        const { identifiers } = new DatabaseInstances(
            name,
            {
                identifier,
                clusterIdentifier: cluster.clusterIdentifier,
                capacity: args.capacity,
                availabilityZones: args.availabilityZones,
                kmsKeyArn: args.kmsKeyArn,
                deletionProtected,
                applyImmediately: appliesImmediately(args),
                maintenanceWindow: args.windows.maintenance,
            },
            there,
        );

        this.clusterIdentifier = cluster.clusterIdentifier;
        this.globalClusterIdentifier = global.globalClusterIdentifier;
        this.instanceIdentifiers = identifiers;
        this.registerOutputs({
            clusterIdentifier: this.clusterIdentifier,
            globalClusterIdentifier: this.globalClusterIdentifier,
        });
    }
}
