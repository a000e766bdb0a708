import type * as pulumi from "@pulumi/pulumi";
import type { Provider } from "@pulumi/aws/provider";
import type { CellBackup } from "../components/cell-backup";
import { CostWatch } from "../components/cost-watch";
import { dashboardUrl } from "../components/dashboard";
import { imageIn } from "../components/ecr-image";
import { RegionalCell, type CellRetention } from "../components/regional-cell";
import type { MigrationBundle } from "../migrator/bundle";
import type { CellPlan, PlatformPlan } from "../strategy/plan";
import type { CopyRegion } from "../strategy/regions";
import { originHostname } from "./origin-hostname";
import { regionProviders } from "./region-provider";
import type { Environment, Settings } from "./settings";
import { cellStackName } from "./stack-name";

/** What dev and prod keep, and for how long. */
export const cellRetention: Readonly<Record<Environment, CellRetention>> = {
    dev: { deletionProtected: false, databaseBackupDays: 7, cacheSnapshotDays: 1, logDays: 30 },
    // 35 days is the most that Aurora and ElastiCache keep; a year of logs is what Security Hub's CloudWatch.16 asks.
    prod: { deletionProtected: true, databaseBackupDays: 35, cacheSnapshotDays: 35, logDays: 365 },
};

/**
 * Days that the backups of a cell's database are kept, there and in the other region. 35 is the least that AWS's HIPAA
 * rules take; beyond it each day costs a whole database more.
 */
export const backupDays = { home: 35, copy: 35 } as const;

/** What a cell's stack exports, by these names; the edge's stack reads them. */
export interface CellOutputs {
    readonly region: string;
    readonly loadBalancerArn: pulumi.Output<string>;
    readonly alarmTopicArn: pulumi.Output<string>;
    readonly unhealthyAlarmName: pulumi.Output<string>;
    readonly clusterName: pulumi.Output<string>;
    readonly serviceName: pulumi.Output<string>;
    readonly databaseClusterIdentifier: pulumi.Output<string>;
    /** Where the placement's commands put the cell's signing keys. */
    readonly tokenKeySecretArn: pulumi.Output<string>;
    /** Address of the cell's dashboard, for a person. */
    readonly dashboard: pulumi.Output<string>;
}

type ProviderOf = (region: CopyRegion) => Provider;

/** The backups that the plan wants, with the provider of the region that they are copied to. */
function backupOf({ backupRegion }: CellPlan, providerOf: ProviderOf): { backup?: CellBackup } {
    if (backupRegion === undefined) return {};
    const copy = { region: backupRegion, provider: providerOf(backupRegion), keepDays: backupDays.copy };
    return { backup: { keepDays: backupDays.home, copy } };
}

/** The provider of the secondary's region, where the plan has one. */
function secondaryOf(
    { globalSecondary }: CellPlan,
    providerOf: ProviderOf,
): { secondaryProvider?: Provider } {
    return globalSecondary === undefined ? {} : { secondaryProvider: providerOf(globalSecondary.region) };
}

/** One cell of the plan, in its region's provider. */
export function buildCell(
    settings: Settings,
    plan: CellPlan,
    migrations: MigrationBundle,
    providerOf: ProviderOf,
): CellOutputs {
    const cell = new RegionalCell(
        plan.name,
        {
            plan,
            environment: settings.environment,
            image: settings.imageReplicated ? imageIn(plan.region, settings.image) : settings.image,
            migrations,
            originHostname: originHostname(plan.name, settings.domain),
            dnsZone: settings.dnsZone,
            alarmEmails: settings.alarmEmails,
            ...(settings.runbookUrl === undefined ? {} : { runbookUrl: settings.runbookUrl }),
            alarmWebhooks: settings.alarmWebhooks,
            retention: cellRetention[settings.environment],
            ...backupOf(plan, providerOf),
            ...secondaryOf(plan, providerOf),
        },
        { provider: providerOf(plan.region) },
    );
    return {
        region: plan.region,
        loadBalancerArn: cell.loadBalancerArn,
        alarmTopicArn: cell.alarmTopicArn,
        unhealthyAlarmName: cell.unhealthyAlarmName,
        clusterName: cell.clusterName,
        serviceName: cell.serviceName,
        databaseClusterIdentifier: cell.databaseClusterIdentifier,
        tokenKeySecretArn: cell.tokenKeySecretArn,
        dashboard: cell.dashboardName.apply(dashboardUrl),
    };
}

/** The stack of one cell, and who is told what it costs. */
export function buildCellStack(
    settings: Settings,
    plan: PlatformPlan,
    migrations: MigrationBundle,
    cellName: string,
): Record<string, unknown> {
    const cellPlan = plan.cells.find(({ name }) => name === cellName);
    if (cellPlan === undefined) throw new Error(`the plan has no cell ${cellName}`);
    const providerOf = regionProviders(settings, cellName);
    const { cellMonthlyDollars: monthlyDollars } = settings.budget;
    new CostWatch(
        `cost-${cellName}`,
        {
            billingName: cellStackName(settings.environment, cellName),
            tag: { key: "cell", value: cellName },
            ...(monthlyDollars === undefined ? {} : { monthlyDollars }),
            emails: settings.alarmEmails,
        },
        { provider: providerOf(cellPlan.region) },
    );
    return { ...buildCell(settings, cellPlan, migrations, providerOf) };
}
