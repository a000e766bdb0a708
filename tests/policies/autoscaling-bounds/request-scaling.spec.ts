import assert from "node:assert/strict";
import {
    requestScalingComesInTime,
    requestScalingCountsOwnRequests as rule,
} from "../../../policies/autoscaling-bounds/request-scaling";
import type { GraphResource } from "../../../policies/rule";
import {
    appliedTo,
    clean,
    doubts,
    joined,
    judge,
    output,
    refusals,
    resource,
} from "../../support/stack-graph";
import { scaledDatabase, scaledService, trackingPolicy } from "./fixture";

const balancer = resource("aws:lb/loadBalancer:LoadBalancer", "alb");
const group = resource("aws:lb/targetGroup:TargetGroup", "tasks");
const other = resource("aws:lb/targetGroup:TargetGroup", "other");
const secret = resource("aws:ssm/parameter:Parameter", "secret");
const parts = [balancer, group, other, secret];

const labelOf = (targets: GraphResource): unknown =>
    joined(output(balancer, "arnSuffix"), "/", output(targets, "arnSuffix"));

/** A service in the target group, scaled on CPU, memory and the requests that the label counts. */
function stack(
    resourceLabel: unknown,
    loadBalancers: unknown = [{ targetGroupArn: output(group, "arn") }],
): {
    readonly all: readonly GraphResource[];
} {
    const { target, all } = scaledService({ service: { loadBalancers } });
    const predefinedMetricSpecification = {
        predefinedMetricType: "ALBRequestCountPerTarget",
        ...(resourceLabel === undefined ? {} : { resourceLabel }),
    };
    const tracking = { predefinedMetricSpecification };
    const policy = trackingPolicy("requests", target, "ALBRequestCountPerTarget", 6000, { tracking });
    return { all: [...parts, ...all, policy] };
}

const form = "it must be app/<load balancer>/<id>/targetgroup/<target group>/<id>";

describe("request-scaling-counts-own-requests", () => {
    it("passes a label of the service's own target group, unknown as on a first preview", async () => {
        assert.deepEqual(await judge(rule, stack(labelOf(group)).all), clean);
    });

    it("passes a known label of AWS's form, whatever made it", async () => {
        for (const text of [
            "app/alb-1a2b3c4/50dc6c495c0c9188/targetgroup/tasks-1a2b3c4/73e2d6bc24d8a067",
            "app/a/0/targetgroup/b/1",
        ]) {
            assert.deepEqual(await judge(rule, stack(text).all), clean);
        }
    });

    it("refuses a label that is absent or of another form", async () => {
        assert.deepEqual(
            await judge(rule, stack(undefined).all),
            refusals(`requests: resourceLabel is not set; ${form}`),
        );
        for (const text of [
            "targetgroup/tasks/73e2d6bc24d8a067",
            "app/alb/50dc6c495c0c9188",
            "net/nlb/50dc6c495c0c9188/targetgroup/tasks/73e2d6bc24d8a067",
            "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/tasks/73e2d6bc24d8a067",
        ]) {
            assert.deepEqual(
                await judge(rule, stack(text).all),
                refusals(`requests: resourceLabel is "${text}"; ${form}`),
            );
        }
    });

    it("refuses the target group of another service", async () => {
        assert.deepEqual(
            await judge(rule, stack(labelOf(other)).all),
            refusals(
                "requests: it counts the requests to other; it must count those to tasks, " +
                    "which the service's tasks answer",
            ),
        );
    });

    it("does not ask whose tasks they are where the service's target group is not of this stack", async () => {
        const arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/tasks/1";
        assert.deepEqual(await judge(rule, stack(labelOf(group), [{ targetGroupArn: arn }]).all), clean);
    });

    it("says nothing about policies on other metrics, and about databases", async () => {
        assert.deepEqual(await judge(rule, scaledService().all), clean);
        assert.deepEqual(await judge(rule, scaledDatabase().all), clean);
    });

    it("cannot decide where an unknown label comes from elsewhere", async () => {
        for (const text of [output(secret, "value"), appliedTo(balancer), output(group, "arnSuffix")]) {
            assert.deepEqual(
                await judge(rule, stack(text).all),
                doubts(
                    "requests: resourceLabel is not known before the update and does not come from a load balancer " +
                        "and a target group",
                ),
            );
        }
    });
});

describe("request-scaling-comes-in-time", () => {
    /** A service scaled at that many requests a minute and task. */
    const at = (targetValue: unknown): readonly GraphResource[] => {
        const { target, all } = scaledService();
        const tracking = { targetValue };
        return [...all, trackingPolicy("requests", target, "ALBRequestCountPerTarget", 6000, { tracking })];
    };

    it("passes what a task serves by the law, and less", async () => {
        for (const value of [6000, 500, "6000"]) {
            assert.deepEqual(await judge(requestScalingComesInTime, at(value)), clean);
        }
    });

    it("refuses a target that no task reaches, or none", async () => {
        for (const [value, shown] of [
            [600_000, "600000"],
            [0, "0"],
            [undefined, "not set"],
        ] as const) {
            assert.deepEqual(
                await judge(requestScalingComesInTime, at(value)),
                refusals(`requests: targetValue is ${shown}; it must be above 0 and at most 6000`),
            );
        }
    });

    it("can be told what a task serves", async () => {
        const config = { requestsPerTaskMinute: 20_000 };
        assert.deepEqual(await judge(requestScalingComesInTime, at(20_000), config), clean);
    });

    it("does not apply to other metrics and other scaled things", async () => {
        assert.deepEqual(await judge(requestScalingComesInTime, scaledService().all), clean);
        const { target, all } = scaledDatabase();
        const odd = trackingPolicy("odd", target, "ALBRequestCountPerTarget", 90_000);
        assert.deepEqual(await judge(requestScalingComesInTime, [...all, odd]), clean);
    });

    it("cannot decide on a target that is not known yet", async () => {
        assert.deepEqual(
            await judge(requestScalingComesInTime, at(output(secret, "value"))),
            doubts("requests: targetValue is not known before the update"),
        );
    });
});
