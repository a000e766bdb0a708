import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as rds from "@pulumi/aws/rds";
import * as pulumi from "@pulumi/pulumi";
import { connectionLaw } from "../strategy/law";
import type { ConnectionBudget } from "../strategy/plan";
import { identifierLimits, identifierMistake } from "./aws-identifier";
import { databaseEngine } from "./database-parameters";

/** What a caller decides about a {@link DatabaseProxy}. */
export interface DatabaseProxyArgs {
    /** Physical name, unique in the account and region. Changing it replaces the proxy and its endpoints. */
    readonly proxyName: string;
    readonly clusterIdentifier: pulumi.Input<string>;
    readonly clusterArn: pulumi.Input<string>;
    /** By which IAM names the cluster's users; another one after a restore. */
    readonly clusterResourceId: pulumi.Input<string>;
    /** Key of the proxy's log. */
    readonly kmsKeyArn: pulumi.Input<string>;
    /** Instances of the cluster: a proxy whose target has none stays unavailable. */
    readonly instances: readonly pulumi.Resource[];
    /** Subnets in at least two zones, of the database's VPC. Changing them replaces the proxy. */
    readonly subnetIds: readonly pulumi.Input<string>[];
    /** Admits the tasks, and lets out to the database. */
    readonly securityGroupId: pulumi.Input<string>;
    /** How many connections the proxy may hold. */
    readonly connections: ConnectionBudget;
    /** Days; one of CloudWatch Logs' own steps (365, 400, 545, 731, …), or AWS refuses the log group. */
    readonly logRetentionDays: number;
}

/** How long the proxy waits, in seconds; the tasks' pools decide both. */
export const proxyTimeouts = {
    /**
     * Until it closes a client's idle connection. A pool drops its own surplus after 30 s, so what is idle for
     * ten times as long belongs to a task that died or to a service that sleeps.
     */
    idleClient: (10 * connectionLaw.poolIdleTimeoutMilliseconds) / 1000,
    /** Until it refuses a query for want of a connection: as long as a pool waits, for the same user. */
    borrow: connectionLaw.poolConnectTimeoutMilliseconds / 1000,
} as const;

const readOnlySuffix = "-read-only";

/** What AWS would refuse; empty when nothing is wrong. */
export function proxyMistakes({
    proxyName,
    connections,
}: Pick<DatabaseProxyArgs, "proxyName" | "connections">): readonly string[] {
    const { proxyPercent } = connections;
    const name = identifierMistake({
        argument: "proxyName",
        value: proxyName,
        suffix: readOnlySuffix,
        limit: identifierLimits.rds,
    });
    const percentFits = Number.isInteger(proxyPercent) && proxyPercent >= 1 && proxyPercent <= 100;
    return [
        ...(name === undefined ? [] : [name]),
        ...(percentFits
            ? []
            : [
                  `connections.proxyPercent must be a whole number from 1 to 100, got ${proxyPercent}; ` +
                      `choose a databaseMax that the proxy's ${connections.fromProxy} connections divide`,
              ]),
    ];
}

/**
 * ARN by which IAM names a database user ("Creating and using an IAM policy for IAM database access", Aurora user guide).
 *
 * @param arn of the cluster or the proxy: partition, region and account are its own
 * @param resourceId of whatever is signed in to: the cluster's, or the proxy's id ("prx-…")
 */
export function databaseUserArn(arn: string, resourceId: string, user: string): string {
    const [, partition = "", , region = "", account = ""] = arn.split(":");
    return `arn:${partition}:rds-db:${region}:${account}:dbuser:${resourceId}/${user}`;
}

/**
 * Stands between the tasks' pools and the database, and holds no more connections than the law allows, however
 * many tasks there are. Clients show it an IAM token over TLS, and it shows the database one of its own for the same user
 * ("end-to-end IAM authentication", Aurora user guide): no password on the way, and no secret that it could read.
 */
export class DatabaseProxy extends pulumi.ComponentResource {
    /** Reads and writes, at the writer. */
    public readonly endpoint: pulumi.Output<string>;
    /** Reads, at the readers in turn. */
    public readonly readerEndpoint: pulumi.Output<string>;
    /** What a client needs `rds-db:connect` for, on both endpoints. */
    public readonly userArn: pulumi.Output<string>;

    constructor(name: string, args: DatabaseProxyArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:data:DatabaseProxy", name, {}, opts);
        const mistakes = proxyMistakes(args);
        if (mistakes.length > 0) throw new pulumi.ResourceError(mistakes.join("\n"), this, true);
        const parent = { parent: this };
        const { connections, proxyName } = args;
        const network = {
            vpcSubnetIds: [...args.subnetIds],
            vpcSecurityGroupIds: [args.securityGroupId],
        };

        const proxy = this.proxy(name, network, args);
        const pool = new rds.ProxyDefaultTargetGroup(
            `${name}-pool`,
            {
                dbProxyName: proxy.name,
                connectionPoolConfig: {
                    maxConnectionsPercent: connections.proxyPercent,
                    // Half stays open through a lull, so that the next rise finds it: AWS's own proportion.
                    maxIdleConnectionsPercent: Math.floor(connections.proxyPercent / 2),
                    connectionBorrowTimeout: proxyTimeouts.borrow,
                },
            },
            parent,
        );
        new rds.ProxyTarget(
            `${name}-target`,
            {
                dbProxyName: proxy.name,
                targetGroupName: pool.name,
                dbClusterIdentifier: args.clusterIdentifier,
            },
            { ...parent, dependsOn: [...args.instances] },
        );
        // The proxy's own endpoint reaches the writer only.
        const reader = new rds.ProxyEndpoint(
            `${name}-read-only`,
            {
                dbProxyName: proxy.name,
                dbProxyEndpointName: `${proxyName}${readOnlySuffix}`,
                targetRole: "READ_ONLY",
                ...network,
            },
            // Two endpoints cannot have one name, and Pulumi makes the new one first.
            { ...parent, deleteBeforeReplace: true },
        );

        this.endpoint = proxy.endpoint;
        this.readerEndpoint = reader.endpoint;
        this.userArn = proxy.arn.apply((arn) =>
            databaseUserArn(arn, arn.slice(arn.lastIndexOf(":") + 1), databaseEngine.serviceUsername),
        );
        this.registerOutputs({ endpoint: this.endpoint, readerEndpoint: this.readerEndpoint });
    }

    private proxy(
        name: string,
        network: Pick<rds.ProxyArgs, "vpcSubnetIds" | "vpcSecurityGroupIds">,
        args: DatabaseProxyArgs,
    ): rds.Proxy {
        const parent = { parent: this };
        // It has read no secret since the proxy signs in with IAM. A name is identity, and stays.
        const roleName = `${name}-secret-reader`;
        const role = new iam.Role(
            roleName,
            {
                // No condition: AWS documents none that RDS Proxy sends when it takes this role (ADR 0020, CT086).
                assumeRolePolicy: JSON.stringify({
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Effect: "Allow",
                            Principal: { Service: "rds.amazonaws.com" },
                            Action: "sts:AssumeRole",
                        },
                    ],
                }),
            },
            parent,
        );
        const policy = new iam.RolePolicy(roleName, { role: role.name, policy: signIn(args) }, parent);
        // RDS would make the group itself, unencrypted and for ever.
        const log = new cloudwatch.LogGroup(
            `${name}-log`,
            {
                name: `/aws/rds/proxy/${args.proxyName}`,
                kmsKeyId: args.kmsKeyArn,
                retentionInDays: args.logRetentionDays,
            },
            parent,
        );
        return new rds.Proxy(
            `${name}-proxy`,
            {
                name: args.proxyName,
                engineFamily: "POSTGRESQL",
                roleArn: role.arn,
                requireTls: true,
                debugLogging: false, // it would write the text of every statement, and with it patients' data
                idleClientTimeout: proxyTimeouts.idleClient,
                // For whoever has no secret here, and nobody has.
                defaultAuthScheme: "IAM_AUTH",
                ...network,
            },
            // A proxy that may not sign in yet is made all the same, and stays unavailable.
            { ...parent, dependsOn: [policy, log] },
        );
    }
}

/** One user of one cluster. */
function signIn({ clusterArn, clusterResourceId }: DatabaseProxyArgs): pulumi.Output<string> {
    const user = pulumi
        .all([clusterArn, clusterResourceId])
        .apply(([arn, resourceId]) => databaseUserArn(arn, resourceId, databaseEngine.serviceUsername));
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "rds-db:connect", Resource: user }],
    });
}
