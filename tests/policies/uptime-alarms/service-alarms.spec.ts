import assert from "node:assert/strict";
import { serviceHasItsAlarms as rule } from "../../../policies/uptime-alarms/service-alarms";
import type { GraphResource } from "../../../policies/rule";
import { appliedTo, clean, doubts, judge, output, refusals } from "../../support/stack-graph";
import { alarm, elsewhere, loadBalancer, service, type AlarmSketch } from "./fixture";

interface Variant {
    readonly cpu?: Partial<AlarmSketch>;
    readonly memory?: Partial<AlarmSketch>;
    readonly tasks?: Partial<AlarmSketch>;
}

/** The three alarms of a service. */
function alarmsOf(on: AlarmSketch["on"], { cpu, memory, tasks }: Variant = {}): readonly GraphResource[] {
    return [
        alarm("cpu", "AWS/ECS CPUUtilization", { on, above: 80, ...cpu }),
        alarm("memory", "AWS/ECS MemoryUtilization", { on, above: 85, ...memory }),
        alarm("tasks", "ECS/ContainerInsights RunningTaskCount", {
            on,
            statistic: "Minimum",
            below: 2,
            ...tasks,
        }),
    ];
}

const tooLax = (signal: string, what: string): string =>
    `the alarm for the ${signal} of api is too lax: ${what}`;

describe("service-has-its-alarms", () => {
    const { on, resources } = service();

    it("passes alarms fed by the service, with every name unknown", async () => {
        assert.deepEqual(await judge(rule, [...resources, ...alarmsOf(on)]), clean);
    });

    it("passes alarms that name the service literally, and lets lower thresholds be", async () => {
        const literal = service("api", { name: "api" }, { name: "main" });
        const alarms = alarmsOf({ ClusterName: "main", ServiceName: "api" }, { cpu: { above: 60 } });
        assert.deepEqual(await judge(rule, [...literal.resources, ...alarms]), clean);
    });

    it("counts healthy targets of the service's own target group as its tasks", async () => {
        const alb = loadBalancer();
        const behind = service("api", { loadBalancers: [{ targetGroupArn: output(alb.group, "arn") }] });
        const healthy = alarm("healthy", "AWS/ApplicationELB HealthyHostCount", {
            on: alb.onGroup,
            statistic: "Minimum",
            below: 1,
        });
        const [cpu, memory] = alarmsOf(behind.on);
        assert.ok(cpu !== undefined && memory !== undefined);
        const all = [...alb.resources, ...behind.resources, cpu, memory, healthy];
        assert.deepEqual(await judge(rule, all), clean);

        const beside = service("api");
        const [itsCpu, itsMemory] = alarmsOf(beside.on);
        assert.ok(itsCpu !== undefined && itsMemory !== undefined);
        const apart = [...alb.resources, ...beside.resources, itsCpu, itsMemory, healthy];
        assert.deepEqual((await judge(rule, apart)).violations.length, 1);
    });

    it("refuses a service without alarms, one message for each", async () => {
        assert.deepEqual(
            await judge(rule, resources),
            refusals(
                "api: no alarm watches its CPU (AWS/ECS CPUUtilization); there must be one on Average or Maximum, above 80 or less",
                "api: no alarm watches its memory (AWS/ECS MemoryUtilization); there must be one on Average or Maximum, above 85 or less",
                "api: no alarm watches its number of tasks (ECS/ContainerInsights RunningTaskCount or AWS/ApplicationELB HealthyHostCount); there must be one on Minimum or Average, below 1 or more",
            ),
        );
    });

    it("does not count the alarms of another service", async () => {
        const worker = service("worker");
        const { violations } = await judge(rule, [...resources, ...worker.resources, ...alarmsOf(worker.on)]);
        assert.deepEqual(
            violations.map((violation) => violation.split(" (")[0]),
            [
                "api: no alarm watches its CPU",
                "api: no alarm watches its memory",
                "api: no alarm watches its number of tasks",
            ],
        );
    });

    it("refuses alarms that are too lax, on the alarm itself", async () => {
        const variants: readonly [Variant, string][] = [
            [{ cpu: { above: 95 } }, `cpu: ${tooLax("CPU", "its threshold is 95; it must be at most 80")}`],
            [
                { memory: { above: 90 } },
                `memory: ${tooLax("memory", "its threshold is 90; it must be at most 85")}`,
            ],
            [
                { cpu: { statistic: "Minimum" } },
                `cpu: ${tooLax("CPU", 'its statistic is "Minimum"; it must be Average or Maximum')}`,
            ],
            [
                { tasks: { below: 0 } },
                `tasks: ${tooLax("number of tasks", "its threshold is 0; it must be at least 1")}`,
            ],
            [
                { cpu: { above: undefined } },
                `cpu: ${tooLax("CPU", "its threshold is not set; it must be at most 80")}`,
            ],
        ];
        for (const [variant, message] of variants) {
            assert.deepEqual(await judge(rule, [...resources, ...alarmsOf(on, variant)]), refusals(message));
        }
    });

    it("does not count an alarm on the other side of the scale", async () => {
        const { violations } = await judge(rule, [...resources, ...alarmsOf(on, { cpu: { below: 80 } })]);
        assert.deepEqual(violations, [
            "api: no alarm watches its CPU (AWS/ECS CPUUtilization); there must be one on Average or Maximum, above 80 or less",
        ]);
    });

    it("is content with one good alarm beside a lax one", async () => {
        const early = alarm("warning", "AWS/ECS CPUUtilization", { on, above: 99 });
        assert.deepEqual(await judge(rule, [...resources, early, ...alarmsOf(on)]), clean);
    });

    it("says nothing about a stack without a service", async () => {
        assert.deepEqual(await judge(rule, [elsewhere, ...alarmsOf(on)]), clean);
    });

    it("cannot decide where a threshold, or what an alarm watches, is unknown", async () => {
        const threshold = alarmsOf(on, { cpu: { above: output(elsewhere, "value") } });
        assert.deepEqual(
            await judge(rule, [...resources, ...threshold]),
            doubts("api: whether cpu watches AWS/ECS CPUUtilization is not known before the update"),
        );
        const dimensions = alarmsOf(on, { memory: { but: { dimensions: appliedTo(elsewhere) } } });
        assert.deepEqual(
            await judge(rule, [...resources, ...dimensions]),
            doubts("api: whether memory watches AWS/ECS MemoryUtilization is not known before the update"),
        );
    });

    it("cannot decide whether a literal is a name that is yet to be chosen", async () => {
        const alarms = alarmsOf(on, { cpu: { on: { ClusterName: "main", ServiceName: "api" } } });
        assert.deepEqual(
            await judge(rule, [...resources, ...alarms]),
            doubts("api: whether cpu watches AWS/ECS CPUUtilization is not known before the update"),
        );
    });
});
