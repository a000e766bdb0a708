import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as elasticache from "@pulumi/aws/elasticache";
import * as pulumi from "@pulumi/pulumi";
import type { DataWindows } from "../strategy/maintenance";
import type { CachePlan } from "../strategy/plan";
import { CacheScaling } from "./cache-scaling";
import {
    cacheMistakes,
    cacheSuffixes,
    replicationGroupRole,
    scaledDimensions,
    scaledProperties,
} from "./cache-shape";

/** What a caller decides about a {@link ValkeyCache}. */
export interface ValkeyCacheArgs {
    /**
     * Start of the physical identifiers of user and user group, e.g. "prod-us-east-1-c1"; unique in the account
     * and region. Changing it replaces both.
     */
    readonly identifier: string;
    readonly cache: CachePlan;
    /** Data subnets in at least two zones. Changing them to another VPC replaces the cache. */
    readonly subnetIds: readonly pulumi.Input<string>[];
    /** Admits the tasks, and nobody else. */
    readonly securityGroupId: pulumi.Input<string>;
    /** Key of the data, the snapshots and the logs. Changing it replaces the cache. */
    readonly kmsKeyArn: pulumi.Input<string>;
    /** Refuses to be deleted by Pulumi, and leaves a snapshot where it is deleted after all. */
    readonly deletionProtected: boolean;
    /** Days; one of CloudWatch Logs' own steps (365, 400, 545, 731, …), or AWS refuses the log groups. */
    readonly logRetentionDays: number;
    /** Days that daily snapshots are kept, 0 to 35. */
    readonly snapshotRetentionDays: number;
    /** When AWS may touch it; apart from each other, and from the database's maintenance. */
    readonly windows: DataWindows["cache"];
}

/** What the cache is, the same in every cell. */
export const cacheEngine = {
    engine: "valkey",
    /** Where a new cache starts; AWS raises the minor version in maintenance windows. */
    version: "8.1",
    /** Family of parameter groups; AWS refuses a group whose family is not the engine's major version. */
    family: "valkey8",
    /** Valkey's own. Changing it replaces the cache. */
    port: 6379,
} as const;

/**
 * Everything in the cache has a lifetime, from 30 s for an answer of the API to 12 h for a session. A full
 * node therefore gives up first what would be gone first: cached answers go, and users stay signed in.
 */
export const evictionPolicy = "volatile-ttl";

/**
 * What the service may do: read and write data, and what a cluster-aware client asks to find its way. The
 * order counts: what is dangerous (KEYS, FLUSHALL, SORT, CLIENT KILL) is taken away after its category is given.
 */
export const serviceAccess = [
    "on ~* -@all +@read +@write +@connection +@transaction -@admin -@dangerous",
    "+cluster|slots +cluster|shards +cluster|nodes +cluster|info +info",
].join(" ");

/** Logs that ElastiCache delivers; neither holds keys or values ("Log delivery", ElastiCache user guide). */
const logTypes = ["slow-log", "engine-log"] as const;

/**
 * A sharded Valkey replication group in cluster mode: encrypted at rest and in transit, with a standby of each
 * shard in another zone. Clients sign in as one IAM user and nobody has a password.
 */
export class ValkeyCache extends pulumi.ComponentResource {
    /** Where a client in cluster mode learns of the nodes; TLS only. */
    public readonly endpoint: pulumi.Output<string>;
    public readonly port: pulumi.Output<number>;
    /** Who the service signs in as. */
    public readonly userName: pulumi.Output<string>;
    /** What a client needs `elasticache:Connect` for: both, or AWS refuses the token. */
    public readonly connectArns: readonly pulumi.Output<string>[];
    /** Part of what an IAM token is signed for, and of every node's name. */
    public readonly replicationGroupId: pulumi.Output<string>;

    constructor(name: string, args: ValkeyCacheArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:data:ValkeyCache", name, {}, opts);
        const mistakes = cacheMistakes({ name, ...args });
        if (mistakes.length > 0) throw new pulumi.ResourceError(mistakes.join("\n"), this, true);

        const { user, group } = this.users(name, args.identifier);
        const nodes = this.nodes(name, group, args);

        if (scaledDimensions(args.cache).length > 0) {
            new CacheScaling(
                `${name}-scaling`,
                { replicationGroupId: nodes.replicationGroupId, cache: args.cache },
                { parent: this },
            );
        }

        // In cluster mode the primary endpoint stays empty.
        this.endpoint = nodes.configurationEndpointAddress;
        this.port = nodes.port.apply((port) => port ?? cacheEngine.port);
        this.userName = user.userName;
        this.connectArns = [nodes.arn, user.arn];
        this.replicationGroupId = nodes.replicationGroupId;
        this.registerOutputs({ endpoint: this.endpoint, replicationGroupId: this.replicationGroupId });
    }

    /**
     * The one user of the cache. A group of engine "valkey" needs no user named default, takes none without a
     * password, and turns AWS's own off ("Role-Based Access Control", ElastiCache user guide).
     */
    private users(
        name: string,
        identifier: string,
    ): { user: elasticache.User; group: elasticache.UserGroup } {
        const parent = { parent: this };
        const userId = `${identifier}${cacheSuffixes.user}`;
        const user = new elasticache.User(
            `${name}-service`,
            {
                userId,
                userName: userId, // AWS refuses an IAM user whose name is not its id
                engine: cacheEngine.engine,
                authenticationMode: { type: "iam" },
                accessString: serviceAccess,
            },
            parent,
        );
        const group = new elasticache.UserGroup(
            `${name}-users`,
            {
                userGroupId: `${identifier}${cacheSuffixes.userGroup}`,
                engine: cacheEngine.engine,
                userIds: [user.userId],
            },
            parent,
        );
        return { user, group };
    }

    private nodes(
        name: string,
        group: elasticache.UserGroup,
        args: ValkeyCacheArgs,
    ): elasticache.ReplicationGroup {
        const parent = { parent: this };
        const { cache, deletionProtected, identifier } = args;
        const subnets = new elasticache.SubnetGroup(
            `${name}-subnets`,
            { description: `Data subnets of the cache of ${identifier}`, subnetIds: [...args.subnetIds] },
            parent,
        );
        const parameters = new elasticache.ParameterGroup(
            `${name}-parameters`,
            {
                family: cacheEngine.family,
                description: `Settings of the cache of ${identifier}`,
                parameters: [
                    { name: "cluster-enabled", value: "yes" },
                    { name: "maxmemory-policy", value: evictionPolicy },
                ],
            },
            parent,
        );
        return new elasticache.ReplicationGroup(
            `${name}-${replicationGroupRole}`,
            {
                description: `Cache of ${identifier}`,
                engine: cacheEngine.engine,
                engineVersion: cacheEngine.version,
                nodeType: cache.nodeType,
                clusterMode: "enabled",
                numNodeGroups: cache.shards,
                replicasPerNodeGroup: cache.replicasPerShard,
                automaticFailoverEnabled: true,
                multiAzEnabled: true,
                port: cacheEngine.port,
                parameterGroupName: parameters.name,
                subnetGroupName: subnets.name,
                securityGroupIds: [args.securityGroupId],
                atRestEncryptionEnabled: true,
                kmsKeyId: args.kmsKeyArn,
                transitEncryptionEnabled: true,
                transitEncryptionMode: "required",
                userGroupIds: [group.userGroupId],
                autoMinorVersionUpgrade: true,
                snapshotRetentionLimit: args.snapshotRetentionDays,
                snapshotWindow: args.windows.snapshot,
                maintenanceWindow: args.windows.maintenance,
                ...(deletionProtected
                    ? { finalSnapshotIdentifier: `${identifier}${cacheSuffixes.finalSnapshot}` }
                    : {}),
                logDeliveryConfigurations: this.logDelivery(name, args),
                // AWS takes a change of logs or users no other way; with standbys the rest happens online.
                applyImmediately: true,
            },
            {
                ...parent,
                protect: deletionProtected,
                // AWS raises the minor version, and the provider replaces the cache to go back. A new major
                // version is given together with its family, in a change that lifts this line. What autoscaling
                // owns starts at the plan's number; from then on the target's minimum moves it, not the program.
                ignoreChanges: [
                    "engineVersion",
                    ...scaledDimensions(cache).map((dimension) => scaledProperties[dimension]),
                ],
            },
        );
    }

    private logDelivery(
        name: string,
        args: ValkeyCacheArgs,
    ): elasticache.ReplicationGroupArgs["logDeliveryConfigurations"] {
        return logTypes.map((logType) => {
            const log = new cloudwatch.LogGroup(
                `${name}-${logType}`,
                {
                    // One log resource policy covers everything under this prefix; elsewhere AWS adds every
                    // log group to it, until the policy is full.
                    name: `/aws/vendedlogs/elasticache/${args.identifier}/${logType}`,
                    kmsKeyId: args.kmsKeyArn,
                    retentionInDays: args.logRetentionDays,
                },
                { parent: this },
            );
            return { destination: log.name, destinationType: "cloudwatch-logs", logFormat: "json", logType };
        });
    }
}
