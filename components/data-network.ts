import * as ec2 from "@pulumi/aws/ec2";
import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import * as pulumi from "@pulumi/pulumi";
import type { SecondaryAddressPlan } from "../strategy/address-plan";
import type { SecondaryRegion } from "../strategy/regions";
import { recordTraffic } from "./network-flow-log";

/** What a caller decides about a {@link DataNetwork}. */
export interface DataNetworkArgs {
    readonly region: SecondaryRegion;
    /** Blocks of the VPC and its subnets. Changing one replaces the subnet and everything in it. */
    readonly addresses: SecondaryAddressPlan;
    /** Key of the flow log at rest; its policy must admit CloudWatch Logs, as EncryptionKey's does. */
    readonly flowLogKeyArn: pulumi.Input<string>;
    /** Days; one of CloudWatch Logs' own steps (365, 400, 545, 731, …), or AWS refuses the log group. */
    readonly flowLogRetentionDays: number;
}

/**
 * A network for data alone: no gateway, no route out, and a database's group that admits nobody. Replication needs none of
 * it, for it goes from storage to storage; whoever is to read here after a failover is let in then.
 */
export class DataNetwork extends pulumi.ComponentResource {
    /** One per zone, in the plan's order. */
    public readonly subnetIds: readonly pulumi.Output<string>[];
    /** What this account calls the zones, in the plan's order; some APIs take no zone id. */
    public readonly availabilityZones: readonly pulumi.Output<string>[];
    /** Of a database that nobody may reach yet. */
    public readonly databaseGroupId: pulumi.Output<string>;

    constructor(name: string, args: DataNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:network:DataNetwork", name, {}, opts);
        const parent = { parent: this };
        const { cidr, zones } = args.addresses;
        const vpc = new ec2.Vpc(
            `${name}-vpc`,
            { cidrBlock: cidr, enableDnsSupport: true, enableDnsHostnames: true, tags: { Name: name } },
            parent,
        );
        const vpcId = vpc.id;
        // AWS's default group lets its members talk to each other; managed without rules, it is empty.
        new ec2.DefaultSecurityGroup(`${name}-default`, { vpcId }, parent);
        const table = new ec2.RouteTable(`${name}-data`, { vpcId, tags: { Name: `${name}-data` } }, parent);
        const subnets = zones.map(({ zoneId, data }) => {
            const role = `${name}-data-${zoneId}`;
            const subnet = new ec2.Subnet(
                role,
                {
                    vpcId,
                    cidrBlock: data,
                    availabilityZoneId: zoneId,
                    mapPublicIpOnLaunch: false,
                    tags: { Name: role },
                },
                parent,
            );
            new ec2.RouteTableAssociation(role, { subnetId: subnet.id, routeTableId: table.id }, parent);
            return subnet;
        });
        const group = new ec2.SecurityGroup(
            `${name}-database`,
            {
                vpcId,
                description: "Secondary of a database, reached by nobody before a failover",
                tags: { Name: `${name}-database` },
            },
            parent,
        );
        recordTraffic(
            name,
            {
                region: args.region,
                accountId: getCallerIdentityOutput({}, parent).accountId,
                vpcId,
                keyArn: args.flowLogKeyArn,
                retentionDays: args.flowLogRetentionDays,
            },
            this,
        );

        this.subnetIds = subnets.map(({ id }) => id);
        this.availabilityZones = subnets.map(({ availabilityZone }) => availabilityZone);
        this.databaseGroupId = group.id;
        this.registerOutputs({ subnetIds: this.subnetIds });
    }
}
