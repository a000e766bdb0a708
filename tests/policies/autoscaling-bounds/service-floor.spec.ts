import assert from "node:assert/strict";
import { serviceKeepsOnDemandFloor as rule } from "../../../policies/autoscaling-bounds/service-floor";
import type { GraphResource } from "../../../policies/rule";
import { appliedTo, clean, doubts, judge, output, refusals, resource } from "../../support/stack-graph";
import { scaledService } from "./fixture";

const secret = resource("aws:ssm/parameter:Parameter", "secret");
const spot = { capacityProvider: "FARGATE_SPOT", weight: 3 };
const onDemand = (base?: unknown): object => ({
    capacityProvider: "FARGATE",
    weight: 1,
    ...(base === undefined ? {} : { base }),
});
const placed = (...capacityProviderStrategies: readonly object[]): ReturnType<typeof scaledService> =>
    scaledService({ service: { capacityProviderStrategies }, target: { minCapacity: 4 } });

describe("service-keeps-on-demand-floor", () => {
    it("passes Spot above an on-demand base of the target's minimum", async () => {
        assert.deepEqual(await judge(rule, placed(onDemand(4), spot).all), clean);
    });

    it("passes Fargate alone, whatever its base, and a Spot share of nothing", async () => {
        assert.deepEqual(await judge(rule, placed(onDemand()).all), clean);
        assert.deepEqual(await judge(rule, placed(onDemand(), { ...spot, weight: 0 }).all), clean);
    });

    it("refuses a base below the minimum, an absent base, and Spot alone", async () => {
        assert.deepEqual(
            await judge(rule, placed(onDemand(2), spot).all),
            refusals("api: the FARGATE base is 2; it must be at least 4, the least number of tasks"),
        );
        assert.deepEqual(
            await judge(rule, placed(onDemand(), spot).all),
            refusals("api: the FARGATE base is 0; it must be at least 4, the least number of tasks"),
        );
        assert.deepEqual(
            await judge(rule, placed(spot).all),
            refusals("api: it runs on FARGATE_SPOT without FARGATE; FARGATE must carry a base of 4"),
        );
    });

    it("asks for the least that the clock sets, where that moves the target's minimum", async () => {
        const clocked = (base: number, ignoreChanges: readonly string[]): readonly GraphResource[] => {
            const { all, target } = scaledService({
                service: { capacityProviderStrategies: [onDemand(base), spot] },
                // As a refresh shows it at noon.
                target: { minCapacity: 12 },
                targetOptions: { ignoreChanges },
            });
            const action = (name: string, minCapacity: number): GraphResource =>
                resource("aws:appautoscaling/scheduledAction:ScheduledAction", name, {
                    resourceId: output(target, "resourceId"),
                    scalableTargetAction: { minCapacity },
                });
            return [...all, action("raise", 12), action("lower", 3)];
        };
        assert.deepEqual(await judge(rule, clocked(3, ["minCapacity"])), clean);
        assert.deepEqual(
            await judge(rule, clocked(2, ["minCapacity"])),
            refusals("api: the FARGATE base is 2; it must be at least 3, the least number of tasks"),
        );
        assert.deepEqual(
            await judge(rule, clocked(3, [])),
            refusals("api: the FARGATE base is 3; it must be at least 12, the least number of tasks"),
        );
    });

    it("holds a service without a target to the law's minimum", async () => {
        const { service } = placed(onDemand(1), spot);
        assert.deepEqual(
            await judge(rule, [service]),
            refusals("api: the FARGATE base is 1; it must be at least 2, the least number of tasks"),
        );
    });

    it("reads the cluster's default strategy where the service states none", async () => {
        const { cluster, all } = scaledService();
        const byOutput = resource("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", "capacity", {
            clusterName: output(cluster, "name"),
            defaultCapacityProviderStrategies: [spot],
        });
        const message = "it runs on FARGATE_SPOT without FARGATE; FARGATE must carry a base of 2";
        assert.deepEqual(await judge(rule, [...all, byOutput]), refusals(`api: ${message}`));

        const byName = resource("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", "capacity", {
            clusterName: "main",
            defaultCapacityProviderStrategies: [spot],
        });
        const named = scaledService({
            service: { cluster: "arn:aws:ecs:eu-west-1:111122223333:cluster/main" },
        });
        assert.deepEqual(await judge(rule, [...named.all, byName]), refusals(`api: ${message}`));
    });

    it("does not read the default strategy of another cluster", async () => {
        const other = scaledService({ name: "batch" });
        const capacity = resource("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", "capacity", {
            clusterName: output(other.cluster, "name"),
            defaultCapacityProviderStrategies: [spot],
        });
        assert.deepEqual(await judge(rule, [...scaledService().all, other.cluster, capacity]), clean);
        const elsewhere = scaledService({ service: { cluster: output(secret, "value") } });
        assert.deepEqual(await judge(rule, [...elsewhere.all, other.cluster, capacity]), clean);
    });

    it("takes a share without a base or a weight as none", async () => {
        assert.deepEqual(
            await judge(rule, placed(onDemand(), { capacityProvider: "FARGATE_SPOT" }).all),
            clean,
        );
    });

    it("says nothing about launch types and other providers", async () => {
        assert.deepEqual(await judge(rule, scaledService({ service: { launchType: "FARGATE" } }).all), clean);
        assert.deepEqual(await judge(rule, placed({ capacityProvider: "instances", weight: 1 }).all), clean);
        assert.deepEqual(await judge(rule, [secret]), clean);
    });

    it("cannot decide where the base or the strategy is unknown", async () => {
        assert.deepEqual(
            await judge(rule, placed(onDemand(output(secret, "value")), spot).all),
            doubts("api: the FARGATE base or the target's minCapacity is not known before the update"),
        );
        const { all } = scaledService({ service: { capacityProviderStrategies: appliedTo(secret) } });
        assert.deepEqual(
            await judge(rule, all),
            doubts("api: capacityProviderStrategies are not known before the update"),
        );
    });
});
