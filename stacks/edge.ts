import * as pulumi from "@pulumi/pulumi";
import type { Provider } from "@pulumi/aws/provider";
import { getZoneOutput } from "@pulumi/aws/route53";
import { AlarmTopic } from "../components/alarm-topic";
import { CostWatch } from "../components/cost-watch";
import { Dashboard, dashboardNameOf, dashboardUrl } from "../components/dashboard";
import { EncryptionKey } from "../components/encryption-key";
import { GlobalEdge } from "../components/global-edge";
import { platformDashboard } from "../components/platform-dashboard";
import { defaultCopyRegion, edgeRegion, type CopyRegion } from "../strategy/regions";
import { cellRetention, type CellOutputs } from "./cell";
import { originHostname } from "./origin-hostname";
import { regionProviders } from "./region-provider";
import type { Settings } from "./settings";
import { cellStackName } from "./stack-name";

/** What the edge needs of a cell: where to send requests, and what to show of it. */
export type KnownCell = Readonly<
    Record<keyof Pick<CellOutputs, "loadBalancerArn" | "clusterName" | "serviceName">, pulumi.Input<string>>
>;

/** dev loses its site with the region, as it loses everything else; prod reads it from another one. */
function siteReplicaOf(
    { environment }: Settings,
    providerOf: (region: CopyRegion) => Provider,
): { siteReplicaProvider?: Provider } {
    const region = environment === "prod" ? defaultCopyRegion(edgeRegion) : undefined;
    return region === undefined ? {} : { siteReplicaProvider: providerOf(region) };
}

/** The edge in front of cells that are known by name, the dashboard over all of them, and what all of it costs. */
export function buildEdge(
    settings: Settings,
    knownCells: Readonly<Record<string, KnownCell>>,
    providerOf: (region: CopyRegion) => Provider,
): Record<string, unknown> {
    const { deletionProtected, logDays } = cellRetention[settings.environment];
    const opts = { provider: providerOf(edgeRegion) };
    const known = (cell: string): KnownCell => knownCells[cell] ?? missing(cell);
    const { keyArn } = new EncryptionKey(
        "edge-key",
        { region: edgeRegion, description: "Logs and alarms of the edge", deletionProtected },
        opts,
    );
    const { topicArn, topicName } = new AlarmTopic(
        "edge-alarms",
        { kmsKeyArn: keyArn, emails: settings.alarmEmails, webhooks: settings.alarmWebhooks },
        opts,
    );
    const { monthlyDollars } = settings.budget;
    new CostWatch(
        "environment-cost",
        {
            billingName: `${settings.environment}-platform`,
            tag: { key: "environment", value: settings.environment },
            ...(monthlyDollars === undefined ? {} : { monthlyDollars }),
            emails: settings.alarmEmails,
        },
        opts,
    );
    const edge = new GlobalEdge(
        "edge",
        {
            domain: settings.domain,
            zoneId: getZoneOutput({ name: settings.dnsZone }, opts).zoneId,
            cells: settings.cells.map(({ name }) => ({
                name,
                originHostname: originHostname(name, settings.domain),
                loadBalancerArn: known(name).loadBalancerArn,
            })),
            alarmTopicArn: topicArn,
            alarmTopicName: topicName,
            ...(settings.runbookUrl === undefined ? {} : { runbookUrl: settings.runbookUrl }),
            ...siteReplicaOf(settings, providerOf),
            webAclCounted: settings.webAclCounted,
            kmsKeyArn: keyArn,
            logRetentionDays: logDays,
            deletionProtected,
        },
        opts,
    );
    const { dashboardName } = new Dashboard(
        "platform-dashboard",
        {
            dashboardName: dashboardNameOf(settings.environment),
            body: platformDashboard({
                edge: edge.targets,
                cells: settings.cells.map(({ name, region, tasks }) => ({
                    name,
                    region,
                    tasks,
                    dashboardName: dashboardNameOf(settings.environment, name),
                    ...known(name),
                })),
            }),
        },
        opts,
    );
    return {
        url: `https://${settings.domain}`,
        distributionId: edge.distributionId,
        distributionDomainName: edge.distributionDomainName,
        siteBucket: edge.bucketName,
        placementStoreArn: edge.placementStoreArn,
        dashboard: dashboardName.apply(dashboardUrl),
    };
}

/** Shown for a name that a cell's stack does not export yet: a graph without data, not an edge without an update. */
const notTold = "not-told-by-the-cell";

/**
 * The one output without which there is nothing to stand in front of. In a preview of cells that do not exist yet it is
 * unknown, as everything else of theirs is.
 */
function loadBalancerOf(cell: pulumi.StackReference): pulumi.Output<string> {
    if (!pulumi.runtime.isDryRun()) return cell.requireOutput("loadBalancerArn") as pulumi.Output<string>;
    return (cell.getOutput("loadBalancerArn") as pulumi.Output<unknown>).apply(
        (arn) => (arn ?? pulumi.unknown) as string,
    );
}

/**
 * The edge's own stack: it learns of each cell from the outputs of the cell's stack. Without a load balancer there
 * is nothing to stand in front of, so its absence is an error; what is only shown may be missing.
 */
export function buildEdgeStack(settings: Settings): Record<string, unknown> {
    const cells = settings.cells.map(({ name }): [string, KnownCell] => {
        const stack = cellStackName(settings.environment, name);
        const reference = new pulumi.StackReference(
            `${pulumi.getOrganization()}/${pulumi.getProject()}/${stack}`,
        );
        const shown = (output: string): pulumi.Output<string> =>
            (reference.getOutput(output) as pulumi.Output<unknown>).apply((value) =>
                typeof value === "string" ? value : notTold,
            );
        return [
            name,
            {
                loadBalancerArn: loadBalancerOf(reference),
                clusterName: shown("clusterName"),
                serviceName: shown("serviceName"),
            },
        ];
    });
    return buildEdge(settings, Object.fromEntries(cells), regionProviders(settings));
}

function missing(cell: string): never {
    throw new Error(`nothing is known of cell ${cell}`);
}
