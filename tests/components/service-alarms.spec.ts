import assert from "node:assert/strict";
import type { AlarmRule } from "../../components/alarm-rule";
import { serviceAlarms } from "../../components/service-alarms";
import { serviceLaw } from "../../strategy/law";
import type { Bounds } from "../../strategy/plan";

const alarms = (tasks: Bounds = { min: 3, max: 50 }): readonly AlarmRule[] =>
    serviceAlarms({ clusterName: "cluster", serviceName: "service", tasks: { floors: [], ...tasks } });

const dimensions = { ClusterName: "cluster", ServiceName: "service" };
const runningTasks = {
    namespace: "ECS/ContainerInsights",
    metricName: "RunningTaskCount",
    dimensions,
    statistic: "Minimum",
};

/** An alarm without its words, which the table below does not repeat. */
function numbers({ meaning, ...rule }: AlarmRule): Omit<AlarmRule, "meaning"> {
    assert.ok(meaning.length > 40, rule.key);
    return rule;
}

describe("serviceAlarms", () => {
    it("are exactly these", () => {
        assert.deepEqual(alarms().map(numbers), [
            {
                key: "service-cpu",
                severity: "ticket",
                signal: {
                    namespace: "AWS/ECS",
                    metricName: "CPUUtilization",
                    dimensions,
                    statistic: "Average",
                },
                threshold: { above: 80 },
                periodSeconds: 60,
                periods: 2,
                whenSilent: "breaching",
            },
            {
                key: "service-memory",
                severity: "ticket",
                signal: {
                    namespace: "AWS/ECS",
                    metricName: "MemoryUtilization",
                    dimensions,
                    statistic: "Average",
                },
                threshold: { above: 85 },
                periodSeconds: 60,
                periods: 5,
                whenSilent: "breaching",
            },
            {
                key: "service-tasks-below-minimum",
                severity: "page",
                signal: runningTasks,
                threshold: { below: 3 },
                periodSeconds: 60,
                periods: 3,
                whenSilent: "breaching",
            },
            {
                key: "service-tasks-near-maximum",
                severity: "ticket",
                signal: runningTasks,
                threshold: { above: 39 },
                periodSeconds: 300,
                periods: 6,
                whenSilent: "notBreaching",
            },
            {
                key: "service-tasks-at-maximum",
                severity: "ticket",
                signal: runningTasks,
                threshold: { above: 49 },
                periodSeconds: 60,
                periods: 10,
                whenSilent: "notBreaching",
            },
        ]);
    });

    it("fire above what scaling aims at, or they would never end", () => {
        const above = (key: string): number => {
            const threshold = alarms().find((rule) => rule.key === key)?.threshold;
            assert.ok(threshold !== undefined && "above" in threshold);
            return threshold.above;
        };

        assert.ok(above("service-cpu") > serviceLaw.cpuTargetPercent);
        assert.ok(above("service-memory") > serviceLaw.memoryTargetPercent);
    });

    for (const { tasks, keys } of [
        { tasks: { min: 2, max: 2 }, keys: [] },
        { tasks: { min: 2, max: 3 }, keys: ["service-tasks-at-maximum"] },
        { tasks: { min: 45, max: 50 }, keys: ["service-tasks-at-maximum"] },
        { tasks: { min: 2, max: 10 }, keys: ["service-tasks-near-maximum", "service-tasks-at-maximum"] },
    ]) {
        it(`say of the capacity of ${tasks.min} to ${tasks.max} tasks only what can change`, () => {
            assert.deepEqual(
                alarms(tasks)
                    .map(({ key }) => key)
                    .filter((key) => key.endsWith("-maximum")),
                keys,
            );
        });
    }

    for (const { min, keys } of [
        { min: 39, keys: ["service-tasks-near-maximum", "service-tasks-at-maximum"] },
        { min: 40, keys: ["service-tasks-at-maximum"] },
        { min: 50, keys: [] },
    ]) {
        it(`say of 3 to 50 tasks with a floor of ${min} only what the floor itself does not bring about`, () => {
            const hours = { days: "daily", from: "07:00", until: "18:00", timezone: "UTC" } as const;
            const tasks = { min: 3, max: 50, floors: [{ ...hours, min }] };
            assert.deepEqual(
                serviceAlarms({ clusterName: "cluster", serviceName: "service", tasks })
                    .map(({ key }) => key)
                    .filter((key) => key.endsWith("-maximum")),
                keys,
            );
        });
    }

    it("have keys of their own", () => {
        const keys = alarms().map(({ key }) => key);

        assert.equal(new Set(keys).size, keys.length);
    });
});
