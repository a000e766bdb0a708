import assert from "node:assert/strict";
import { autoscaledNodesAreIgnored as rule } from "../../../policies/autoscaling-bounds/cache-count";
import { targetNamesWhatItScales } from "../../../policies/autoscaling-bounds/target-id";
import type { GraphResource } from "../../../policies/rule";
import { appliedTo, clean, doubts, judge, refusals, resource } from "../../support/stack-graph";
import { scaledCache } from "./fixture";

const both = ["engineVersion", "numNodeGroups", "replicasPerNodeGroup"];

const cacheThat = (ignoreChanges: readonly string[], properties = {}): readonly GraphResource[] =>
    scaledCache({ cache: properties, cacheOptions: { ignoreChanges } }).all;

describe("autoscaled-nodes-are-ignored", () => {
    it("passes a scaled cache that ignores its numbers, or every change", async () => {
        for (const ignored of [both, ["*"]]) assert.deepEqual(await judge(rule, cacheThat(ignored)), clean);
    });

    it("passes where only one of them is scaled, and ignored", async () => {
        const { cache, shards } = scaledCache({ cacheOptions: { ignoreChanges: ["numNodeGroups"] } });
        assert.deepEqual(await judge(rule, [cache, shards]), clean);
    });

    it("refuses each number that is scaled and not ignored, by whichever name the target knows the group", async () => {
        for (const properties of [{}, { replicationGroupId: "prod" }]) {
            assert.deepEqual(
                await judge(rule, cacheThat(["numNodeGroups"], properties)),
                refusals("cache: ignoreChanges holds numNodeGroups; it must hold replicasPerNodeGroup"),
            );
            assert.deepEqual(
                await judge(rule, cacheThat([], properties)),
                refusals(
                    "cache: ignoreChanges holds nothing; it must hold numNodeGroups",
                    "cache: ignoreChanges holds nothing; it must hold replicasPerNodeGroup",
                ),
            );
        }
    });

    it("says nothing about a cache that nothing scales", async () => {
        const { cache } = scaledCache({ cacheOptions: { ignoreChanges: [] } });
        assert.deepEqual(await judge(rule, [cache]), clean);
    });

    it("cannot decide where what a target scales is unknown", async () => {
        const secret = resource("aws:ssm/parameter:Parameter", "secret");
        const { cache, shards } = scaledCache({
            cacheOptions: { ignoreChanges: [] },
            target: { resourceId: appliedTo(secret) },
        });
        assert.deepEqual(
            await judge(rule, [cache, shards]),
            doubts(
                "cache: ignoreChanges holds nothing, and whether a target scales its numNodeGroups is not known before the update",
            ),
        );
    });
});

describe("target-names-what-it-scales, of a cache", () => {
    it("passes its id, known or not", async () => {
        for (const cache of [{}, { replicationGroupId: "prod" }]) {
            assert.deepEqual(await judge(targetNamesWhatItScales, scaledCache({ cache }).all), clean);
        }
    });

    it("refuses an id in another form, and another namespace", async () => {
        const { shards } = scaledCache({ target: { resourceId: "prod", serviceNamespace: "ecs" } });
        assert.deepEqual(
            await judge(targetNamesWhatItScales, [shards]),
            refusals(
                'cache-shards: serviceNamespace is "ecs"; it must be "elasticache"',
                'cache-shards: resourceId is "prod"; it must be replication-group/<replication group id>',
            ),
        );
    });
});
