import assert from "node:assert/strict";
import { serviceHasBoundedTarget as rule } from "../../../policies/autoscaling-bounds/service-target";
import {
    appliedTo,
    clean,
    doubts,
    joined,
    judge,
    output,
    pending,
    resource,
} from "../../support/stack-graph";
import { scaledService } from "./fixture";

const literalId = (name: string, cluster = "main"): string => `service/${cluster}/${name}`;

describe("service-has-bounded-target", () => {
    it("passes a target fed by the service, with every name unknown", async () => {
        assert.deepEqual(await judge(rule, scaledService().all), clean);
    });

    it("passes a fixed number of tasks", async () => {
        assert.deepEqual(await judge(rule, scaledService({ target: { maxCapacity: 2 } }).all), clean);
    });

    it("passes a target that names the service literally", async () => {
        const { all } = scaledService({
            cluster: { name: "main" },
            service: { name: "api", cluster: "main" },
            target: { resourceId: literalId("api") },
        });
        assert.deepEqual(await judge(rule, all), clean);
    });

    it("passes a target that names the service by known outputs", async () => {
        const { all } = scaledService({
            cluster: { name: "main-1a2b3c4" },
            service: { name: "api-1a2b3c4" },
        });
        assert.deepEqual(await judge(rule, all), clean);
    });

    it("refuses a service without a target", async () => {
        const { cluster, service } = scaledService();
        assert.deepEqual(await judge(rule, [cluster, service]), {
            violations: ["api: no target scales its desired count; it must be one, from 2 to 50 tasks"],
            undecided: [],
        });
    });

    it("refuses a service whose target names another service", async () => {
        const worker = scaledService({ name: "worker", service: { name: "worker" } });
        const api = scaledService({
            service: { name: "api" },
            target: {
                resourceId: joined(
                    "service/",
                    output(worker.cluster, "name"),
                    "/",
                    output(worker.service, "name"),
                ),
            },
        });
        assert.deepEqual(await judge(rule, [...worker.all, ...api.all]), {
            violations: [
                "worker: 2 targets scale it: worker-target, api-target; it must be one",
                "api: no target scales its desired count; it must be one, from 2 to 50 tasks",
            ],
            undecided: [],
        });
    });

    it("tells services of one name apart by their cluster", async () => {
        const one = scaledService({ name: "one", cluster: { name: "c1" }, service: { name: "api" } });
        const other = scaledService({
            name: "other",
            cluster: { name: "c2" },
            service: { name: "api" },
            target: { resourceId: literalId("api", "c1") },
        });
        assert.deepEqual(await judge(rule, [...one.all, ...other.all]), {
            violations: [
                "one: 2 targets scale it: one-target, other-target; it must be one",
                "other: no target scales its desired count; it must be one, from 2 to 50 tasks",
            ],
            undecided: [],
        });
    });

    it("tells services of one name apart by their region", async () => {
        const literal = { name: "api", cluster: "main" };
        const cells = ["eu-west-1", "us-east-1"].map((region) =>
            scaledService({
                name: region,
                service: literal,
                serviceOptions: { region, ignoreChanges: ["desiredCount"] },
                target: { resourceId: literalId("api") },
                targetOptions: { region },
            }),
        );
        assert.deepEqual(
            await judge(
                rule,
                cells.flatMap(({ all }) => all),
            ),
            clean,
        );
    });

    it("refuses bounds outside the law, absent bounds and crossed bounds", async () => {
        const bounds: readonly [object, readonly string[]][] = [
            [{ minCapacity: 1 }, ["minCapacity is 1; it must be from 2 to 50"]],
            [{ maxCapacity: 80 }, ["maxCapacity is 80; it must be from 2 to 50"]],
            [{ minCapacity: undefined }, ["minCapacity is not set; it must be from 2 to 50"]],
            [
                { minCapacity: 30, maxCapacity: 20 },
                ["minCapacity 30 is above maxCapacity 20; it must not be"],
            ],
        ];
        for (const [target, messages] of bounds) {
            const { all } = scaledService({ target: { ...target } });
            assert.deepEqual(await judge(rule, all), {
                violations: messages.map((message) => `api-target: ${message}`),
                undecided: [],
            });
        }
    });

    it("takes other bounds by configuration", async () => {
        const { all } = scaledService({ target: { minCapacity: 2, maxCapacity: 10 } });
        assert.deepEqual((await judge(rule, all, { minTasks: 3, maxTasks: 12 })).violations, [
            "api-target: minCapacity is 2; it must be from 3 to 12",
        ]);
        const wide = scaledService({ target: { minCapacity: 1, maxCapacity: 400 } }).all;
        assert.deepEqual(await judge(rule, wide, { minTasks: 1, maxTasks: 400 }), clean);
    });

    it("says nothing about daemons and about stacks without a service", async () => {
        const { cluster } = scaledService();
        const daemon = resource("aws:ecs/service:Service", "agent", { schedulingStrategy: "DAEMON" });
        assert.deepEqual(await judge(rule, [cluster, daemon]), clean);
        assert.deepEqual(await judge(rule, [cluster]), clean);
    });

    it("cannot decide where a bound, or what the target scales, is unknown", async () => {
        const source = resource("aws:ssm/parameter:Parameter", "bounds");
        assert.deepEqual(
            await judge(rule, scaledService({ target: { minCapacity: output(source, "value") } }).all),
            {
                violations: [],
                undecided: ["api-target: minCapacity is not known before the update"],
            },
        );
        assert.deepEqual(
            await judge(rule, scaledService({ target: { resourceId: appliedTo(source) } }).all),
            {
                violations: [],
                undecided: ["api: whether api-target scales it is not known before the update"],
            },
        );
    });

    it("cannot decide where it is unknown what the target moves", async () => {
        const source = resource("aws:ssm/parameter:Parameter", "dimension");
        const { all } = scaledService({ target: { scalableDimension: output(source, "value") } });
        assert.deepEqual(
            await judge(rule, all),
            doubts("api: whether api-target scales it is not known before the update"),
        );
    });

    it("does not take a target of something else for a doubt", async () => {
        const { cluster, service } = scaledService();
        const table = resource("aws:appautoscaling/target:Target", "table", {
            scalableDimension: "dynamodb:table:ReadCapacityUnits",
            resourceId: appliedTo(service),
        });
        const readers = resource("aws:appautoscaling/target:Target", "readers", {
            scalableDimension: "rds:cluster:ReadReplicaCount",
            resourceId: appliedTo(service),
        });
        assert.deepEqual((await judge(rule, [cluster, service, table, readers])).violations, [
            "api: no target scales its desired count; it must be one, from 2 to 50 tasks",
        ]);
    });

    it("cannot decide where the service may be a daemon", async () => {
        const source = resource("aws:ssm/parameter:Parameter", "strategy");
        const { service } = scaledService({ service: { schedulingStrategy: output(source, "value") } });
        assert.deepEqual(
            await judge(rule, [service]),
            doubts("api: schedulingStrategy is not known before the update"),
        );
    });

    it("takes an unknown that nobody asked for as absent", async () => {
        const { all } = scaledService({ target: { maxCapacity: pending } });
        assert.deepEqual((await judge(rule, all)).violations, [
            "api-target: maxCapacity is not set; it must be from 2 to 50",
        ]);
    });
});
