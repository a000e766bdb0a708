import assert from "node:assert/strict";
import { record, type Recording } from "../../preview/recorder";
import { unwrapSecrets } from "../../preview/wire";
import program from "../../stacks";
import { cellEntry, configWith } from "../support/config";

const cellOutputs = {
    loadBalancerArn:
        "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/door/50dc6c495c0c9188",
    clusterName: "the-cluster",
    serviceName: "the-service",
};

/** A stack of a prod with one cell, the edge's if not said otherwise; the cell's own stack exports these. */
const edgeOf = (
    outputs: Readonly<Record<string, unknown>>,
    preview = true,
    stack = "prod",
): Promise<Recording> =>
    record(program, {
        project: "medease-platform",
        stack,
        config: configWith({
            environment: "prod",
            layout: "stack-per-cell",
            alarmWebhooks: ["https://events.example.com/hunter2"],
            cells: [cellEntry(1)],
        }),
        stackOutputs: { "organization/medease-platform/prod-us-east-1-c1": outputs },
        preview,
    });

function bodyOf({ resources }: Recording): string {
    const [board, ...others] = resources.filter(({ type }) => type === "aws:cloudwatch/dashboard:Dashboard");
    assert.equal(others.length, 0);
    return String(board?.inputs.dashboardBody);
}

describe("the edge's stack", () => {
    it("shows each cell by what the cell's stack exports", async () => {
        const body = bodyOf(await edgeOf(cellOutputs, false));
        assert.match(body, /"LoadBalancer","app\/door\/50dc6c495c0c9188"/);
        assert.match(body, /"ClusterName","the-cluster","ServiceName","the-service"/);
    });

    for (const preview of [true, false]) {
        it(`comes up without what is only shown: ${preview ? "preview" : "update"} (K8)`, async () => {
            const { loadBalancerArn } = cellOutputs;
            const urns = ({ resources }: Recording): readonly string[] => resources.map(({ urn }) => urn);
            const bare = await edgeOf({ loadBalancerArn }, preview);
            assert.deepEqual(urns(bare), urns(await edgeOf(cellOutputs, preview)));
            if (!preview) {
                assert.match(
                    bodyOf(bare),
                    /"ClusterName","not-told-by-the-cell","ServiceName","not-told-by-the-cell"/,
                );
            }
        });
    }

    for (const stack of ["prod", "prod-us-east-1-c1"]) {
        it(`tells the settings' receivers of alarms: ${stack}`, async () => {
            const { resources } = await edgeOf(cellOutputs, true, stack);
            const told = resources
                .filter(({ type }) => type === "aws:sns/topicSubscription:TopicSubscription")
                .map(({ inputs }) => unwrapSecrets(inputs))
                .map(({ protocol, endpoint }) => [protocol, endpoint]);
            assert.deepEqual(told, [
                ["email", "oncall@example.com"],
                ["https", "https://events.example.com/hunter2"],
            ]);
        });
    }
});
