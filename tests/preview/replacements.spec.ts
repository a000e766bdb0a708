import assert from "node:assert/strict";
import { physicalName, replaces } from "../../preview/replacements";
import { isStateful } from "../../preview/stateful";
import { argumentsOf } from "../engine/support/aws-types";
import { platform } from "../support/platform";

describe("what a change replaces", () => {
    for (const [type, property, replaced] of [
        ["aws:ec2/vpc:Vpc", "cidrBlock", true],
        ["aws:ec2/vpc:Vpc", "enableDnsHostnames", false],
        ["aws:rds/cluster:Cluster", "engineVersion", false],
        ["aws:ecs/taskDefinition:TaskDefinition", "cpu", true],
        ["aws:rds/cluster:Cluster", "clusterIdentifier", true],
        ["aws:cloudwatch/logGroup:LogGroup", "namePrefix", true],
        ["aws:sns/topic:Topic", "region", true],
        ["aws:route53/healthCheck:HealthCheck", "requestInterval", true],
        ["aws:synthetics/canary:Canary", "runtimeVersion", false],
        ["pulumi:providers:aws", "region", true],
        ["aws:some/new:Type", "size", false],
    ] as const) {
        it(`${replaced ? "replaces" : "changes"} ${type} by ${property}`, () => {
            assert.equal(replaces(type, property), replaced);
        });
    }

    it("names only properties that the types of the platform have", async function () {
        this.timeout(120_000);
        const { stacks } = await platform("prod", "unknown");
        const types = [...new Set(stacks.flatMap(({ resources }) => resources.map(({ type }) => type)))];
        const stateful = types.filter(isStateful);
        assert.ok(stateful.length >= 12, stateful.join());
        for (const type of types.filter((one) => one.startsWith("aws:") && physicalName(one) !== "name")) {
            assert.ok(argumentsOf(type).has(physicalName(type)), `${type} has no ${physicalName(type)}`);
        }
    });
});
