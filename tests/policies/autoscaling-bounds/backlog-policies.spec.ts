import assert from "node:assert/strict";
import {
    serviceScalesOnCpuAndMemory,
    serviceScalingStatesCooldowns,
} from "../../../policies/autoscaling-bounds/service-policies";
import type { GraphResource } from "../../../policies/rule";
import { appliedTo, clean, doubts, judge, output, refusals, resource } from "../../support/stack-graph";
import { scaledService, trackingPolicy, type PolicyVariant, type ServiceVariant } from "./fixture";

type Properties = Readonly<Record<string, unknown>>;

const secret = resource("aws:ssm/parameter:Parameter", "secret");
const queue = resource("aws:sqs/queue:Queue", "queue");

/** Metric math over the queue's messages and the service's tasks, as AWS documents it. */
const backlog = (namespace: unknown = "AWS/SQS"): Properties => ({
    metrics: [
        {
            id: "m1",
            metricStat: {
                metric: {
                    namespace,
                    metricName: "ApproximateNumberOfMessagesVisible",
                    dimensions: [{ name: "QueueName", value: output(queue, "name") }],
                },
                stat: "Sum",
            },
            returnData: false,
        },
        { id: "e1", expression: "m1 / 2", returnData: true },
    ],
});

/** A service that is scaled by its queue's backlog alone. */
function worker(
    specification: unknown = backlog(),
    variant: PolicyVariant & { readonly service?: ServiceVariant["service"] } = {},
): readonly GraphResource[] {
    const { cluster, service, target } = scaledService({
        name: "worker",
        ...(variant.service === undefined ? {} : { service: variant.service }),
    });
    const policy = trackingPolicy("worker-backlog", target, "", 600, {
        policy: variant.policy ?? {},
        tracking: {
            predefinedMetricSpecification: undefined,
            customizedMetricSpecification: specification,
            ...variant.tracking,
        },
    });
    return [cluster, service, target, policy];
}

const neither = refusals(
    "worker-target: no policy tracks ECSServiceAverageCPUUtilization; there must be one, at 70 percent or less",
    "worker-target: no policy tracks ECSServiceAverageMemoryUtilization; there must be one, at 80 percent or less",
);

describe("service-scales-on-cpu-and-memory, of a worker behind a queue", () => {
    const rule = serviceScalesOnCpuAndMemory;

    it("passes a worker that follows its queue's backlog, by metric math or plainly", async () => {
        assert.deepEqual(await judge(rule, worker()), clean);
        const plain = {
            namespace: "AWS/SQS",
            metricName: "ApproximateNumberOfMessagesVisible",
            statistic: "Sum",
        };
        assert.deepEqual(await judge(rule, worker(plain)), clean);
    });

    it("refuses a service that requests reach, whatever else it follows", async () => {
        for (const service of [
            { loadBalancers: [{ targetGroupArn: "arn", containerName: "app", containerPort: 80 }] },
            { serviceConnectConfiguration: { enabled: true } },
            { serviceRegistries: { registryArn: "arn" } },
            { vpcLatticeConfigurations: [{ roleArn: "arn", targetGroupArn: "arn", portName: "http" }] },
        ]) {
            assert.deepEqual(await judge(rule, worker(backlog(), { service })), neither);
        }
    });

    it("refuses a worker that follows something else", async () => {
        assert.deepEqual(await judge(rule, worker(backlog("Acme/Jobs"))), neither);
    });

    it("refuses a backlog policy that does not track, or has no target", async () => {
        assert.deepEqual(
            await judge(rule, worker(backlog(), { policy: { policyType: "StepScaling" } })),
            refusals('worker-backlog: policyType is "StepScaling"; it must be "TargetTrackingScaling"'),
        );
        assert.deepEqual(
            await judge(rule, worker(backlog(), { tracking: { targetValue: 0 } })),
            refusals("worker-backlog: targetValue is 0; it must be above 0"),
        );
    });

    it("leaves a service that tracks CPU and memory as it was", async () => {
        assert.deepEqual(await judge(rule, scaledService().all), clean);
    });

    it("cannot decide where it is unknown whether requests reach it, or what it follows", async () => {
        const service = { loadBalancers: appliedTo(secret) };
        assert.deepEqual(
            await judge(rule, worker(backlog(), { service })),
            doubts("worker: whether requests reach it is not known before the update"),
        );
        assert.deepEqual(
            await judge(rule, worker({ metrics: appliedTo(secret) })),
            doubts(
                "worker-target: whether worker-backlog tracks ECSServiceAverageCPUUtilization is not known before the update",
                "worker-target: whether worker-backlog tracks ECSServiceAverageMemoryUtilization is not known before the update",
            ),
        );
    });
});

describe("service-scaling-states-cooldowns, of a worker behind a queue", () => {
    const rule = serviceScalingStatesCooldowns;

    it("passes the law's cooldowns", async () => {
        assert.deepEqual(await judge(rule, worker()), clean);
    });

    it("refuses cooldowns that are absent", async () => {
        const tracking = { scaleOutCooldown: undefined, scaleInCooldown: undefined };
        assert.deepEqual(
            await judge(rule, worker(backlog(), { tracking })),
            refusals(
                "worker-backlog: scaleOutCooldown is not set; it must be at most 60 seconds",
                "worker-backlog: scaleInCooldown is not set; it must be at least 300 seconds",
            ),
        );
    });

    it("says nothing about the policy of another metric", async () => {
        const tracking = { scaleInCooldown: 1 };
        assert.deepEqual(await judge(rule, worker(backlog("Acme/Jobs"), { tracking })), clean);
    });

    it("cannot decide where a cooldown is unknown", async () => {
        const tracking = { scaleInCooldown: output(secret, "value") };
        assert.deepEqual(
            await judge(rule, worker(backlog(), { tracking })),
            doubts("worker-backlog: scaleInCooldown is not known before the update"),
        );
    });
});
