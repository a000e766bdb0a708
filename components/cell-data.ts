import type * as pulumi from "@pulumi/pulumi";
import { dataWindows } from "../strategy/maintenance";
import { ValkeyCache } from "./cache";
import type { CellGround } from "./cell-ground";
import { DatabaseProxy } from "./database-proxy";
import { AuroraDatabase } from "./database";
import type { MasterPassword } from "./master-secret";
import type { RegionalCellArgs } from "./regional-cell";

/** Where a cell keeps its data. */
export interface CellData {
    readonly database: AuroraDatabase;
    readonly proxyName: string;
    readonly proxy: DatabaseProxy;
    readonly cache: ValkeyCache;
}

/** Database, its proxy and cache of a cell. */
export function makeData(
    name: string,
    args: Pick<RegionalCellArgs, "plan" | "environment" | "retention"> & {
        /** Of the database, where it gets a secondary. @default AWS manages one */
        readonly masterPassword?: MasterPassword;
    },
    ground: Pick<CellGround, "keyArn" | "network" | "groups">,
    parent: pulumi.ComponentResourceOptions,
): CellData {
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
    const windows = dataWindows(plan.region, plan.maintenanceDay);
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
            windows: windows.database,
            ...(plan.databaseApplyImmediately === undefined
                ? {}
                : { applyImmediately: plan.databaseApplyImmediately }),
            ...(args.masterPassword === undefined ? {} : { masterPassword: args.masterPassword }),
        },
        parent,
    );
    const proxy = new DatabaseProxy(
        `${name}-proxy`,
        {
            ...common,
            proxyName,
            clusterIdentifier: database.clusterIdentifier,
            clusterArn: database.clusterArn,
            clusterResourceId: database.clusterResourceId,
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
            windows: windows.cache,
        },
        parent,
    );
    return { database, proxyName, proxy, cache };
}
