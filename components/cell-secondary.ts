import * as pulumi from "@pulumi/pulumi";
import { dataWindows } from "../strategy/maintenance";
import type { SecondaryPlan } from "../strategy/plan";
import { AlarmSet } from "./alarm-set";
import { AlarmTopic } from "./alarm-topic";
import { DataNetwork } from "./data-network";
import type { AuroraDatabase } from "./database";
import { DatabaseEvents } from "./database-events";
import { DatabaseSecondary } from "./database-secondary";
import { EncryptionKey } from "./encryption-key";
import { MasterSecret, type MasterPassword } from "./master-secret";
import type { RegionalCellArgs } from "./regional-cell";
import { secondaryAlarms } from "./secondary-alarms";
import { topicAlarm } from "./topic-alarm";

/** What the secondary's region must have before the cell's own database is made. */
export interface SecondaryGround {
    readonly plan: SecondaryPlan;
    readonly provider: pulumi.ProviderResource;
    /** Key of everything there: a key is of one region, and what survives the cell's region must not need it. */
    readonly keyArn: pulumi.Output<string>;
    readonly masterPassword: MasterPassword;
}

/** What decides about a cell's secondary. */
type SecondaryArgs = Pick<
    RegionalCellArgs,
    | "plan"
    | "environment"
    | "alarmEmails"
    | "alarmWebhooks"
    | "runbookUrl"
    | "retention"
    | "secondaryProvider"
>;

/** Key of the secondary and the master user's secret, where the plan has a secondary; else nothing. */
export function makeSecondaryGround(
    name: string,
    { plan, retention, secondaryProvider }: SecondaryArgs,
    kmsKeyArn: pulumi.Input<string>,
    parent: { readonly parent: pulumi.Resource },
): SecondaryGround | undefined {
    const { globalSecondary } = plan;
    if (globalSecondary === undefined) return undefined;
    if (secondaryProvider === undefined) {
        throw new pulumi.ResourceError(
            `secondaryProvider must be the provider of ${globalSecondary.region}, where the plan has the secondary, ` +
                `got none; give it, or a plan without globalSecondary`,
            parent.parent,
            true,
        );
    }
    const { deletionProtected } = retention;
    const { keyArn } = new EncryptionKey(
        `${name}-secondary-key`,
        {
            region: globalSecondary.region,
            description: `Secondary of the database of cell ${name}`,
            deletionProtected,
            databaseEvents: true,
        },
        { ...parent, provider: secondaryProvider },
    );
    const masterPassword = new MasterSecret(
        `${name}-master`,
        {
            description: `Master user of the database of cell ${name}`,
            kmsKeyArn,
            replica: { region: globalSecondary.region, kmsKeyArn: keyArn },
            deletionProtected,
        },
        parent,
    );
    return { plan: globalSecondary, provider: secondaryProvider, keyArn, masterPassword };
}

/** The secondary itself, its network, and who is told of it. */
export function makeSecondary(
    name: string,
    args: SecondaryArgs,
    { plan: { region, addresses }, provider, keyArn }: SecondaryGround,
    database: AuroraDatabase,
    parent: { readonly parent: pulumi.Resource },
): DatabaseSecondary {
    const { plan, retention, environment } = args;
    const { deletionProtected, logDays } = retention;
    const there = { ...parent, provider };
    const network = new DataNetwork(
        `${name}-secondary-network`,
        { region, addresses, flowLogKeyArn: keyArn, flowLogRetentionDays: logDays },
        there,
    );
    const secondary = new DatabaseSecondary(
        `${name}-secondary`,
        {
            identifier: `${environment}-${name}`,
            primary: database,
            provider,
            capacity: plan.database,
            connections: plan.connections,
            subnetIds: network.subnetIds,
            availabilityZones: network.availabilityZones,
            securityGroupId: network.databaseGroupId,
            kmsKeyArn: keyArn,
            deletionProtected,
            backupRetentionDays: retention.databaseBackupDays,
            windows: dataWindows(region, args.plan.maintenanceDay).database,
            ...(plan.databaseApplyImmediately === undefined
                ? {}
                : { applyImmediately: plan.databaseApplyImmediately }),
            logRetentionDays: logDays,
        },
        parent,
    );
    const { clusterIdentifier, instanceIdentifiers } = secondary;
    // An alarm tells a topic of its own region only.
    const { topicArn, topicName } = new AlarmTopic(
        `${name}-secondary-alarms`,
        {
            kmsKeyArn: keyArn,
            emails: args.alarmEmails,
            webhooks: args.alarmWebhooks ?? [],
            databaseEvents: true,
        },
        there,
    );
    new DatabaseEvents(
        `${name}-secondary-events`,
        { topicArn, clusterIdentifier, instanceIdentifiers },
        there,
    );
    new AlarmSet(
        `${name}-secondary-alarm`,
        {
            topicArn,
            rules: [
                ...secondaryAlarms({
                    clusterIdentifier,
                    connections: plan.connections,
                    capacity: plan.database,
                }),
                topicAlarm(topicName),
            ],
            ...(args.runbookUrl === undefined ? {} : { runbookUrl: args.runbookUrl }),
        },
        there,
    );
    return secondary;
}
