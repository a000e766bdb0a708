import assert from "node:assert/strict";
import { judge } from "../../preview/judge";
import { loadPacks } from "../../preview/packs";
import type { Registration } from "../../preview/registration";
import { platform, readsText } from "../support/platform";

type Properties = Record<string, unknown>;

interface Mutation {
    /** Environment whose first stack is changed. @default "dev" */
    readonly environment?: "prod";
    /** What somebody might do to a component. */
    readonly change: string;
    /** End of the type, and end of the name, of the resource it shows in. */
    readonly type: string;
    readonly name: string;
    /** Edits the resource's properties; "remove" takes it out of the program. */
    readonly edit: ((properties: Properties) => void) | "remove" | "ignore no changes";
    /** The rules that must turn red, and no other. */
    readonly rules: readonly string[];
    /** What the message must say. */
    readonly says: RegExp;
}

const tracking = (properties: Properties): Properties =>
    properties.targetTrackingScalingPolicyConfiguration as Properties;

const mutations: readonly Mutation[] = [
    {
        change: "removes the memory policy",
        type: "Policy",
        name: "service-scaling-memory",
        edit: "remove",
        rules: ["service-scales-on-cpu-and-memory"],
        says: /no policy tracks ECSServiceAverageMemoryUtilization.*us-east-1-c1-service-scaling-target/,
    },
    {
        change: "forgets a cooldown of the memory policy",
        type: "Policy",
        name: "service-scaling-memory",
        edit: (properties) => {
            delete tracking(properties).scaleInCooldown;
        },
        rules: ["service-scaling-states-cooldowns"],
        says: /scaleInCooldown is not set; it must be at least 300 seconds/,
    },
    {
        change: "lets requests scale the service in at once",
        type: "Policy",
        name: "service-scaling-requests",
        edit: (properties) => {
            tracking(properties).scaleInCooldown = 0;
        },
        rules: ["service-scaling-states-cooldowns"],
        says: /scaleInCooldown is 0; it must be at least 300 seconds/,
    },
    {
        change: "forgets whose requests the service scales on",
        type: "Policy",
        name: "service-scaling-requests",
        edit: (properties) => {
            tracking(properties).predefinedMetricSpecification = {
                predefinedMetricType: "ALBRequestCountPerTarget",
            };
        },
        rules: ["request-scaling-counts-own-requests"],
        says: /resourceLabel is not set; it must be app/,
    },
    {
        change: "puts the minimum on Spot",
        type: "Service",
        name: "service-tasks",
        edit: (properties) => {
            properties.capacityProviderStrategies = [{ capacityProvider: "FARGATE_SPOT", weight: 1 }];
        },
        rules: ["service-keeps-on-demand-floor"],
        says: /runs on FARGATE_SPOT without FARGATE; FARGATE must carry a base of/,
    },
    {
        change: "raises the maximum of tasks beyond the law",
        type: "Target",
        name: "service-scaling-target",
        edit: (properties) => {
            properties.maxCapacity = 60;
        },
        rules: ["service-has-bounded-target"],
        says: /60/,
    },
    {
        change: "drops the scalable target of the readers",
        type: "Target",
        name: "database-readers",
        edit: "remove",
        rules: ["cluster-has-reader-scaling", "scaling-policy-follows-a-target"],
        says: /us-east-1-c1-database/,
    },
    {
        change: "no longer ignores the desired count",
        type: "Service",
        name: "service-tasks",
        edit: "ignore no changes",
        rules: ["autoscaled-count-is-ignored"],
        says: /desiredCount/,
    },
    {
        change: "watches the average latency",
        type: "MetricAlarm",
        name: "load-balancer-latency-p95",
        edit: (properties) => {
            const queries = properties.metricQueries as { metric?: { stat: string } }[];
            for (const { metric } of queries) if (metric?.stat === "p95") metric.stat = "Average";
        },
        rules: ["load-balancer-has-its-alarms", "latency-alarm-is-a-percentile"],
        says: /"Average"; it must be (p95|a percentile)/,
    },
    {
        change: "loosens the latency alarm",
        type: "MetricAlarm",
        name: "load-balancer-latency-p95",
        edit: (properties) => {
            properties.threshold = 0.5;
        },
        rules: ["load-balancer-has-its-alarms"],
        says: /its threshold is 0\.5; it must be at most 0\.2/,
    },
    {
        change: "drops the CPU alarm of the service",
        type: "MetricAlarm",
        name: "service-cpu",
        edit: "remove",
        rules: ["service-has-its-alarms"],
        says: /no alarm watches its CPU \(AWS\/ECS CPUUtilization\)/,
    },
    {
        change: "leaves one cache node unwatched",
        type: "MetricAlarm",
        name: "cache-0001-002-memory",
        edit: "remove",
        rules: ["cache-has-its-alarms"],
        says: /alarms on memory cover 1 of its 2 nodes/,
    },
    {
        change: "forgets the dimensions",
        type: "MetricAlarm",
        name: "database-writer-connections",
        edit: (properties) => {
            delete properties.dimensions;
        },
        rules: ["alarm-has-published-dimensions"],
        says: /AWS\/RDS DatabaseConnections has dimensions none/,
    },
    {
        change: "takes the action away",
        type: "MetricAlarm",
        name: "service-memory",
        edit: (properties) => {
            delete properties.alarmActions;
        },
        rules: ["alarm-notifies"],
        says: /alarmActions is not set/,
    },
    {
        change: "leaves silence to the default",
        type: "MetricAlarm",
        name: "edge-server-errors",
        edit: (properties) => {
            delete properties.treatMissingData;
        },
        rules: ["alarm-states-silence"],
        says: /treatMissingData is not set/,
    },
    {
        change: "drops the edge's error alarm",
        type: "MetricAlarm",
        name: "edge-server-errors",
        edit: "remove",
        rules: ["distribution-has-its-alarms"],
        says: /no alarm watches its 5xx error rate/,
    },
    {
        change: "stops listening to the topic",
        type: "TopicSubscription",
        name: "us-east-1-c1-alarms-oncall-medease-com",
        edit: "remove",
        rules: ["alarm-notifies"],
        says: /notifies us-east-1-c1-alarms-topic, which nobody subscribes to/,
    },
    {
        environment: "prod",
        change: "drops the alarm on the queue's age",
        type: "MetricAlarm",
        name: "queue-age",
        edit: "remove",
        rules: ["queue-has-an-age-alarm"],
        says: /no alarm watches its oldest message .*us-east-1-c1-events-queue/,
    },
    {
        environment: "prod",
        change: "waits for ten dead letters",
        type: "MetricAlarm",
        name: "queue-dead-letters",
        edit: (properties) => {
            properties.threshold = 10;
        },
        rules: ["dead-letter-queue-has-an-alarm"],
        says: /its threshold is 10; it must be at most 0/,
    },
    {
        environment: "prod",
        change: "scales the workers by nothing",
        type: "Policy",
        name: "worker-scaling-backlog",
        edit: "remove",
        rules: ["service-scales-on-cpu-and-memory"],
        says: /no policy tracks ECSServiceAverageCPUUtilization.*us-east-1-c1-worker-scaling-target/,
    },
    {
        environment: "prod",
        change: "forgets a cooldown of the workers",
        type: "Policy",
        name: "worker-scaling-backlog",
        edit: (properties) => {
            delete tracking(properties).scaleInCooldown;
        },
        rules: ["service-scaling-states-cooldowns"],
        says: /scaleInCooldown is not set; it must be at least 300 seconds/,
    },
    {
        environment: "prod",
        change: "keeps fewer workers on demand than the minimum",
        type: "Service",
        name: "worker-tasks",
        edit: (properties) => {
            const [onDemand] = properties.capacityProviderStrategies as Properties[];
            assert.ok(onDemand);
            onDemand.base = 1;
        },
        rules: ["service-keeps-on-demand-floor"],
        says: /the FARGATE base is 1; it must be at least 2/,
    },
];

function mutate(resources: readonly Registration[], { type, name, edit }: Mutation): readonly Registration[] {
    const copy: readonly Registration[] = structuredClone(resources);
    const target = copy.find(
        (resource) => resource.type.endsWith(`:${type}`) && resource.name.endsWith(name),
    );
    assert.ok(target, `the platform has no ${type} named …${name}: mend this table`);
    if (edit === "remove") {
        return copy
            .filter((resource) => resource !== target)
            .map((resource) => ({
                ...resource,
                propertyDependencies: Object.fromEntries(
                    Object.entries(resource.propertyDependencies).map(([property, urns]) => [
                        property,
                        urns.filter((urn) => urn !== target.urn),
                    ]),
                ),
            }));
    }
    if (edit === "ignore no changes") {
        const options = { ...target.options, ignoreChanges: [] };
        return copy.map((resource) => (resource === target ? { ...target, options } : resource));
    }
    for (const properties of [target.inputs, target.state]) edit(properties);
    return copy;
}

describe("breaking the platform on purpose", function () {
    this.timeout(60_000);

    for (const mutation of mutations) {
        it(`is noticed: somebody ${mutation.change}`, async () => {
            const { stacks } = await platform(mutation.environment ?? "dev", "unknown");
            const [first] = stacks;
            assert.ok(first);
            const found = await judge(loadPacks(), first.name, mutate(first.resources, mutation));
            const violations = found.filter(({ rule, undecided }) => !undecided || !readsText.includes(rule));
            assert.deepEqual(
                [...new Set(violations.map(({ rule }) => rule))].sort(),
                [...mutation.rules].sort(),
                violations.map(({ rule, message }) => `${rule}: ${message}`).join("\n"),
            );
            for (const { message, enforcementLevel, remediation, undecided } of violations) {
                assert.equal(enforcementLevel, "mandatory");
                assert.equal(undecided, false, message);
                assert.notEqual(remediation, "");
            }
            assert.ok(
                violations.some(({ message }) => mutation.says.test(message)),
                violations.map(({ message }) => message).join("\n"),
            );
        });
    }
});
