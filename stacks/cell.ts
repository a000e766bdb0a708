import type * as pulumi from "@pulumi/pulumi";
import type { Provider } from "@pulumi/aws/provider";
import { RegionalCell, type CellRetention } from "../components/regional-cell";
import type { CellPlan, PlatformPlan } from "../strategy/plan";
import { originHostname } from "./origin-hostname";
import { regionProvider } from "./region-provider";
import type { Environment, Settings } from "./settings";

/** What dev and prod keep, and for how long. */
export const cellRetention: Readonly<Record<Environment, CellRetention>> = {
    dev: { deletionProtected: false, databaseBackupDays: 7, cacheSnapshotDays: 1, logDays: 30 },
    // 35 days is the most that Aurora and ElastiCache keep; a year of logs is what Security Hub's CloudWatch.16 asks.
    prod: { deletionProtected: true, databaseBackupDays: 35, cacheSnapshotDays: 35, logDays: 365 },
};

/** What a cell's stack exports, by these names; the edge's stack reads them. */
export interface CellOutputs {
    readonly region: string;
    readonly loadBalancerArn: pulumi.Output<string>;
    readonly alarmTopicArn: pulumi.Output<string>;
    readonly clusterName: pulumi.Output<string>;
    readonly serviceName: pulumi.Output<string>;
    readonly databaseClusterIdentifier: pulumi.Output<string>;
}

/** One cell of the plan, in its region's provider. */
export function buildCell(settings: Settings, plan: CellPlan, provider: Provider): CellOutputs {
    const cell = new RegionalCell(
        plan.name,
        {
            plan,
            environment: settings.environment,
            image: settings.image,
            originHostname: originHostname(plan.name, settings.domain),
            dnsZone: settings.dnsZone,
            alarmEmails: settings.alarmEmails,
            ...(settings.runbookUrl === undefined ? {} : { runbookUrl: settings.runbookUrl }),
            retention: cellRetention[settings.environment],
        },
        { provider },
    );
    return {
        region: plan.region,
        loadBalancerArn: cell.loadBalancerArn,
        alarmTopicArn: cell.alarmTopicArn,
        clusterName: cell.clusterName,
        serviceName: cell.serviceName,
        databaseClusterIdentifier: cell.databaseClusterIdentifier,
    };
}

/** The stack of one cell. */
export function buildCellStack(
    settings: Settings,
    plan: PlatformPlan,
    cellName: string,
): Record<string, unknown> {
    const cellPlan = plan.cells.find(({ name }) => name === cellName);
    if (cellPlan === undefined) throw new Error(`the plan has no cell ${cellName}`);
    return { ...buildCell(settings, cellPlan, regionProvider(cellPlan.region, settings)) };
}
