import type * as pulumi from "@pulumi/pulumi";
import type { MigrationBundle } from "../migrator/bundle";
import type { CellData } from "./cell-data";
import type { CellGround } from "./cell-ground";
import { MigrationRunner } from "./migration-runner";
import type { RegionalCellArgs } from "./regional-cell";

/** Applies the migrations to a cell's database; returns what its tasks start after. */
export function makeMigrations(
    name: string,
    args: Pick<RegionalCellArgs, "plan" | "retention"> & { readonly migrations: MigrationBundle },
    { ground, database }: { readonly ground: CellGround; readonly database: CellData["database"] },
    parent: { readonly parent: pulumi.Resource },
): pulumi.Resource {
    const { plan, retention, migrations } = args;
    const { network, groups, keyArn, endpoints } = ground;
    return new MigrationRunner(
        `${name}-migrations`,
        {
            region: plan.region,
            bundle: migrations,
            database,
            subnetIds: network.privateSubnetIds,
            securityGroupId: groups.migrator,
            reachesAwsBy: endpoints === undefined ? [] : [endpoints],
            kmsKeyArn: keyArn,
            logRetentionDays: retention.logDays,
            deletionProtected: retention.deletionProtected,
        },
        parent,
    ).run;
}
