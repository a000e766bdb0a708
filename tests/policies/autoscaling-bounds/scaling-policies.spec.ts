import assert from "node:assert/strict";
import {
    scalingPolicyFollowsATarget,
    scalingPolicyIsAloneOnItsMetric,
    scalingPolicyScalesIn,
} from "../../../policies/autoscaling-bounds/scaling-policies";
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

const secret = resource("aws:ssm/parameter:Parameter", "secret");
const dimension = { scalableDimension: "ecs:service:DesiredCount", serviceNamespace: "ecs" };

describe("scaling-policy-follows-a-target", () => {
    const rule = scalingPolicyFollowsATarget;

    it("passes policies fed by their target", async () => {
        assert.deepEqual(await judge(rule, [...scaledService().all, ...scaledDatabase().all]), clean);
    });

    it("passes a literal id where any other property comes from the target", async () => {
        const { target } = scaledService({ target: { resourceId: "service/main/api" } });
        const policy = resource("aws:appautoscaling/policy:Policy", "cpu", {
            ...dimension,
            resourceId: "service/main/api",
            serviceNamespace: output(target, "serviceNamespace"),
        });
        assert.deepEqual(await judge(rule, [target, policy]), clean);
    });

    it("passes a literal id where the policy waits for the target", async () => {
        const { target } = scaledService({ target: { resourceId: "service/main/api" } });
        const policy = resource(
            "aws:appautoscaling/policy:Policy",
            "cpu",
            { ...dimension, resourceId: "service/main/api" },
            { dependsOn: [target] },
        );
        assert.deepEqual(await judge(rule, [target, policy]), clean);
    });

    it("refuses an id that no target has", async () => {
        const { all } = scaledService({
            target: { resourceId: "service/main/api" },
            cpu: { policy: { ...dimension, resourceId: "service/main/apu" } },
        });
        assert.deepEqual(
            await judge(rule, all.slice(2)),
            refusals(
                'api-cpu: resourceId is "service/main/apu", which no target has; it must be a target\'s',
            ),
        );
        assert.deepEqual(
            await judge(rule, [resource("aws:appautoscaling/policy:Policy", "lone", dimension)]),
            refusals("lone: resourceId is not set, which no target has; it must be a target's"),
        );
    });

    it("refuses an id that is built a second time, so that nothing makes the policy wait", async () => {
        const { cluster, service, all } = scaledService();
        const resourceId = joined("service/", output(cluster, "name"), "/", output(service, "name"));
        const policy = resource("aws:appautoscaling/policy:Policy", "extra", { ...dimension, resourceId });
        assert.deepEqual(
            await judge(rule, [...all, policy]),
            refusals(
                "extra: resourceId does not come from api-target; it must, or AWS may see the policy first",
            ),
        );
    });

    it("refuses an unknown id where no target could be the one", async () => {
        const lone = resource("aws:appautoscaling/policy:Policy", "lone", {
            ...dimension,
            resourceId: appliedTo(secret),
        });
        assert.deepEqual(
            await judge(rule, [lone, scaledDatabase().target]),
            refusals(
                "lone: resourceId is not known before the update, which no target has; it must be a target's",
            ),
        );
    });

    it("cannot decide whether a literal id is that of a target which is not known yet", async () => {
        const { all } = scaledService({
            target: { resourceId: appliedTo(secret) },
            cpu: { policy: { ...dimension, resourceId: "service/main/worker" } },
        });
        const worker = scaledService({ name: "worker", target: { resourceId: "service/main/other" } });
        assert.deepEqual(
            await judge(rule, [...all.slice(2, 4), worker.target]),
            doubts("api-cpu: which target resourceId points to is not known before the update"),
        );
    });

    it("says nothing about a stack without policies", async () => {
        assert.deepEqual(await judge(rule, [scaledService().target]), clean);
    });

    it("cannot decide where the id is unknown and comes from no target", async () => {
        const { all } = scaledService({ cpu: { policy: { ...dimension, resourceId: appliedTo(secret) } } });
        assert.deepEqual(
            await judge(rule, all),
            doubts("api-cpu: which target resourceId points to is not known before the update"),
        );
    });
});

describe("scaling-policy-scales-in", () => {
    const rule = scalingPolicyScalesIn;

    it("passes where it is absent or false", async () => {
        assert.deepEqual(await judge(rule, scaledService().all), clean);
        const tracking = { disableScaleIn: false };
        assert.deepEqual(await judge(rule, scaledService({ cpu: { tracking } }).all), clean);
    });

    it("refuses policies that only scale out", async () => {
        const tracking = { disableScaleIn: true };
        assert.deepEqual(
            await judge(rule, scaledDatabase({ readers: { tracking } }).all),
            refusals("db-reader-cpu: disableScaleIn is true; it must be false"),
        );
    });

    it("says nothing about a stack without policies", async () => {
        assert.deepEqual(await judge(rule, [secret]), clean);
    });

    it("cannot decide where it is unknown", async () => {
        const tracking = { disableScaleIn: output(secret, "value") };
        assert.deepEqual(
            await judge(rule, scaledService({ cpu: { tracking } }).all),
            doubts("api-cpu: disableScaleIn is not known before the update"),
        );
    });
});

describe("scaling-policy-is-alone-on-its-metric", () => {
    const rule = scalingPolicyIsAloneOnItsMetric;

    it("passes one policy for each metric of each target", async () => {
        const worker = scaledService({ name: "worker" });
        assert.deepEqual(await judge(rule, [...scaledService().all, ...worker.all]), clean);
    });

    it("refuses a second policy on a metric", async () => {
        const { target, all } = scaledService();
        const second = trackingPolicy("second", target, "ECSServiceAverageCPUUtilization", 50);
        assert.deepEqual(
            await judge(rule, [...all, second]),
            refusals(
                "second: it tracks ECSServiceAverageCPUUtilization, as api-cpu does; a metric must have one policy",
            ),
        );
    });

    it("says nothing about step scaling, which tracks no metric", async () => {
        const { target, all } = scaledService();
        const steps = ["up", "down"].map((name) =>
            resource("aws:appautoscaling/policy:Policy", name, {
                policyType: "StepScaling",
                resourceId: output(target, "resourceId"),
            }),
        );
        assert.deepEqual(await judge(rule, [...all, ...steps]), clean);
    });

    it("passes a policy that is alone, whatever it tracks", async () => {
        const policy = { targetTrackingScalingPolicyConfiguration: appliedTo(secret) };
        const { all } = scaledService({ cpu: { policy } });
        assert.deepEqual(await judge(rule, all.slice(0, 4)), clean);
    });

    it("cannot decide where a metric is unknown beside another policy", async () => {
        const policy = { targetTrackingScalingPolicyConfiguration: appliedTo(secret) };
        assert.deepEqual(
            await judge(rule, scaledService({ cpu: { policy } }).all),
            doubts("api-cpu: the metric that it tracks is not known before the update"),
        );
    });
});
