import assert from "node:assert/strict";
import { CellNetwork } from "../../components/network";
import { InterfaceEndpoints } from "../../components/network-endpoints";
import type { Registration } from "../../preview/registration";
import { planAddresses } from "../../strategy/address-plan";
import { regionZones } from "../../strategy/regions";
import { make, type MadeResources } from "../support/recording";

const type = "aws:ec2/vpcEndpoint:VpcEndpoint";
const zoneIds = regionZones["eu-west-1"];

interface Statement {
    readonly Effect: string;
    readonly Principal: string;
    readonly Action: string;
    readonly Resource: string;
    readonly Condition?: unknown;
}

const statementsOf = ({ inputs }: Registration): readonly Statement[] =>
    (JSON.parse(String(inputs.policy)) as { Statement: Statement[] }).Statement;

const ownAccount: Statement = {
    Effect: "Allow",
    Principal: "*",
    Action: "*",
    Resource: "*",
    Condition: { StringEquals: { "aws:PrincipalAccount": "111122223333" } },
};

describe("CellNetwork's gateway endpoints", () => {
    const makeNetwork = (): Promise<MadeResources> =>
        make(
            (provider) =>
                new CellNetwork(
                    "net",
                    {
                        region: "eu-west-1",
                        addresses: planAddresses("10.16.0.0/16", zoneIds),
                        natGateways: 1,
                        flowLogKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/cell",
                        flowLogRetentionDays: 365,
                    },
                    { provider },
                ),
        );
    const privates = zoneIds.map((zone) => `net-private-${zone}-id`);

    for (const [service, routeTableIds] of [
        ["s3", [...privates, "net-data-id"]],
        ["dynamodb", privates],
    ] as const) {
        it(`reaches ${service} without leaving AWS, and without an interface to pay for`, async () => {
            const { inputs } = (await makeNetwork()).named(type, `net-${service}`);

            assert.equal(inputs.serviceName, `com.amazonaws.eu-west-1.${service}`);
            assert.equal(inputs.vpcEndpointType, "Gateway");
            assert.equal(inputs.vpcId, "net-vpc-id");
            assert.deepEqual(inputs.routeTableIds, routeTableIds);
        });
    }

    it("keeps the identity of the S3 endpoint, which stands in every cell", async () => {
        const { urn } = (await makeNetwork()).named(type, "net-s3");

        assert.equal(urn, `urn:pulumi:test::test::platform:network:CellNetwork$${type}::net-s3`);
    });

    it("lets strangers' credentials carry nothing out", async () => {
        const made = await makeNetwork();

        assert.deepEqual(statementsOf(made.named(type, "net-dynamodb")), [ownAccount]);
        assert.deepEqual(statementsOf(made.named(type, "net-s3"))[0], ownAccount);
    });

    it("lets image layers be read from buckets of other accounts, and nothing more be done there", async () => {
        const [, layers, ...others] = statementsOf((await makeNetwork()).named(type, "net-s3"));

        assert.deepEqual(layers, { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" });
        assert.deepEqual(others, []);
    });
});

describe("InterfaceEndpoints", () => {
    const makeEndpoints = (options = {}): Promise<MadeResources> =>
        make(
            (provider) =>
                new InterfaceEndpoints(
                    "cell-endpoints",
                    {
                        region: "eu-west-1",
                        vpcId: "vpc-1",
                        subnetIds: ["subnet-1", "subnet-2", "subnet-3"],
                        securityGroupId: "sg-endpoints",
                    },
                    { provider },
                ),
            options,
        );

    it("makes one endpoint for each service that tasks talk to all the time, and nothing else", async () => {
        const made = await makeEndpoints();

        assert.deepEqual(
            made.ofType(type).map(({ name, inputs }) => [name, inputs.serviceName]),
            [
                ["cell-endpoints-ecr-api", "com.amazonaws.eu-west-1.ecr.api"],
                ["cell-endpoints-ecr-dkr", "com.amazonaws.eu-west-1.ecr.dkr"],
                ["cell-endpoints-logs", "com.amazonaws.eu-west-1.logs"],
                ["cell-endpoints-secrets", "com.amazonaws.eu-west-1.secretsmanager"],
                ["cell-endpoints-kms", "com.amazonaws.eu-west-1.kms"],
                ["cell-endpoints-sts", "com.amazonaws.eu-west-1.sts"],
                ["cell-endpoints-sqs", "com.amazonaws.eu-west-1.sqs"],
            ],
        );
        assert.equal(made.all.length, 1 + 7);
    });

    it("owns every child it makes, on the given provider", async () => {
        const made = await makeEndpoints();

        assert.deepEqual(made.orphansOf("platform:network:InterfaceEndpoints"), []);
        assert.deepEqual(made.onDefaultProvider(), []);
    });

    it("answers under the services' own names, in every zone, for its group and account alone", async () => {
        for (const endpoint of (await makeEndpoints()).ofType(type)) {
            const { name, inputs } = endpoint;
            assert.equal(inputs.vpcEndpointType, "Interface", name);
            assert.equal(inputs.privateDnsEnabled, true, name);
            assert.equal(inputs.vpcId, "vpc-1", name);
            assert.deepEqual(inputs.subnetIds, ["subnet-1", "subnet-2", "subnet-3"], name);
            assert.deepEqual(inputs.securityGroupIds, ["sg-endpoints"], name);
            assert.deepEqual(statementsOf(endpoint), [ownAccount], name);
        }
    });

    it("makes the same resources in a preview", async () => {
        const urns = ({ all }: MadeResources): readonly string[] => all.map(({ urn }) => urn).sort();

        assert.deepEqual(urns(await makeEndpoints({ preview: true })), urns(await makeEndpoints()));
    });
});
