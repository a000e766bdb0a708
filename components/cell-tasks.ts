import * as pulumi from "@pulumi/pulumi";
import type { CellData } from "./cell-data";
import type { CellGround } from "./cell-ground";
import type { EventQueue } from "./event-queue";
import type { FargateTaskArgs, PlacementArgs } from "./fargate-task";
import type { RegionalCellArgs } from "./regional-cell";
import { serviceEnvironment } from "./service-environment";

/** What tasks of a cell share, whether they serve requests or work off the queue. */
export type CellTasks = FargateTaskArgs & PlacementArgs;

/** What the tasks of a cell are made from. */
export interface CellTasksArgs
    extends
        Pick<RegionalCellArgs, "environment" | "image" | "plan" | "retention">,
        Pick<CellGround, "keyArn" | "network" | "groups">,
        Pick<CellData, "database" | "proxy" | "cache"> {
    readonly queue: EventQueue | undefined;
    /** The run that brings the database to the schema of this program. */
    readonly migrated: pulumi.Resource;
}

/** Places a cell's tasks, tells them where the cell's parts are, and lets them into database and cache. */
export function cellTasks(args: CellTasksArgs): CellTasks {
    const { plan, retention, database, proxy, cache, queue, migrated } = args;
    return {
        environment: args.environment,
        region: plan.region,
        image: args.image,
        subnetIds: args.network.privateSubnetIds,
        securityGroupId: args.groups.tasks,
        startsAfter: [migrated],
        kmsKeyArn: args.keyArn,
        logRetentionDays: retention.logDays,
        deletionProtected: retention.deletionProtected,
        environmentVariables: serviceEnvironment(database, proxy, cache, queue),
        taskPolicies: {
            database: allow("rds-db:connect", [proxy.userArn]),
            cache: allow("elasticache:Connect", cache.connectArns),
        },
    };
}

/** A policy that allows one action on these resources and nothing else. */
function allow(action: string, resources: readonly pulumi.Input<string>[]): pulumi.Output<string> {
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: action, Resource: resources }],
    });
}
