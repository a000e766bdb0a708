import * as ec2 from "@pulumi/aws/ec2";
import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import * as pulumi from "@pulumi/pulumi";
import type { AddressPlan, ZoneAddresses } from "../strategy/address-plan";
import type { Region } from "../strategy/regions";
import type { ZoneNatGateway } from "./network-alarms";
import { recordTraffic } from "./network-flow-log";
import { makeGatewayEndpoints } from "./network-endpoints";

/** What a caller decides about a {@link CellNetwork}. */
export interface CellNetworkArgs {
    /** Where the cell lives: the names of AWS's endpoints and log ARNs contain it. */
    readonly region: Region;
    /** Blocks of the VPC and its subnets. Changing one replaces the subnet and everything in it. */
    readonly addresses: AddressPlan;
    /** One per zone, so that losing a zone cuts nobody else off; or a single one, in the first zone. */
    readonly natGateways: number;
    /** Key of the flow log at rest; its policy must admit CloudWatch Logs, as EncryptionKey's does. */
    readonly flowLogKeyArn: pulumi.Input<string>;
    /** Days; one of CloudWatch Logs' own steps (365, 400, 545, 731, …), or AWS refuses the log group. */
    readonly flowLogRetentionDays: number;
}

const everywhere = "0.0.0.0/0";

/** What is wrong with a number of NAT gateways for that many zones; undefined when nothing is. */
export function natGatewaysMistake(natGateways: number, zones: number): string | undefined {
    if (natGateways === 1 || natGateways === zones) return undefined;
    return (
        `natGateways must be 1 or ${zones} (one per zone), got ${natGateways}; ` +
        `with any other number a zone's way out lies in a zone that it does not know of`
    );
}

/** The VPC of one cell: public, private and data subnets in every zone, and a record of all its traffic. */
export class CellNetwork extends pulumi.ComponentResource {
    /** The VPC that everything of the cell lies in. */
    public readonly vpcId: pulumi.Output<string>;
    /**
     * One per zone, in the plan's order. Known once the subnet's way out exists: a task that starts before it
     * cannot pull its image.
     */
    public readonly privateSubnetIds: readonly pulumi.Output<string>[];
    /** One per zone, in the plan's order; no route leads out of them or in from outside. */
    public readonly dataSubnetIds: readonly pulumi.Output<string>[];
    /** What this account calls the zones, in the plan's order; some APIs take no zone id. */
    public readonly availabilityZones: readonly pulumi.Output<string>[];
    /** By zone, in the plan's order: one for each, or the one that all of them share. */
    public readonly natGateways: readonly ZoneNatGateway[];

    constructor(name: string, args: CellNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:network:CellNetwork", name, {}, opts);
        const { zones } = args.addresses;
        const mistake = natGatewaysMistake(args.natGateways, zones.length);
        if (mistake !== undefined) throw new pulumi.ResourceError(mistake, this, true);

        const vpc = new ec2.Vpc(
            `${name}-vpc`,
            {
                cidrBlock: args.addresses.cidr,
                enableDnsSupport: true,
                enableDnsHostnames: true, // interface endpoints with private names need both
                tags: { Name: name },
            },
            { parent: this },
        );
        // AWS's default group lets its members talk to each other; managed without rules, it is empty.
        new ec2.DefaultSecurityGroup(`${name}-default`, { vpcId: vpc.id }, { parent: this });

        const nats = this.wayOut(name, vpc, zones, args.natGateways);
        const privates = zones.map((zone, index) =>
            this.privateZone(name, vpc, zone, nats[args.natGateways === 1 ? 0 : index]?.nat),
        );
        const data = this.dataTier(name, vpc, zones);
        const { accountId } = getCallerIdentityOutput({}, { parent: this });
        const { region } = args;
        makeGatewayEndpoints(
            name,
            {
                region,
                accountId,
                vpcId: vpc.id,
                privateTableIds: privates.map(({ table }) => table.id),
                dataTableId: data.table.id,
            },
            this,
        );
        recordTraffic(
            name,
            {
                region,
                accountId,
                vpcId: vpc.id,
                keyArn: args.flowLogKeyArn,
                retentionDays: args.flowLogRetentionDays,
            },
            this,
        );

        this.vpcId = vpc.id;
        this.privateSubnetIds = privates.map(({ subnetId }) => subnetId);
        this.dataSubnetIds = data.subnets.map(({ id }) => id);
        this.availabilityZones = data.subnets.map(({ availabilityZone }) => availabilityZone);
        this.natGateways = nats.map(({ zoneId, nat }) => ({ zoneId, natGatewayId: nat.id }));
        this.registerOutputs({
            vpcId: this.vpcId,
            privateSubnetIds: this.privateSubnetIds,
            dataSubnetIds: this.dataSubnetIds,
        });
    }

    /** A subnet of one tier in one zone, attached to a route table. Nothing gets a public address by itself. */
    private subnet(
        name: string,
        vpc: ec2.Vpc,
        tier: "public" | "private" | "data",
        zone: ZoneAddresses,
        table: ec2.RouteTable,
    ): { subnet: ec2.Subnet; association: ec2.RouteTableAssociation } {
        const role = `${name}-${tier}-${zone.zoneId}`;
        const subnet = new ec2.Subnet(
            role,
            {
                vpcId: vpc.id,
                cidrBlock: zone[tier],
                availabilityZoneId: zone.zoneId,
                mapPublicIpOnLaunch: false,
                tags: { Name: role },
            },
            { parent: this },
        );
        const association = new ec2.RouteTableAssociation(
            role,
            { subnetId: subnet.id, routeTableId: table.id },
            { parent: this },
        );
        return { subnet, association };
    }

    private routeTable(name: string, vpc: ec2.Vpc): ec2.RouteTable {
        return new ec2.RouteTable(name, { vpcId: vpc.id, tags: { Name: name } }, { parent: this });
    }

    /** The public tier and its NAT gateways, in the order of the zones. */
    private wayOut(
        name: string,
        vpc: ec2.Vpc,
        zones: readonly ZoneAddresses[],
        natGateways: number,
    ): readonly { readonly zoneId: string; readonly nat: ec2.NatGateway }[] {
        const gateway = new ec2.InternetGateway(
            `${name}-internet`,
            { vpcId: vpc.id, tags: { Name: name } },
            { parent: this },
        );
        const table = this.routeTable(`${name}-public`, vpc);
        const route = new ec2.Route(
            `${name}-public-out`,
            { routeTableId: table.id, destinationCidrBlock: everywhere, gatewayId: gateway.id },
            { parent: this },
        );
        const publics = zones.map((zone) => ({
            zone,
            ...this.subnet(name, vpc, "public", zone, table),
        }));
        return publics.slice(0, natGateways).map(({ zone, subnet, association }) => {
            const role = `${name}-nat-${zone.zoneId}`;
            const address = new ec2.Eip(role, { domain: "vpc", tags: { Name: role } }, { parent: this });
            const nat = new ec2.NatGateway(
                role,
                { allocationId: address.id, subnetId: subnet.id, tags: { Name: role } },
                // AWS refuses a NAT gateway in a VPC without an internet gateway; nothing it takes names one.
                { parent: this, dependsOn: [route, association] },
            );
            return { zoneId: zone.zoneId, nat };
        });
    }

    /** One zone's private subnet, with its own route table: a zone that fails takes only its own way out with it. */
    private privateZone(
        name: string,
        vpc: ec2.Vpc,
        zone: ZoneAddresses,
        nat: ec2.NatGateway | undefined,
    ): { table: ec2.RouteTable; subnetId: pulumi.Output<string> } {
        if (nat === undefined) throw new Error(`no NAT gateway for ${zone.zoneId}`);
        const table = this.routeTable(`${name}-private-${zone.zoneId}`, vpc);
        const route = new ec2.Route(
            `${name}-private-out-${zone.zoneId}`,
            { routeTableId: table.id, destinationCidrBlock: everywhere, natGatewayId: nat.id },
            { parent: this },
        );
        const { subnet, association } = this.subnet(name, vpc, "private", zone, table);
        return {
            table,
            subnetId: pulumi.all([subnet.id, route.id, association.id]).apply(([id]) => id),
        };
    }

    /** The data subnets share one route table, which knows the way to the VPC only. */
    private dataTier(
        name: string,
        vpc: ec2.Vpc,
        zones: readonly ZoneAddresses[],
    ): { table: ec2.RouteTable; subnets: readonly ec2.Subnet[] } {
        const table = this.routeTable(`${name}-data`, vpc);
        return { table, subnets: zones.map((zone) => this.subnet(name, vpc, "data", zone, table).subnet) };
    }
}
