import assert from "node:assert/strict";
import { CellNetwork } from "../../components/network";
import { planAddresses } from "../../strategy/address-plan";
import { regionZones } from "../../strategy/regions";
import { make, type MadeResources } from "../support/recording";

const keyArn = "arn:aws:kms:eu-west-1:111122223333:key/cell";

const makeNetwork = (): Promise<MadeResources> =>
    make(
        (provider) =>
            new CellNetwork(
                "net",
                {
                    region: "eu-west-1",
                    addresses: planAddresses("10.16.0.0/16", regionZones["eu-west-1"]),
                    natGateways: 1,
                    flowLogKeyArn: keyArn,
                    flowLogRetentionDays: 365,
                },
                { provider },
            ),
    );

describe("CellNetwork's flow log", () => {
    it("records all traffic of the VPC in its own encrypted group", async () => {
        const made = await makeNetwork();
        const group = made.only("aws:cloudwatch/logGroup:LogGroup");
        const { inputs } = made.only("aws:ec2/flowLog:FlowLog");

        assert.deepEqual(group.inputs, { kmsKeyId: keyArn, retentionInDays: 365 });
        assert.equal(inputs.trafficType, "ALL");
        assert.equal(inputs.vpcId, "net-vpc-id");
        assert.equal(inputs.logDestinationType, "cloud-watch-logs");
        assert.equal(inputs.logDestination, group.state.arn);
        assert.equal(inputs.iamRoleArn, "arn:aws:iam::111122223333:role/net-flow-log");
    });

    it("starts once its role may write", async () => {
        const made = await makeNetwork();

        const { dependencies } = made.only("aws:ec2/flowLog:FlowLog");
        assert.ok(dependencies.includes(made.only("aws:iam/rolePolicy:RolePolicy").urn));
    });

    it("is trusted for this account and region only", async () => {
        const { assumeRolePolicy } = (await makeNetwork()).only("aws:iam/role:Role").inputs;

        assert.deepEqual(JSON.parse(String(assumeRolePolicy)), {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Service: "vpc-flow-logs.amazonaws.com" },
                    Action: "sts:AssumeRole",
                    Condition: {
                        StringEquals: { "aws:SourceAccount": "111122223333" },
                        ArnLike: { "aws:SourceArn": "arn:aws:ec2:eu-west-1:111122223333:vpc-flow-log/*" },
                    },
                },
            ],
        });
    });

    it("may write to its own group and do nothing else", async () => {
        const made = await makeNetwork();
        const { role, policy } = made.only("aws:iam/rolePolicy:RolePolicy").inputs;

        assert.equal(role, "net-flow-log-id");
        assert.deepEqual(JSON.parse(String(policy)), {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                    Resource: `${String(made.only("aws:cloudwatch/logGroup:LogGroup").state.arn)}:*`,
                },
            ],
        });
    });
});
