import * as appautoscaling from "@pulumi/aws/appautoscaling";
import { within } from "../planting";
import type { PlantedFault } from "./fault";

const tracking = "targetTrackingScalingPolicyConfiguration";
const raw = "raw-resources";

/** One fault or more for each rule of the pack. */
export const autoscalingFaults: readonly PlantedFault[] = [
    {
        what: "a target that grows without end",
        in: raw,
        rules: ["service-has-bounded-target"],
        set: { tasks: { maxCapacity: 500 } },
    },
    {
        what: "a target for CPU that is too late",
        in: raw,
        rules: ["service-scales-on-cpu-and-memory"],
        set: { cpu: within(tracking, { targetValue: 90 }) },
    },
    {
        what: "a service that does not scale on memory",
        in: "awsx-services",
        rules: ["service-scales-on-cpu-and-memory"],
        without: ["web-memory"],
    },
    {
        what: "a policy without a cooldown",
        in: raw,
        rules: ["service-scaling-states-cooldowns"],
        set: { cpu: within(tracking, { scaleInCooldown: undefined }) },
    },
    {
        what: "a worker that waits five minutes for the next task",
        in: "awsx-services",
        rules: ["service-scaling-states-cooldowns"],
        set: { "worker-backlog": within(tracking, { scaleOutCooldown: 300 }) },
    },
    {
        what: "requests without a label",
        in: raw,
        rules: ["request-scaling-counts-own-requests"],
        set: {
            requests: within(tracking, {
                predefinedMetricSpecification: { predefinedMetricType: "ALBRequestCountPerTarget" },
            }),
        },
    },
    {
        what: "a number of requests that no task reaches",
        in: raw,
        rules: ["request-scaling-comes-in-time"],
        set: { requests: within(tracking, { targetValue: 1_000_000 }) },
    },
    {
        what: "a count that each update sets back",
        in: raw,
        rules: ["autoscaled-count-is-ignored"],
        options: { web: { ignoreChanges: [] } },
        says: ["ignoreChanges holds nothing; it must hold desiredCount [web]"],
    },
    {
        what: "a service on Spot alone",
        in: raw,
        rules: ["service-keeps-on-demand-floor"],
        set: {
            web: {
                launchType: undefined,
                capacityProviderStrategies: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }],
            },
        },
    },
    {
        what: "a cluster's default strategy below the floor",
        in: "awsx-services",
        rules: ["service-keeps-on-demand-floor"],
        set: {
            capacity: {
                defaultCapacityProviderStrategies: [
                    { capacityProvider: "FARGATE", base: 1, weight: 1 },
                    { capacityProvider: "FARGATE_SPOT", weight: 3 },
                ],
            },
        },
    },
    {
        what: "too many readers",
        in: raw,
        rules: ["cluster-has-reader-scaling"],
        set: { readers: { maxCapacity: 15 } },
    },
    {
        what: "readers that come too late",
        in: raw,
        rules: ["cluster-scales-on-reader-cpu"],
        set: { "reader-cpu": within(tracking, { targetValue: 95 }) },
    },
    {
        what: "readers of a secondary",
        in: raw,
        rules: ["reader-target-scales-provisioned-primary"],
        set: {
            database: { replicationSourceIdentifier: "arn:aws:rds:eu-west-1:111122223333:cluster:primary" },
        },
    },
    {
        what: "a serverless cluster without a maximum",
        in: "several-regions",
        rules: ["serverless-cluster-has-acu-bounds"],
        set: { "database-us-west-2": { serverlessv2ScalingConfiguration: { minCapacity: 0.5 } } },
    },
    {
        what: "shards that each update sets back",
        in: "several-regions",
        rules: ["autoscaled-nodes-are-ignored"],
        options: { "cache-eu-west-1": { ignoreChanges: ["description"] } },
    },
    {
        what: "a cache that may lose all its shards",
        in: "several-regions",
        rules: ["cache-target-is-bounded"],
        set: { "cache-target-eu-west-1": { minCapacity: 0 } },
    },
    {
        what: "a cache that may have more nodes than AWS gives, and than alarms watch",
        in: "several-regions",
        rules: ["cache-has-its-alarms", "cache-target-is-bounded"],
        set: { "cache-target-eu-west-1": { maxCapacity: 60 } },
    },
    {
        what: "shards that come too late",
        in: "several-regions",
        rules: ["cache-scales-before-it-is-full"],
        set: {
            "cache-ElastiCachePrimaryEngineCPUUtilization-us-west-2": within(tracking, { targetValue: 90 }),
        },
    },
    {
        what: "a policy for a target that nobody made",
        in: raw,
        rules: ["scaling-policy-follows-a-target"],
        also: () => {
            new appautoscaling.Policy("stray", {
                policyType: "TargetTrackingScaling",
                serviceNamespace: "rds",
                scalableDimension: "rds:cluster:ReadReplicaCount",
                resourceId: "cluster:gone",
            });
        },
    },
    {
        what: "two policies on one metric",
        in: raw,
        rules: ["scaling-policy-is-alone-on-its-metric"],
        set: {
            requests: within(tracking, {
                targetValue: 60,
                predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
            }),
        },
    },
    {
        what: "a service that never shrinks",
        in: raw,
        rules: ["scaling-policy-scales-in"],
        set: { memory: within(tracking, { disableScaleIn: true }) },
    },
    {
        what: "a target of a cluster in the namespace of services",
        in: raw,
        rules: ["target-names-what-it-scales"],
        set: { readers: { serviceNamespace: "ecs" } },
    },
    {
        what: "a target by an ARN",
        in: "several-regions",
        rules: ["service-has-bounded-target", "target-names-what-it-scales"],
        set: {
            "orders-target-eu-west-1": {
                resourceId: "arn:aws:ecs:eu-west-1:111122223333:service/shop/orders",
            },
        },
    },
];
