import assert from "node:assert/strict";
import { ServiceScaling } from "../../components/service-scaling";
import type { Bounds } from "../../strategy/plan";
import { make, type MadeResources } from "../support/recording";

const token = "platform:compute:ServiceScaling";
const targetType = "aws:appautoscaling/target:Target";
const policyType = "aws:appautoscaling/policy:Policy";

const requestLabel = "app/alb/1/targetgroup/tasks/2";

const makeScaling = (tasks: Bounds = { min: 3, max: 20 }, options = {}): Promise<MadeResources> =>
    make(
        (provider) =>
            new ServiceScaling(
                "scaling",
                { clusterName: "cluster", serviceName: "service", tasks, requestLabel },
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
