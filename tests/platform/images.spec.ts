import assert from "node:assert/strict";
import { statements, toNode, type Node } from "../controls/control";
import { platform } from "../support/platform";

const repository = (region: string): string =>
    `arn:aws:ecr:${region}:111122223333:repository/medease/backend`;

describe("the images of prod", function () {
    this.timeout(60_000);

    async function nodesOf(environment: "dev" | "prod"): Promise<readonly Node[]> {
        const { stacks } = await platform(environment, "known");
        return stacks.flatMap(({ name, resources }) => resources.map((one) => toNode(name, one)));
    }

    it("are pulled by every cell from its own region, so that a lost one stops no other", async () => {
        const tasks = (await nodesOf("prod")).filter(
            ({ type }) => type === "aws:ecs/taskDefinition:TaskDefinition",
        );
        assert.equal(tasks.length, 22); // a service and its workers in each of eleven cells
        for (const { name, region, inputs } of tasks) {
            const [{ image }] = JSON.parse(String(inputs.containerDefinitions)) as [{ image: string }];
            assert.ok(
                image.startsWith(
                    `111122223333.dkr.ecr.${String(region)}.amazonaws.com/medease/backend@sha256:`,
                ),
                `${name} pulls ${image}`,
            );
        }
    });

    it("are open to each execution role in its own region's repository and no other", async () => {
        const policies = (await nodesOf("prod")).filter(
            ({ type, name }) => type === "aws:iam/policy:Policy" && name.endsWith("-execution-start"),
        );
        assert.equal(policies.length, 22);
        for (const policy of policies) {
            const pulls = statements(policy).filter(({ actions }) => actions.includes("ecr:BatchGetImage"));
            assert.deepEqual(
                pulls.map(({ resources }) => resources),
                [[repository(String(policy.region))]],
                policy.name,
            );
        }
    });
});
