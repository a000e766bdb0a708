import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as rds from "@pulumi/aws/rds";
import type * as pulumi from "@pulumi/pulumi";
import type { DataWindows } from "../strategy/maintenance";
import type { ConnectionBudget, DatabaseCapacity } from "../strategy/plan";
import { clusterParameters, databaseEngine } from "./database-parameters";

/** What a cluster stands on. */
export interface DatabaseGround {
    readonly subnets: rds.SubnetGroup;
    readonly parameters: rds.ClusterParameterGroup;
    readonly log: cloudwatch.LogGroup;
}

/** Makes subnet group, parameters and log of a cluster with that identifier, a primary's and a secondary's alike. */
export function makeDatabaseGround(
    name: string,
    identifier: string,
    args: {
        readonly subnetIds: readonly pulumi.Input<string>[];
        readonly connections: ConnectionBudget;
        readonly kmsKeyArn: pulumi.Input<string>;
        readonly logRetentionDays: number;
        readonly deletionProtected: boolean;
    },
    parent: { readonly parent: pulumi.Resource },
): DatabaseGround {
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
        { ...parent, protect: args.deletionProtected },
    );
    return { subnets, parameters, log };
}

/**
 * Whether changes that restart something happen at once. Where data must not be lost a restart must not surprise either:
 * it waits for the maintenance window, unless somebody asked for it now.
 */
export function appliesImmediately(args: {
    readonly deletionProtected: boolean;
    readonly applyImmediately?: boolean;
}): boolean {
    return args.applyImmediately ?? !args.deletionProtected;
}

/** What a primary and a secondary have in common, whichever is which after a failover. */
export function commonClusterArgs(
    identifier: string,
    args: {
        readonly capacity: DatabaseCapacity;
        readonly kmsKeyArn: pulumi.Input<string>;
        readonly securityGroupId: pulumi.Input<string>;
        readonly backupRetentionDays: number;
        readonly deletionProtected: boolean;
        readonly applyImmediately?: boolean;
        readonly windows: DataWindows["database"];
    },
    { subnets, parameters }: DatabaseGround,
): rds.ClusterArgs {
    const { capacity, deletionProtected } = args;
    return {
        clusterIdentifier: identifier,
        engine: databaseEngine.engine,
        port: databaseEngine.port,
        iamDatabaseAuthenticationEnabled: true,
        storageEncrypted: true,
        kmsKeyId: args.kmsKeyArn,
        dbSubnetGroupName: subnets.name,
        vpcSecurityGroupIds: [args.securityGroupId],
        dbClusterParameterGroupName: parameters.name,
        enabledCloudwatchLogsExports: ["postgresql"],
        databaseInsightsMode: "standard",
        backupRetentionPeriod: args.backupRetentionDays,
        preferredBackupWindow: args.windows.backup,
        preferredMaintenanceWindow: args.windows.maintenance,
        copyTagsToSnapshot: true,
        deletionProtection: deletionProtected,
        deleteAutomatedBackups: !deletionProtected,
        skipFinalSnapshot: !deletionProtected,
        // Without a random part, so that a person in need can name it. Destroying a second cluster of this name then stops with
        // DBClusterSnapshotAlreadyExists: its instances are gone, its data is not, and it stays so until somebody has decided
        // about the first one's snapshot (docs/adr/0030-what-stays-manual.md).
        ...(deletionProtected ? { finalSnapshotIdentifier: `${identifier}-final` } : {}),
        applyImmediately: appliesImmediately(args),
        ...(capacity.kind === "serverless"
            ? {
                  serverlessv2ScalingConfiguration: {
                      minCapacity: capacity.minAcu,
                      maxCapacity: capacity.maxAcu,
                  },
              }
            : {}),
    };
}
