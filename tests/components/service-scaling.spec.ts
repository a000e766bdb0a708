import assert from "node:assert/strict";
import { ServiceScaling, type ServiceScalingArgs } from "../../components/service-scaling";
import type { TaskFloor } from "../../strategy/floors";
import { make, type MadeResources } from "../support/recording";

const token = "platform:compute:ServiceScaling";
const targetType = "aws:appautoscaling/target:Target";
const policyType = "aws:appautoscaling/policy:Policy";

const actionType = "aws:appautoscaling/scheduledAction:ScheduledAction";

const morning: TaskFloor = {
    days: "weekdays",
    from: "07:30",
    until: "19:05",
    timezone: "America/New_York",
    min: 12,
};

const requestLabel = "app/alb/1/targetgroup/tasks/2";

const makeScaling = (
    tasks: Partial<ServiceScalingArgs["tasks"]> = {},
    options = {},
): Promise<MadeResources> =>
    make(
        (provider) =>
            new ServiceScaling(
                "scaling",
                {
                    clusterName: "cluster",
                    serviceName: "service",
                    requestLabel,
                    tasks: { min: 3, max: 20, floors: [], ...tasks },
                },
                { provider },
            ),
        options,
    );

describe("ServiceScaling", () => {
    it("makes a target and three policies", async () => {
        assert.deepEqual(
            (await makeScaling()).all.map(({ type, name }) => `${type} ${name}`),
            [
                `${token} scaling`,
                `${targetType} scaling-target`,
                `${policyType} scaling-cpu`,
                `${policyType} scaling-memory`,
                `${policyType} scaling-requests`,
            ],
        );
    });

    it("owns every child it makes", async () => {
        assert.deepEqual((await makeScaling()).orphansOf(token), []);
    });

    it("makes every child with the given provider", async () => {
        assert.deepEqual((await makeScaling()).onDefaultProvider(), []);
    });

    it("scales the service by its names, within its bounds", async () => {
        assert.deepEqual((await makeScaling()).only(targetType).inputs, {
            serviceNamespace: "ecs",
            scalableDimension: "ecs:service:DesiredCount",
            resourceId: "service/cluster/service",
            minCapacity: 3,
            maxCapacity: 20,
        });
    });

    for (const [role, predefinedMetricType, targetValue] of [
        ["cpu", "ECSServiceAverageCPUUtilization", 70],
        ["memory", "ECSServiceAverageMemoryUtilization", 80],
    ] as const) {
        it(`aims at ${targetValue} % ${role}, out after 60 s and in after 300 s`, async () => {
            assert.deepEqual((await makeScaling()).named(policyType, `scaling-${role}`).inputs, {
                policyType: "TargetTrackingScaling",
                serviceNamespace: "ecs",
                scalableDimension: "ecs:service:DesiredCount",
                resourceId: "service/cluster/service",
                targetTrackingScalingPolicyConfiguration: {
                    predefinedMetricSpecification: { predefinedMetricType },
                    targetValue,
                    scaleOutCooldown: 60,
                    scaleInCooldown: 300,
                },
            });
        });
    }

    it("aims at 6000 requests a minute for each task of its own target group, with the same cooldowns", async () => {
        const { inputs } = (await makeScaling()).named(policyType, "scaling-requests");

        assert.deepEqual(inputs.targetTrackingScalingPolicyConfiguration, {
            predefinedMetricSpecification: {
                predefinedMetricType: "ALBRequestCountPerTarget",
                resourceLabel: requestLabel,
            },
            targetValue: 6000,
            scaleOutCooldown: 60,
            scaleInCooldown: 300,
        });
    });

    it("puts no policy before its target", async () => {
        const made = await makeScaling();

        for (const { propertyDependencies } of made.ofType(policyType)) {
            for (const property of ["serviceNamespace", "scalableDimension", "resourceId"]) {
                assert.deepEqual(propertyDependencies[property], [made.only(targetType).urn]);
            }
        }
    });

    it("raises the minimum for each floor's hours and lowers it to the cell's own again", async () => {
        const made = await makeScaling({ floors: [morning, { ...morning, days: "weekends", min: 5 }] });

        assert.deepEqual(
            made.ofType(actionType).map(({ name, inputs: { schedule, timezone, scalableTargetAction } }) => ({
                name,
                schedule,
                timezone,
                scalableTargetAction,
            })),
            [
                ["weekdays-0730-raise", "cron(30 7 ? * MON-FRI *)", 12],
                ["weekdays-0730-lower", "cron(5 19 ? * MON-FRI *)", 3],
                ["weekends-0730-raise", "cron(30 7 ? * SAT,SUN *)", 5],
                ["weekends-0730-lower", "cron(5 19 ? * SAT,SUN *)", 3],
            ].map(([name, schedule, minCapacity]) => ({
                name: `scaling-${String(name)}`,
                schedule,
                timezone: "America/New_York",
                scalableTargetAction: { minCapacity },
            })),
        );
    });

    it("names in a floor's actions what the target does, after it", async () => {
        const made = await makeScaling({ floors: [morning] });

        for (const { inputs, propertyDependencies } of made.ofType(actionType)) {
            assert.deepEqual(
                [inputs.serviceNamespace, inputs.scalableDimension, inputs.resourceId],
                ["ecs", "ecs:service:DesiredCount", "service/cluster/service"],
            );
            for (const property of ["serviceNamespace", "scalableDimension", "resourceId"]) {
                assert.deepEqual(propertyDependencies[property], [made.only(targetType).urn]);
            }
        }
    });

    it("leaves the minimum to the clock where there are floors, and only there", async () => {
        const ignored = async (floors: readonly TaskFloor[]): Promise<unknown> =>
            (await makeScaling({ floors })).only(targetType).options.ignoreChanges;

        assert.deepEqual(await ignored([morning]), ["minCapacity"]);
        assert.deepEqual(await ignored([]), []);
    });

    it("refuses floors that are none, or two at once", async () => {
        await assert.rejects(
            makeScaling({
                floors: [
                    { ...morning, min: 3 },
                    { ...morning, until: "20:00" },
                ],
            }),
            (error: Error) =>
                error.message.includes(
                    "tasks.floors[0].min must be above 3, the cell's minimum, and at most 20, its maximum, got 3; " +
                        "raise it, or remove the floor",
                ) &&
                error.message.includes(
                    "tasks.floors[1] must be hours of its own, and floors[0] has weekdays 07:30 to 19:05, " +
                        "got weekdays 07:30 to 20:00; leave at least a minute between them, or make them one",
                ),
        );
    });

    it("can be previewed before anything exists", async () => {
        assert.equal((await makeScaling(undefined, { preview: true })).all.length, 5);
    });

    it("refuses bounds outside the law", async () => {
        await assert.rejects(
            makeScaling({ min: 1, max: 20 }),
            /tasks\.min must be a whole number from 2 to 50, got 1/,
        );
    });
});
