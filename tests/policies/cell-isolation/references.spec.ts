import { cellRefersToNoOther as rule } from "../../../policies/cell-isolation/references";
import assert from "node:assert/strict";
import { appliedTo, clean, doubts, judge, output, refusals, resource } from "../../support/stack-graph";
import { blue, cell, databaseIn, green, keyNamed, taggedLog } from "./fixture";

const elsewhere = resource("aws:ssm/parameter:Parameter", "elsewhere");
const must = "a cell must take from itself and from what belongs to none";

describe("cell-refers-to-no-other", () => {
    it("passes cells that take from themselves and from what belongs to none", async () => {
        const zone = resource("aws:route53/zone:Zone", "zone");
        const record = resource(
            "aws:route53/record:Record",
            "blue-record",
            { zoneId: output(zone, "id") },
            { parent: blue },
        );
        const all = [...databaseIn(blue).all, ...databaseIn(green).all, zone, record];
        assert.deepEqual(await judge(rule, all), clean);
    });

    it("lets what belongs to no cell take from all of them", async () => {
        const [one, other] = [databaseIn(blue), databaseIn(green)];
        const edge = resource("aws:cloudfront/distribution:Distribution", "edge", {
            origins: [output(one.cluster, "endpoint"), output(other.cluster, "endpoint")],
        });
        assert.deepEqual(await judge(rule, [...one.all, ...other.all, edge]), clean);
    });

    it("refuses a value of another cell, whether it is known or not", async () => {
        const { key, all } = databaseIn(green);
        for (const arn of [output(key, "arn"), appliedTo(key)]) {
            const own = databaseIn(blue, { kmsKeyId: arn });
            assert.deepEqual(
                await judge(rule, [...all, own.cluster]),
                refusals(
                    `blue-db: belongs to cell blue and takes kmsKeyId from green-key of cell green; ${must}`,
                ),
            );
        }
    });

    it("refuses a way round through what belongs to no cell, and names it", async () => {
        const { cluster, all } = databaseIn(green);
        const parameter = resource("aws:ssm/parameter:Parameter", "shared", {
            value: output(cluster, "arn"),
        });
        const own = databaseIn(blue, {
            sourceId: output(parameter, "value"),
            other: output(parameter, "arn"),
        });
        assert.deepEqual(
            await judge(rule, [...all, parameter, ...own.all]),
            refusals(
                "blue-db: belongs to cell blue and takes sourceId, other from shared, which comes from green-db of cell green; " +
                    must,
            ),
        );
    });

    it("refuses to wait for another cell, from which no value comes", async () => {
        const { cluster, all } = databaseIn(green);
        assert.deepEqual(
            await judge(rule, [...all, ...databaseIn(blue, {}, { dependsOn: [cluster] }).all]),
            refusals(`blue-db: belongs to cell blue and waits for green-db of cell green; ${must}`),
        );
    });

    it("tells cells apart by the component that the program makes them with", async () => {
        const [one, other] = [cell("one", "shop:Cell"), cell("two", "shop:Cell")];
        const { key, all } = databaseIn(other);
        const resources = [...all, databaseIn(one, { kmsKeyId: output(key, "arn") }).cluster];
        assert.deepEqual(await judge(rule, resources), clean);
        assert.deepEqual(
            await judge(rule, resources, { cellType: "shop:Cell" }),
            refusals(`one-db: belongs to cell one and takes kmsKeyId from two-key of cell two; ${must}`),
        );
    });

    it("tells them apart by a tag of theirs, or of their provider's, where there is no component", async () => {
        const key = taggedLog("green-log", "green");
        const own = taggedLog("blue-log", "blue", { kmsKeyId: output(key, "arn") });
        const refused = `blue-log: belongs to cell blue and takes kmsKeyId from green-log of cell green; ${must}`;
        assert.deepEqual(await judge(rule, [key, own]), refusals(refused));
        assert.deepEqual(await judge(rule, [key, own], { cellTag: "shard" }), clean);
        const byProvider = {
            ...taggedLog("blue-log", undefined, { kmsKeyId: output(key, "arn") }),
            provider: { props: { defaultTags: '{"tags":{"cell":"blue"}}' } },
        };
        assert.deepEqual(await judge(rule, [key, byProvider]), refusals(refused));
    });

    it("says nothing about a program without cells", async () => {
        const key = keyNamed("key");
        const log = taggedLog("log", undefined, { kmsKeyId: output(key, "arn") });
        assert.deepEqual(await judge(rule, [key, log]), clean);
    });

    it("cannot decide where a tag is unknown, on either side, or another stack is asked", async () => {
        const tag = output(elsewhere, "value");
        const log = taggedLog("log", tag);
        const own = taggedLog("blue-log", "blue", { kmsKeyId: output(log, "arn") });
        assert.deepEqual(
            await judge(rule, [log, own]),
            doubts(
                "log: its cell is not known before the update",
                "blue-log: takes kmsKeyId from log, whose cell is not known before the update",
            ),
        );
        const stack = resource("pulumi:pulumi:StackReference", "organization/shop/prod-green");
        assert.deepEqual(
            await judge(rule, [stack, taggedLog("blue-log", "blue", { kmsKeyId: output(stack, "outputs") })]),
            doubts(
                "blue-log: takes kmsKeyId from organization/shop/prod-green; " +
                    "whether that stack is another cell's is not seen from here",
            ),
        );
    });
});
