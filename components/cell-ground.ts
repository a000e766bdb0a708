import type * as pulumi from "@pulumi/pulumi";
import type { AlarmRule } from "./alarm-rule";
import { AlarmTopic } from "./alarm-topic";
import { EncryptionKey } from "./encryption-key";
import { InterfaceEndpoints } from "./network-endpoints";
import { networkAlarms } from "./network-alarms";
import { CellNetwork } from "./network";
import type { RegionalCellArgs } from "./regional-cell";
import { CellSecurityGroups } from "./security-groups";
import { topicAlarm } from "./topic-alarm";

/** Port the task listens on with TLS. */
export const taskPort = 8443;

/** What everything else in a cell stands on. */
export interface CellGround {
    readonly keyArn: pulumi.Output<string>;
    readonly topicArn: pulumi.Output<string>;
    readonly topicName: pulumi.Output<string>;
    readonly network: CellNetwork;
    readonly groups: CellSecurityGroups;
    /** The private way to AWS's services, in phases that have one. */
    readonly endpoints?: InterfaceEndpoints;
}

/** Key, alarm topic, network and security groups of a cell. */
export function makeGround(
    name: string,
    args: Pick<RegionalCellArgs, "plan" | "retention" | "alarmEmails" | "alarmWebhooks">,
    parent: pulumi.ComponentResourceOptions,
): CellGround {
    const { plan, retention } = args;
    const { keyArn } = new EncryptionKey(
        `${name}-key`,
        {
            region: plan.region,
            description: `Data, logs and secrets of cell ${name}`,
            deletionProtected: retention.deletionProtected,
            databaseEvents: true,
        },
        parent,
    );
    const { topicArn, topicName } = new AlarmTopic(
        `${name}-alarms`,
        {
            kmsKeyArn: keyArn,
            emails: args.alarmEmails,
            webhooks: args.alarmWebhooks ?? [],
            databaseEvents: true,
        },
        parent,
    );
    const network = new CellNetwork(
        `${name}-network`,
        {
            region: plan.region,
            addresses: plan.addresses,
            natGateways: plan.natGateways,
            flowLogKeyArn: keyArn,
            flowLogRetentionDays: retention.logDays,
        },
        parent,
    );
    const { vpcId } = network;
    const { region, interfaceEndpoints, canary } = plan;
    const groups = new CellSecurityGroups(
        `${name}-groups`,
        { vpcId, taskPort, interfaceEndpoints, canary },
        parent,
    );
    const ground = { keyArn, topicArn, topicName, network, groups };
    if (groups.endpoints === undefined) return ground;
    const endpoints = new InterfaceEndpoints(
        `${name}-endpoints`,
        { region, vpcId, subnetIds: network.privateSubnetIds, securityGroupId: groups.endpoints },
        parent,
    );
    return { ...ground, endpoints };
}

/** Alarms of what everything in a cell stands on. */
export function groundAlarms({ topicName, network }: CellGround): readonly AlarmRule[] {
    return [...networkAlarms(network.natGateways), topicAlarm(topicName)];
}
