import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as rds from "@pulumi/aws/rds";
import * as pulumi from "@pulumi/pulumi";
import type { Bounds, ConnectionBudget, DatabaseCapacity } from "../strategy/plan";
import { databaseMistakes } from "./database-capacity";
import { DatabaseInstances } from "./database-instances";
import { clusterParameters, databaseEngine, databaseWindows } from "./database-parameters";

/** What a caller decides about an {@link AuroraDatabase}. */
export interface AuroraDatabaseArgs {
    /**
     * Start of every physical identifier, e.g. "prod-us-east-1-c1"; unique in the account and region. Changing
     * it replaces the cluster.
     */
    readonly identifier: string;
    /** Provisioned: readers autoscale. Serverless: instances grow between ACU bounds, and readers are fixed. */
    readonly capacity: DatabaseCapacity;
    /** Readers within the law's 1 to 5. */
    readonly readers: Bounds;
    /** Where `max_connections` comes from, so that proxy, alarm and database agree. */
    readonly connections: ConnectionBudget;
    /**
     * Names of the subnets' zones ("eu-west-1a"), which AWS wants for an instance where everything else is named
     * by zone id; a subnet's `availabilityZone` is one. Given them, the writer and the first reader lie in
     * different zones. Changing an instance's zone replaces it.
     *
     * @default AWS chooses a zone per instance and promises no spread
     */
    readonly availabilityZones?: readonly pulumi.Input<string>[];
    /** Data subnets in at least two zones. Changing them to another VPC replaces the cluster. */
    readonly subnetIds: readonly pulumi.Input<string>[];
    /** Admits the proxy, and nobody else. */
    readonly securityGroupId: pulumi.Input<string>;
    /** Key of the data, the backups, the log and the master user's secret. Changing it replaces the cluster. */
    readonly kmsKeyArn: pulumi.Input<string>;
    /** Refuses to be deleted, by AWS and by Pulumi, and leaves a snapshot where it is deleted after all. */
    readonly deletionProtected: boolean;
    /** Days that any second can be restored, 1 to 35. */
    readonly backupRetentionDays: number;
    /** Days; one of CloudWatch Logs' own steps (365, 400, 545, 731, …), or AWS refuses the log group. */
    readonly logRetentionDays: number;
}

/**
 * An Aurora PostgreSQL cluster: encrypted, reached with TLS only, audited, backed up. Its master user's
 * password is made, kept and rotated by AWS; no part of this program ever holds it.
 */
export class AuroraDatabase extends pulumi.ComponentResource {
    public readonly clusterIdentifier: pulumi.Output<string>;
    public readonly clusterArn: pulumi.Output<string>;
    /** Of the writer. The service goes through the proxy instead. */
    public readonly endpoint: pulumi.Output<string>;
    /** Of the readers, in turn. */
    public readonly readerEndpoint: pulumi.Output<string>;
    public readonly port: pulumi.Output<number>;
    public readonly databaseName: pulumi.Output<string>;
    public readonly masterUsername: pulumi.Output<string>;
    /** Secret that AWS made for the master user; the proxy reads it. */
    public readonly masterSecretArn: pulumi.Output<string>;
    /** The writer and the declared readers, for whatever needs a database that answers (`dependsOn`). */
    public readonly instances: pulumi.Resource[];
    /** Their identifiers. Readers that autoscaling adds are not among them. */
    public readonly instanceIdentifiers: pulumi.Output<string>[];

    constructor(name: string, args: AuroraDatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:data:AuroraDatabase", name, {}, opts);
        const mistakes = databaseMistakes(args);
        if (mistakes.length > 0) throw new pulumi.ResourceError(mistakes.join("\n"), this, true);
        const identifier = `${args.identifier}-database`;
        // Where data must not be lost a restart must not surprise either: it waits for the window.
        const applyImmediately = !args.deletionProtected;

        const cluster = this.cluster(name, identifier, applyImmediately, args);
        const { instances, identifiers } = new DatabaseInstances(
            name,
            {
                identifier,
                clusterIdentifier: cluster.clusterIdentifier,
                capacity: args.capacity,
                readers: args.readers,
                kmsKeyArn: args.kmsKeyArn,
                deletionProtected: args.deletionProtected,
                applyImmediately,
                ...(args.availabilityZones === undefined
                    ? {}
                    : { availabilityZones: args.availabilityZones }),
            },
            { parent: this },
        );

        this.clusterIdentifier = cluster.clusterIdentifier;
        this.clusterArn = cluster.arn;
        this.endpoint = cluster.endpoint;
        this.readerEndpoint = cluster.readerEndpoint;
        this.port = cluster.port;
        this.databaseName = cluster.databaseName;
        this.masterUsername = cluster.masterUsername;
        this.masterSecretArn = cluster.masterUserSecrets.apply(onlySecret);
        this.instances = instances;
        this.instanceIdentifiers = identifiers;
        this.registerOutputs({
            clusterIdentifier: this.clusterIdentifier,
            endpoint: this.endpoint,
            readerEndpoint: this.readerEndpoint,
        });
    }

    private cluster(
        name: string,
        identifier: string,
        applyImmediately: boolean,
        args: AuroraDatabaseArgs,
    ): rds.Cluster {
        const parent = { parent: this };
        const { capacity, deletionProtected } = args;
        const subnets = new rds.SubnetGroup(
            `${name}-subnets`,
            { description: `Data subnets of ${identifier}`, subnetIds: [...args.subnetIds] },
            parent,
        );
        const parameters = new rds.ClusterParameterGroup(
            `${name}-parameters`,
            {
                family: databaseEngine.family,
                description: `Settings of ${identifier}`,
                parameters: clusterParameters(args.connections),
            },
            parent,
        );
        // RDS would make the group itself, unencrypted and for ever; the name is the one that it writes to.
        const log = new cloudwatch.LogGroup(
            `${name}-log`,
            {
                name: `/aws/rds/cluster/${identifier}/postgresql`,
                kmsKeyId: args.kmsKeyArn,
                retentionInDays: args.logRetentionDays,
            },
            { ...parent, protect: deletionProtected },
        );
        return new rds.Cluster(
            `${name}-cluster`,
            {
                clusterIdentifier: identifier,
                engine: databaseEngine.engine,
                engineVersion: databaseEngine.version,
                databaseName: databaseEngine.databaseName,
                port: databaseEngine.port,
                masterUsername: databaseEngine.masterUsername,
                manageMasterUserPassword: true,
                masterUserSecretKmsKeyId: args.kmsKeyArn,
                iamDatabaseAuthenticationEnabled: true,
                storageEncrypted: true,
                kmsKeyId: args.kmsKeyArn,
                dbSubnetGroupName: subnets.name,
                vpcSecurityGroupIds: [args.securityGroupId],
                dbClusterParameterGroupName: parameters.name,
                enabledCloudwatchLogsExports: ["postgresql"],
                databaseInsightsMode: "standard",
                backupRetentionPeriod: args.backupRetentionDays,
                preferredBackupWindow: databaseWindows.backup,
                preferredMaintenanceWindow: databaseWindows.maintenance,
                copyTagsToSnapshot: true,
                deletionProtection: deletionProtected,
                deleteAutomatedBackups: !deletionProtected,
                skipFinalSnapshot: !deletionProtected,
                // Without a random part: destroying a second cluster of this name stops until somebody has
                // decided about the first one's snapshot.
                ...(deletionProtected ? { finalSnapshotIdentifier: `${identifier}-final` } : {}),
                applyImmediately,
                ...(capacity.kind === "serverless"
                    ? {
                          serverlessv2ScalingConfiguration: {
                              minCapacity: capacity.minAcu,
                              maxCapacity: capacity.maxAcu,
                          },
                      }
                    : {}),
            },
            { ...parent, protect: deletionProtected, dependsOn: [log] },
        );
    }
}

/** The one secret that a cluster with a managed password has. */
function onlySecret(secrets: readonly { readonly secretArn: string }[]): string {
    const [secret] = secrets;
    if (secret === undefined) {
        throw new Error(
            "the cluster has no managed secret for its master user; set manageMasterUserPassword again",
        );
    }
    return secret.secretArn;
}
