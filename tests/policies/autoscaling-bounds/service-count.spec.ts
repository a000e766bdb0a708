import assert from "node:assert/strict";
import { autoscaledCountIsIgnored as rule } from "../../../policies/autoscaling-bounds/service-count";
import { appliedTo, clean, doubts, judge, refusals, resource } from "../../support/stack-graph";
import { scaledService } from "./fixture";

describe("autoscaled-count-is-ignored", () => {
    it("passes a scaled service that ignores its count, or every change", async () => {
        assert.deepEqual(await judge(rule, scaledService().all), clean);
        assert.deepEqual(
            await judge(rule, scaledService({ serviceOptions: { ignoreChanges: ["*"] } }).all),
            clean,
        );
    });

    it("refuses a scaled service that does not", async () => {
        const other = ["taskDefinition", "tags"];
        assert.deepEqual(
            await judge(rule, scaledService({ serviceOptions: { ignoreChanges: other } }).all),
            refusals("api: ignoreChanges holds taskDefinition, tags; it must hold desiredCount"),
        );
        assert.deepEqual(
            await judge(rule, scaledService({ serviceOptions: { ignoreChanges: [] } }).all),
            refusals("api: ignoreChanges holds nothing; it must hold desiredCount"),
        );
    });

    it("refuses it also where no desired count is set: the provider then writes zero", async () => {
        const { all } = scaledService({
            service: { desiredCount: undefined },
            serviceOptions: { ignoreChanges: [] },
        });
        assert.deepEqual(
            await judge(rule, all),
            refusals("api: ignoreChanges holds nothing; it must hold desiredCount"),
        );
    });

    it("says nothing about a service that nothing scales", async () => {
        const { service } = scaledService({ serviceOptions: { ignoreChanges: [] } });
        assert.deepEqual(await judge(rule, [service]), clean);
    });

    it("cannot decide where what the target scales is unknown", async () => {
        const secret = resource("aws:ssm/parameter:Parameter", "secret");
        const { all } = scaledService({
            serviceOptions: { ignoreChanges: [] },
            target: { resourceId: appliedTo(secret) },
        });
        assert.deepEqual(
            await judge(rule, all),
            doubts(
                "api: ignoreChanges holds nothing, and whether a target scales the service is not known before the update",
            ),
        );
    });
});
