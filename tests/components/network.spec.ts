import assert from "node:assert/strict";
import * as rds from "@pulumi/aws/rds";
import type { Registration } from "../../preview/registration";
import { CellNetwork, natGatewaysMistake, type CellNetworkArgs } from "../../components/network";
import { planAddresses } from "../../strategy/address-plan";
import { regionZones } from "../../strategy/regions";
import { make, type MadeResources } from "../support/recording";

const types = {
    vpc: "aws:ec2/vpc:Vpc",
    subnet: "aws:ec2/subnet:Subnet",
    table: "aws:ec2/routeTable:RouteTable",
    association: "aws:ec2/routeTableAssociation:RouteTableAssociation",
    route: "aws:ec2/route:Route",
    nat: "aws:ec2/natGateway:NatGateway",
    internet: "aws:ec2/internetGateway:InternetGateway",
} as const;

const zoneIds = regionZones["eu-west-1"];
const keyArn = "arn:aws:kms:eu-west-1:111122223333:key/cell";

const args = (over: Partial<CellNetworkArgs> = {}): CellNetworkArgs => ({
    region: "eu-west-1",
    addresses: planAddresses("10.16.0.0/16", zoneIds),
    natGateways: 3,
    flowLogKeyArn: keyArn,
    flowLogRetentionDays: 365,
    ...over,
});

const makeNetwork = (over: Partial<CellNetworkArgs> = {}, options = {}): Promise<MadeResources> =>
    make((provider) => new CellNetwork("net", args(over), { provider }), options);

const idOf = ({ name }: Registration): string => `${name}-id`;

const subnetsOf = (made: MadeResources, tier: string): readonly Registration[] =>
    made
        .ofType(types.subnet)
        .filter(({ name }) => name.startsWith(`net-${tier}-`))
        .sort((a, b) => a.name.localeCompare(b.name));

/** The routes that a subnet follows, beside the one to its own VPC. */
function routesOf(made: MadeResources, subnet: Registration): readonly Registration[] {
    const attached = made
        .ofType(types.association)
        .filter(({ inputs }) => inputs.subnetId === idOf(subnet))
        .map(({ inputs }) => inputs.routeTableId);
    assert.equal(attached.length, 1, `route tables of ${subnet.name}`);
    return made.ofType(types.route).filter(({ inputs }) => attached.includes(inputs.routeTableId));
}

/** The zone of the NAT gateway that a subnet's default route leads to. */
function zoneOfNat(made: MadeResources, subnet: Registration): unknown {
    const [route, ...others] = routesOf(made, subnet);
    assert.deepEqual(others, []);
    assert.equal(route?.inputs.destinationCidrBlock, "0.0.0.0/0");
    assert.equal(route.inputs.gatewayId, undefined);
    const nat = made.ofType(types.nat).find((candidate) => idOf(candidate) === route.inputs.natGatewayId);
    const home = subnetsOf(made, "public").find((candidate) => idOf(candidate) === nat?.inputs.subnetId);
    assert.ok(home, "a NAT gateway lies in a public subnet");
    return home.inputs.availabilityZoneId;
}

describe("CellNetwork", () => {
    it("makes exactly its children", async () => {
        const made = await makeNetwork();
        const count = (type: string): number => made.ofType(type).length;

        assert.equal(count(types.vpc), 1);
        assert.equal(count("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"), 1);
        assert.equal(count(types.internet), 1);
        assert.equal(count(types.subnet), 9);
        assert.equal(count(types.association), 9);
        assert.equal(count(types.table), 5); // public, three private, data
        assert.equal(count(types.route), 4); // public, three private
        assert.equal(count("aws:ec2/eip:Eip"), 3);
        assert.equal(count(types.nat), 3);
        assert.equal(count("aws:ec2/vpcEndpoint:VpcEndpoint"), 2);
        assert.equal(count("aws:cloudwatch/logGroup:LogGroup"), 1);
        assert.equal(count("aws:iam/role:Role"), 1);
        assert.equal(count("aws:iam/rolePolicy:RolePolicy"), 1);
        assert.equal(count("aws:ec2/flowLog:FlowLog"), 1);
        assert.equal(made.all.length, 1 + 42); // the component and all of the above
    });

    it("owns every child it makes", async () => {
        assert.deepEqual((await makeNetwork()).orphansOf("platform:network:CellNetwork"), []);
    });

    it("makes every child with the given provider", async () => {
        assert.deepEqual((await makeNetwork()).onDefaultProvider(), []);
    });

    it("resolves names, which interface endpoints need", async () => {
        const { inputs } = (await makeNetwork()).only(types.vpc);

        assert.equal(inputs.cidrBlock, "10.16.0.0/16");
        assert.equal(inputs.enableDnsHostnames, true);
        assert.equal(inputs.enableDnsSupport, true);
    });

    it("empties the default security group", async () => {
        const { inputs } = (await makeNetwork()).only("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup");

        assert.deepEqual(inputs, { vpcId: "net-vpc-id" });
    });

    it("places every subnet as planned, by zone id", async () => {
        const made = await makeNetwork();
        for (const tier of ["public", "private", "data"] as const) {
            assert.deepEqual(
                subnetsOf(made, tier).map(({ name, inputs }) => [
                    name,
                    inputs.availabilityZoneId,
                    inputs.availabilityZone,
                    inputs.cidrBlock,
                    inputs.vpcId,
                ]),
                args().addresses.zones.map((zone) => [
                    `net-${tier}-${zone.zoneId}`,
                    zone.zoneId,
                    undefined,
                    zone[tier],
                    "net-vpc-id",
                ]),
            );
        }
    });

    it("hands out no public address by itself", async () => {
        for (const { name, inputs } of (await makeNetwork()).ofType(types.subnet)) {
            assert.equal(inputs.mapPublicIpOnLaunch, false, name);
        }
    });

    it("leads every private subnet out through the NAT gateway of its own zone", async () => {
        const made = await makeNetwork();

        const privates = subnetsOf(made, "private");
        assert.equal(privates.length, 3);
        for (const subnet of privates) {
            assert.equal(zoneOfNat(made, subnet), subnet.inputs.availabilityZoneId, subnet.name);
        }
    });

    it("leads every private subnet through the one NAT gateway when there is one", async () => {
        const made = await makeNetwork({ natGateways: 1 });

        assert.equal(made.ofType("aws:ec2/eip:Eip").length, 1);
        assert.deepEqual(
            subnetsOf(made, "private").map((subnet) => zoneOfNat(made, subnet)),
            ["euw1-az1", "euw1-az1", "euw1-az1"],
        );
    });

    it("keeps the first NAT gateway when there come to be three", async () => {
        const nats = async (natGateways: number): Promise<readonly string[]> =>
            (await makeNetwork({ natGateways })).ofType(types.nat).map(({ urn }) => urn);
        const [first] = await nats(1);

        assert.ok(first);
        assert.ok((await nats(3)).includes(first));
    });

    it("gives every NAT gateway an address of its own", async () => {
        const nats = (await makeNetwork()).ofType(types.nat);

        assert.deepEqual(
            nats.map(({ inputs }) => inputs.allocationId).sort(),
            zoneIds.map((zone) => `net-nat-${zone}-id`),
        );
    });

    it("makes NAT gateways after the way to the internet, without which AWS refuses them", async () => {
        const made = await makeNetwork();
        const route = made.named(types.route, "net-public-out");

        assert.equal(route.inputs.gatewayId, "net-internet-id");
        for (const { dependencies } of made.ofType(types.nat)) assert.ok(dependencies.includes(route.urn));
    });

    it("leads public subnets to the internet gateway", async () => {
        const made = await makeNetwork();
        for (const subnet of subnetsOf(made, "public")) {
            const targets = routesOf(made, subnet).map(({ inputs }) => [
                inputs.destinationCidrBlock,
                inputs.gatewayId,
            ]);

            assert.deepEqual(targets, [["0.0.0.0/0", "net-internet-id"]]);
        }
    });

    it("leads nothing out of the data subnets", async () => {
        const made = await makeNetwork();

        const data = subnetsOf(made, "data");
        assert.equal(data.length, 3);
        for (const subnet of data) assert.deepEqual(routesOf(made, subnet), []);
        for (const { inputs } of made.ofType(types.table)) assert.equal(inputs.routes, undefined);
    });

    it("hands out a private subnet once its way out exists, a data subnet at once", async () => {
        const made = await make((provider) => {
            const network = new CellNetwork("net", args(), { provider });
            new rds.SubnetGroup("private", { subnetIds: [...network.privateSubnetIds] }, { provider });
            new rds.SubnetGroup("data", { subnetIds: [...network.dataSubnetIds] }, { provider });
        });
        const group = (name: string): Registration => made.named("aws:rds/subnetGroup:SubnetGroup", name);

        assert.deepEqual(group("private").inputs.subnetIds, subnetsOf(made, "private").map(idOf));
        assert.deepEqual(group("data").inputs.subnetIds, subnetsOf(made, "data").map(idOf));
        for (const zone of zoneIds) {
            for (const urn of [
                made.named(types.route, `net-private-out-${zone}`).urn,
                made.named(types.association, `net-private-${zone}`).urn,
            ]) {
                assert.ok(group("private").dependencies.includes(urn), urn);
                assert.ok(!group("data").dependencies.includes(urn), urn);
            }
        }
    });

    for (const natGateways of [0, 2, 4]) {
        it(`refuses ${natGateways} NAT gateways for three zones`, async () => {
            await assert.rejects(makeNetwork({ natGateways }), {
                message:
                    `natGateways must be 1 or 3 (one per zone), got ${natGateways}; ` +
                    "with any other number a zone's way out lies in a zone that it does not know of",
            });
        });
    }

    it("makes the same resources in a preview", async () => {
        const urns = ({ all }: MadeResources): readonly string[] => all.map(({ urn }) => urn).sort();

        assert.deepEqual(urns(await makeNetwork({}, { preview: true })), urns(await makeNetwork()));
    });
});

describe("natGatewaysMistake", () => {
    it("takes one, or one per zone", () => {
        assert.equal(natGatewaysMistake(1, 3), undefined);
        assert.equal(natGatewaysMistake(3, 3), undefined);
        assert.equal(natGatewaysMistake(2, 2), undefined);
    });
});
