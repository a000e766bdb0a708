import * as rds from "@pulumi/aws/rds";
import * as pulumi from "@pulumi/pulumi";

/** What a caller decides about {@link DatabaseEvents}. */
export interface DatabaseEventsArgs {
    /** Topic whose policy, and whose key's, admit events.rds.amazonaws.com. */
    readonly topicArn: pulumi.Input<string>;
    readonly clusterIdentifier: pulumi.Input<string>;
    /** Declared instances. Without them RDS would tell of every instance in the region, other cells' included. */
    readonly instanceIdentifiers: readonly pulumi.Input<string>[];
}

/**
 * What people are told about: what changes who serves or what is served, and what Security Hub's RDS.19 and RDS.20
 * ask for. Not RDS.21: a subscription to parameter groups takes names of instances' groups, of which a cell has none, and without names
 * tells of every stranger's group in the region (ADR 0020). Left out is what happens every day (backup, creation of readers) and the notices that follow each change.
 * Categories are those of "Amazon RDS event categories and event messages for Aurora", Aurora user guide.
 */
export const databaseEventCategories = {
    cluster: ["deletion", "failover", "failure", "maintenance"],
    instance: ["availability", "configuration change", "deletion", "failure", "maintenance"],
} as const;

/**
 * News of one database, as RDS tells it, on the topic of its alarms: a failover or a patch explains the alarms around it.
 * Readers that autoscaling adds are not told of; they come and go.
 */
export class DatabaseEvents extends pulumi.ComponentResource {
    constructor(name: string, args: DatabaseEventsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:observability:DatabaseEvents", name, {}, opts);
        if (args.instanceIdentifiers.length === 0) {
            throw new pulumi.ResourceError(
                "instanceIdentifiers must name at least one instance, got none; without any, RDS tells of every instance in the region",
                this,
                true,
            );
        }
        const subscribe = (role: string, of: Partial<rds.EventSubscriptionArgs>): void => {
            new rds.EventSubscription(
                `${name}-${role}`,
                { snsTopic: args.topicArn, enabled: true, ...of },
                { parent: this },
            );
        };
        subscribe("cluster", {
            sourceType: "db-cluster",
            sourceIds: [args.clusterIdentifier],
            eventCategories: [...databaseEventCategories.cluster],
        });
        subscribe("instances", {
            sourceType: "db-instance",
            sourceIds: [...args.instanceIdentifiers],
            eventCategories: [...databaseEventCategories.instance],
        });
        this.registerOutputs({});
    }
}
