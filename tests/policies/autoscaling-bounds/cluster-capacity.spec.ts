import assert from "node:assert/strict";
import { serverlessClusterHasAcuBounds as rule } from "../../../policies/autoscaling-bounds/cluster-capacity";
import { appliedTo, clean, doubts, judge, output, refusals, resource } from "../../support/stack-graph";
import { scaledDatabase } from "./fixture";

const secret = resource("aws:ssm/parameter:Parameter", "secret");
const bounded = (bounds: unknown): ReturnType<typeof scaledDatabase> =>
    scaledDatabase({
        cluster: { serverlessv2ScalingConfiguration: bounds },
        writer: { instanceClass: "db.serverless" },
    });

describe("serverless-cluster-has-acu-bounds", () => {
    it("passes stated bounds, equal ones included", async () => {
        assert.deepEqual(await judge(rule, bounded({ minCapacity: 2, maxCapacity: 32 }).all), clean);
        assert.deepEqual(await judge(rule, bounded({ minCapacity: 0.5, maxCapacity: 0.5 }).all), clean);
    });

    it("refuses a serverless instance in a cluster without bounds", async () => {
        assert.deepEqual(
            await judge(rule, bounded(undefined).all),
            refusals(
                "db: serverlessv2ScalingConfiguration.minCapacity is not set; it must be a number of capacity units",
                "db: serverlessv2ScalingConfiguration.maxCapacity is not set; it must be a number of capacity units",
            ),
        );
    });

    it("refuses crossed bounds", async () => {
        assert.deepEqual(
            await judge(rule, bounded({ minCapacity: 64, maxCapacity: 8 }).all),
            refusals("db: minCapacity 64 is above maxCapacity 8; it must not be"),
        );
    });

    it("says nothing about provisioned clusters", async () => {
        assert.deepEqual(await judge(rule, scaledDatabase().all), clean);
    });

    it("cannot decide where the bounds are unknown", async () => {
        assert.deepEqual(
            await judge(rule, bounded({ minCapacity: 2, maxCapacity: output(secret, "value") }).all),
            doubts("db: maxCapacity is not known before the update"),
        );
        assert.deepEqual(
            await judge(rule, bounded(appliedTo(secret)).all),
            doubts(
                "db: minCapacity is not known before the update",
                "db: maxCapacity is not known before the update",
            ),
        );
    });
});
