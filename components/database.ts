import * as rds from "@pulumi/aws/rds";
import * as pulumi from "@pulumi/pulumi";
import type { DataWindows } from "../strategy/maintenance";
import type { Bounds, ConnectionBudget, DatabaseCapacity } from "../strategy/plan";
import { databaseMistakes } from "./database-capacity";
import { appliesImmediately, commonClusterArgs, makeDatabaseGround } from "./database-ground";
import { DatabaseInstances } from "./database-instances";
import { databaseEngine } from "./database-parameters";
import type { MasterPassword } from "./master-secret";

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
    /**
     * A change of what restarts an instance (its class above all) happens at once, not in the maintenance window.
     *
     * @default where it is not protected from deletion
     */
    readonly applyImmediately?: boolean;
    /**
     * Password of the master user, for a cluster that is or will be in a Global Database: RDS manages none there.
     * Giving it to an existing cluster, or taking it away, changes the cluster in place.
     *
     * @default AWS makes, keeps and rotates one
     */
    readonly masterPassword?: MasterPassword;
    /** Days that any second can be restored, 1 to 35. */
    readonly backupRetentionDays: number;
    /** When AWS may touch it, apart from each other. */
    readonly windows: DataWindows["database"];
    /** Days; one of CloudWatch Logs' own steps (365, 400, 545, 731, …), or AWS refuses the log group. */
    readonly logRetentionDays: number;
}

/**
 * What joining a Global Database, and a failover in it, sets on a cluster and the program does not: the provider would
 * answer by taking the cluster out of the Global Database, or by promoting it (resource/aws_rds_cluster, "update").
 */
export const setByGlobalDatabase = ["globalClusterIdentifier", "replicationSourceIdentifier"] as const;

/**
 * An Aurora PostgreSQL cluster: encrypted, reached with TLS only, audited, backed up. Its master user's
 * password is made, kept and rotated by AWS, and no part of this program holds it, unless the cluster is for a Global
 * Database ({@link AuroraDatabaseArgs.masterPassword}).
 */
export class AuroraDatabase extends pulumi.ComponentResource {
    public readonly clusterIdentifier: pulumi.Output<string>;
    public readonly clusterArn: pulumi.Output<string>;
    /** AWS's own id of it: another one after a restore, under whatever name. */
    public readonly clusterResourceId: pulumi.Output<string>;
    /** Of the writer. The service goes through the proxy instead. */
    public readonly endpoint: pulumi.Output<string>;
    /** Of the readers, in turn. */
    public readonly readerEndpoint: pulumi.Output<string>;
    public readonly port: pulumi.Output<number>;
    public readonly databaseName: pulumi.Output<string>;
    /** Version that runs, e.g. "17.4"; a secondary begins with the same. */
    public readonly engineVersion: pulumi.Output<string>;
    /** Secret of the master user; the runner of the migrations reads it. */
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
        const cluster = this.cluster(name, identifier, args);
        const { instances, identifiers } = new DatabaseInstances(
            name,
            {
                identifier,
                clusterIdentifier: cluster.clusterIdentifier,
                capacity: args.capacity,
                readers: args.readers,
                kmsKeyArn: args.kmsKeyArn,
                deletionProtected: args.deletionProtected,
                applyImmediately: appliesImmediately(args),
                maintenanceWindow: args.windows.maintenance,
                ...(args.availabilityZones === undefined
                    ? {}
                    : { availabilityZones: args.availabilityZones }),
            },
            { parent: this },
        );

        this.clusterIdentifier = cluster.clusterIdentifier;
        this.clusterArn = cluster.arn;
        this.clusterResourceId = cluster.clusterResourceId;
        this.endpoint = cluster.endpoint;
        this.readerEndpoint = cluster.readerEndpoint;
        this.port = cluster.port;
        this.databaseName = cluster.databaseName;
        this.engineVersion = cluster.engineVersionActual;
        this.masterSecretArn =
            args.masterPassword === undefined
                ? cluster.masterUserSecrets.apply(onlySecret)
                : args.masterPassword.secretArn;
        this.instances = instances;
        this.instanceIdentifiers = identifiers;
        this.registerOutputs({
            clusterIdentifier: this.clusterIdentifier,
            endpoint: this.endpoint,
            readerEndpoint: this.readerEndpoint,
        });
    }

    private cluster(name: string, identifier: string, args: AuroraDatabaseArgs): rds.Cluster {
        const parent = { parent: this };
        const ground = makeDatabaseGround(name, identifier, args, parent);
        const { kmsKeyArn, masterPassword } = args;
        return new rds.Cluster(
            `${name}-cluster`,
            {
                ...commonClusterArgs(identifier, args, ground),
                engineVersion: databaseEngine.version,
                databaseName: databaseEngine.databaseName,
                masterUsername: databaseEngine.masterUsername,
                ...(masterPassword === undefined
                    ? { manageMasterUserPassword: true, masterUserSecretKmsKeyId: kmsKeyArn }
                    : { masterPassword: masterPassword.password }),
            },
            {
                ...parent,
                protect: args.deletionProtected,
                dependsOn: [ground.log],
                ...(masterPassword === undefined ? {} : { ignoreChanges: [...setByGlobalDatabase] }),
            },
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
