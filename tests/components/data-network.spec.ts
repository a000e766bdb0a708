import assert from "node:assert/strict";
import { DataNetwork } from "../../components/data-network";
import { planSecondaryAddresses } from "../../strategy/address-plan";
import { secondaryZones } from "../../strategy/regions";
import { make, type MadeResources } from "../support/recording";

const keyArn = "arn:aws:kms:eu-west-1:111122223333:key/secondary";

const makeNetwork = (preview = false): Promise<MadeResources> =>
    make(
        (provider) =>
            new DataNetwork(
                "net",
                {
                    region: "eu-west-1",
                    addresses: planSecondaryAddresses("10.64.0.0/16", secondaryZones["eu-west-1"]),
                    flowLogKeyArn: keyArn,
                    flowLogRetentionDays: 365,
                },
                { provider },
            ),
        { preview },
    );

describe("DataNetwork", () => {
    it("makes these children and nothing else: no gateway, no route, no address", async () => {
        for (const preview of [false, true]) {
            const made = await makeNetwork(preview);
            assert.deepEqual(made.all.map(({ type, name }) => `${type} ${name}`).sort(), [
                "aws:cloudwatch/logGroup:LogGroup net-flow-log",
                "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup net-default",
                "aws:ec2/flowLog:FlowLog net-flow-log",
                "aws:ec2/routeTable:RouteTable net-data",
                ...[1, 2, 3].map(
                    (zone) => `aws:ec2/routeTableAssociation:RouteTableAssociation net-data-euw1-az${zone}`,
                ),
                "aws:ec2/securityGroup:SecurityGroup net-database",
                ...[1, 2, 3].map((zone) => `aws:ec2/subnet:Subnet net-data-euw1-az${zone}`),
                "aws:ec2/vpc:Vpc net-vpc",
                "aws:iam/role:Role net-flow-log",
                "aws:iam/rolePolicy:RolePolicy net-flow-log",
                "platform:network:DataNetwork net",
            ]);
            assert.deepEqual(made.orphansOf("platform:network:DataNetwork"), []);
            assert.deepEqual(made.onDefaultProvider(), []);
        }
    });

    it("cuts the plan's blocks, a zone each", async () => {
        const made = await makeNetwork();
        assert.equal(made.only("aws:ec2/vpc:Vpc").inputs.cidrBlock, "172.20.0.0/24");
        assert.deepEqual(
            made
                .ofType("aws:ec2/subnet:Subnet")
                .map(({ inputs }) => [
                    inputs.availabilityZoneId,
                    inputs.cidrBlock,
                    inputs.mapPublicIpOnLaunch,
                ]),
            [
                ["euw1-az1", "172.20.0.0/26", false],
                ["euw1-az2", "172.20.0.64/26", false],
                ["euw1-az3", "172.20.0.128/26", false],
            ],
        );
    });

    it("admits nobody: neither the default group nor the database's has a rule", async () => {
        const made = await makeNetwork();
        for (const type of [
            "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
            "aws:ec2/securityGroup:SecurityGroup",
        ]) {
            const { inputs } = made.only(type);
            assert.equal(inputs.ingress, undefined, type);
            assert.equal(inputs.egress, undefined, type);
        }
    });

    it("records its traffic under its own key", async () => {
        const made = await makeNetwork();
        const { inputs } = made.only("aws:cloudwatch/logGroup:LogGroup");
        assert.deepEqual([inputs.kmsKeyId, inputs.retentionInDays], [keyArn, 365]);
        assert.equal(made.only("aws:ec2/flowLog:FlowLog").inputs.trafficType, "ALL");
    });
});
