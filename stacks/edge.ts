import * as pulumi from "@pulumi/pulumi";
import type { Provider } from "@pulumi/aws/provider";
import { getZoneOutput } from "@pulumi/aws/route53";
import { AlarmTopic } from "../components/alarm-topic";
import { EncryptionKey } from "../components/encryption-key";
import { GlobalEdge } from "../components/global-edge";
import { edgeRegion } from "../strategy/regions";
import { cellRetention } from "./cell";
import { originHostname } from "./origin-hostname";
import { regionProvider } from "./region-provider";
import type { Settings } from "./settings";
import { cellStackName } from "./stack-name";

/** The edge in front of cells whose load balancers are known by ARN. */
export function buildEdge(
    settings: Settings,
    loadBalancerArns: Readonly<Record<string, pulumi.Input<string>>>,
    provider: Provider,
): Record<string, unknown> {
    const { deletionProtected, logDays } = cellRetention[settings.environment];
    const opts = { provider };
    const { keyArn } = new EncryptionKey(
        "edge-key",
        { region: edgeRegion, description: "Logs and alarms of the edge", deletionProtected },
        opts,
    );
    const { topicArn } = new AlarmTopic(
        "edge-alarms",
        { kmsKeyArn: keyArn, emails: settings.alarmEmails },
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
                loadBalancerArn: loadBalancerArns[name] ?? missing(name),
            })),
            alarmTopicArn: topicArn,
            ...(settings.runbookUrl === undefined ? {} : { runbookUrl: settings.runbookUrl }),
            kmsKeyArn: keyArn,
            logRetentionDays: logDays,
            deletionProtected,
        },
        opts,
    );
    return {
        url: `https://${settings.domain}`,
        distributionId: edge.distributionId,
        distributionDomainName: edge.distributionDomainName,
        siteBucket: edge.bucketName,
    };
}

/** The edge's own stack: it learns of each cell from the outputs of the cell's stack. */
export function buildEdgeStack(settings: Settings): Record<string, unknown> {
    const arns = settings.cells.map(({ name }): [string, pulumi.Output<string>] => {
        const stack = cellStackName(settings.environment, name);
        const reference = new pulumi.StackReference(
            `${pulumi.getOrganization()}/${pulumi.getProject()}/${stack}`,
        );
        return [name, reference.requireOutput("loadBalancerArn") as pulumi.Output<string>];
    });
    return buildEdge(settings, Object.fromEntries(arns), regionProvider(edgeRegion, settings));
}

function missing(cell: string): never {
    throw new Error(`no load balancer is known for cell ${cell}`);
}
