import assert from "node:assert/strict";
import { BacklogScaling } from "../../components/backlog-scaling";
import { make, type MadeResources } from "../support/recording";

const token = "platform:compute:BacklogScaling";
const targetType = "aws:appautoscaling/target:Target";
const policyType = "aws:appautoscaling/policy:Policy";

const makeScaling = (options = {}): Promise<MadeResources> =>
    make(
        (provider) =>
            new BacklogScaling(
                "scaling",
                {
                    clusterName: "cluster",
                    serviceName: "worker",
                    queueName: "queue",
                    tasks: { min: 2, max: 10 },
                },
                { provider },
            ),
        options,
    );

describe("BacklogScaling", () => {
    it("makes a target and one policy, its own and with the given provider", async () => {
        const made = await makeScaling();

        assert.deepEqual(
            made.all.map(({ type, name }) => `${type} ${name}`),
            [`${token} scaling`, `${targetType} scaling-target`, `${policyType} scaling-backlog`],
        );
        assert.deepEqual(made.orphansOf(token), []);
        assert.deepEqual(made.onDefaultProvider(), []);
    });

    it("scales the service by its names, within its bounds", async () => {
        assert.deepEqual((await makeScaling()).only(targetType).inputs, {
            serviceNamespace: "ecs",
            scalableDimension: "ecs:service:DesiredCount",
            resourceId: "service/cluster/worker",
            minCapacity: 2,
            maxCapacity: 10,
        });
    });

    it("aims at 600 waiting messages for each running task, out after 60 s and in after 300 s", async () => {
        const made = await makeScaling();
        const { inputs, propertyDependencies } = made.only(policyType);

        assert.equal(inputs.policyType, "TargetTrackingScaling");
        assert.deepEqual(propertyDependencies.resourceId, [made.only(targetType).urn]);
        assert.deepEqual(inputs.targetTrackingScalingPolicyConfiguration, {
            targetValue: 600,
            scaleOutCooldown: 60,
            scaleInCooldown: 300,
            customizedMetricSpecification: {
                metrics: [
                    {
                        id: "waiting",
                        metricStat: {
                            metric: {
                                namespace: "AWS/SQS",
                                metricName: "ApproximateNumberOfMessagesVisible",
                                dimensions: [{ name: "QueueName", value: "queue" }],
                            },
                            stat: "Maximum",
                        },
                        returnData: false,
                    },
                    {
                        id: "running",
                        metricStat: {
                            metric: {
                                namespace: "ECS/ContainerInsights",
                                metricName: "RunningTaskCount",
                                dimensions: [
                                    { name: "ClusterName", value: "cluster" },
                                    { name: "ServiceName", value: "worker" },
                                ],
                            },
                            stat: "Average",
                        },
                        returnData: false,
                    },
                    {
                        id: "backlog",
                        expression: "waiting / IF(running > 0, running, 1)",
                        label: "Messages that wait for each running task",
                        returnData: true,
                    },
                ],
            },
        });
    });

    it("can be previewed before anything exists", async () => {
        assert.equal((await makeScaling({ preview: true })).all.length, 3);
    });
});
