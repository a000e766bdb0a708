import assert from "node:assert/strict";
import {
    serviceScalesOnCpuAndMemory,
    serviceScalingStatesCooldowns,
} from "../../../policies/autoscaling-bounds/service-policies";
import { appliedTo, clean, doubts, judge, output, refusals, resource } from "../../support/stack-graph";
import { scaledDatabase, scaledService, trackingPolicy } from "./fixture";

const secret = resource("aws:ssm/parameter:Parameter", "secret");

describe("service-scales-on-cpu-and-memory", () => {
    const rule = serviceScalesOnCpuAndMemory;

    it("passes both policies at the law's targets or below", async () => {
        assert.deepEqual(await judge(rule, scaledService().all), clean);
        assert.deepEqual(
            await judge(rule, scaledService({ cpu: { tracking: { targetValue: 60 } } }).all),
            clean,
        );
    });

    it("passes a customized metric that is the predefined one", async () => {
        const tracking = {
            predefinedMetricSpecification: undefined,
            customizedMetricSpecification: {
                namespace: "AWS/ECS",
                metricName: "CPUUtilization",
                statistic: "Average",
            },
        };
        assert.deepEqual(await judge(rule, scaledService({ cpu: { tracking } }).all), clean);
    });

    it("finds policies that name the service themselves", async () => {
        const id = { resourceId: "service/main/api", scalableDimension: "ecs:service:DesiredCount" };
        const { all } = scaledService({
            cluster: { name: "main" },
            service: { name: "api" },
            target: id,
            cpu: { policy: id },
            memory: { policy: id },
        });
        assert.deepEqual(await judge(rule, all), clean);
    });

    it("refuses a missing policy", async () => {
        const { all } = scaledService();
        assert.deepEqual(
            await judge(rule, all.slice(0, 4)),
            refusals(
                "api-target: no policy tracks ECSServiceAverageMemoryUtilization; there must be one, at 80 percent or less",
            ),
        );
    });

    it("does not count the policies of another service", async () => {
        const worker = scaledService({ name: "worker" });
        const api = scaledService();
        assert.deepEqual(
            await judge(rule, [...worker.all, ...api.all.slice(0, 3)]),
            refusals(
                "api-target: no policy tracks ECSServiceAverageCPUUtilization; there must be one, at 70 percent or less",
                "api-target: no policy tracks ECSServiceAverageMemoryUtilization; there must be one, at 80 percent or less",
            ),
        );
    });

    it("refuses laxer targets and other kinds of policy, absent ones included", async () => {
        const variants: readonly [object, object, string][] = [
            [{}, { targetValue: 85 }, "targetValue is 85; it must be above 0 and at most 70"],
            [{}, { targetValue: undefined }, "targetValue is not set; it must be above 0 and at most 70"],
            [{ policyType: undefined }, {}, 'policyType is not set; it must be "TargetTrackingScaling"'],
            [
                { policyType: "StepScaling" },
                {},
                'policyType is "StepScaling"; it must be "TargetTrackingScaling"',
            ],
        ];
        for (const [policy, tracking, message] of variants) {
            const { all } = scaledService({ cpu: { policy: { ...policy }, tracking: { ...tracking } } });
            assert.deepEqual(await judge(rule, all), refusals(`api-cpu: ${message}`));
        }
    });

    it("says nothing about a service without a target, and about databases", async () => {
        assert.deepEqual(await judge(rule, [scaledService().service]), clean);
        assert.deepEqual(await judge(rule, scaledDatabase().all), clean);
    });

    it("cannot decide where a policy that would do has an unknown target", async () => {
        const resourceId = appliedTo(secret);
        const scalableDimension = "ecs:service:DesiredCount";
        const { all } = scaledService({ cpu: { policy: { resourceId, scalableDimension } } });
        assert.deepEqual(
            await judge(rule, all),
            doubts(
                "api-target: whether api-cpu tracks ECSServiceAverageCPUUtilization is not known before the update",
            ),
        );
    });

    it("cannot decide where a customized metric is unknown in part", async () => {
        for (const customizedMetricSpecification of [
            { namespace: output(secret, "value"), metricName: "CPUUtilization", statistic: "Average" },
            { namespace: "AWS/ECS", metricName: output(secret, "value"), statistic: "Average" },
        ]) {
            const tracking = { predefinedMetricSpecification: undefined, customizedMetricSpecification };
            assert.deepEqual(
                await judge(rule, scaledService({ cpu: { tracking } }).all),
                doubts(
                    "api-target: whether api-cpu tracks ECSServiceAverageCPUUtilization is not known before the update",
                ),
            );
        }
    });

    it("cannot decide where the kind of policy is unknown", async () => {
        const { all } = scaledService({ cpu: { policy: { policyType: output(secret, "value") } } });
        assert.deepEqual(
            await judge(rule, all),
            doubts("api-cpu: policyType is not known before the update"),
        );
    });

    it("cannot decide where the metric or its target is unknown", async () => {
        const targetValue = output(secret, "value");
        assert.deepEqual(
            await judge(rule, scaledService({ cpu: { tracking: { targetValue } } }).all),
            doubts("api-cpu: targetValue is not known before the update"),
        );
        const policy = { targetTrackingScalingPolicyConfiguration: appliedTo(secret) };
        assert.deepEqual(
            await judge(rule, scaledService({ cpu: { policy } }).all),
            doubts(
                "api-target: whether api-cpu tracks ECSServiceAverageCPUUtilization is not known before the update",
            ),
        );
    });
});

describe("service-scaling-states-cooldowns", () => {
    const rule = serviceScalingStatesCooldowns;

    it("passes the law's cooldowns, and quicker out with slower in", async () => {
        assert.deepEqual(await judge(rule, scaledService().all), clean);
        const tracking = { scaleOutCooldown: 30, scaleInCooldown: 600 };
        assert.deepEqual(await judge(rule, scaledService({ cpu: { tracking } }).all), clean);
    });

    it("refuses cooldowns that are absent, as the strategy's memory sample leaves them", async () => {
        const tracking = { scaleOutCooldown: undefined, scaleInCooldown: undefined };
        assert.deepEqual(
            await judge(rule, scaledService({ memory: { tracking } }).all),
            refusals(
                "api-memory: scaleOutCooldown is not set; it must be at most 60 seconds",
                "api-memory: scaleInCooldown is not set; it must be at least 300 seconds",
            ),
        );
    });

    it("refuses a slow way out and a quick way in", async () => {
        const tracking = { scaleOutCooldown: 300, scaleInCooldown: 60 };
        assert.deepEqual(
            await judge(rule, scaledService({ cpu: { tracking } }).all),
            refusals(
                "api-cpu: scaleOutCooldown is 300; it must be at most 60 seconds",
                "api-cpu: scaleInCooldown is 60; it must be at least 300 seconds",
            ),
        );
    });

    it("holds a policy on requests to the same, and no policy on another metric", async () => {
        const { target, all } = scaledService();
        const tracking = { scaleOutCooldown: 300 };
        const requests = trackingPolicy("requests", target, "ALBRequestCountPerTarget", 6000, { tracking });
        const queue = trackingPolicy("queue", target, "Custom Backlog", 10, { tracking });
        assert.deepEqual(
            await judge(rule, [...all, requests, queue]),
            refusals("requests: scaleOutCooldown is 300; it must be at most 60 seconds"),
        );
    });

    it("says nothing about the policies of readers", async () => {
        const { target, all } = scaledDatabase();
        const policy = trackingPolicy("other", target, "ECSServiceAverageCPUUtilization", 70, {
            tracking: { scaleInCooldown: 1 },
        });
        assert.deepEqual(await judge(rule, [...all, policy]), clean);
    });

    it("cannot decide where a cooldown is unknown", async () => {
        const tracking = {
            scaleOutCooldown: output(secret, "value"),
            scaleInCooldown: output(secret, "value"),
        };
        assert.deepEqual(
            await judge(rule, scaledService({ cpu: { tracking } }).all),
            doubts(
                "api-cpu: scaleOutCooldown is not known before the update",
                "api-cpu: scaleInCooldown is not known before the update",
            ),
        );
    });
});
